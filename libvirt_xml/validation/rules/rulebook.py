"""All rules, ready to be asked: those that one release of libvirt obeys, and are selected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache

from libvirt_xml.markup.regular.pieces import Window, regular_text
from libvirt_xml.markup.regular.section_texts import cut_sections
from libvirt_xml.markup.secrets import may_have_secrets
from libvirt_xml.validation.rules.compiled_rules import all_rules
from libvirt_xml.validation.rules.gating.gate import Gate, Glance
from libvirt_xml.validation.rules.gating.rule_tokens import ROOTS
from libvirt_xml.validation.rules.gating.settled_rules import NotedDocument, SeenSections, SettledRules
from libvirt_xml.validation.rules.host_facts.known_host import UNKNOWN_HOST, KnownHost
from libvirt_xml.validation.rules.rule_hits import Hit, hits
from libvirt_xml.validation.rules.rule_model import Certainty, Rule
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import each_element, read_things, things_of


class Rulebook:
    """Some rules, and the gate before them. Threads may share it."""

    def __init__(self, rules: Sequence[Rule], libvirt: str, known: KnownHost = UNKNOWN_HOST) -> None:
        self.libvirt = libvirt
        self.known = known
        rules = [rule for rule in rules if known.has(rule.needs)]
        self._certainty: dict[str, Certainty] = {rule.code: rule.certainty(libvirt) for rule in rules}
        self.rules = [rule for rule in rules if self._certainty[rule.code] != "does-not"]
        self.gate = Gate(self.rules)
        self._settled = SettledRules()

    def glance(self) -> Glance:
        """A look at a document that is about to be read."""
        return Glance(self.gate)

    def certainty(self, rule: Rule) -> Certainty:
        """Whether the release does what a rule says."""
        return self._certainty[rule.code]

    def hits(self, source: str | bytes, glance: Glance | None = None) -> list[Hit]:
        """The rules that a well-formed document breaks. ``glance`` has seen its pieces, if something has.

        Else nothing new in it is remembered if it may have secrets: they may be in a wrong place.
        """
        glance = glance or self._glance_at(source)
        texts = None if glance is None else glance.texts
        if self._settled.is_quiet(source, texts):
            return []
        seen = None if glance is None or not glance.is_whole else glance.seen_sections()
        broken = self._hits_of_source(source, glance, seen)
        if not broken:
            self._settled.add_quiet(source, texts, seen)
        return broken

    def _hits_of_source(self, source: str | bytes, glance: Glance | None, seen: SeenSections | None) -> list[Hit]:
        if glance is None or not glance.is_whole:
            return self.hits_in(read_things(source, self.gate.tokens.parsed))
        candidates: Sequence[Rule] = glance.candidates()
        if seen is not None and candidates:
            candidates = self._settled.others(_of_root(candidates, seen.name), seen)
        if not candidates:
            return []
        pieces, known = glance.pieces(), self.gate.tokens.parsed
        root = read_things(source, known) if pieces is None else things_of(pieces, known)
        return self.hits_in(root, candidates) if seen is None else self._hits_in_sections(root, candidates, seen)

    def _glance_at(self, source: str | bytes) -> Glance | None:
        """A look at a document whose verdict was not told by its pieces: it is faulty, or has a prefix on its root."""
        text = regular_text(source)
        if text is None:
            return None
        may_keep = not may_have_secrets(text)
        glance = Glance(self.gate, may_keep=may_keep)
        sections = cut_sections(text)
        if sections is not None:
            glance.see_sections(sections)
            if glance.is_whole:
                return glance
            glance = Glance(self.gate, may_keep=may_keep)
        begin = 0
        while begin < len(text) and glance.is_whole:
            window = Window(text, begin)
            begin = window.end
            glance.see(window.pieces)
        return glance

    def _hits_in_sections(self, root: Thing, candidates: Sequence[Rule], seen: SeenSections) -> list[Hit]:
        """The same for a document in sections: what is not broken in these is remembered."""
        noted = NotedDocument(root, has_devices=seen.has_devices)
        shared = Subject(noted.root, self.known)
        broken: list[Hit] = []
        for rule in candidates:
            if not self._settled.is_worth_noting(rule, seen):
                broken += hits([rule], shared)
                continue
            noted.begin()
            of_rule = list(hits([rule], Subject(noted.root, self.known)))
            if not of_rule:
                self._settled.add(rule, noted.read(), seen)
            broken += of_rule
        return broken

    def hits_in(self, root: Thing, candidates: Sequence[Rule] | None = None) -> list[Hit]:
        """The rules that a document breaks, by its tree; without candidates, the gate is asked for them."""
        if candidates is None:
            glance = self.glance()
            each_element(root, glance.add)
            candidates = glance.candidates()
        return self.hits_of(root, candidates)

    def hits_of(self, root: Thing, rules: Sequence[Rule]) -> list[Hit]:
        """What some rules say of a document, without asking the gate."""
        fitting = _of_root(rules, root.name)
        return list(hits(fitting, Subject(root, self.known))) if fitting else []


def _of_root(rules: Iterable[Rule], root: str) -> list[Rule]:
    return [rule for rule in rules if ROOTS.get(rule.kind, rule.kind) == root]


@lru_cache(maxsize=16)
def rulebook(libvirt: str, select: frozenset[str] = frozenset(), known: KnownHost = UNKNOWN_HOST) -> Rulebook:
    """The rules for a release of libvirt: those that are on, and those whose code or a group is selected.

    Those that need to know something of the host are among them if ``known`` has it.
    """
    return Rulebook([rule for rule in all_rules() if rule.is_on or _is_selected(rule, select)], libvirt, known)


def _is_selected(rule: Rule, select: Collection[str]) -> bool:
    return rule.code in select or any(group in select for group in rule.groups)


@cache
def rule_groups() -> frozenset[str]:
    """The words that stand for several rules."""
    return frozenset(group for rule in all_rules() for group in rule.groups)
