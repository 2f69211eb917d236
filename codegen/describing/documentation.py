"""Where a class stands in the schema and in libvirt's documentation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from codegen.analysis.grouping import Group
from codegen.model.model import Addition, Class, Condition, Field, Scalar
from codegen.naming.paths import step
from codegen.overlay.overlay import Overlay
from codegen.schemas.vendored import version_key

SITE = "https://libvirt.org/"
_Entry = TypeVar("_Entry")


def lookup(paths: Iterable[str], table: Mapping[str, str]) -> str:
    """The first entry that a table has for one of the paths; empty where it has none."""
    return first_of(paths, table) or ""


def first_of(paths: Iterable[str], table: Mapping[str, _Entry]) -> _Entry | None:
    """The first entry that a table has for one of the paths."""
    return next((table[path] for path in paths if path in table), None)


def field_sentence(paths: Sequence[str], sentences: Mapping[str, str]) -> str:
    """The sentence of a field: its own, else the one that it shares with the fields of its owner's siblings."""
    return lookup([*paths, *map(shared_path, paths)], sentences)


def shared_path(path: str) -> str:
    """The path under which fields of one name share a sentence: `*` stands for the element that has them."""
    *above, _, last = path.split("/")
    return "/".join([*above, "*", last])


def class_url(paths: Iterable[str], overlay: Overlay) -> str:
    """The page, and its section, of the longest path that the overlay has an anchor for."""
    best: tuple[int, str] = (0, "")
    for path in paths:
        steps = path.split("/")
        for length in range(len(steps), best[0], -1):
            link = overlay.anchors.get("/".join(steps[:length]))
            if link:
                page, anchor = link
                best = (length, f"{SITE}{page}#{anchor}" if anchor else f"{SITE}{page}")
                break
    return best[1]


def schema_places(group: Group) -> tuple[str, ...]:
    """The places of a class's element patterns in the newest version that has it."""
    return tuple(sorted({str(member.element.place) for member in group.newest()}, key=_by_line))


def _by_line(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    return file, int(line)


def with_child_sentences(model_class: Class, classes: Sequence[Class]) -> Class:
    """A class whose child fields without a sentence take that of the child's class."""
    sentences = {other.name: other.sentence for other in classes}
    fields = tuple(
        replace(field, sentence=sentences.get(field.type, ""))
        if field.kind == "child" and isinstance(field.type, str) and not field.sentence
        else field
        for field in model_class.fields
    )
    return replace(model_class, fields=fields)


def with_release(model_class: Class, additions: Sequence[Addition], prefixes: Mapping[str, str]) -> Class:
    """A class with the releases that added its fields and itself."""
    releases = {addition.step: addition.release for addition in additions if addition.owner == model_class.name}
    fields = tuple(
        replace(field, release=releases.get(field_step(field, prefixes), "")) for field in model_class.fields
    )
    holders = [
        addition.release
        for addition in additions
        if addition.child_class == model_class.name and addition.newer == model_class.since
    ]
    release = min(filter(None, holders), key=version_key, default="") if model_class.since else ""
    return replace(model_class, fields=fields, release=release)


def field_step(field: Field, prefixes: Mapping[str, str]) -> str:
    """One step of a path: an attribute with ``@``, a child element by its name, nothing for text."""
    if field.kind in ("text", "wildcard"):
        return ""
    return ("@" if field.kind == "attribute" else "") + step(field.xml, prefixes)


def without_idle_conditions(model_class: Class, classes: Sequence[Class]) -> Class:
    """A class whose fields do not say that a switch must be unset: mostly a schema only names it in some branches."""
    switches = {(other.name, field.name) for other in classes for field in other.fields if _is_switch(field)}
    fields = tuple(
        replace(
            field, conditions=tuple(condition for condition in field.conditions if not _is_idle(condition, switches))
        )
        for field in model_class.fields
    )
    return replace(model_class, fields=fields)


def _is_switch(field: Field) -> bool:
    return isinstance(field.type, Scalar) and field.type.boolean is not None and not field.type.literals


def _is_idle(condition: Condition, switches: set[tuple[str, str]]) -> bool:
    return condition.values == (None,) and (condition.owner, condition.field) in switches
