"""Items of a list whose name is their key: ``- root: 20GiB``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import PLAIN, vocabulary
from libvirt_xml.yaml_forms.shapes.advice.compound_keys import key_of_parts
from libvirt_xml.yaml_forms.shapes.advice.meant_values import SORTS
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record


def named_by_key(record: Record, item: Mapping) -> Sentence | None:
    """What is said of an item of a list whose name is its key: ``- root: 20GiB``."""
    if len(item.items) != 1 or "name" not in record.keys:
        return None
    (name, value), *_ = item.items.items()
    if is_secret(name):
        return None
    words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
    is_key = (
        name in record.keys
        or name in SORTS
        or record.refusal(name) is not None
        or words.closest(name, record.keys) is not None
        or key_of_parts(record, name) is not None
    )
    nouns = {record.name.partition(" ")[2].lower().replace(" ", "_"), record.inner.tag() if record.inner else ""}
    if not is_key and name.lower() in nouns and isinstance(value, Scalar):
        noun_value = record.meant(value)
        content = record.sample if noun_value is None else noun_value.text
        return render("unknown-key", "noun-as-key", what=record.name, key=name, content=content)
    if is_key or not re.fullmatch(r"[A-Za-z][\w.-]*", name):
        return None
    if isinstance(value, Mapping) and value.items and value.items.keys() <= record.keys.keys():
        return render("unknown-key", "name-as-key", what=record.name, key=name, content="...")
    meant = record.meant(value)
    if meant is None or meant.left or not meant.text.startswith("{"):
        return None
    return render("unknown-key", "name-as-key", what=record.name, key=name, content=meant.text[1:-1])
