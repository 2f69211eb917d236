"""From hits to problems: their places in the document, and what is sound enough to be said of a faulty one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from libvirt_xml.markup.located import Node
from libvirt_xml.messages import render, with_more
from libvirt_xml.relaxng.verdict.tree_builder import read_located
from libvirt_xml.validation.explaining.broken_rules.meant_tree import MeantTree, is_sure
from libvirt_xml.validation.explaining.broken_rules.sound_rules import Soundness, is_broken_by_presence, names_missed
from libvirt_xml.validation.explaining.explain import Finding
from libvirt_xml.validation.explaining.landing import home_said
from libvirt_xml.validation.problem import Problem, Severity, make_problem
from libvirt_xml.validation.rules.rule_hits import Hit
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.rulebook import Rulebook
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import read_things

_ASTRAY = ("unknown-element", "misplaced-element")
_BEFORE = ("not-well-formed", "unknown-document", "needs-older-libvirt")


def problems_of_hits(hits: Iterable[Hit], rules: Rulebook, source: str | bytes, file: str | None) -> list[Problem]:
    """The problems of a document that the schema accepts, in its order."""
    places = _Places(read_located(source, file=file).root)
    problems = [_finding(hit, places, rules, file).problem for hit in hits]
    return sorted(problems, key=lambda problem: _order(problem.line, problem.column))


def with_rules(
    findings: Sequence[Finding],
    rules: Rulebook,
    source: str | bytes,
    root: Node,
    file: str | None,
    *,
    are_few: bool = True,
) -> list[Finding]:
    """The findings of a document with those of rules, in the order of the document; ``are_few``: these are all
    findings of the schema, so that it may be known what is meant.

    While there are errors of the schema, rules only tell what libvirt refuses as well.
    """
    if any(finding.problem.code in _BEFORE for finding in findings):
        return list(findings)
    places = _Places(root)
    hits = rules.hits(source)
    faults = [finding for finding in findings if finding.problem.severity == "error"]
    if faults:
        tree = hits[0].scope.root if hits else read_things(source)
        hits = _sound(hits, rules, faults, tree, places, are_few=are_few)
    if not hits:
        return list(findings)
    broken = [_finding(hit, places, rules, file) for hit in hits]
    removed = {id(places.node(thing)) for hit in hits for thing in _removed(hit)} if faults else set()
    left = [finding for finding in findings if removed.isdisjoint(map(id, _with_parents(finding.node)))]
    return sorted([*left, *broken], key=lambda finding: _order(finding.problem.line, finding.problem.column))


def _sound(
    hits: Iterable[Hit], rules: Rulebook, faults: Sequence[Finding], tree: Thing, places: _Places, *, are_few: bool
) -> list[Hit]:
    """The hits that no fault has brought about: those that no fault touches, and those that are there as well in the
    document as it is meant, if what they read of it is known; of few faults, those that are only there too: of a
    machine whose architecture is misspelt."""
    faulty = {(id(fault.node), fault.attribute.name if fault.attribute is not None else None) for fault in faults}
    refused = [hit for hit in hits if _is_refused(hit, rules, faulty, places)]
    all_faults = Soundness([fault.node for fault in faults], _astray(faults))
    untouched = {id(hit) for hit in refused if all_faults.holds(hit.rule, places.node(hit.scope))}
    touched = [hit for hit in refused if id(hit) not in untouched]
    unsure = [fault for fault in faults if not is_sure(fault)]
    if unsure and not touched:
        return refused
    meant = MeantTree(tree, places.root, faults)
    sound = [hit for hit in refused if id(hit) in untouched]
    if unsure or not are_few:
        sound += _confirmed(touched, rules, unsure, meant, places)
    if not are_few or len(unsure) == len(faults):
        return sound
    keys = {_key(hit.rule, hit.scope, hit.thing) for hit in sound}
    moved = {id(fault.node) for fault in faults if home_said(fault.problem.variant, fault.problem.parameters)}
    unsure_faults = Soundness([fault.node for fault in unsure], _astray(unsure))
    return sound + [
        hit
        for hit in _as_written(rules.hits_in(meant.root), meant)
        if _key(hit.rule, hit.scope, hit.thing) not in keys
        and _is_refused(hit, rules, faulty, places)
        and moved.isdisjoint(map(id, _with_parents(places.node(hit.thing))))  # there may be several homes
        and (not unsure or unsure_faults.holds_as_meant(hit.rule, places.node(hit.scope), places.node(hit.thing)))
    ]


def _is_refused(hit: Hit, rules: Rulebook, faulty: Collection[tuple[int, str | None]], places: _Places) -> bool:
    """Whether libvirt refuses what a rule says, and that is not about what a fault is about."""
    return _severity(hit.rule, rules) == "error" and (id(places.node(hit.thing)), hit.attribute) not in faulty


def _confirmed(
    touched: Sequence[Hit], rules: Rulebook, unsure: Sequence[Finding], meant: MeantTree, places: _Places
) -> Iterator[Hit]:
    """The hits that are in the document as it is meant too, if what they read of it is known."""
    unsure_faults = Soundness([fault.node for fault in unsure], _astray(unsure))
    subject = Subject(meant.root, rules.known)
    codes = {hit.rule.code: hit.rule for hit in touched}
    there = {_key(hit.rule, hit.scope, hit.thing): hit for hit in rules.hits_of(meant.root, list(codes.values()))}
    for hit in touched:
        scope, thing = meant.things.get(id(hit.scope)), meant.things.get(id(hit.thing))
        as_meant = there.get(_key(hit.rule, scope, thing))
        is_known = is_broken_by_presence(hit.rule, scope, subject)
        nodes = places.node(hit.scope), places.node(hit.thing)
        if as_meant and (is_known or unsure_faults.holds_as_meant(hit.rule, *nodes)):
            yield replace(hit, parameters=as_meant.parameters)


def _as_written(hits: Iterable[Hit], meant: MeantTree) -> Iterator[Hit]:
    """Hits of a document as it is meant, of the elements as they are written; not of those that are only meant, nor of
    what the document lacks: it may be a part of another."""
    for hit in hits:
        if not hit.rule.of and names_missed(hit.rule):
            continue
        scope, thing = meant.written(hit.scope), meant.written(hit.thing)
        if scope is not None and thing is not None:
            yield replace(hit, scope=scope, thing=thing)


def _key(rule: Rule, scope: Thing | None, thing: Thing | None) -> tuple[str, int, int]:
    return rule.code, id(scope), id(thing)


def _removed(hit: Hit) -> list[Thing]:
    """The elements that the fix of a rule removes: what is wrong in them goes with them."""
    fix = hit.rule.fix or {}
    path, start = fix.get("remove"), hit.thing if fix.get("there") else hit.scope
    return start.things(path) if isinstance(path, str) and "@" not in path.rpartition("/")[2] else []


def _with_parents(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def _astray(findings: Iterable[Finding]) -> set[str]:
    """The names, present and meant, of elements that are not where they belong."""
    astray = [finding for finding in findings if finding.problem.code in _ASTRAY]
    return {name for finding in astray for name in (finding.node.name, finding.problem.suggestion) if name}


def _order(line: int | None, column: int | None) -> tuple[int, int]:
    return line or 0, column or 0


def _finding(hit: Hit, places: _Places, rules: Rulebook, file: str | None) -> Finding:
    node = places.node(hit.thing)
    attribute = node.attribute(hit.attribute) if hit.attribute is not None else None
    line, column = attribute.place if attribute else (node.line, node.column)
    problem = make_problem(
        render(hit.rule.code, "rule", **hit.parameters),
        file=file,
        line=line,
        column=column,
        path=f"{node.path}/@{attribute.shown}" if attribute else node.path,
        end=attribute.end if attribute else node.end_of_tag,
        severity=_severity(hit.rule, rules),
    )
    return Finding(_with_doubt(problem, hit.rule, rules), node, attribute)


def _severity(rule: Rule, rules: Rulebook) -> Severity:
    """An error where libvirt refuses the document; a warning where it may, or does otherwise."""
    is_sure = rule.severity == "refused" and not rule.preview and rules.certainty(rule) == "does"
    return "error" if is_sure and not _is_outdated(rule, rules) else "warning"


def _is_outdated(rule: Rule, rules: Rulebook) -> bool:
    """Whether what a rule knows of the host may have changed."""
    return rule.needs == "inventory" and not rules.known.is_fresh


def _with_doubt(problem: Problem, rule: Rule, rules: Rulebook) -> Problem:
    """The problem, saying which releases refuse it where it is not known that this one does, and what may be old."""
    if rule.severity == "refused" and _is_outdated(rule, rules) and rules.known.inventory is not None:
        outdated = render("rules", "outdated", date=f"{rules.known.inventory.captured:%Y-%m-%d}")
        problem = replace(problem, hint=with_more(problem.hint, outdated))
    if rule.severity != "refused" or rule.preview or rules.certainty(rule) == "does":
        return problem
    doubt = render("rules", "may-be-refused", versions=rule.refused_by, libvirt=rules.libvirt)
    return replace(problem, hint=with_more(problem.hint, doubt))


class _Places:
    """The elements of the located tree for those that rules looked at: both have the same children."""

    def __init__(self, root: Node) -> None:
        self._nodes: dict[int, Node] = {}
        self.root = root

    def node(self, thing: Thing) -> Node:
        """The element of the located tree."""
        waiting: list[Thing] = []
        one: Thing | None = thing
        while one is not None and id(one) not in self._nodes:
            waiting.append(one)
            one = one.parent
        for one in reversed(waiting):
            if one.parent is None:
                self._nodes[id(one)] = self.root
            else:
                self._add(one.parent.children, self._nodes[id(one.parent)].children)
        return self._nodes[id(thing)]

    def _add(self, things: Iterable[Thing], nodes: Iterable[Node]) -> None:
        self._nodes.update(zip(map(id, things), nodes, strict=True))
