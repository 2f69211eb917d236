"""Paths into a document: of fields, list items by what names them, or an XPath as problems have it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.likely_fields import likely_field
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.binding.writing.plain_texts import plain_text
from libvirt_xml.changes.comparison_plans import plan_of
from libvirt_xml.changes.matching import item_places
from libvirt_xml.messages import Sentence, render
from libvirt_xml.validation.objects import object_path
from libvirt_xml.words.vocabulary import PLAIN

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[([^\]]*)\])?(?:\.|$)")
_ALL = "*"
_VM_PREFIX = re.compile(r"\Aua-[a-z]+-")


class PathError(ValueError):
    """A path that leads nowhere; ``sentence`` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class EditStep(NamedTuple):
    """A field and, in a list, what names the item; ``*`` for all items, ``device=disk`` for those of a value."""

    name: str
    place: str | None


class PathTarget(NamedTuple):
    """A field of an object, and which item of it, if it is a list."""

    owner: Element
    spec: Spec
    item: int | None
    path: str

    @property
    def value(self) -> Any:
        """What is there; ``None`` for nothing."""
        value = self.owner.__dict__.get(self.spec.name)
        return value if self.item is None or value is None else value[self.item]


def parse_path(text: str, document: Element) -> list[EditStep]:
    """The steps of a path. Raises PathError."""
    path = text.strip()
    if path.startswith("/"):
        path = _by_position(object_path(document, path.removesuffix("/text()")))
    path = path.removeprefix(f"{document.tag_}.")
    steps: list[EditStep] = []
    at = 0
    while at < len(path):
        match = _STEP.match(path, at)
        if match is None:
            raise PathError(render("edit-path", "malformed", path=text))
        steps.append(EditStep(match[1], match[2]))
        at = match.end()
    if not steps or path.endswith("."):
        raise PathError(render("edit-path", "malformed", path=text))
    return steps


def _by_position(path: str) -> str:
    """Indices so that no item has them as its name."""
    return re.sub(r"\[([0-9]+)\]", r"[#\1]", path)


def targets_of(document: Element, text: str, *, is_making: bool = False) -> list[PathTarget]:
    """What a path leads to: one field, or one of each item for ``[*]``. Raises PathError.

    With ``is_making``, elements on the way that are not there are made; else they are an error.
    """
    steps = parse_path(text, document)
    holders: list[tuple[Element, str]] = [(document, "")]
    for step in steps[:-1]:
        holders = [below for owner, path in holders for below in _below(owner, step, path, is_making=is_making)]
    return [target for owner, path in holders for target in _targets(owner, steps[-1], path)]


def _below(owner: Element, step: EditStep, path: str, *, is_making: bool) -> Iterator[tuple[Element, str]]:
    """The objects that a step leads to."""
    for target in _targets(owner, step, path):
        if target.spec.kind != "child":
            raise PathError(render("edit-path", "not-an-element", path=target.path))
        value = target.value
        if isinstance(value, list):
            value = _only(target, value)
        if value is None:
            if not is_making:
                raise PathError(render("edit-path", "absent", path=target.path))
            cls: type[Element] = child_class(target.spec)
            value = object.__new__(cls)
            owner.insert_(target.spec.name, value)
        yield value, target.path


def _only(target: PathTarget, items: list[Any]) -> Any:
    """The only item of a list of which no item is named."""
    if len(items) == 1:
        return items[0]
    places = _places(target.owner, target.spec)
    if not places:
        raise PathError(render("edit-path", "empty-list", path=target.path))
    raise PathError(render("edit-path", "which-item", path=target.path, places=places))


def _targets(owner: Element, step: EditStep, path: str) -> Iterator[PathTarget]:
    spec = _spec_of(owner, step.name, path)
    here = f"{path}.{spec.name}" if path else spec.name
    if step.place is None:
        yield PathTarget(owner, spec, None, here)
        return
    if not spec.is_list:
        raise PathError(render("edit-path", "not-a-list", path=here))
    places = _places(owner, spec)
    if step.place == _ALL:
        yield from (PathTarget(owner, spec, at, f"{here}[{place}]") for at, place in enumerate(places))
        return
    if "=" in step.place and step.place not in places:
        yield from _selected(owner, spec, step.place, here)
        return
    items = owner.__dict__.get(spec.name) or []
    index = _index_of(step.place, places)
    if index is None:
        index = _only_named(items, step.place)
    if index is None:
        raise _no_item(here, step.place, places, [name for item in items for name in sorted(_names_of(item))])
    yield PathTarget(owner, spec, index, f"{here}[{places[index]}]")


def _selected(owner: Element, spec: Spec, condition: str, here: str) -> Iterator[PathTarget]:
    """The items in which a field has a value: ``[device=disk]``."""
    name, _, text = condition.partition("=")
    places = _places(owner, spec)
    matching = [at for at, item in enumerate(owner.__dict__.get(spec.name) or []) if _shown(item, name) == text]
    if not matching:
        raise _no_item(here, condition, places)
    yield from (PathTarget(owner, spec, at, f"{here}[{places[at]}]") for at in matching)


def _shown(item: Any, name: str) -> str | None:
    """What a field of an item is written as; ``None`` for nothing."""
    for step in name.split("."):
        holder, item = item, item.__dict__.get(step) if isinstance(item, Element) else None
        if isinstance(holder, Element) and item is not None and not isinstance(item, Element | list):
            return plain_text(holder, step)
    return None


def _spec_of(owner: Element, name: str, path: str) -> Spec:
    specs = specs_of(type(owner))
    spec = specs.get(name)
    if spec is not None and name != "extra_":
        return spec
    meant = likely_field(name, specs)
    where = path or type(owner).tag_
    if meant is None:
        raise PathError(render("edit-path", "unknown", name=name, where=where))
    raise PathError(render("edit-path", "unknown-meant", name=name, where=where, meant=meant))


def _places(owner: Element, spec: Spec) -> list[str]:
    """What paths call the items of a list."""
    items = owner.__dict__.get(spec.name) or []
    return item_places(items, plan_of(type(owner)).stages.get(spec.name, ()))


def _index_of(place: str, places: Sequence[str]) -> int | None:
    if place in places:
        return places.index(place)
    number = place.removeprefix("#")
    return int(number) if number.isascii() and number.isdecimal() and int(number) < len(places) else None


def _only_named(items: Sequence[Any], name: str) -> int | None:
    """The only item that has a name beside the one in its path: an alias, without what ``vm`` adds, a target, a MAC."""
    named = [at for at, item in enumerate(items) if name.lower() in _names_of(item)]
    return named[0] if len(named) == 1 else None


def _names_of(item: Any) -> set[str]:
    """What people call a device."""
    names: set[str] = set()
    for path in ("alias.name", "target.dev", "target.dir", "target.name", "mac.address"):
        text = _shown(item, path)
        if text is not None:
            name = text.lower()
            names |= {name, name.removeprefix("ua-"), _VM_PREFIX.sub("", name)}
    return names


def _no_item(path: str, place: str, places: Sequence[str], others: Sequence[str] = ()) -> PathError:
    if not places:
        return PathError(render("edit-path", "empty-list", path=path))
    meant = PLAIN.closest(place, [*places, *others])
    if meant is not None:
        return PathError(render("edit-path", "no-item-meant", path=path, place=place, meant=meant))
    return PathError(render("edit-path", "no-item", path=path, place=place, places=places))
