"""Names that people try in Python are answered with what the package has."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import libvirt_xml
from libvirt_xml import AnyElement, Disk, Domain, Features, Memory, apply, changes, testing, yaml_forms
from libvirt_xml.behaviour.size_elements import SizeElement
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import child_class
from libvirt_xml.binding.writing.assigning import AssignmentError
from libvirt_xml.fixing.fixing import Fixed
from libvirt_xml.words import python_names
from libvirt_xml.yaml_forms.loading import Document, Loaded
from libvirt_xml.yaml_forms.vm.volumes import Volume

NAMES = tomllib.loads(Path(python_names.__file__).with_suffix(".toml").read_text(encoding="utf-8"))


_MODULES = (apply, changes, testing, yaml_forms)
CLASSES = {name: names for name, names in NAMES.items() if name != "libvirt_xml" and not name.endswith("()")}


@pytest.mark.parametrize("name", NAMES["libvirt_xml"])
def test_the_way_is_named(name: str) -> None:
    """A function that the package does not have is an error with what to write instead."""
    instead = NAMES["libvirt_xml"][name]
    with pytest.raises(
        AttributeError, match=re.escape(f"module 'libvirt_xml' has no attribute '{name}'; use {instead}")
    ):
        getattr(libvirt_xml, name)


@pytest.mark.parametrize("instead", sorted(set(NAMES["libvirt_xml"].values())))
def test_what_is_named_is_there(instead: str) -> None:
    """Each call, method and import in the answers is one of the package."""
    modules = {f"libvirt_xml.{module.__name__.rpartition('.')[2]}": module for module in _MODULES}
    calls = re.findall(r"([\w.]+)\([a-z.]*\)", instead.replace("Validator().", "Validator."))
    classes = [word for word in re.findall(r"[A-Z]\w+", instead) if hasattr(libvirt_xml, word)]
    methods = re.findall(r"the method (\w+)", instead)
    imports = re.findall(r"from ([\w.]+) import (\w+)", instead)
    assert calls or methods or imports or classes or "str" in instead
    for path in calls:
        found = libvirt_xml
        for step in path.split("."):
            found = getattr(found, step)
    assert all(hasattr(Domain, method) for method in methods)
    assert all(hasattr(modules[module], name) for module, name in imports)


@pytest.mark.parametrize("owner", CLASSES)
def test_ways_of_classes(owner: str) -> None:
    """A class has no such name, and every field and method that is named instead."""
    cls = _OTHERS.get(owner) or getattr(libvirt_xml, owner)
    for name, instead in CLASSES[owner].items():
        assert not hasattr(cls, name), name
        for path in re.findall(r"\{[xX]\}\.([a-z_\[\]0-9.]+)", instead):
            assert _has(_EXAMPLES.get(owner, cls), path.rstrip(".")), instead


@pytest.mark.parametrize(
    ("owner", "instead"),
    sorted({(owner, way) for owner, ways in CLASSES.items() for way in ways.values() if way.startswith("{X}(")}),
)
def test_constructors_that_are_named(owner: str, instead: str) -> None:
    """An object that an answer writes out can be made, and written as XML."""
    element = eval(instead.replace("{X}", owner), {name: getattr(libvirt_xml, name) for name in dir(libvirt_xml)})
    assert type(element).from_xml(element.to_xml()) == element


_OTHERS = {
    "SizeElement": SizeElement,
    "AnyElement": AnyElement,
    "Fixed": Fixed,
    "Loaded": Loaded,
    "Document": Document,
    "Volume": Volume,
}
_EXAMPLES = {"Element": Domain, "SizeElement": Memory}
"""A class that has the fields of its base class."""
_HOLDERS: tuple[type[Any], ...] = (Loaded, Document, Volume)
"""What is below these may be of any class."""


def _has(cls: type[Any], path: str) -> bool:
    """Whether a class has a field or a method at the end of a path of fields."""
    *above, last = path.replace("[0]", "").split(".")
    for step in above:
        if cls not in _HOLDERS:
            cls = child_class(specs_of(cls)[step])
    return hasattr(cls, last) or cls in _HOLDERS or last in getattr(cls, "__dataclass_fields__", ())


@pytest.mark.parametrize(
    ("expression", "way"),
    [
        ("domain.disks", "Domain has no field 'disks'; use domain.devices.disks"),
        ("domain.os.machine", "Os has no field 'machine'; use os.type.machine"),
        ("domain.copy()", "Domain has no field 'copy'; use copy.deepcopy(domain)"),
        ("domain.save('a.xml')", "Domain has no field 'save'; use domain.to_file(path)"),
        ("domain.devices.disks[0].bus", "Disk has no field 'bus'; use disk.target.bus"),
        ("domain.devices.append(None)", "Devices has no field 'append'; use devices.add(device)"),
        ("Domain.from_string('')", "Domain has no attribute 'from_string'; use Domain.from_xml(text)"),
        ("Domain.from_xlm('')", "Domain has no attribute 'from_xlm'; did you mean 'from_xml'?"),
        ("Domain.colour", "Domain has no attribute 'colour'"),
        ("Disk(bus='virtio')", "Disk() has no field 'bus'; use target=DiskTarget(dev='vda', bus='virtio')"),
        ("Vm(name='a').to_xml()", "Vm has no field 'to_xml'; use libvirt_xml.load(vm).domain.to_xml()"),
        ("domain.memory.to('GiB')", "Memory has no field 'to'; use memory.bytes / libvirt_xml.GiB"),
        (
            "domain.devices.disks[0].chain",
            "Disk has no field 'chain'; use disk.backing_chain, the images below; disk.path is its own",
        ),
        ("domain.line", "Domain has no field 'line'; use validate(text): problems have a line, objects have none"),
        ("domain.ensure(Metadata).remove('a')", "Metadata has no field 'remove'; use del metadata[namespace]"),
        (
            "Validator().validate_many([])",
            "Validator has no attribute 'validate_many'; use libvirt_xml.validate_many(paths), which takes the same "
            "options",
        ),
        ("Graphics.vnc()", "Graphics has no attribute 'vnc'; use Graphics(type='vnc', port=-1, autoport=True)"),
        ("domain.cpu.model.name", "CpuModel has no field 'name'; use model.value"),
        ("Memory(bytes=1)", "Memory() has no field 'bytes'; use Memory.parse(number)"),
        ("Validator().check('')", "Validator has no attribute 'check'; use validator.validate(text)"),
        ("Validator().validat('')", "Validator has no attribute 'validat'; did you mean 'validate'?"),
        ("libvirt_xml.fixed('<domain/>').xml", "Fixed has no attribute 'xml'; use fixed.text"),
        (
            "domain.find_device('vda')",
            "find_device() needs the name of what to look for, for example find_device(target='vda'): mac, target, "
            "alias, pci or guest_pci",
        ),
    ],
)
def test_ways(expression: str, way: str) -> None:
    """Fields of children, names of other libraries, arguments of classes; a slip gets the name that is meant."""
    assert _refusal(expression) == way


def _refusal(expression: str) -> str:
    """What the error of an expression says."""
    domain = Domain.from_xml(
        "<domain><memory>1</memory><vcpu>2</vcpu><os/><cpu><model>a</model></cpu><devices><disk/></devices></domain>"
    )
    with pytest.raises((AttributeError, TypeError)) as refused:
        eval(
            expression,
            {name: getattr(libvirt_xml, name) for name in _NAMES} | {"domain": domain, "libvirt_xml": libvirt_xml},
        )
    return str(refused.value)


_NAMES = ("Disk", "Domain", "DomainSnapshot", "Graphics", "Memory", "Metadata", "Validator", "Vm")
_KNOWN = {"libvirt_xml": libvirt_xml, **{name: getattr(libvirt_xml, name) for name in _NAMES}}


@pytest.mark.parametrize(
    ("expression", "way"),
    [
        ("domain['name']", "Domain has fields, not keys; use domain.name"),
        ("domain.devices.disks[0]['@dev']", "Disk has fields, not keys; use disk.FIELD"),
        ("domain.devices.disks[0]['bus']", "Disk has fields, not keys; use disk.target.bus"),
        (
            "domain.devices['vda']",
            "Devices has fields, not keys; use domain.find_device(target='vda'), or a list such as devices.disks[0]",
        ),
        (
            "[*DomainSnapshot.from_xml('<domainsnapshot><disks/></domainsnapshot>').disks]",
            "SnapshotDisks is not a list; use disks.disks",
        ),
        ("[*domain]", "Domain is not a list; use domain.walk()"),
        ("domain[0]", "Domain is not a list; use domain.walk()"),
        ("'web1' in domain", "Domain is not a list; use domain.walk()"),
        ("int(domain.vcpu)", "Vcpu is not a number; use vcpu.value"),
        ("1 + domain.vcpu", "Vcpu is not a number; use vcpu.value"),
        (
            "domain.memory < 5",
            "Memory is not a number; use memory.bytes, which can be assigned: memory.bytes += libvirt_xml.GiB",
        ),
        (
            "Validator().validate(domain)",
            "expected XML text as str or bytes, got Domain; use what its method to_xml gives",
        ),
    ],
)
def test_operators(expression: str, way: str) -> None:
    """What is taken for a dictionary, a list or a number is an error with what to write."""
    assert _refusal(expression) == way


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("DiskAuth", "use Auth, the class of Disk.auth"),
        ("DiskAuthSecret", "use AuthSecret, the class of Disk.auth.secret"),
        ("DomainCpuTopology", "use CpuTopology, the class of Domain.cpu.topology"),
        ("CpuFeatures", "use CpuFeature, the class of Cpu.features"),
        ("DomainInterface", "use Interface"),
        ("VolumeTarget", "use StorageVolumeTarget"),
        ("Domian", "did you mean 'Domain'?"),
        ("from_xml", "use parse(text)"),
    ],
)
def test_a_class_that_is_imported(name: str, way: str) -> None:
    """A wrong name in an import is answered as one of an attribute, where Python says only that there is none."""
    with pytest.raises(ImportError, match=re.escape(f"module 'libvirt_xml' has no attribute '{name}'; {way}") + "$"):
        exec(f"from libvirt_xml import {name}")
    with pytest.raises(AttributeError, match=re.escape(way)):
        getattr(libvirt_xml, name)


def test_submodules_need_no_import() -> None:
    """Those that the documentation names are there; others can be imported as ever."""
    program = """
