"""``codegen.checks.lock``: names and shapes that no schema update changes by accident."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from codegen.checks import lock
from codegen.checks.lock import Change
from codegen.model.model import Model
from tests.codegen.golden import make_model

_SCHEMA = """
<element name="guest">
  <attribute name="id"><data type="unsignedInt"/></attribute>
  <optional>
    <attribute name="cache"><choice><value>on</value><value>off</value><value>auto</value></choice></attribute>
  </optional>
  <zeroOrMore>
    <element name="disk"><attribute name="dev"/><text/></element>
  </zeroOrMore>
</element>
"""


def _model(folder: Path, schema: str = _SCHEMA) -> Model:
    return make_model({"schema": schema}, folder)


def test_names_and_shapes(tmp_path: Path) -> None:
    """Every class and field has its line, also a class whose path is that of the field which holds it."""
    assert lock.locked_names(_model(tmp_path)) == {
        "guest/": "Guest",
        "guest/@id": "Guest.id attribute! int",
        "guest/@cache": "Guest.cache attribute bool|words",
        "guest/disk": "Guest.disks child[] GuestDisk",
        "guest/disk/": "GuestDisk",
        "guest/disk/@dev": "GuestDisk.dev attribute! str",
        "guest/disk/text()": "GuestDisk.value text str",
    }


def test_nothing_is_left_out(model: Model) -> None:
    """The project's lock has a line for each class, each field, and each name beyond the fields."""
    fields = sum(len(made.fields) for made in model.classes)
    members = sum(len(made.members) for made in model.classes)
    assert members > 50
    assert len(lock.locked_names(model)) == len(model.classes) + fields + members


def test_a_lock_reads_as_it_was_written(model: Model) -> None:
    """What ``render`` writes, ``parse`` gives back."""
    names = lock.locked_names(model)
    assert lock.parse(lock.render(names)) == names


def test_the_project_has_its_lock(model: Model) -> None:
    """The lock in the repository is the model's."""
    assert lock.parse(lock.PATH.read_text(encoding="utf-8")) == lock.locked_names(model)


def test_changes() -> None:
    """Another name, another shape and a lost path are changes; a new path is an addition."""
    old = {"a": "A.b attribute str", "c": "A.c attribute str", "d": "A.d attribute str", "e": "A"}
    new = {"a": "A.x attribute str", "c": "A.c attribute! int", "e": "A", "f": "A.f attribute str"}
    assert lock.changes(old, new) == [
        Change("a", "A.b attribute str", "A.x attribute str"),
        Change("c", "A.c attribute str", "A.c attribute! int"),
        Change("d", "A.d attribute str", ""),
    ]
    assert lock.additions(old, new) == ["f: A.f attribute str"]


def test_a_change_in_words() -> None:
    """A change tells its path, what was and what is."""
    assert str(Change("a", "A.b", "A.c")) == "a: A.b -> A.c"
    assert str(Change("a", "A.b", "")) == "a: A.b -> gone"


def test_unannounced() -> None:
    """A change is announced where the changelog has the old name in backquotes; a part of a longer name is not it."""
    change = Change("a", "Disk.dev attribute str", "Disk.device attribute str")
    assert lock.unannounced([change], "- `Disk.dev` is `Disk.device`") == []
    assert lock.unannounced([change], "- `Disk.device` is new; Disk.dev too") == [change]


def test_a_renamed_list_is_a_change(model: Model) -> None:
    """A rename of a child field, whose class stands at the same path, is noticed."""
    devices = next(made for made in model.classes if made.name == "Devices")
    fields = tuple(replace(field, name="drives") if field.name == "disks" else field for field in devices.fields)
    renamed = tuple(replace(made, fields=fields) if made is devices else made for made in model.classes)
    found = lock.changes(lock.locked_names(model), lock.locked_names(replace(model, classes=renamed)))
    assert [str(change) for change in found] == [
        "domain/devices/disk: Devices.disks child[] Disk -> Devices.drives child[] Disk"
    ]
