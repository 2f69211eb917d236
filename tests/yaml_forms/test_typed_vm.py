"""``Vm`` and its parts: a class for each map of the table of keys, nothing lost between it, plain data and YAML."""

from __future__ import annotations

import ast
import copy
import dataclasses
import inspect
import ipaddress
import json
import pickle
import typing
import uuid
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import NULL, Vm, VmBoot, VmCpus, VmDisk, VmGraphics, VmNic
from libvirt_xml.yaml_forms import Options, Source, SpecError, classes, to_yaml
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import plain
from libvirt_xml.yaml_forms.typed.table_classes import records
from tests.yaml_forms.vm.key_cases import CASES


def read(text: str) -> list[Any]:
    """The plain data of YAML, by our own reader."""
    return [plain(tree) for tree in read_yaml(text, Findings())]


EXAMPLES = [
    (path.name, document["vm"])
    for path in sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
    for document in read(path.read_text("utf-8"))
    if "name" in document.get("vm", {})
]

DOMAINS = [
    path
    for path in sorted((Path(__file__).parents[2] / "examples" / "documents").glob("domain*.xml"))
    if isinstance(libvirt_xml.parse_file(path), libvirt_xml.Domain)
]
SPECS = {
    name: {"name": "a", **spec}
    for name, case in CASES.items()
    for spec in (case if isinstance(case, tuple) else (case,))
}


@pytest.mark.parametrize("name", records())
def test_a_class_has_the_keys_of_its_map(name: str) -> None:
    """With their sentences, what is required, and types that resolve."""
    _, record = records()[name]
    cls = getattr(libvirt_xml, name)
    fields = {field.name: field for field in dataclasses.fields(cls)}
    assert fields.keys() == record.keys.keys()
    assert typing.get_type_hints(cls).keys() == fields.keys()
    text = " ".join(inspect.getdoc(cls).split())  # type: ignore[union-attr]
    for key, described in record.keys.items():
        assert f"{key}: {' '.join(described.about.split())}" in text
        assert (fields[key].default is dataclasses.MISSING) is described.is_required


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_every_key_comes_back(spec: dict[str, Any]) -> None:
    """The plain data of the object are those that it is made of, and every map in them is an object."""
    vm = Vm.from_dict(spec)
    assert vm.to_dict() == spec
    assert Vm.from_dict(json.loads(json.dumps(vm.to_dict()))) == vm
    assert read(to_yaml(vm)) == [{"vm": spec}]


@pytest.mark.parametrize("spec", [spec for _, spec in EXAMPLES], ids=[name for name, _ in EXAMPLES])
def test_an_object_means_what_its_yaml_means(spec: dict[str, Any]) -> None:
    """The examples give one domain either way."""
    text = libvirt_xml.load(Source(json.dumps({"vm": spec})))
    typed = libvirt_xml.load(Vm.from_dict(spec))
    assert [document.xml for document in typed.documents] == [document.xml for document in text.documents]
    assert [problem.path for problem in typed.problems] == [problem.path for problem in text.problems]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 5
    assert len(CASES) > 50


def test_maps_become_objects() -> None:
    """In lists, in maps by name, where a short form could stand too."""
    vm = Vm.from_dict(
        {
            "name": "a",
            "cpus": {"count": 2},
            "disks": {"root": {"size": "1GiB"}, "old": None},
            "graphics": ["vnc", {"type": "spice"}],
            "boot": {"order": ["root"]},
        }
    )
    assert vm.cpus == VmCpus(count=2)
    assert vm.disks == {"root": VmDisk(size="1GiB"), "old": NULL}
    assert vm.graphics == ["vnc", VmGraphics(type="spice")]
    assert vm.boot == VmBoot(order=["root"])


def test_unset_null_and_empty_are_three_things() -> None:
    """``None`` is not there, ``NULL`` removes what a layer below says, a list without items is one."""
    assert Vm(name="a").to_dict() == {"name": "a"}
    assert Vm(name="a", disks=NULL).to_dict() == {"name": "a", "disks": None}
    assert Vm(name="a", disks=[]).to_dict() == {"name": "a", "disks": []}
    base = Vm(name="a", title="base", memory="4GiB")
    assert libvirt_xml.load(base, Vm(name="a", memory="8GiB")).domain.title == "base"
    assert libvirt_xml.load(base, Vm(name="a", title=NULL)).domain.title is None
    assert libvirt_xml.load(base, {"vm": {"title": None}}).domain.title is None


def test_objects_that_are_text() -> None:
    """As for documents: UUIDs, paths and addresses; what is written is text."""
    number = uuid.UUID("b2f6b7d0-1d7a-4c5e-9c1a-5d9b1c2d3e4f")
    vm = Vm(
        name="a",
        uuid=number,
        disks=[VmDisk(path=PurePosixPath("/images/a.qcow2"))],
        graphics=VmGraphics(type="vnc", listen=ipaddress.ip_address("127.0.0.1")),
        features=libvirt_xml.Features(acpi=True),
    )
    assert vm.to_dict() == {
        "name": "a",
        "uuid": str(number),
        "disks": [{"path": "/images/a.qcow2"}],
        "graphics": {"type": "vnc", "listen": "127.0.0.1"},
        "features": {"acpi": True},
    }
    assert libvirt_xml.load(vm).domain.uuid == str(number)


def test_objects_may_stand_in_dictionaries() -> None:
    """The two ways can be mixed."""
    loaded = libvirt_xml.load({"vm": {"name": "a", "nics": [VmNic(network="lan")]}})
    assert loaded.domain.devices.interfaces[0].source_name == "lan"
    assert libvirt_xml.load({"vm": Vm(name="a")}).domain.name == "a"


