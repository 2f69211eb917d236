"""Reads ``codegen/overlay/``: what the schemas cannot state, each entry with its reason or evidence.

A path names a place in a document: element names from the root down, ``@name`` for an attribute, ``text()`` for the
text of an element that has attributes too. A name in a namespace has libvirt's usual prefix.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ANY = "*"  # in a condition: the sibling attribute is there, whatever its value
FOLDER = Path(__file__).parent


class OverlayError(Exception):
    """The overlay does not fit the schemas; the message names the file and the path."""


@dataclass(frozen=True, slots=True)
class NumberRule:
    """How libvirt reads and writes the numbers at some paths."""

    paths: tuple[str, ...]
    when: tuple[str, str] | None
    base: int
    form: str
    fallback: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class Unit:
    """What the number at some paths counts; ``beside`` is the attribute that names another unit.

    ``step`` is what libvirt rounds up to when it reads the number, in bytes.
    """

    unit: str
    beside: str
    step: int
    phrase: str
    """The same for a reader."""
    per: str = ""
    """What the amount is for, ``s`` for a rate."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells the items of a list apart: fields that together name one; ``kind`` is what else they must share."""

    keys: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class BehaviourRule:
    """A hand-written base class, and which classes have it: those at some paths, or all of a shape."""

    base: str
    paths: tuple[str, ...]
    shape: str


@dataclass(frozen=True, slots=True)
class Allowance:
    """Approximations that are known, and why they are right."""

    code: str
    paths: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Since:
    """The release that added what is at some paths, and the page that says so."""

    release: str
    page: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SinceException:
    """A release that a page tells and that is not taken over."""

    path: str
    release: str
    page: str
    reason: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """The whole overlay; mappings are by path where nothing else is said."""

    document_order: tuple[str, ...]
    split_starts: tuple[str, ...]
    namespaces: dict[str, str]
    prefixes: dict[str, str]
    classes: dict[str, str]
    fields: dict[str, str]
    plurals: dict[str, str]
    aliases: dict[str, str]
    containers: tuple[str, ...]
    repeated: tuple[str, ...]
    required: tuple[str, ...]
    modules: dict[str, tuple[str, ...]]
    module_titles: dict[str, str]
    numbers: tuple[NumberRule, ...]
    anchors: dict[str, tuple[str, str]]
    sentences: dict[str, str]
    class_sentences: dict[str, str]
    units: dict[str, Unit]
    text_defines: dict[str, str]
    text_sorts: dict[str, str]
    identities: dict[str, Identity]
    sets: tuple[str, ...]
    positional: tuple[str, ...]
    orders: dict[str, tuple[str, ...]]
    allowances: tuple[Allowance, ...]
    least_sentences: int
    """How many fields must have a sentence."""
    least_class_sentences: int = 0
    """How many classes must have one."""
    since: tuple[Since, ...] = ()
    since_exceptions: tuple[SinceException, ...] = ()
    behaviours: tuple[BehaviourRule, ...] = ()
    text_objects: dict[str, str] = field(default_factory=dict)
    neutral: dict[str, dict[str, int | str]] = field(default_factory=dict)
    """The fields with which an element means what none means."""
    significant: tuple[str, ...] = ()


