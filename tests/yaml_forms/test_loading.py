"""What loading gives for a document."""

from __future__ import annotations

import pytest

from libvirt_xml import Domain
from libvirt_xml.validation.objects import validate_object
from libvirt_xml.yaml_forms.loading import Options, Source, load

_DOCUMENTS = "vm: {name: a, memory: 1GiB, title: '<&>'}\n---\nnetwork: {name: b, bridge: {name: br0}}\n"


@pytest.mark.parametrize("is_checked", [True, False])
def test_xml_is_what_the_element_is_written_as(is_checked: bool) -> None:
    """What was written to be checked is what the user gets."""
    loaded = load(Source(_DOCUMENTS), options=Options(is_checked=is_checked)).raise_errors()
    assert [each.kind for each in loaded.documents] == ["domain", "network"]
    for document in loaded.documents:
        assert document.xml == document.element.to_xml()
        assert (document.checked is not None) == is_checked


def test_xml_is_what_was_checked() -> None:
    """A change to the object afterwards is in what the object writes, not in what was checked."""
    (document,) = load(Source("network: {name: b}")).raise_errors().documents
    document.element.name = "c"  # type: ignore[attr-defined]
    assert "<name>b</name>" in document.xml
    assert "<name>c</name>" in document.element.to_xml()


def test_problems_are_those_of_the_object() -> None:
    """No problem speaks of lines of the text that was written to be checked."""
    wrong = "  <filesystem><target dir='x'/></filesystem>\n"
    devices = f"<devices>{wrong * 2}</devices>"
    element = Domain.from_xml(f"<domain type='kvm'><name>a</name><memory>1</memory>{devices}</domain>")
    problems = validate_object(element)
    assert problems
    assert validate_object(element, text=element.to_xml()) == problems
