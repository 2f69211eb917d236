"""What cannot be written is told with its place; what the error says to write instead works."""

from __future__ import annotations

import re
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import (
    AnyElement,
    Domain,
    Element,
    Extra,
    Features,
    Graphics,
    Memory,
    ProcessingInstruction,
    WriteError,
)
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import child_class
from libvirt_xml.binding.writing.assigning import AssignmentError
from tests.strategies.objects import classes

NAMES = {name: getattr(libvirt_xml, name) for name in libvirt_xml.__all__}
WRONG: list[Any] = [
    4, 4.0, 4.5, -1, True, False, "4", " 4 ", "0x10", "four", "8GiB", "8 GiB", "8g", "1.5GiB", "", "yes", "ON", "true",
    "off", "maybe", "x" * 100, b"4", None.__class__, float("nan"), ["4"], ("a",), {"a": 1}, object(),
]  # fmt: skip
_advised = re.compile("; write (.*)$", re.DOTALL).search


@pytest.mark.parametrize("cls", classes(), ids=lambda cls: cls.__name__)
def test_every_field_refuses_or_keeps_and_advice_works(cls: type[Element]) -> None:
    """A wrong object is refused when it is assigned, and any wrong value, with a WriteError at the field's path
    when it is written; or it reads back as it was set. Advice, copied, is written."""
    for name in specs_of(cls).keys() - {"extra_"}:
        for value in WRONG:
            made = cls.__new__(cls)  # nothing set, whatever is required
            is_refused = _is_refused(made, name, value)
            if is_refused:
                made.__dict__[name] = value
            refused = _refusal(made)
            if specs_of(cls)[name].kind in ("child", "wildcard"):
                assert is_refused or refused is None, (name, value)
            if refused is not None:
                assert refused.path.startswith("/")
                advised = _advised(refused.message)
                if advised is None:
                    continue
                instead = eval(advised.group(1), {}, NAMES)
                if isinstance(instead, cls) and refused.path.endswith("text()"):
                    made = instead
                else:
                    setattr(made, name, [instead] if isinstance(value, list | tuple) else instead)
            _reads_back(made, name)


def _is_refused(made: Element, name: str, value: object) -> bool:
    try:
        setattr(made, name, value)
    except AssignmentError as error:
        return str(error).startswith(f"{type(made).__name__}.{name}: expected ")
    return False


def _refusal(made: Element) -> WriteError | None:
    try:
        made.to_xml()
    except WriteError as error:
        return error
    return None


def _reads_back(made: Element, name: str) -> None:
    """No text, no list and no flag are the same as nothing."""
    value = getattr(made, name)
    read = type(made).from_xml(made.to_xml(indent=None))
    again = getattr(read, name)
    if isinstance(value, tuple):
        again = tuple(again)
    is_open = specs_of(type(made))[name].converter.is_open  # any text, that of a number too
    assert again == value or not (again or value) or is_open, (name, value, again)
    assert read.to_xml() == made.to_xml()


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (libvirt_xml.Vcpu("four"), "/vcpu/text(): expected an int, got str 'four'"),
        (libvirt_xml.Vcpu("4"), "/vcpu/text(): expected an int, got str '4'; write 4"),
        (Memory("8GiB"), "/memory/text(): expected an int, got str '8GiB'; write Memory(8, unit='GiB')"),
        (Graphics(type="vnc", autoport="maybe"), "/graphics/@autoport: expected a bool, got str 'maybe'"),
        (Graphics(type="vnc", autoport="yes"), "/graphics/@autoport: expected a bool, got str 'yes'; write True"),
        (Graphics(type="vnc", port="abc"), "/graphics/@port: expected an int, got str 'abc'"),
        (Features(acpi="yes"), "/features/acpi: expected a bool, got str 'yes'; write True"),
        (Graphics(type="vnc", passwd=1234), "/graphics/@passwd: expected a str, got int"),
    ],
)  # fmt: skip
def test_messages(made: Element, message: str) -> None:
    """The sentence for what people write most; a password is not quoted."""
    with pytest.raises(WriteError) as refused:
        made.to_xml()
    assert str(refused.value) == message