import libvirt_xml
print(libvirt_xml.changes.compare, libvirt_xml.testing.assert_same, libvirt_xml.completion.completed)
from libvirt_xml import cloning, apply, cli
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("source", "way"),
    [
        (Path("a.xml"), "to read a file, use `from_file`, `parse_file` or `validate_file`"),
        (AnyElement("domain"), "use what its method to_xml gives"),
        (StringIO("<domain/>"), "use what its method read gives"),
        (etree.Element("domain"), "use `from_element`, or what etree.tostring gives"),
    ],
)
def test_what_is_no_text(source: Any, way: str) -> None:
    """Whoever reads text says how to get it from what has it."""
    domain = Domain(type="kvm", name="a")
    readers: list[Callable[[Any], object]] = [
        libvirt_xml.parse,
        libvirt_xml.validate,
        libvirt_xml.fixed,
        libvirt_xml.Validator().is_valid,
        Domain.from_xml,
        lambda source: libvirt_xml.edited(source, domain),
    ]
    for reader in readers:
        with pytest.raises(TypeError, match=re.escape(f"got {type(source).__name__}; {way}")):
            reader(source)


def test_an_element_that_is_needed() -> None:
    """The error for a missing argument shows the object that it is."""
    with pytest.raises(TypeError, match=re.escape("Disk() needs 'target'; write for example target=DiskTarget(dev=")):
        Disk()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=re.escape("Domain() needs 'type', 'name'") + "$"):
        Domain()  # type: ignore[call-arg]