def load_overlay(folder: Path = FOLDER) -> Overlay:
    """The overlay of a folder. Raises KeyError or TOMLDecodeError where a file breaks its own head's rules."""
    files = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))}
    names, modules = files["names"], files["modules"]
    return Overlay(
        document_order=tuple(modules["document_order"]),
        split_starts=tuple(modules["split_starts"]["grammars"]),
        namespaces=names["namespaces"],
        prefixes=_by_reason(names, "prefixes"),
        classes=_by_reason(names, "classes"),
        fields=_by_reason(names, "fields"),
        plurals=_by_reason(names, "plurals"),
        aliases=_by_reason(names, "aliases"),
        containers=tuple(_listed(names, "containers")),
        repeated=tuple(_listed(names, "repeated")),
        required=tuple(_listed(names, "required")),
        modules={entry["name"]: tuple(entry["paths"]) for entry in modules["module"]},
        module_titles={entry["name"]: entry["title"] for entry in modules["module"]},
        numbers=tuple(map(_number, [*files["numbers"]["number"], *files["numbers"]["decimal"]])),
        anchors={entry["path"]: (entry["page"], entry["anchor"]) for entry in files["anchors"]["anchor"]},
        sentences=_sentences(folder, "fields"),
        class_sentences=_sentences(folder, "classes"),
        units={path: unit_of(entry) for entry in files["units"]["unit"] for path in entry["paths"]},
        text_objects=files["texts"].get("objects", {}),
        text_defines=files["texts"]["defines"],
        text_sorts={path: entry["sort"] for entry in files["texts"]["text"] for path in entry["paths"]},
        identities={
            entry["path"]: Identity(tuple(entry["keys"]), entry.get("kind", ""))
            for entry in files["identities"]["identity"]
        },
        sets=tuple(path for entry in files["identities"]["set"] for path in entry["paths"]),
        positional=tuple(_listed(files["identities"], "positional")),
        orders={entry["path"]: tuple(entry["names"]) for entry in files["order"]["order"]},
        allowances=tuple(
            Allowance(entry["code"], tuple(entry["paths"]), entry["reason"])
            for entry in files["approximations"]["approximation"]
        ),
        since=tuple(Since(entry["release"], entry["page"], tuple(entry["paths"])) for entry in files["since"]["since"]),
        since_exceptions=tuple(SinceException(**entry) for entry in files["since"]["exception"]),
        behaviours=tuple(
            BehaviourRule(entry["base"], tuple(entry.get("paths", ())), entry.get("shape", ""))
            for entry in files["behaviour"]["behaviour"]
        ),
        neutral=_neutral(files["neutral"]),
        significant=tuple(_listed(files["neutral"], "significant")),
        least_sentences=files["sentences"]["least"],
        least_class_sentences=files["sentences"]["least_classes"],
    )


def _sentences(folder: Path, table: str) -> dict[str, str]:
    """The sentences of all modules by path. Raises OverlayError where two files have the same path."""
    sentences: dict[str, str] = {}
    for file in sorted((folder / "sentences").glob("*.toml")):
        for path, text in tomllib.loads(file.read_text(encoding="utf-8")).get(table, {}).items():
            if path in sentences:
                raise OverlayError(f"sentences/{file.name}: another file has a sentence for {path} too")
            sentences[path] = text
    return sentences


def _by_reason(table: dict[str, Any], key: str) -> dict[str, str]:
    result: dict[str, str] = {}
    for entry in table[key]:
        if not entry["reason"]:
            raise KeyError(f"{key}: an entry without a reason")
        result.update(entry["names"])
    return result


def _listed(table: dict[str, Any], key: str) -> Iterator[str]:
    for entry in table[key]:
        if not entry["reason"]:
            raise KeyError(f"{key}: an entry without a reason")
        yield from entry["paths"]


def _neutral(table: dict[str, Any]) -> dict[str, dict[str, int | str]]:
    beginnings = {entry["path"]: entry["values"] for entry in table["begins"] if entry["reason"]}
    return {path: {} for path in _listed(table, "neutral")} | beginnings


def _number(entry: dict[str, Any]) -> NumberRule:
    when = entry.get("when")
    condition = next(iter(when.items())) if when else None
    if "beside" in entry:
        condition = (entry["beside"], ANY)
    fallback = (entry["fallback"], entry["fallback_form"]) if "fallback" in entry else None
    return NumberRule(tuple(entry["paths"]), condition, entry["base"], entry["form"], fallback)


def unit_of(entry: dict[str, Any]) -> Unit:
    """What an entry of units.toml says."""
    unit, beside = entry["unit"], entry.get("beside", "")
    phrase = f"{unit}/{entry['per']}" if "per" in entry else unit
    if entry.get("is_always_written"):
        phrase += f" (libvirt always writes `{beside}`)"
    elif beside:
        phrase += f" unless `{beside}` says otherwise"
    return Unit(unit, beside, entry.get("step", 1), phrase, entry.get("per", ""))
