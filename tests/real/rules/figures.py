"""How much of what libvirt refuses is told before it is asked, and that nothing is told of what it takes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from libvirt_xml import Validator
from libvirt_xml.validation.rules.rule_sources import rule_sources
from tests.real.rules.asking.oracle import Lost, Oracle, Stage
from tests.real.rules.asking.undecided import is_of_the_host

_VARYING = re.compile(r"'[^']*'|\b(?:hd|sd|vd|xvd|fd)[a-z]+\b|\b[0-9a-f]{4}:[0-9a-f:.]+|\d+")
_STAGES: tuple[Stage, ...] = ("define", "native", "start")


def kind_of(words: str) -> str:
    """What a refusal says, without the names and numbers of its document."""
    return _VARYING.sub("#", words)[:140]


def is_told(codes: Iterable[str], words: str) -> bool:
    """Whether one of these rules says what libvirt says."""
    sources = rule_sources()
    return any(re.search(pattern, words) for code in codes for pattern in sources[code].words)


def hits_of(validator: Validator, document: str) -> list[str] | None:
    """The rules that call the document refused; None if the schema refuses it."""
    problems = [problem for problem in validator.validate(document) if problem.severity == "error"]
    codes: list[str] = [problem.code for problem in problems]
    return codes if all(code in rule_sources() for code in codes) else None


@dataclass
class Figures:
    """What libvirt and the rules said of some machines that the schema allows."""

    refused: Counter[str] = field(default_factory=Counter)
    """By kind of refusal."""
    told: Counter[str] = field(default_factory=Counter)
    """Those of them of which a rule says the same."""
    missed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Documents of which none does."""
    accepted: int = 0
    alarms: list[tuple[str, str]] = field(default_factory=list)
    """Rules that call refused what libvirt takes, with the document."""
    lost: int = 0

    @property
    def asked(self) -> int:
        """How many documents were answered."""
        return self.accepted + self.refused.total()

    @property
    def recall(self) -> float:
        """The share of the refusals that is told, in percent."""
        return 100 * self.told.total() / max(self.refused.total(), 1)

    @property
    def recall_of_kinds(self) -> float:
        """The share of the kinds of which more than half is told, in percent."""
        return (
            100 * sum(2 * self.told[kind] > number for kind, number in self.refused.items()) / max(len(self.refused), 1)
        )

    @property
    def precision(self) -> float:
        """The share of what rules call refused that is, in percent."""
        alarms = len({document for _, document in self.alarms})
        return 100 * self.told.total() / max(self.told.total() + alarms, 1) if self.told or alarms else 100.0

    def __str__(self) -> str:
        refused, told = self.refused.total(), self.told.total()
        return (
            f"{self.asked} machines: {refused} refused, {told} told ({self.recall:.1f} %); of {len(self.refused)} "
            f"kinds {self.recall_of_kinds:.1f} %; {self.accepted} accepted, errors on them {len(self.alarms)}, "
            f"precision {self.precision:.1f} %; {self.lost} ended the daemon"
        )

    def add(self, oracle: Oracle, validator: Validator, document: str, *, is_whole: bool) -> bool:
        """Ask about one document, unless the schema refuses it. A start is asked only where a rule is about it."""
        codes = hits_of(validator, document)
        if codes is None:
            return False
        try:
            answer = oracle.ask(document)
            if answer.refused is None and codes:
                answer = oracle.ask(document, _stages(codes, is_whole=is_whole))
        except Lost:
            self.lost += 1
            return True
        if answer.refused is None:
            self.accepted += 1
            self.alarms += [(code, document) for code in codes if is_whole or rule_sources()[code].asked != "start"]
        elif answer.stage == "define" and (codes or not is_of_the_host(answer.refused)):
            self._add_refusal(kind_of(answer.refused), document, is_told=is_told(codes, answer.refused))
        return True

    def _add_refusal(self, kind: str, document: str, *, is_told: bool) -> None:
        self.refused[kind] += 1
        if is_told:
            self.told[kind] += 1
        else:
            self.missed[kind].append(document)


def _stages(codes: Iterable[str], *, is_whole: bool) -> tuple[Stage, ...]:
    """Where rules may be right: the command line is made for all, a start only if one is about it."""
    needs_start = is_whole and any(rule_sources()[code].asked == "start" for code in codes)
    return _STAGES if needs_start else _STAGES[:2]


def measure(oracle: Oracle, documents: Iterable[str], number: int, *, is_whole: bool = False) -> Figures:
    """The figures of so many documents that the schema allows."""
    figures, validator = Figures(), Validator(libvirt=oracle.version)
    asked = 0
    for document in documents:
        asked += figures.add(oracle, validator, document, is_whole=is_whole)
        if asked == number:
            break
    return figures