def test_other_operators_are_refused_as_ever() -> None:
    """What nobody takes for a number keeps Python's own error."""
    with pytest.raises(TypeError, match="unsupported operand"):
        Domain.from_xml("<domain/>") + 1  # type: ignore[operator]
    with pytest.raises(TypeError, match="Domain is not a number"):
        int(Domain.from_xml("<domain/>"))  # type: ignore[call-overload]


def test_an_element_is_no_iterable() -> None:
    """Libraries that ask whether something can be looped over are told no by elements without a loop of their own."""
    domain = Domain.from_xml("<domain><devices/></domain>")
    assert not isinstance(domain, Iterable)
    assert isinstance(domain.devices, Iterable)


def test_a_size_of_another_element() -> None:
    """The error for a size of another class says how to write this one."""
    domain = Domain.from_xml("<domain><memory unit='GiB'>4</memory></domain>")
    with pytest.raises(AssignmentError, match=re.escape("write CurrentMemory(4, unit='GiB')")):
        domain.current_memory = domain.memory  # type: ignore[assignment]


def test_an_element_that_is_there() -> None:
    """``True`` in the place of an element that has no switch is one without attributes, not one that says more."""
    with pytest.raises(AssignmentError, match=re.escape("write FeaturesApic()")):
        Features(apic=True)  # type: ignore[arg-type]
    with pytest.raises(AssignmentError, match=re.escape("write for example FeaturesSmm(state=True, ")):
        Features(smm=True)  # type: ignore[arg-type]


def test_metadata_in_no_namespace() -> None:
    """An element without the namespace that it is put in is told how to declare it."""
    metadata = Domain.from_xml("<domain><metadata/></domain>").metadata
    assert metadata is not None
    with pytest.raises(ValueError, match=re.escape("<fleet> is in no namespace; write <fleet xmlns='urn:fleet'>")):
        metadata["urn:fleet"] = "<fleet/>"
