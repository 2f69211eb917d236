"""Asking rules about a document: what breaks which, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.triggers.trigger_conditions import same_form
from libvirt_xml.validation.rules.triggers.trigger_paths import trigger_path


@dataclass(frozen=True)
class Hit:
    """A rule that a document breaks: at an element or one of its attributes, with the parameters of its sentence.

    No parameter is a secret.
    """

    rule: Rule
    scope: Thing
    """The element that the rule looked at."""
    thing: Thing
    attribute: str | None
    parameters: Mapping[str, object]


def hits(rules: Iterable[Rule], subject: Subject) -> Iterator[Hit]:
    """What the rules say of a document, rule by rule."""
    for rule in rules:
        if subject.is_for(rule.driver):
            yield from _hits_of(rule, subject)


def _hits_of(rule: Rule, subject: Subject) -> Iterator[Hit]:
    seen: set[tuple[object, ...]] = set()
    test, function = rule.trigger.within(subject), rule.function
    if test is None:
        return
    for thing in subject.at(rule.of):
        if not test(thing, subject):
            continue
        if rule.repeated and not _is_repeated(rule, thing, subject, seen):
            continue
        answer = True if function is None else function(thing, subject)
        for parameters in _answers(answer):
            yield _hit(rule, thing, subject, parameters)


def _answers(answer: Answer) -> list[dict[str, Any]]:
    """The parameters of each hit that an answer stands for."""
    if not answer:
        return [{}] if isinstance(answer, dict) else []
    if answer is True:
        return [{}]
    return [dict(one) for one in answer] if isinstance(answer, list) else [dict(answer)]


def _is_repeated(rule: Rule, thing: Thing, subject: Subject, seen: set[tuple[object, ...]]) -> bool:
    values = [subject.value(thing, path) for path in rule.repeated]
    if None in values:
        return False
    key = tuple(same_form(value) for value in values if value is not None)
    if key in seen:
        return True
    seen.add(key)
    return False


def _hit(rule: Rule, scope: Thing, subject: Subject, answer: dict[str, Any]) -> Hit:
    thing, attribute = _place(answer.pop("thing", scope), answer.pop("at", rule.at))
    parameters = {name: subject.value(scope, path) or "" for name, path in rule.parameters.items()}
    if not is_secret(attribute or thing.name):
        value = thing.attributes.get(attribute, "") if attribute else thing.text.strip()
        parameters = {"value": value, **parameters}
    return Hit(rule, scope, thing, attribute, {**parameters, **answer})


def _place(thing: Thing, text: str) -> tuple[Thing, str | None]:
    """The element and the attribute at a path; the nearest that is there, where something is missing."""
    path = trigger_path(text)
    steps = [step for step in text.split("/") if step and step[0] != "@"]
    for count in range(len(steps), -1, -1):
        part = ("/" if path.is_absolute else "") + "/".join(steps[:count])
        reached = trigger_path(part).things(thing) if part else [thing]
        if path.attribute is not None and count == len(steps):
            having = next((one for one in reached if path.attribute in one.attributes), None)
            if having is not None:
                return having, path.attribute
        if reached:
            return reached[0], None
    return thing, None
