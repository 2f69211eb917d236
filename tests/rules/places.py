"""Whether what triggers name exists in the grammar: elements, attributes, and values at their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from libvirt_xml.markup.prefixes import usual_name
from libvirt_xml.relaxng.patterns.members import elements
from libvirt_xml.relaxng.patterns.patterns import Attribute, Element, Pattern
from libvirt_xml.relaxng.repair.faults import attributes, data_of
from libvirt_xml.relaxng.verdict.texts import takes
from libvirt_xml.validation.grammars import Grammars, shipped
from libvirt_xml.validation.rules.derived import FACTS
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.triggers.trigger_paths import TriggerPath, trigger_path

_VERSION = "12.8.0"


def places_of(rule: Rule) -> list[tuple[str, tuple[str, ...]]]:
    """The paths of a rule, each with the values that are compared with what stands there."""
    tables = rule.when if isinstance(rule.when, list) else [rule.when]
    places: list[tuple[str, tuple[str, ...]]] = []
    for table in tables:
        for text, condition in table.items():
            values: list[str] = []
            if isinstance(condition, list):
                values = condition
            elif isinstance(condition, dict):
                values = [*condition.get("in", ()), *condition.get("not", ())]
                places += [(other, ()) for name, other in condition.items() if name in {"differs", "equals"}]
            places.append((text, tuple(values)))
    others = [rule.at, *rule.repeated, *rule.parameters.values()]
    return [*places, *((text, ()) for text in others if text)]


def unknown_place(rule: Rule, text: str, values: Iterable[str]) -> str | None:
    """What of a path, or of the values compared with it, the grammar does not have; ``None`` where it has all."""
    path = trigger_path(text)
    if path.fact is not None and path.fact not in FACTS:
        return f"{text}: there is no fact {path.fact}"
    reached = _reached(rule.kind, rule.of, path)
    if not reached:
        return f"{text}: there is no such element in {rule.of}"
    if path.fact is not None:
        return None
    contents = [element.content for element in reached]
    if path.attribute is not None:
        contents = [attribute.content for content in contents for attribute in _attributes(content, path.attribute)]
        if not contents:
            return f"{text}: no element there has this attribute"
    wrong = [value for value in values if not any(_allows(content, value) for content in contents)]
    return f"{text}: the grammar has no {', '.join(wrong)} there" if wrong else None


def _reached(kind: str, of: str, path: TriggerPath) -> list[Element]:
    grammars = shipped(_VERSION)
    if path.is_anywhere:
        return _all_at_end(grammars, kind, path)
    start = trigger_path(of)
    trails = [[element] for element in grammars.document_elements(kind)]
    steps = [*([] if path.is_absolute else start.steps), *path.steps]
    if start.is_anywhere and not path.is_absolute:
        trails, steps = [[element] for element in _all_at_end(grammars, kind, start)], [*path.steps]
    for name, _, names in steps:
        if name == "..":
            trails = [trail[:-1] for trail in trails if len(trail) > 1]
        else:
            trails = [[*trail, child] for trail in trails for child in elements(trail[-1].content)]
            trails = [trail for trail in trails if name == "*" or set(names) & _usual_names(trail[-1])]
        trails = [*{trail[-1]: trail for trail in trails}.values()]
    return [trail[-1] for trail in trails]


def _usual_names(element: Element) -> set[str]:
    return set(map(usual_name, element.elements or ()))


def _all_at_end(grammars: Grammars, kind: str, path: TriggerPath) -> list[Element]:
    return [element for name in path.steps[-1].names for element in _all_named(grammars, kind, name)]


def _all_named(grammars: Grammars, kind: str, name: str) -> Iterator[Element]:
    waiting, seen = [*grammars.document_elements(kind)], set[Element]()
    while waiting:
        element = waiting.pop()
        if element not in seen:
            seen.add(element)
            waiting += elements(element.content)
            if name in (element.elements or ()):
                yield element


def _attributes(content: Pattern, name: str) -> Iterator[Attribute]:
    return (part for part in attributes(content) if name in (part.attributes or ()))


def _allows(content: Pattern, value: str) -> bool:
    """Whether a text may be a value of an attribute, or what an element contains."""
    make = shipped(_VERSION).patterns
    return any(takes(make, part, value, {}) for part in data_of(content))
