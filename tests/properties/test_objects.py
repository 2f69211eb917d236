"""Every object that the classes let one build is a value: it writes, reads, copies and shows itself without loss."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

import libvirt_xml
from libvirt_xml import Element
from tests.properties.trying import holds_for_all
from tests.strategies.objects import classes, objects

_COUNT = 6
_NAMES = {name: getattr(libvirt_xml, name) for name in libvirt_xml.__all__}
_CLASSES = {cls.__name__: cls for cls in classes()}


@pytest.fixture(params=_CLASSES)
def cls(request: pytest.FixtureRequest) -> type[Element]:
    """Every class in turn."""
    return _CLASSES[request.param]


def test_objects(cls: type[Element]) -> None:
    """What an object writes reads back as an equal object, on one line too; all copies are equal."""
    holds_for_all(objects(cls), _claim, _COUNT)


def _claim(made: Element) -> None:
    for indent in (2, None):
        text = made.to_xml(indent=indent)
        assert type(made).from_xml(text) == made, text
    before = made.to_xml(), repr(made)
    assert pickle.loads(pickle.dumps(made)) == made
    assert copy.copy(made) == made
    assert copy.deepcopy(made) == made
    assert dataclasses.replace(made) == made
    shown = repr(made)
    assert len(shown) < 1700
    if "..." not in shown:
        assert eval(shown, {}, _NAMES) == made
    assert (made.to_xml(), repr(made)) == before
