"""``from libvirt_xml import *`` takes no name away that people have anyway."""

from __future__ import annotations

import builtins
import collections
import dataclasses
import enum
import typing

import pytest

import libvirt_xml


@pytest.mark.parametrize(
    "module", [builtins, typing, collections, dataclasses, enum], ids=lambda module: module.__name__
)
def test_no_well_known_name(module: object) -> None:
    """No public name is that of a builtin or of something that most modules import."""
    assert set(libvirt_xml.__all__) & {name for name in vars(module) if not name.startswith("__")} == set()
