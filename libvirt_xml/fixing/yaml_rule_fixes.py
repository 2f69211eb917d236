"""The fixes of rules in YAML: done to the XML that a document stands for, and what they change written back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import AnyStr

from libvirt_xml.editing.edited import edited
from libvirt_xml.editing.texts.encoded_text import decoded_text
from libvirt_xml.editing.yaml.edited_yaml import YamlText
from libvirt_xml.errors import ParseError, WriteError
from libvirt_xml.fixing.fixing import fixed
from libvirt_xml.validation.validator import Validator
from libvirt_xml.yaml_forms.findings import SpecError


def with_rules_fixed(
    text: AnyStr, validator: Validator, codes: Collection[str], *, unsafe: bool, variables: Mapping[str, str]
) -> AnyStr:
    """YAML text after the fixes of some rules, in both forms. What cannot be changed there alone stays as it is."""
    try:
        documents = [document.element for document in YamlText(decoded_text(text), variables).documents]
    except (ParseError, SpecError):
        return text
    for document in documents:
        try:
            result = fixed(document.to_xml(), validator, unsafe=unsafe, is_wanted=lambda problem: problem.code in codes)
            if result.fixed:
                text = edited(text, type(document).from_xml(result.text), variables=variables)
        except (ParseError, SpecError, WriteError):
            continue
    return text
