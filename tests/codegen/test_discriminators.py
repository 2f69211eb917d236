"""``codegen.analysis.discriminators`` on libvirt 12.8.0's own schemas."""

from __future__ import annotations

import pytest

from codegen.analysis.discriminators import Discriminator, find_discriminators
from codegen.analysis.grouping import Group, Grouping
from codegen.analysis.summary import Summaries
from codegen.model.model import Class, Model
from codegen.naming.paths import Paths, find_paths
from codegen.overlay.overlay import Overlay
from codegen.schemas.vendored import Version
from libvirt_xml.relaxng.schema import tree

_SUMMARIES = Summaries()


@pytest.fixture(scope="module")
def paths(versions: list[Version], overlay: Overlay) -> Paths:
    """The groups of the newest schemas alone."""
    newest = versions[-1]
    assert newest.name == "12.8.0"
    grouping = Grouping(_SUMMARIES)
    grouping.add(newest, overlay.split_starts)
    roots = {name.local: group for _, name, group in grouping.roots([newest.name])}
    return find_paths(roots.items(), overlay.namespaces)


def _group(paths: Paths, path: str) -> Group:
    group = paths.group_at(path)
    assert group is not None
    return group


def _of(paths: Paths, path: str) -> list[Discriminator]:
    return find_discriminators(_group(paths, path), _SUMMARIES)


def _class(model: Model, name: str) -> Class:
    return next(made for made in model.classes if made.name == name)


def test_disk_type_comes_first(paths: Paths) -> None:
    """A disk's ``type`` decides most, its ``device`` next."""
    assert [found.attribute.local for found in _of(paths, "domain/devices/disk")] == ["type", "device"]


@pytest.mark.parametrize(
    ("value", "attribute"),
    [
        ("file", "file"),
        (None, "file"),
        ("block", "dev"),
        ("dir", "dir"),
        ("network", "protocol"),
        ("volume", "pool"),
        ("nvme", "namespace"),
        ("vhostuser", "path"),
    ],
)
def test_disk_type_decides_the_source(paths: Paths, value: str | None, attribute: str) -> None:
    """With each type the ``<source>`` is another element pattern, with the attribute that names such a source."""
    places = _of(paths, "domain/devices/disk")[0].elements(tree.Name("", "source"))[value]
    held = [
        {name.local for name in member.summary.attributes}
        for member in _group(paths, "domain/devices/disk/source").members
        if member.element.place in places
    ]
    assert held
    assert any(attribute in names for names in held)


def test_only_a_network_source_has_a_protocol(paths: Paths) -> None:
    """No other disk type's ``<source>`` has ``protocol``."""
    shapes = _of(paths, "domain/devices/disk")[0].elements(tree.Name("", "source"))
    protocols = {
        member.element.place
        for member in _group(paths, "domain/devices/disk/source").members
        if tree.Name("", "protocol") in member.summary.attributes
    }
    assert [value for value, places in shapes.items() if places & protocols] == ["network"]


def test_interface_type(paths: Paths) -> None:
    """An interface's ``type`` decides; ``managed`` goes with hostdev, ``<virtualport>`` with four types."""
    (found,) = _of(paths, "domain/devices/interface")
    assert found.attribute.local == "type"
    assert found.values_of(tree.Name("", "managed"), is_attribute=True) == ("hostdev",)
    virtualport = found.values_of(tree.Name("", "virtualport"), is_attribute=False)
    assert set(virtualport or ()) == {"bridge", "network", "direct", "hostdev"}


def test_what_goes_with_all_values_has_none(paths: Paths) -> None:
    """A child that every type allows has no condition."""
    (found,) = _of(paths, "domain/devices/interface")
    assert found.values_of(tree.Name("", "mac"), is_attribute=False) is None


def test_a_class_without_choices_has_no_discriminator(paths: Paths) -> None:
    """Where no attribute's value changes what else may stand, there is none."""
    assert _of(paths, "domain/devices/disk/iotune") == []


def test_conditions_reach_the_model(model: Model) -> None:
    """The class says what decides, the field for which values it may be used."""
    assert _class(model, "Disk").deciding == ("Disk.device",)
    assert _class(model, "DiskSource").deciding == ("Disk.type", "DiskSource.protocol")
    assert _conditions(model, "Interface", "managed") == [("Interface.type", ("hostdev",))]


def _conditions(model: Model, name: str, field_name: str) -> list[tuple[str, tuple[str | None, ...]]]:
    (field,) = (field for field in _class(model, name).fields if field.name == field_name)
    return [(f"{each.owner}.{each.field}", each.values) for each in field.conditions]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("file", ("file", None)),
        ("dir", ("dir",)),
        ("protocol", ("network",)),
        ("pool", ("volume",)),
        ("namespace", ("nvme",)),
        ("hosts", ("network",)),
    ],
)
def test_a_parents_value_reaches_its_childs_fields(model: Model, name: str, values: tuple[str | None, ...]) -> None:
    """A field of a disk's ``<source>`` says which disk types allow it; what that implies it does not say."""
    assert _conditions(model, "DiskSource", name) == [("Disk.type", values)]


@pytest.mark.parametrize(
    ("name", "field", "conditions"),
    [
        ("Domain", "title", []),  # a required attribute that may have any value decides nothing
        ("Disk", "rawio", [("Disk.device", ("lun",))]),  # which implies what type may be
        ("HostdevSource", "wwpn", [("Hostdev.type", ("scsi_host",))]),
        ("HostdevSource", "adapter", [("Hostdev.type", ("scsi",)), ("HostdevSource.protocol", ("adapter", None))]),
    ],
)
def test_the_fewest_conditions(
    model: Model, name: str, field: str, conditions: list[tuple[str, tuple[str | None, ...]]]
) -> None:
    """No condition is always true or implied by another."""
    assert _conditions(model, name, field) == conditions


def test_how_many_classes_have_conditions(model: Model) -> None:
    """Of the classes whose fields depend on something, most depend on one or two attributes, none on more than four."""
    counts = [len(made.deciding) for made in model.classes if made.deciding]
    assert len(counts) >= 59
    assert max(counts) <= 4
