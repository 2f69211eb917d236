"""Sections of a document: what is known of each, and which rules one may break alone.

The gate tells which rules some document with these elements may break. Most of them are ruled out by one look at the
section that they are about, whatever stands around it: a disk that has a source is none without. So each section is
asked alone, and the answer is kept with its pieces; the same devices come again in document after document. What a rule
asks of the elements around the section is not known there, and a rule that asks it may be broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from libvirt_xml.markup.regular.pieces import Irregular, is_end_tag, name_of
from libvirt_xml.markup.regular.section_texts import (
    DEVICES_NAME,
    SectionText,
    SectionTexts,
    may_keep_section,
    pieces_of_section,
)
from libvirt_xml.validation.rules.gating.element_tokens import RepeatKey
from libvirt_xml.validation.rules.gating.met_again import Keys, gather_keys
from libvirt_xml.validation.rules.gating.need_index import bits_of
from libvirt_xml.validation.rules.gating.piece_tokens import PieceTokens
from libvirt_xml.validation.rules.gating.rule_tokens import Token
from libvirt_xml.validation.rules.gating.settled_rules import ANY, SectionName, SectionNames
from libvirt_xml.validation.rules.rule_model import Question, Rule
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing import NotAlone, Outside, Thing
from libvirt_xml.validation.rules.thing_reading import each_element, read_by_events, things_inside
from libvirt_xml.validation.rules.triggers.trigger_conditions import same_form
from libvirt_xml.validation.rules.triggers.trigger_paths import TriggerPath, trigger_path

_MOST_SECTIONS = 5_000  # children of the root, and as many devices; at most some 40 MB


WrittenSection = Sequence[str] | str
"""How a section is written: its pieces; its text, where only a parser of XML knows what its names mean."""


class KnownSection:
    """What is known of a section: its tokens, what it was asked, and to what it may say yes.

    ``possible`` and ``unasked`` are masks of questions: those to which it may say yes, and those about it that it was
    not asked. ``repeats`` has for rules about what is repeated what another element must have in common with those of
    the section.
    """

    __slots__ = ("is_device", "is_kept", "keys", "names", "possible", "repeats", "text", "tokens", "unasked", "written")

    def __init__(
        self,
        text: SectionText,
        is_device: bool,
        names: SectionNames,
        written: WrittenSection,
        tokens: int,
        keys: Keys | None,
        about: int,
    ) -> None:
        self.text = text
        self.is_device = is_device
        self.names = names
        """Of its elements: one, where each stands on lines of its own; and ``ANY``."""
        self.is_kept = False
        self.written = written
        self.tokens = tokens
        self.keys = keys
        self.unasked = about
        self.possible = 0
        self.repeats: dict[int, list[object]] = {}


PathToken = tuple[TriggerPath, Token, int]
"""A token that a section has by what stands at a path, and its bit."""


class AboutName(NamedTuple):
    """What may be asked of sections with elements of one name: a mask of questions, and tokens."""

    questions: int
    tokens: list[PathToken]


class Sections:
    """The sections that were met, and the rules that are about one: all but those of the root and of all devices."""

    def __init__(self, rules: Sequence[Rule], tokens: PieceTokens, bits: Mapping[Token, int]) -> None:
        questions = [question for rule in rules for question in rule.questions]
        self._bit_of = {question: 1 << at for at, question in enumerate(questions)}
        self._paths = {
            self._bit_of[question]: (question, trigger_path(question.rule.of))
            for question in questions
            if _is_of_section(question.rule)
        }
        self._asked = sum(self._paths)
        """The questions that sections are asked."""
        self._repeating = sum(bit for bit, (question, _) in self._paths.items() if question.rule.repeated)
        self._tokens = tokens
        self._path_tokens = [
            (trigger_path(token.path), token, bit) for token, bit in bits.items() if token.path is not None
        ]
        self._names: dict[SectionName, AboutName] = {}
        self._children: dict[SectionText, KnownSection] = {}
        self._devices: dict[SectionText, KnownSection] = {}
        self._once: set[int] = set()

    def find(self, texts: SectionTexts, *, may_keep: bool = True) -> list[KnownSection]:
        """What is known of the sections of a document, in its order. Raises Irregular."""
        children, devices = self._children, self._devices
        known = [children.get(text) or self._new(text, is_device=False, may_keep=may_keep) for text in texts.before]
        if texts.devices is not None:
            known += [devices.get(text) or self._new(text, is_device=True, may_keep=may_keep) for text in texts.devices]
            known += [children.get(text) or self._new(text, is_device=False, may_keep=may_keep) for text in texts.after]
        return known

    def _new(self, text: SectionText, *, is_device: bool, may_keep: bool) -> KnownSection:
        """A section that is not known. It is remembered, if it may be, when it comes again."""
        pieces = pieces_of_section(text)
        written: WrittenSection = pieces
        try:
            tokens, keys = self._tokens.of_pieces(pieces, may_keep=may_keep)
            names = frozenset((is_device, name) for name in _names(pieces))
        except Irregular:
            written = f"<{text}"
            tokens, keys = self._of_events(written)
            names = frozenset((is_device, top.name) for top in self._things(written, Outside("")))
        about, at_paths = 0, list[PathToken]()
        for name in names:
            of_name = self._of_name(name)
            about |= of_name.questions
            at_paths += of_name.tokens
        if at_paths:
            tokens |= self._tokens_at(at_paths, written, is_device=is_device)
        section = KnownSection(text, is_device, names | {(is_device, ANY)}, written, tokens, gather_keys(keys), about)
        if not may_keep:
            return section
        mark = hash((is_device, text))
        if mark not in self._once:
            if len(self._once) >= _MOST_SECTIONS:
                self._once.clear()
            self._once.add(mark)
        elif may_keep_section(text, pieces):
            known = self._devices if is_device else self._children
            if len(known) >= _MOST_SECTIONS:
                known.clear()
            known[text] = section
            section.is_kept = True
        return section

    def _of_name(self, name: SectionName) -> AboutName:
        """What may be asked of a section by the name of its element."""
        known = self._names.get(name)
        if known is None:
            if len(self._names) >= _MOST_SECTIONS:
                self._names.clear()
            known = self._names[name] = AboutName(
                sum(bit for bit, (_, path) in self._paths.items() if path.is_anywhere or _leads_to(path, *name)),
                [one for one in self._path_tokens if _leads_to(one[0], *name)],
            )
        return known

    def _of_events(self, text: str) -> tuple[int, list[RepeatKey]]:
        """The tokens of a section whose pieces do not tell them. Raises Irregular where it is no element."""
        mask, keys = 0, list[RepeatKey]()

        def look(thing: Thing) -> None:
            nonlocal mask
            tokens = self._tokens.of_element(thing.name, thing.attributes, thing.text, is_open=bool(thing.children))
            mask |= tokens[0]
            keys.extend(tokens[1])

        for top in self._things(text, Outside("")):
            each_element(top, look)
        return mask, keys

    def _things(self, written: WrittenSection, above: Thing) -> list[Thing]:
        """The elements of a section, below one that does not know of them. Raises Irregular."""
        if not isinstance(written, str):
            return things_inside(written, above, self._tokens.parsed)
        try:
            top = read_by_events(written)
        except ValueError as error:
            raise Irregular(written[:20]) from error
        top.parent = above
        return [top]

    def _tokens_at(self, wanted: Sequence[PathToken], written: WrittenSection, *, is_device: bool) -> int:
        """The tokens of paths that a section has."""
        tops = self._things(written, Outside(""))
        mask = 0
        for path, token, bit in wanted:
            ((attribute, _, allowed),) = token.tests
            things = [thing for top in tops for thing in path.inside(top, int(is_device))]
            if attribute:
                values = [thing.attributes[attribute] for thing in things if attribute in thing.attributes]
            else:
                values = [thing.text.strip() for thing in things]
            if values and (allowed is None or not set(allowed).isdisjoint(values)):
                mask |= bit
        return mask

    def mask_of(self, questions: Iterable[Question]) -> int:
        """Questions as one mask."""
        return sum(map(self._bit_of.__getitem__, questions))

    def those_of(self, questions: Iterable[Question], mask: int) -> tuple[Question, ...]:
        """Those of some questions that are in a mask."""
        return tuple(one for one in questions if self._bit_of[one] & mask) if mask else ()

    def left(self, questions: int, sections: Sequence[KnownSection]) -> int:
        """Those of some questions to which the document that has these sections may say yes; those not asked stay."""
        asked = questions & self._asked
        possible = self._possible(sections, asked)
        repeating = asked & possible & self._repeating
        left = questions ^ asked | asked & possible & ~self._repeating
        return left | _met_again(sections, repeating) if repeating else left

    def _possible(self, sections: Sequence[KnownSection], questions: int) -> int:
        """The questions to which sections may say yes, those of the given ones among them; they are asked all these."""
        possible = 0
        for section in sections:
            if section.unasked and section.unasked & questions:
                self._ask(section, section.unasked & questions)
            possible |= section.possible
        return possible

    def _ask(self, section: KnownSection, bits: int) -> None:
        """Ask a section some questions."""
        root = Outside("")
        above = Outside(DEVICES_NAME, root) if section.is_device else root
        tops = self._things(section.written, above)
        subject = Subject(root)
        at = int(section.is_device)
        for bit in bits_of(bits):
            question, path = self._paths[bit]
            things = [thing for top in tops for thing in path.inside(top, at) if may_break(question, thing, subject)]
            section.possible |= bit if things else 0
            if things and question.rule.repeated:
                section.repeats[bit] = [_key(question.rule, thing, subject) for thing in things]
        section.unasked &= ~bits


def may_break(question: Question, thing: Thing, subject: Subject) -> bool:
    """Whether an element of a section may break a rule, for all that can be told of it alone."""
    rule = question.rule
    if not rule.trigger.may_hold(question.table, thing, subject):
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


def _met_again(sections: Sequence[KnownSection], questions: int) -> int:
    """Which of some questions are about what another element of these sections has, too."""
    met, again = set[tuple[int, object]](), 0
    for section in sections:
        for bit, keys in section.repeats.items():
            for key in keys if bit & questions else ():
                if key is _UNKNOWN or (bit, key) in met:
                    again |= bit
                met.add((bit, key))
    return again


def _is_of_section(rule: Rule) -> bool:
    path = trigger_path(rule.of)
    if rule.needs:
        return False
    names = [step.name for step in path.steps]
    return path.is_anywhere or (bool(names) and ".." not in names and names[0] != "*" and names != [DEVICES_NAME])


def _leads_to(path: TriggerPath, is_device: bool, name: str) -> bool:
    """Whether a path goes through elements of a name: children of the root, or devices."""
    if not is_device:
        return name in path.steps[0].names
    if DEVICES_NAME not in path.steps[0].names:
        return False
    return any(step.name == "*" or name in step.names for step in path.steps[1:2])


def _names(pieces: Sequence[str]) -> Iterator[str]:
    """The names of the elements of a section: one, where each stands on lines of its own.

    Raises Irregular where an element ends that another section begins, as one does where sections are cut inside one.
    """
    depth = 0
    for piece in pieces:
        if is_end_tag(piece):
            depth -= 1
            if depth < 0:
                raise Irregular(piece)
        elif piece[0] not in "!?":
            if not depth:
                yield name_of(piece)
            depth += piece[-1] != "/" and "<" not in piece
