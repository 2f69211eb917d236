"""The document form takes time and memory in proportion to the document, whatever it declares."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from libvirt_xml import Domain, Element
from libvirt_xml.yaml_forms import to_yaml
from libvirt_xml.yaml_forms.document import read_document, write_document
from libvirt_xml.yaml_forms.findings import Findings
from tests.cost import cost_of
from tests.yaml_forms.documents.roundtrip import assert_lossless

_MOST = 2.3  # times the calls and the memory for twice the input
_QEMU = "http://libvirt.org/schemas/domain/qemu/1.0"


def _names(count: int) -> str:
    return "".join(f" xmlns:p{at}='urn:{at}'" for at in range(count))


def _domain(around: str, inside: str) -> str:
    return f"<domain type='kvm'{around}><name>a</name>{inside}</domain>"


_KINDS: dict[str, Callable[[int], str]] = {
    "foreign elements": lambda n: _domain(
        _names(n), "<metadata>" + "".join(f"<p{at}:a p{at}:b='c'/>" for at in range(n)) + "</metadata>"
    ),
    "unknown elements": lambda n: _domain(
        _names(n), "<devices>" + "".join(f"<new p{at}:b='c'/>" for at in range(n)) + "</devices>"
    ),
    "attributes": lambda n: _domain(
        _names(n), "<devices>" + "".join(f"<disk p{at}:b='c'/>" for at in range(n)) + "</devices>"
    ),
    "declaring elements": lambda n: _domain(
        _names(n), "<devices>" + "".join(f"<disk xmlns:q='urn:{at}' q:b='c'/>" for at in range(n)) + "</devices>"
    ),
    "implied namespaces": lambda n: _domain(
        _names(n),
        f"<commandline xmlns='{_QEMU}'>" + "<arg value='x'/>" * n + "</commandline>",
    ),
}
_ACTIONS: dict[str, Callable[[Element], object]] = {
    "to_yaml": to_yaml,
    "portable": lambda element: write_document(element, is_portable=True),
}


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("action", _ACTIONS)
def test_writing_grows_with_the_document(kind: str, action: str) -> None:
    """Twice as much costs at most 2.3 times as many calls and as much memory."""
    _assert_linear(lambda size: _writing(_KINDS[kind](size), _ACTIONS[action]))


@pytest.mark.parametrize("kind", _KINDS)
def test_reading_back_grows_with_the_document(kind: str) -> None:
    """As what is written is read, and gives the same object."""
    _assert_linear(lambda size: _loading(_KINDS[kind](size)))
    assert_lossless(Domain.from_xml(_KINDS[kind](3)))


def _writing(source: str, action: Callable[[Element], object]) -> Callable[[], object]:
    domain = Domain.from_xml(source)
    return lambda: action(domain)


def _loading(source: str) -> Callable[[], object]:
    tree = write_document(Domain.from_xml(source))
    return lambda: read_document(tree, Domain, Findings())


def _assert_linear(make: Callable[[int], Callable[[], object]]) -> None:
    make(3)()
    (calls, peak), (more_calls, more_peak) = cost_of(make(200)), cost_of(make(400))
    assert more_calls <= _MOST * calls
    assert more_peak <= _MOST * peak + 50_000
