"""Several files and documents, one spec."""

from __future__ import annotations

from typing import Any

import pytest

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.layers import DocumentEntry, entries_of, lay_over, with_defaults
from libvirt_xml.yaml_forms.loading import Source, load
from libvirt_xml.yaml_forms.text.merging import prune
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import plain


def test_defaults_lie_below_every_vm() -> None:
    """Short forms merge as what they stand for."""
    found = with_defaults(
        entries("defaults: {memory: 4GiB, cpus: 2}\n---\nvm: {name: a, memory: {max: 8GiB}}\n---\nvm: {name: b}"),
        Findings(),
    )
    assert [plain(prune(each.node)) for each in found] == [
        {"memory": {"size": "4GiB", "max": "8GiB"}, "cpus": {"count": 2}, "name": "a"},
        {"memory": {"size": "4GiB"}, "cpus": {"count": 2}, "name": "b"},
    ]


def test_files_are_laid_over_by_kind_and_name() -> None:
    """A document without a name lies under, or over, the only one of its kind."""
    assert layered("vm: {memory: 1GiB}", "vm: {name: a, cpus: 1}") == [
        ("vm", {"memory": {"size": "1GiB"}, "name": "a", "cpus": {"count": 1}})
    ]
    two = "vm: {name: a}\n---\nvm: {name: b}"
    assert layered(two, "vm: {name: b, title: B}") == [("vm", {"name": "a"}), ("vm", {"name": "b", "title": "B"})]
    assert layered(two, "vm: {name: c}\n---\nnetwork: {name: a}")[2:] == [
        ("vm", {"name": "c"}),
        ("network", {"name": "a"}),
    ]


def test_disks_and_nics_merge_by_name_and_null_removes() -> None:
    """The rule of merging, seen from the form."""
    base = "vm: {name: a, disks: [{name: root, size: 1GiB}], nics: [{name: lan, network: x}, {name: wan, bridge: y}]}"
    site = "vm: {disks: [{name: root, bus: scsi}, {name: data, size: 2GiB}], nics: {lan: null, wan: {mtu: 9000}}}"
    assert layered(base, site) == [
        (
            "vm",
            {
                "name": "a",
                "disks": [{"name": "root", "size": "1GiB", "bus": "scsi"}, {"name": "data", "size": "2GiB"}],
                "nics": [{"name": "wan", "bridge": "y", "mtu": 9000}],
            },
        )
    ]


def test_what_cannot_be_laid_over_is_a_problem() -> None:
    """Which of two is meant?"""
    findings = Findings()
    lay_over(entries("vm: {name: a}\n---\nvm: {name: b}"), entries("vm: {memory: 1GiB}"), findings)
    (problem,) = findings.problems
    assert (problem.code, problem.expected) == ("missing-key", ("name",))
    assert "a, b" in problem.full_message


@pytest.mark.parametrize(
    ("text", "code", "suggestion"),
    [
        ("name: web1\nmemory: 4GiB", "unknown-key", None),
        ("- vm", "wrong-type", None),
        ("just text", "wrong-type", None),
    ],
)
def test_what_is_no_document_is_a_problem(text: str, code: str, suggestion: str | None) -> None:
    """A bare vm is told where it belongs."""
    findings = Findings()
    assert entries_of(read_yaml(text, findings), findings) == []
    assert (findings.problems[0].code, findings.problems[0].suggestion) == (code, suggestion)


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n---\n", "defaults: {memory: 1GiB}", "x-a: &a {b: 1}"])
def test_a_file_without_a_document_is_a_problem(text: str) -> None:
    """An emptied file in CI must not pass; two files with one document between them are in order."""
    loaded = load(Source(text, "empty.yaml"))
    assert [(each.code, each.file, each.line) for each in loaded.problems] == [("unknown-document", "empty.yaml", 1)]
    assert load(Source(text), Source("vm: {name: a}")).problems == ()


def test_a_document_below_a_misspelt_kind_is_looked_at() -> None:
    """What is wrong in it is reported in the same run, and nothing is made of it."""
    loaded = load(Source("volume: {name: a.qcow2, capacity: 20GiB, target: {path: /a.qcow2}}"))
    assert [(problem.path, problem.suggestion) for problem in loaded.problems] == [
        ("volume", "storage_volume"),
        ("storage_volume.capacity", None),
    ]
    assert loaded.documents == ()


def test_keys_for_anchors_are_passed_over() -> None:
    """``x-`` is where other tools keep what is used by alias only."""
    (found,) = entries("x-disk: &disk {size: 1GiB}\nvm: {name: a, disks: [*disk]}")
    assert plain(found.node) == {"name": "a", "disks": [{"size": "1GiB"}]}


def entries(text: str) -> list[DocumentEntry]:
    """The entries of a text without problems."""
    findings = Findings()
    found = entries_of(read_yaml(text, findings, "spec.yaml"), findings)
    assert findings.problems == []
    return found


def layered(base: str, over: str) -> list[tuple[str, Any]]:
    """What comes of two files."""
    findings = Findings()
    found = lay_over(entries(base), entries(over), findings)
    assert findings.problems == []
    return [(each.kind, plain(prune(each.node))) for each in found]


@pytest.mark.parametrize(
    ("over", "places"),
    [
        ("vm: {disks: [{name: roto, path: /b}]}", ["vm.disks[0].name"]),
        ("vm: {nics: {lna: {network: y}, dmz: {network: z}}}", ["vm.nics.lna"]),
        ("vm: {disks: [{name: data, path: /b}, {name: root, bus: scsi}], nics: [{name: wan, user: true}]}", []),
        ("vm: {nics: {lna: null}, disks: !replace [{name: roto, path: /b}]}", []),
    ],
    ids=["a list", "a map", "other names", "none is added"],
)
def test_a_new_name_that_is_nearly_another_is_a_warning(over: str, places: list[str]) -> None:
    """It is added nevertheless; any other name is added without a word."""
    base = "vm: {name: a, disks: [{name: root, path: /a}], nics: [{name: lan, network: x}]}"
    findings = Findings()
    lay_over(entries(base), entries(over), findings)
    assert [each.path for each in findings.problems] == places
    assert all((each.code, each.severity, each.line) == ("similar-name", "warning", 1) for each in findings.problems)


def test_a_tag_says_that_nothing_is_merged() -> None:
    """Of a map, of a list, and of what a later layer is laid over before ``defaults`` are known."""
    base = "vm: {name: a, memory: {size: 4GiB}, nics: [{name: lan, network: x}]}"
    assert layered(base, "vm: {memory: !replace {max: 8GiB}, nics: !replace [{name: b, user: true}]}") == [
        ("vm", {"name": "a", "memory": {"max": "8GiB"}, "nics": [{"name": "b", "user": True}]})
    ]
    below = "defaults: {nics: [{name: lan, network: x}]}\n---\nvm: {name: a, nics: !replace [{name: b, network: y}]}"
    over = "vm: {name: a, nics: [{name: b, mtu: 9000}]}"
    (document,) = load(Source(below), Source(over)).raise_errors().documents
    assert document.spec is not None
    assert plain(document.spec)["nics"] == [{"name": "b", "network": "y", "mtu": 9000}]


def test_keys_of_a_vm_without_its_line_are_one_problem() -> None:
    """However many there are; other unknown keys beside them are told apart."""
    loaded = load(Source("name: a\nmemory: 2GiB\noops: 1\n", file="a.yaml"))
    first, second = loaded.problems
    assert (first.line, first.code, first.suggestion) == (1, "unknown-key", None)
    assert "write a first line 'vm:'" in first.full_message
    assert second.line == 3
