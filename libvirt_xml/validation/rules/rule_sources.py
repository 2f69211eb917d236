"""The catalogue as people write it: rules with their sentences, examples and reasons. Only read by the generator, by
``libvirt-xml rule`` and by tests."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from libvirt_xml.validation.rules.compiled_rules import rule_of
from libvirt_xml.validation.rules.rule_model import Rule

CATALOGUE = Path(__file__).with_name("catalogue")
DECIDING = frozenset(Rule.__dataclass_fields__) - {"code", "family"}
"""The keys of a rule that decide; the rest is for people."""
_TEXTS = frozenset({"text", "hint", "why", "effect", "words", "asked", "source", "bad", "good"})


@dataclass(frozen=True)
class RuleSource:
    """A rule with everything that is known of it."""

    rule: Rule
    text: str
    hint: str
    why: str
    words: tuple[str, ...]
    """What libvirt says, as regular expressions; none for rules of what it does not refuse."""
    effect: str
    """What a guest or a program sees of a silent change that no dump of libvirt shows."""
    asked: str
    """Where it is refused: ``define``, ``native`` (when the command line is made) or ``start``."""
    source: str
    bad: str
    good: str


@cache
def rule_sources() -> Mapping[str, RuleSource]:
    """All rules of the catalogue by their codes. Raises ValueError for a key that no rule has, or a code twice."""
    sources: dict[str, RuleSource] = {}
    for path in sorted(CATALOGUE.glob("*.toml")):
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            unknown = set(entry) - DECIDING - _TEXTS
            if unknown or code in sources:
                raise ValueError(f"{path.name}, {code}: {', '.join(sorted(unknown)) or 'is there twice'}")
            sources[code] = _source(code, path.stem, entry)
    return sources


def _source(code: str, family: str, entry: Mapping[str, Any]) -> RuleSource:
    words = entry.get("words", ())
    deciding = {name: entry[name] for name in sorted(DECIDING & set(entry))}
    return RuleSource(
        rule=rule_of({"code": code, "family": family, **deciding}),
        text=entry["text"],
        hint=entry.get("hint", ""),
        why=entry.get("why", ""),
        words=(words,) if isinstance(words, str) else tuple(words),
        effect=entry.get("effect", ""),
        asked=entry.get("asked", "define"),
        source=entry.get("source", ""),
        bad=entry["bad"].strip(),
        good=entry["good"].strip(),
    )


def compiled(sources: Mapping[str, RuleSource]) -> list[dict[str, Any]]:
    """What the compiled catalogue has of each rule: what differs from what a rule has anyway."""
    return [_compiled(source.rule) for source in sources.values()]


def _compiled(rule: Rule) -> dict[str, Any]:
    usual = Rule(rule.code, rule.family, rule.severity)
    names = [name for name in Rule.__dataclass_fields__ if getattr(rule, name) != getattr(usual, name)]
    return {name: getattr(rule, name) for name in dict.fromkeys(["code", "family", "severity", *names])}