def test_unknown_keys_are_refused() -> None:
    """In the constructor and at assignment, with the key that was meant, also by words of other tools."""
    wrong: dict[str, Any] = {"siez": "1GiB"}
    with pytest.raises(TypeError, match=r"^VmDisk\(\) has no field 'siez'; did you mean 'size'\?$"):
        VmDisk(**wrong)
    wrong = {"name": "a", "vcpu": 2}
    with pytest.raises(TypeError, match=r"^Vm\(\) has no field 'vcpu'; did you mean 'cpus'\?$"):
        Vm(**wrong)
    vm = Vm(name="a")
    with pytest.raises(AttributeError, match=r"^Vm has no field 'memroy'; did you mean 'memory'\?$"):
        vm.memroy = "1GiB"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError, match=r"did you mean 'memory'\?$"):
        _ = vm.memroy  # type: ignore[attr-defined]
    with pytest.raises(SpecError, match=r"^vm\.memroy: vm has no key 'memroy'; did you mean 'memory'\?$"):
        Vm.from_dict({"name": "a", "memroy": "1GiB"})


def test_wrong_values_are_problems() -> None:
    """As everywhere: ``load`` finds all, with their places."""
    problems = libvirt_xml.load(Vm(name="a", memory="4 gigs", cpus="two")).problems  # type: ignore[arg-type]
    assert {problem.path for problem in problems} == {"vm.memory", "vm.cpus"}


def test_it_is_a_dataclass() -> None:
    """Copied, replaced, pickled and shown; what is not set is not shown."""
    vm = Vm(name="a", disks=[VmDisk(size="1GiB")])
    assert repr(vm) == "Vm(name='a', disks=[VmDisk(size='1GiB')])"
    assert copy.deepcopy(vm) == vm == pickle.loads(pickle.dumps(vm))
    assert dataclasses.replace(vm, title="t").to_dict() == {**vm.to_dict(), "title": "t"}
    assert pickle.loads(pickle.dumps(NULL)) is NULL
    assert list(vm.__rich_repr__()) == [("name", "a"), ("disks", [VmDisk(size="1GiB")])]


def test_a_domain_as_a_vm() -> None:
    """``from_domain`` gives what means the domain."""
    domain = libvirt_xml.load(Vm(name="a", memory="3GiB", nics=[VmNic(network="lan")])).domain
    vm = Vm.from_domain(domain)
    assert vm.memory == "3GiB"
    assert libvirt_xml.load(vm).domain == domain


@pytest.mark.parametrize("path", DOMAINS, ids=lambda path: path.stem)
def test_every_domain_comes_back(path: Path) -> None:
    """By way of ``Vm``, its plain data and JSON, as by way of YAML; in the form in which numbers are written."""
    domain = libvirt_xml.parse_file(path)
    assert isinstance(domain, libvirt_xml.Domain)
    vm = Vm.from_domain(domain)
    assert Vm.from_dict(json.loads(json.dumps(vm.to_dict()))) == vm
    options = Options(is_checked=False)
    by_yaml = libvirt_xml.load(Source(to_yaml(domain, form="vm")), options=options)
    sources = (vm, {"vm": vm.to_dict()}, Source(json.dumps({"vm": vm.to_dict()})), Source(to_yaml(vm)))
    for source in sources:
        loaded = libvirt_xml.load(source, options=options)
        assert [document.xml for document in loaded.documents] == [document.xml for document in by_yaml.documents]


def test_what_replaces_in_plain_data() -> None:
    """JSON has no tags, so the one of YAML is the key of a map."""
    base = {"vm": {"name": "a", "nics": [{"name": "lan", "network": "lan"}]}}
    over = {"vm": {"nics": {"!replace": [{"name": "dmz", "network": "dmz"}]}}}
    for layer in (over, Source(json.dumps(over)), Source("vm: {nics: !replace [{name: dmz, network: dmz}]}")):
        cards = libvirt_xml.load(base, layer).domain.devices.interfaces
        assert [card.source_name for card in cards] == ["dmz"]
    assert len(libvirt_xml.load(base, {"vm": {"nics": over["vm"]["nics"]["!replace"]}}).domain.devices.interfaces) == 2


def test_every_class_is_public() -> None:
    """Those of maps, and the names of words."""
    public: list[str] = getattr(classes, "__all__")  # noqa: B009 - not a name for type checkers
    assert {*public} <= {*dir(libvirt_xml)}
    assert {*records()} < {*public}
    assert typing.get_args(libvirt_xml.VmGraphicsType) == ("vnc", "spice", "egl-headless", "sdl")


def test_words_are_listed_once() -> None:
    """A set of words that several keys take, or a key and the short form of its map, has a name."""
    tree = ast.parse(_source())
    lists = [
        ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Subscript) if _name(node) == "Literal"
    ]
    assert len(lists) > 20
    assert len({*lists}) == len(lists)


def _source() -> str:
    """The text of all modules of the classes."""
    return "\n".join(path.read_text("utf-8") for path in sorted(Path(classes.__file__).parent.glob("vm_*.py")))


def _name(node: ast.Subscript) -> str:
    return node.value.id if isinstance(node.value, ast.Name) else ""


def test_sentences_of_keys_are_whole() -> None:
    """One that begins with a word of its key keeps that word, and one that ends with dots keeps these."""
    source = _source()
    assert '"""kvm, or tcg: emulation without hardware support."""' in source
    assert '"""How the host caches: none, writeback, ..."""' in source
