"""Sections of a document: each child of the root, and of ``<devices>`` each device.

The gate tells which rules some document with these elements may break. Most of them are ruled out by one look at the
section that they are about, whatever stands around it: a disk that has a source is none without. So each section is
asked alone, and the answer is kept with its text; the same devices come again in document after document. What a rule
asks of the elements around the section is not known there, and a rule that asks it may be broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from libvirt_xml.markup.pieces import LONGEST_KEPT
from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.validation.rules.gating.need_index import bits_of
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing import NotAlone, Outside, Thing
from libvirt_xml.validation.rules.thing_reading import PieceParts, grow
from libvirt_xml.validation.rules.triggers.trigger_conditions import same_form
from libvirt_xml.validation.rules.triggers.trigger_paths import TriggerPath, trigger_path

_MOST_SECTIONS = 10_000  # some 8 MB
_MOST_PIECES = 20_000
_DEVICES = "devices"


class KnownSection:
    """What is known of a text: of which rules it was asked, and which of them it may break (masks of rules).

    ``keys`` has for rules about what is repeated what another element must have in common with those of the section.
    """

    __slots__ = ("asked", "keys", "possible")

    def __init__(self) -> None:
        self.asked = 0
        self.possible = 0
        self.keys: dict[int, list[object]] = {}


class PieceRole(NamedTuple):
    """What a piece is for sections: how many levels it leads down, and the rules about the section that it begins.

    The rules are at the depth of a section: 1 for a child of the root, 2 for a device.
    """

    levels: int
    of_child: int
    of_device: int


OPENS_DEVICES = PieceRole(1, 0, 0)
"""The start tag of ``<devices>``, whose children are sections; it begins none."""


class Sections:
    """The sections that were met, and the rules that are about one: all but those of the root and of all devices."""

    def __init__(self, rules: Sequence[Rule], parsed: Mapping[str, PieceParts]) -> None:
        self._paths = {1 << at: (rule, trigger_path(rule.of)) for at, rule in enumerate(rules) if _is_of_section(rule)}
        self.asked = sum(self._paths)
        """The rules that sections are asked about."""
        self._repeating = sum(bit for bit, (rule, _) in self._paths.items() if rule.repeated)
        self._parsed = parsed
        self._of_name: dict[tuple[bool, str], int] = {}
        self._known: dict[tuple[str, ...], KnownSection] = {}
        self._once: set[int] = set()
        self._roles: dict[str, PieceRole] = {}

    def left(self, rules: int, pieces: Sequence[str]) -> int:
        """Which of some rules may be broken in the document that is made of these pieces; those not asked stay."""
        left = rules & ~self.asked
        open_rules = rules & self.asked
        met: set[tuple[int, object]] = set()
        for wanted, is_device, begin, end in sections_of(self._roles_of(pieces), open_rules):
            if not wanted & ~left:
                continue
            section = self._find(pieces[begin:end])
            missing = wanted & ~section.asked
            if missing:
                self._ask(section, missing, pieces[begin:end], is_device=is_device)
            possible = wanted & section.possible
            left |= possible & ~self._repeating
            if possible & self._repeating & ~left:
                left |= _met_again(section.keys, possible & ~left, met)
        return left

    def _roles_of(self, pieces: Sequence[str]) -> list[PieceRole]:
        roles = [*map(self._roles.get, pieces)]
        if None in roles:
            if len(self._roles) > _MOST_PIECES:
                self._roles.clear()
            for at, piece in enumerate(pieces):
                if roles[at] is None:
                    roles[at] = self._role(piece)
                    if piece in self._parsed or piece[0] == "/":
                        self._roles[piece] = self._role(piece)
        return roles  # type: ignore[return-value]

    def _role(self, piece: str) -> PieceRole:
        levels = levels_down(piece)
        if piece[0] in "/!?":
            return PieceRole(levels, 0, 0)
        parts = self._parsed.get(piece)
        name = piece.replace("/", " ").replace(">", " ").split(None, 1)[0] if parts is None else parts[0]
        if name == _DEVICES and levels:
            return OPENS_DEVICES
        return PieceRole(levels, self._rules_of(name, is_device=False), self._rules_of(name, is_device=True))

    def _find(self, pieces: Sequence[str]) -> KnownSection:
        """The section of a text, which is kept from when it is met again."""
        key = tuple(pieces)
        section = self._known.get(key)
        if section is None:
            section = KnownSection()
            mark = hash(key)
            if mark not in self._once:
                if len(self._once) >= _MOST_SECTIONS:
                    self._once.clear()
                self._once.add(mark)
            elif not any(len(piece) > LONGEST_KEPT or is_secret(piece) for piece in key):
                if len(self._known) >= _MOST_SECTIONS:
                    self._known.clear()
                self._known[key] = section
        return section

    def _rules_of(self, name: str, *, is_device: bool) -> int:
        """The rules that may be about a section by its name."""
        key = (is_device, name)
        if key not in self._of_name:
            if len(self._of_name) >= _MOST_SECTIONS:
                self._of_name.clear()
            self._of_name[key] = sum(
                bit for bit, (_, path) in self._paths.items() if path.is_anywhere or _leads_to(path, name, is_device)
            )
        return self._of_name[key]

    def _ask(self, section: KnownSection, rules: int, pieces: Sequence[str], *, is_device: bool) -> None:
        """Ask a section which of some rules it may break."""
        root = Outside("")
        above = Thing("", {}, None)
        grow(pieces, above, self._parsed)
        (top,) = above.children
        top.parent = Outside(_DEVICES, root) if is_device else root
        subject = Subject(root)
        for bit in bits_of(rules):
            rule, path = self._paths[bit]
            things = [thing for thing in path.inside(top, int(is_device)) if may_break(rule, thing, subject)]
            section.possible |= bit if things else 0
            if things and rule.repeated:
                section.keys[bit] = [_key(rule, thing, subject) for thing in things]
        section.asked |= rules


def may_break(rule: Rule, thing: Thing, subject: Subject) -> bool:
    """Whether an element of a section may break a rule, for all that can be told of it alone."""
    if not rule.trigger.may_hold(thing, subject):
        return False
    if rule.function is None:
        return True
    try:
        answer: Any = rule.function(thing, subject)
    except (NotAlone, Exception):  # its trigger may not hold in the document, so that nothing is as it expects
        return True
    return isinstance(answer, dict) or bool(answer)


_UNKNOWN = object()
"""What an element has in common with others, where that depends on what is outside."""


def _key(rule: Rule, thing: Thing, subject: Subject) -> object:
    try:
        values = [subject.value(thing, path) for path in rule.repeated]
    except NotAlone:
        return _UNKNOWN
    return tuple(None if value is None else same_form(value) for value in values)


def _met_again(keys: Mapping[int, list[object]], rules: int, met: set[tuple[int, object]]) -> int:
    """Which of some rules are about what was met before; ``met`` is added to."""
    again = 0
    for bit, of_rule in keys.items():
        for key in of_rule if bit & rules else ():
            if key is _UNKNOWN or (bit, key) in met:
                again |= bit
            met.add((bit, key))
    return again


def _is_of_section(rule: Rule) -> bool:
    path = trigger_path(rule.of)
    if rule.needs:
        return False
    names = [step.name for step in path.steps]
    return path.is_anywhere or (bool(names) and ".." not in names and names[0] != "*" and names != [_DEVICES])


def _leads_to(path: TriggerPath, name: str, is_device: bool) -> bool:
    steps = path.steps[1:] if is_device else path.steps
    if (_DEVICES in path.steps[0].names) is not is_device:
        return False
    return steps[0].name == "*" or name in steps[0].names


def sections_of(roles: Sequence[PieceRole], rules: int) -> Iterator[tuple[int, bool, int, int]]:
    """The sections of a well-formed document that may be about some rules.

    Of each: those rules, whether it is a device, and from which piece to which it goes.
    """
    depths = [*accumulate([role[0] for role in roles])]
    if 1 not in depths:
        return
    at, depth = depths.index(1) + 1, 1
    last = len(depths) - 1
    while at < last:
        role = roles[at]
        levels = role[0]
        if levels < 0:  # the end of <devices>
            at, depth = at + 1, 1
        elif depth == 1 and role is OPENS_DEVICES:
            at, depth = at + 1, 2
        else:
            end = depths.index(depth, at) + 1 if levels else at + 1
            wanted = role[depth] & rules
            if wanted:
                yield wanted, depth == 2, at, end
            at = end


def levels_down(piece: str) -> int:
    """How many levels a piece leads down; comments and declarations lead nowhere."""
    if piece[0] == "/":
        return -1
    return 0 if piece[-1] == "/" or "<" in piece or piece[0] in "!?" else 1
