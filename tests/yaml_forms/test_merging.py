"""The one rule of merging."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, strategies as st

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.merging import by_device, by_name, device_keys, merge, prune
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, make, plain

CASES = [
    ("maps merge", "{a: 1, b: {c: 2}}", "{b: {d: 3}}", {"a": 1, "b": {"c": 2, "d": 3}}),
    ("a value replaces", "{a: 1}", "{a: [2]}", {"a": [2]}),
    ("null removes", "{a: 1, b: 2}", "{a: null}", {"b": 2}),
    ("null removes nothing", "{a: 1}", "{b: null, c: {d: null}}", {"a": 1, "c": {}}),
    ("other lists replace", "{a: [1, 2]}", "{a: [3]}", {"a": [3]}),
    ("an empty list empties", "{a: [{name: x}]}", "{a: []}", {"a": []}),
    (
        "named things merge by name, new ones follow",
        "{a: [{name: x, u: 1}, {name: y}]}",
        "{a: [{name: y, v: 2}, {name: z}]}",
        {"a": [{"name": "x", "u": 1}, {"name": "y", "v": 2}, {"name": "z"}]},
    ),
    ("a list with a nameless thing replaces", "{a: [{name: x}]}", "{a: [{u: 1}]}", {"a": [{"u": 1}]}),
    ("two of one name replace", "{a: [{name: x}]}", "{a: [{name: y}, {name: y}]}", {"a": [{"name": "y"}] * 2}),
    (
        "a map by name is a list",
        "{a: [{name: x, u: 1}, {name: y}]}",
        "{a: {x: {u: 2}, y: null, z: {v: 3}}}",
        {"a": [{"name": "x", "u": 2}, {"name": "z", "v": 3}]},
    ),
]

DEVICES = [
    ("by alias", {"alias": {"name": "ua-nic-lan"}, "mac": {"address": "m"}}, "ua-nic-lan"),
    ("by target", {"target": {"dev": "vda"}}, "vda"),
    ("by address", {"mac": {"address": "52:54:00:00:00:01"}}, "52:54:00:00:00:01"),
    ("by type and index", {"type": "pci", "index": 1}, "pci:1"),
    ("a controller without an index has none", {"type": "pci"}, None),
]


@pytest.mark.parametrize(("base", "over", "result"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_rule(base: str, over: str, result: dict[str, Any]) -> None:
    """What each part of the rule says."""
    below, above = tree(base), tree(over)
    assert plain(prune(merge(below, above))) == result
    assert plain(below) == plain(tree(base)), "nothing is changed in place"


@pytest.mark.parametrize(("item", "key"), [case[1:] for case in DEVICES], ids=[case[0] for case in DEVICES])
def test_the_identity_of_devices(item: dict[str, Any], key: str | None) -> None:
    """In documents, devices are told apart as libvirt does."""
    made = make(item, NOWHERE)
    assert by_device(made) == key  # type: ignore[arg-type]


def test_the_keys_of_generation_1() -> None:
    """They come from the table of identities, and must not change with it: specs would give other machines."""
    assert [" ".join(".".join(steps) for steps in paths) for paths in device_keys()] == [
        "alias.name",
        "target.dev",
        "mac.address",
        "type index",
        "target.name",
        "target.dir",
        "name",
        "id",
    ]


def test_a_device_goes_by_its_alias_and_by_its_target() -> None:
    """Whoever patches a disk need not know whether it has an alias."""
    base = tree("{disks: [{alias: {name: ua-disk-root}, target: {dev: vda}, serial: a}]}")
    for over in ("{disks: [{target: {dev: vda}, serial: b}]}", "{disks: [{alias: {name: ua-disk-root}, serial: b}]}"):
        merged = plain(merge(base, tree(over), by_device))
        assert [disk["serial"] for disk in merged["disks"]] == ["b"]


ITEMS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("xyz")}, optional={"v": st.integers()}),
    unique_by=lambda item: item["name"],
    min_size=1,
)
VALUES = st.recursive(
    st.integers() | st.text(max_size=2) | ITEMS,
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)
MAPS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@given(MAPS)
def test_a_spec_over_itself_is_itself(data: dict[str, Any]) -> None:
    """So is one over nothing, and nothing over one."""
    whole, nothing = make(data, NOWHERE), make({}, NOWHERE)
    for one, two in ((whole, whole), (whole, nothing), (nothing, whole)):
        assert plain(merge(one, two, by_name)) == data


@given(MAPS, MAPS, MAPS)
def test_what_only_the_last_says_is_in_the_result(
    one: dict[str, Any], two: dict[str, Any], three: dict[str, Any]
) -> None:
    """Single values of the last layer always stand."""
    below = merge(make(one, NOWHERE), make(two, NOWHERE))
    result = plain(merge(below, make(three, NOWHERE)))
    for name, value in three.items():
        if not isinstance(value, dict | list):
            assert result[name] == value


def tree(text: str) -> Any:
    """The tree of a text."""
    (found,) = read_yaml(text, Findings())
    return found
