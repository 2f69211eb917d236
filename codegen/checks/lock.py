"""``names.lock``: which class and field every path has, so that no schema update renames anything by accident."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from codegen.model.model import Field, Model, Scalar

PATH = Path(__file__).parent.parent / "names.lock"
_HEAD = """\
# Written by `python -m codegen write`: element path, class and field, shape. A change needs a line in CHANGELOG.md.
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One path whose name or shape is another than the lock says; ``new`` is empty where the path is gone."""

    path: str
    old: str
    new: str

    @property
    def name(self) -> str:
        """The old name, as a changelog line must give it."""
        return self.old.split(" ", 1)[0]

    def __str__(self) -> str:
        return f"{self.path}: {self.old} -> {self.new or 'gone'}"


def locked_names(model: Model) -> dict[str, str]:
    """Name and shape by path; a class has its path with a slash behind, which the field that holds it has without."""
    names: dict[str, str] = {}
    for owner in model.classes:
        names[f"{owner.paths[0]}/"] = owner.name
        for field in owner.fields:
            names[f"{owner.paths[0]}/{_step(field)}"] = f"{owner.name}.{field.name} {_shape(field)}"
        for member in owner.members:
            names[f"{owner.paths[0]}/{member.name}()"] = f"{owner.name}.{member.name} {member.call}"
    return names


def render(names: dict[str, str]) -> str:
    """The text of the lock."""
    return _HEAD + "".join(f"{path}\t{name}\n" for path, name in sorted(names.items()))


def parse(text: str) -> dict[str, str]:
    """The names in a lock."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = [line.partition("\t") for line in lines]
    return {path: name for path, _, name in pairs}


def changes(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    """What the lock has otherwise; additions are no change."""
    return [Change(path, name, new.get(path, "")) for path, name in old.items() if new.get(path) != name]


def unannounced(changes: list[Change], changelog: str) -> list[Change]:
    """The changes whose old name the changelog does not mention."""
    return [change for change in changes if f"`{change.name}`" not in changelog]


def additions(old: dict[str, str], new: dict[str, str]) -> list[str]:
    """The paths that the lock does not have, with their names."""
    return [f"{path}: {name}" for path, name in new.items() if path not in old]


def _step(field: Field) -> str:
    if field.kind == "text":
        return "text()"
    mark = "@" if field.kind == "attribute" else ""
    return f"{mark}{field.xml.local}" + (f" {{{field.xml.namespace}}}" if field.xml.namespace else "")


def _shape(field: Field) -> str:
    many = "[]" if field.is_list else ""
    required = "!" if field.is_required else ""
    if isinstance(field.type, str):
        return f"{field.kind}{many}{required} {field.type}"
    return f"{field.kind}{many}{required} {_scalar(field.type)}".rstrip()


def _scalar(scalar: Scalar) -> str:
    parts = [*sorted(scalar.kinds), *(["bool"] if scalar.boolean else []), *(["words"] if scalar.literals else [])]
    return "|".join(parts)
