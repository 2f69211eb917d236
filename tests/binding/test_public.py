"""What the public modules and classes show of themselves."""

from __future__ import annotations

import dataclasses
import typing
from types import ModuleType

import pytest

import libvirt_xml
from libvirt_xml import AnyElement, Comment, Domain, Element, Extra, WriteError, documents, yaml_forms
from libvirt_xml.binding.fields import specs_of
from tests.strategies.objects import classes


@pytest.mark.parametrize("name", [name for name in libvirt_xml.__all__ if isinstance(getattr(libvirt_xml, name), type)])
def test_type_hints(name: str) -> None:
    """Every annotation of every class can be evaluated, as pydantic and cattrs do."""
    cls = getattr(libvirt_xml, name)
    hints = typing.get_type_hints(cls)
    if issubclass(cls, Element) and cls is not Element:
        assert {*specs_of(cls)} <= {*hints}
    if dataclasses.is_dataclass(cls):
        assert {field.name for field in dataclasses.fields(cls)} <= {*hints}


def test_fields_of_the_base_class_are_its_own() -> None:
    """Asking the class that all derive from does not give all its fields."""
    names = {field.name for field in dataclasses.fields(Element)}
    assert names == {"extra_"}
    for cls in (Element, *classes()):
        assert {field.name for field in dataclasses.fields(cls)} == {*specs_of(cls)}


def test_there_are_many() -> None:
    """The test above sees the classes."""
    assert len(classes()) > 600
    assert (
        typing.get_type_hints(AnyElement)["content"]
        == list[AnyElement | Comment | libvirt_xml.ProcessingInstruction | str]
    )
    assert typing.get_type_hints(Domain)["extra_"] == Extra | None


@pytest.mark.parametrize("module", [libvirt_xml, documents, yaml_forms])
def test_modules(module: ModuleType) -> None:
    """``dir`` lists what there is, once; what the module is made with is not in the way."""
    listed = dir(module)
    assert len(listed) == len({*listed})
    assert {*module.__all__} <= {*listed}
    assert "import_module" not in listed
    assert not hasattr(module, "import_module")
    with pytest.raises(AttributeError):
        module.no_such_name  # noqa: B018


@pytest.mark.parametrize("uri", ["&lt;", "http://[", "%zz"])
def test_lxml_refuses(uri: str) -> None:
    """What lxml does not take is a WriteError, from objects and foreign elements, or works."""
    for made in (
        Domain.from_xml(f"<domain xmlns:p='{uri}' type='kvm'/>"),
        AnyElement.from_xml(f"<p:a xmlns:p='{uri}'/>"),
    ):
        with pytest.raises(WriteError, match=r"lxml does not accept the document: xmlns:p: .* is not a valid URI$"):
            made.to_element()
        assert type(made).from_xml(made.to_xml()) == made


def test_a_long_text_becomes_an_lxml_element() -> None:
    """lxml's limits for texts of others do not apply to what we wrote."""
    domain = Domain(type="kvm", name="x" * 11_000_000)
    assert len(domain.to_element()[0].text or "") == 11_000_000


@pytest.mark.parametrize("name", [name for name in yaml_forms.__all__ if isinstance(getattr(yaml_forms, name), type)])
def test_hints_of_specs(name: str) -> None:
    """The hints of the classes of YAML can be evaluated too."""
    assert typing.get_type_hints(getattr(yaml_forms, name)) is not None
