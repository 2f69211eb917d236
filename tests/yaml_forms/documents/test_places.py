"""Problems of an object stand where the YAML says the thing that is wrong."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.document import class_of, node_at, read_document, validate_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Origin, Scalar

SPEC = """\
domain:
  type: kvm
  name: a
  memory: 4
  vcpu: {value: 2, placement: static}
  os: {type: hvm}
  devices:
    disks:
      - {type: file, source: {file: /a}, target: {dev: vda}}
      - type: file
        target:
          dev: vdb
          bus: virtio
"""

PLACES = {
    "": (2, 3),
    "name": (3, 9),
    "memory": (4, 11),
    "memory.value": (4, 11),
    "memory.unit": (4, 11),
    "vcpu": (5, 3),
    "vcpu.value": (5, 17),
    "vcpu.cpuset": (5, 3),
    "devices": (7, 3),
    "devices.interfaces[0].mac": (7, 3),
    "devices.disks": (8, 5),
    "devices.disks[0]": (9, 9),
    "devices.disks[0].target": (9, 42),
    "devices.disks[0].target.dev": (9, 56),
    "devices.disks[1]": (10, 9),
    "devices.disks[1].target": (11, 9),
    "devices.disks[1].target.bus": (13, 16),
    "devices.disks[1].source.file": (10, 9),
    "devices.disks[7].target": (8, 5),
    "title": (2, 3),
    "extra_": (2, 3),
}


def _tree(text: str) -> tuple[str, Mapping, Mapping]:
    (document,) = read_yaml(text, Findings(), "a.yaml")
    assert isinstance(document, Mapping)
    ((key, node),) = document.items.items()
    assert isinstance(node, Mapping)
    return key, node, document


@pytest.mark.parametrize(("path", "place"), PLACES.items())
def test_places(path: str, place: tuple[int, int]) -> None:
    """As far as a path leads: a value where it stands, a map or list where its key stands."""
    _, node, _ = _tree(SPEC)
    origin = node_at(node, path)
    assert (origin.file, origin.line, origin.column) == ("a.yaml", *place)


def test_place_of_the_whole() -> None:
    """The tree itself stands where its key does, if that is known."""
    _, node, document = _tree(SPEC)
    assert node_at(node, "title", document.place_of("domain")).line == 1
    assert node_at(Scalar("a", None, Origin(line=7)), "value.x[0]").line == 7


def _problems(text: str, libvirt: str | None = None) -> list[str]:
    key, node, document = _tree(text)
    cls = class_of(key)
    assert cls is not None
    findings = Findings()
    made = read_document(node, cls, findings, key)
    validate_document(made, node, findings, key, libvirt, place=document.place_of(key))
    return [f"{each.line}:{each.column} {each.code} {each.path} {each.suggestion}" for each in findings.in_order()]


RIGHT = (
    SPEC.replace("        target:\n", "        source: {file: /b}\n        target:\n").replace(
        "{dev: vda}}", "{dev: vda}, driver: {name: qemu, type: raw}}"
    )
    + "        driver: {name: qemu, type: raw}\n"
)
WRONG = {
    "nothing": ("", "", []),
    "a word": ("bus: virtio", "bus: vvirtio", ["14:16 invalid-value domain.devices.disks[1].target.bus virtio"]),
    "a word in a short map": (
        "{dev: vda}",
        "{dev: vda, bus: x}",
        ["9:66 invalid-value domain.devices.disks[0].target.bus None"],
    ),
    "a number alone": ("memory: 4", "memory: lots", ["4:11 invalid-value domain.memory None"]),
    "a number in a map": ("value: 2", "value: two", ["5:17 invalid-value domain.vcpu.value 2"]),
    "something missing in a map": (
        "{dev: vda}",
        "{bus: ide}",
        ["9:42 missing-attribute domain.devices.disks[0].target None"],
    ),
    "something missing in the document": ("  name: a\n", "", ["1:1 missing-element domain None"]),
    "an item that lacks something": (
        "        target:\n          dev: vdb\n          bus: virtio\n",
        "",
        ["10:9 missing-element domain.devices.disks[1] None"],
    ),
    "what was unreadable is not missing": ("name: a", "name: [a]", ["3:9 wrong-type domain.name a"]),
    "what was misspelt is not missing": ("name: a", "nam: a", ["3:3 unknown-key domain.nam name"]),
    "what was misspelt in XML is not missing": (
        "vcpu: {value: 2, ",
        "vcpu: {valu: 2, ",
        ["5:10 unknown-key domain.vcpu.valu value"],
    ),
    "what else is missing is": (
        "  name: a\n  memory: 4\n",
        "  nam: a\n  memroy: 4\n",
        ["3:3 unknown-key domain.nam name", "4:3 unknown-key domain.memroy memory"],
    ),
    "an item that was no map keeps its place": (
        "- {type: file, source: {file: /a}, target: {dev: vda}, driver: {name: qemu, type: raw}}\n      - type: file\n",
        "- x\n      - type: fiel\n",
        ["9:9 wrong-type domain.devices.disks[0] None", "10:15 invalid-value domain.devices.disks[1].type file"],
    ),
    "a control character": ("name: a", 'name: "\\x01"', ["3:9 invalid-value domain.name None"]),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), WRONG.values(), ids=WRONG)
def test_problems(old: str, new: str, expected: list[str]) -> None:
    """One fault in a valid document is one problem, at the fault."""
    assert old in RIGHT
    assert _problems(RIGHT.replace(old, new)) == expected


def test_version_and_kind() -> None:
    """The version and the kind are those that are asked for."""
    assert _problems("disk: {type: file, source: {}, target: {dev: vda, dpofua: true}}") == []
    (found,) = _problems("disk: {type: file, source: {}, target: {dev: vda, dpofua: true}}", libvirt="9.0.0")
    assert found.startswith("1:")
    assert "disk.target.dpofua" in found
    with pytest.raises(ValueError, match="nonsense"):
        _problems(SPEC, libvirt="nonsense")


def test_two_documents_with_one_path() -> None:
    """What is wrong in one document hides nothing in another one that has the same path."""
    text = "disk: {source: {}, target: {devv: vda}}\n---\ndisk: {source: {}, target: {bus: ide}}\n"
    findings = Findings()
    for document in read_yaml(text, findings):
        assert isinstance(document, Mapping)
        node = document.items["disk"]
        cls = class_of("disk")
        assert cls is not None
        validate_document(read_document(node, cls, findings, "disk"), node, findings, "disk")
    assert [(problem.line, problem.code) for problem in findings.problems] == [
        (1, "unknown-key"),
        (3, "missing-attribute"),
    ]


def test_what_cannot_be_written() -> None:
    """A value that XML cannot hold is a problem at its place, also where Python code put it."""
    key, node, _ = _tree(SPEC)
    findings = Findings()
    cls = class_of(key)
    assert cls is not None
    made = read_document(node, cls, findings)
    made.devices.disks[1].target.dev = "\x01"  # type: ignore[attr-defined]
    made_findings = Findings()
    validate_document(made, node, made_findings, "domain")
    (problem,) = made_findings.problems
    assert (problem.line, problem.path) == (12, "domain.devices.disks[1].target.dev")
    made.devices.disks[1].target.dev = "vdb"  # type: ignore[attr-defined]
    made.vcpu.value = "\x01"  # type: ignore[attr-defined]
    validate_document(made, node, made_findings, "domain")
    assert (made_findings.problems[1].line, made_findings.problems[1].path) == (5, "domain.vcpu")
