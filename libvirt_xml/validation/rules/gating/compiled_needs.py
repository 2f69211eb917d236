"""What the rules of the catalogue need of a document, worked out when the catalogue is compiled.

To take it from the triggers of all rules takes longer than to check a document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from libvirt_xml.validation.rules.compiled_rules import all_rules
from libvirt_xml.validation.rules.gating.rule_tokens import Token, TokenNeed, token_needs
from libvirt_xml.validation.rules.rule_model import Rule

NEEDS = Path(__file__).parents[1] / "generated" / "needs.json"


def needs_of_rule(rule: Rule) -> Iterable[TokenNeed]:
    """Of these, a document must fulfil one for the rule to be broken in it; the same as ``token_needs``."""
    return _of_catalogue().get(rule) or token_needs(rule)


@cache
def _of_catalogue() -> dict[Rule, list[TokenNeed]]:
    compiled = json.loads(NEEDS.read_bytes())
    tokens = [Token(*map(_as_tuple, fields)) for fields in compiled["tokens"]]
    return {rule: list(_unpacked(rule, compiled["rules"].get(rule.code, ()), tokens)) for rule in all_rules()}


def _unpacked(rule: Rule, needs: Iterable[Any], tokens: list[Token]) -> Iterator[TokenNeed]:
    for table, needed, forbidden in needs:
        yield TokenNeed(
            frozenset(tokens[at] for at in needed), frozenset(tokens[at] for at in forbidden), rule.questions[table]
        )


def _as_tuple(value: Any) -> Any:
    """JSON has lists where tokens have tuples."""
    return tuple(map(_as_tuple, value)) if isinstance(value, list) else value


def compiled_needs(rules: Iterable[Rule]) -> dict[str, Any]:
    """What is written: all tokens once, and for each rule the tables of its trigger with the numbers of tokens."""
    numbers: dict[Token, int] = {}
    needs = {
        rule.code: [
            [question.table, _numbers(needed, numbers), _numbers(forbidden, numbers)]
            for needed, forbidden, question in token_needs(rule)
        ]
        for rule in rules
    }
    return {"tokens": [list(token) for token in numbers], "rules": needs}


def _numbers(tokens: Iterable[Token], numbers: dict[Token, int]) -> list[int]:
    return [numbers.setdefault(token, len(numbers)) for token in sorted(tokens, key=repr)]