@pytest.mark.parametrize(
    "source",
    [
        "<vcpu>four</vcpu>",
        "<graphics type='vnc' autoport='maybe' port='abc'/>",
        "<graphics type='vnc' autoport=' yes '/>",
        "<memory unit='KiB'>0x1G</memory>",
        "<address type='pci' bus='zz'/>",
        "<blkiotune><weight>w</weight></blkiotune>",
    ],
)
def test_what_was_read_is_written(source: str) -> None:
    """Text that was read and did not convert is text in every way, and is written back, from copies and moved too."""
    import copy
    import pickle

    root = source[1:].split(">")[0].split()[0]
    cls = next(cls for cls in classes() if cls.tag_ == root)
    made = cls.from_xml(source)
    for each in (made, copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert each.to_xml(indent=None) == source
        assert each == made
    moved = cls.__new__(cls)
    for name in made.__dict__.keys() - {"extra_"}:
        setattr(moved, name, getattr(made, name))
    moved.to_xml()


def test_text_enumerations_are_text() -> None:
    """A member of an enumeration that is a str is written as its text, whatever ``format`` says of it."""
    import enum

    class Bus(str, enum.Enum):  # noqa: UP042
        VIRTIO = "virtio"

    target = libvirt_xml.DiskTarget(dev="vda", bus=Bus.VIRTIO)
    for _ in range(2):
        assert target.to_xml(indent=None) == "<target dev='vda' bus='virtio'/>"


FOO = "http://example.com/foo"


@pytest.mark.parametrize(
    ("element", "message"),
    [
        (AnyElement("foo:owner"), "the namespace prefix 'foo' of 'foo:owner' is not declared"),
        (AnyElement("xmlns:a"), "'xmlns:a' is not a valid XML name"),
        (AnyElement("a", {"foo:b": "c"}), "the namespace prefix 'foo' of 'foo:b' is not declared"),
        (AnyElement("foo:a", {"xmlns:foo": ""}), "the namespace prefix 'foo' of 'foo:a' is not declared"),
        (AnyElement("a b"), "'a b' is not a valid XML name"),
        (AnyElement("a:b:c"), "'a:b:c' is not a valid XML name"),
        (AnyElement(":a"), "':a' is not a valid XML name"),
        (AnyElement("a:"), "'a:' is not a valid XML name"),
        (AnyElement("a:1"), "'a:1' is not a valid XML name"),
        (AnyElement("a", {"b c": ""}), "'b c' is not a valid XML name"),
        (AnyElement("a", namespaces={"b c": FOO}), "'b c' is not a valid XML name"),
        (AnyElement("a", content=[ProcessingInstruction("xml", "version='1.0'")]), "'xml' is not a valid target"),
        (AnyElement("a", content=[ProcessingInstruction("a:b", "")]), "'a:b' is not a valid target"),
        (AnyElement("a", content="text"), "expected a list, got str 'text'"),  # type: ignore[arg-type]
        (AnyElement("a", None), "expected a dict, got NoneType"),  # type: ignore[arg-type]
    ],
)
def test_foreign_elements(element: AnyElement, message: str) -> None:
    """What could not be read again is refused: alone, inside another, inside a document, and as unknown content."""
    with pytest.raises(WriteError, match=re.escape(message)) as refused:
        element.to_xml()
    assert refused.value.path.startswith("/")
    with pytest.raises(WriteError) as refused:
        AnyElement("x", content=["text", AnyElement("y"), element]).to_xml()
    assert refused.value.path == "/x/*[2]"
    domain = Domain(type="kvm", name="a")
    domain.metadata.elements += [AnyElement("a"), AnyElement("x", content=[AnyElement("y", content=[element])])]
    with pytest.raises(WriteError) as refused:
        domain.to_xml()
    assert refused.value.path == "/domain/metadata/*[2]/*[1]/*[1]"


def test_a_declared_prefix_is_written() -> None:
    """Declared on the element, in ``namespaces``, or above: all read back; the advice of the error works."""
    for element in (
        AnyElement("foo:a", {"xmlns:foo": FOO, "foo:b": "c"}),
        AnyElement("foo:a", {"foo:b": "c", "xml:lang": "en"}, namespaces={"foo": FOO}),
        AnyElement("x", {"xmlns:foo": FOO}, [AnyElement("y", content=[AnyElement("foo:a")])]),
    ):
        assert AnyElement.from_xml(element.to_xml()) is not None
        domain = Domain(type="kvm", name="a")
        domain.metadata.elements.append(element)
        assert Domain.from_xml(domain.to_xml()).to_xml() == domain.to_xml()
    with pytest.raises(WriteError) as refused:
        AnyElement("foo:owner").to_xml()
    advised = refused.value.message.partition("for example ")[2]
    assert AnyElement("foo:owner", namespaces=eval(advised)).to_element().tag == "{http://example.com/foo}owner"


def test_unknown_attributes_are_checked() -> None:
    """An unknown attribute cannot carry markup, nor a prefix that nothing declares."""
    for name in ("a b", "x='1'><evil/", "foo:bar"):
        domain = Domain(type="kvm", name="a")
        domain.extra_ = Extra(attributes={name: "1"})
        with pytest.raises(WriteError, match=r"^/domain: "):
            domain.to_xml()


def test_required_and_unknown_fields() -> None:
    """Constructors name what they need and what was meant, and that works."""
    with pytest.raises(TypeError, match="did you mean 'memory'"):
        Domain(type="kvm", memry=1)  # type: ignore[call-arg]
    assert child_class(specs_of(Domain)["memory"]) is Memory
