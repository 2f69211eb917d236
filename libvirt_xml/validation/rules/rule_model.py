"""A rule as the compiled catalogue has it: what decides whether a document breaks it, without its sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from libvirt_xml.facts.first_versions import parsed
from libvirt_xml.markup.locks import unlocked_property
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.triggers.trigger_conditions import Trigger

RuleSeverity = Literal["refused", "silent", "advice"]
Driver = Literal["qemu", "any"]
Needs = Literal["", "host", "inventory"]
"""What a rule must know of the host that a document is for."""
Certainty = Literal["does", "may", "does-not"]

VERIFIED = ("9.0.0", "11.3.0", "12.8.0")
"""The releases of libvirt that were asked about every rule, the oldest first."""


@dataclass(frozen=True, eq=False, slots=True)
class Question:
    """One way in which a rule may be broken: one table of its trigger."""

    rule: Rule
    table: int


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule. The fields are those of the catalogue; ``catalogue/disks.toml`` explains them."""

    code: str
    family: str
    severity: RuleSeverity
    kind: str = "domain"
    driver: Driver = "qemu"
    preview: bool = False
    needs: Needs = ""
    of: str = ""
    when: Any = field(default_factory=dict)
    repeated: tuple[str, ...] = ()
    check: str | None = None
    at: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    refused_by: tuple[str, ...] = VERIFIED
    fix: Mapping[str, Any] | None = None

    @property
    def is_on(self) -> bool:
        """Whether it is looked at without being selected."""
        return self.severity != "advice" and not self.preview

    @property
    def groups(self) -> tuple[str, ...]:
        """The words that stand for it beside its code."""
        return (self.family, self.severity, *(("preview",) if self.preview else ()), *(("host",) if self.needs else ()))

    @property
    def tables(self) -> list[Mapping[str, Any]]:
        """The tables of the trigger, of which one must hold."""
        return self.when if isinstance(self.when, list) else [self.when]

    @unlocked_property
    def trigger(self) -> Trigger:
        """What must hold for an element."""
        return Trigger(self.when)

    @unlocked_property
    def questions(self) -> list[Question]:
        """The ways in which it may be broken."""
        return [Question(self, at) for at in range(len(self.tables))]

    @unlocked_property
    def function(self) -> Callable[[Thing, Any], Any] | None:
        """What decides after the trigger."""
        from libvirt_xml.validation.rules.checks import find_check

        return None if self.check is None else find_check(self.family, self.check)

    def certainty(self, libvirt: str) -> Certainty:
        """Whether a release of libvirt does what the rule says, as far as those that were asked tell.

        Between two that disagree, and before the oldest, it may; after the newest, it does as that one.
        """
        release = parsed(libvirt)
        older = [version for version in VERIFIED if parsed(version) <= release]
        newer = [version for version in VERIFIED if parsed(version) >= release]
        if not older:
            return "may" if VERIFIED[0] in self.refused_by else "does-not"
        nearest = {older[-1], newer[0]} if newer else {older[-1]}
        does = [version in self.refused_by for version in nearest]
        if all(does):
            return "does"
        return "may" if any(does) else "does-not"
