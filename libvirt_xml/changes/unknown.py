"""Comparing what the model does not know: attributes, elements and texts that are kept beside the fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from libvirt_xml.binding.foreign import AnyElement, Extra
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.comparison_plans import FOREIGN_STAGES
from libvirt_xml.changes.foreign_trees import expanded_tree, is_same_tree, says_something
from libvirt_xml.changes.matching import match
from libvirt_xml.markup.characters import trim

ComparedScopes = tuple[Mapping[str, str], Mapping[str, str]]
"""The namespaces in force, by prefix, in the old document and in the new one."""


def scopes_within(old: Extra | None, new: Extra | None, outer: ComparedScopes) -> ComparedScopes:
    """The namespaces in force inside two elements."""
    if not (old and old.namespaces) and not (new and new.namespaces):
        return outer
    return {**outer[0], **(old.namespaces if old else {})}, {**outer[1], **(new.namespaces if new else {})}


def compare_extra(old: Extra, new: Extra, path: str, scopes: ComparedScopes) -> Iterator[Change]:
    """What differs; order, prefixes, declarations, comments and written forms do not count."""
    yield from _compare_attributes(old, new, f"{path}.attributes", scopes)
    yield from _compare_content(old, new, f"{path}.content")
    yield from _compare_surplus(old, new, f"{path}.surplus")


def _compare_attributes(old: Extra, new: Extra, path: str, scopes: ComparedScopes) -> Iterator[Change]:
    before, after = (
        {expanded_tree(name, scope, is_attribute=True): value for name, value in extra.attributes.items()}
        for extra, scope in zip((old, new), scopes, strict=True)
    )
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            yield _change(f"{path}[{name}]", before.get(name), after.get(name))


def _compare_content(old: Extra, new: Extra, path: str) -> Iterator[Change]:
    olds, news = _content(old), _content(new)
    for pair in match(olds, news, FOREIGN_STAGES, _distance):
        was = None if pair.old is None else olds[pair.old]
        now = None if pair.new is None else news[pair.new]
        if was is None or now is None or _distance(was, now):
            yield _change(f"{path}[{pair.place}]", was, now)


def _content(extra: Extra) -> list[AnyElement | str]:
    parts = [trim(part) if isinstance(part, str) else part for part in extra.unknown_content]
    return [part for part in parts if part]


def _distance(was: AnyElement | str, now: AnyElement | str) -> int:
    if isinstance(was, AnyElement) and isinstance(now, AnyElement):
        return int(not is_same_tree(was, now))
    return int(was != now)  # both are texts: FOREIGN tells them from elements


def _compare_surplus(old: Extra, new: Extra, path: str) -> Iterator[Change]:
    before, after = _surplus(old), _surplus(new)
    for name, index in {**before, **after}:
        was, now = before.get((name, index)), after.get((name, index))
        if was is None or now is None or not is_same_tree(was, now):
            yield _change(f"{path}[{name if index < 1 else f'{name}:{index}'}]", was, now)


def _surplus(extra: Extra) -> dict[tuple[str, int], AnyElement]:
    return {key: part for key, part in extra.surplus.items() if says_something(part)}


def _change(path: str, was: AnyElement | str | None, now: AnyElement | str | None) -> Change:
    if was is None:
        return Change("added", path, None, now)
    return Change("removed", path, was, None) if now is None else Change("changed", path, was, now)
