"""Paths as a tree are the same paths."""

from __future__ import annotations

from hypothesis import given, strategies as st

from libvirt_xml.apply.stamping.path_trees import pack_paths, unpack_paths

_CHARACTERS = st.characters(blacklist_categories=("Cs", "Cc"))
_NAMES = st.sampled_from(["cpu", "devices", "disks", "a"]) | st.text(_CHARACTERS, min_size=1, max_size=6)
_PLACES = st.text(_CHARACTERS.filter(lambda character: character not in "[]"), min_size=1, max_size=5)
_PATHS = st.lists(_NAMES, min_size=1, max_size=4).map(".".join) | st.builds("{}[{}]{}".format, _NAMES, _PLACES, _NAMES)


@given(st.frozensets(_PATHS))
def test_inverse(paths: frozenset[str]) -> None:
    """Whatever the steps are called."""
    assert unpack_paths(pack_paths(paths)) == paths


def test_form() -> None:
    """Common steps are written once; a path that others continue has an empty entry."""
    paths = {"name", "devices.disks[vda]", "devices.disks[vda].driver.cache", "devices.disks[vda].driver.type"}
    assert pack_paths(paths) == "devices(.disks([vda](,.driver(.cache,.type)))),name"


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    """Somebody may have edited it."""
    unpack_paths(text)
