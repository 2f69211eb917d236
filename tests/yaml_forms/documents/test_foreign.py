"""Elements outside the model: what is read from the same text again shares nothing with what was read before."""

from __future__ import annotations

from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.markup.scopes import Scopes
from libvirt_xml.yaml_forms.document import foreign_text as foreign
from libvirt_xml.yaml_forms.document.foreign_text import read_element
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import Scalar

SYSTEM = '<l:libosinfo xmlns:l="urn:l"><l:os id="http://debian.org/debian/12"/></l:libosinfo>'
SECRET = '<n:node xmlns:n="urn:n"><n:password>correct horse</n:password></n:node>'


def read(text: str, scope: dict[str, str] | None = None) -> AnyElement:
    findings = Findings()
    found = read_element(text, Scopes(scope), findings, Scalar(text), "metadata.elements[0]")
    assert found is not None
    assert not findings.problems
    return found


def test_each_reading_is_its_own() -> None:
    expected = AnyElement.from_xml(SYSTEM)
    for _ in range(4):
        made = read(SYSTEM)
        assert made == expected
        made.attributes["changed"] = "yes"
        next(iter(made)).attributes.clear()
        made.content.append("more")
    assert SYSTEM in foreign._kept


def test_secrets_are_not_remembered() -> None:
    for _ in range(4):
        assert read(SECRET).text == "correct horse"
    assert SECRET not in foreign._kept


def test_namespaces_in_force_count() -> None:
    text = "<p:a/>"
    assert read(text, {"p": "urn:one"}).namespaces == {"p": "urn:one"}
    assert read(text, {"p": "urn:two"}).namespaces == {"p": "urn:two"}


def test_what_is_remembered_is_bounded() -> None:
    for number in range(foreign._MOST_KEPT + 10):
        for _ in range(2):
            read(f'<e:e xmlns:e="urn:e" number="{number}"/>')
    assert len(foreign._kept) <= foreign._MOST_KEPT
