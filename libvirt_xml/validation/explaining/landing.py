"""What is wrong in elements that belong elsewhere: they are compared with what their home allows, so that one round
mends place and content."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.patterns.patterns import Pattern
from libvirt_xml.relaxng.repair.completion import openings
from libvirt_xml.relaxng.repair.faults import Fault, Repair, Scope
from libvirt_xml.relaxng.repair.mender import Mender
from libvirt_xml.validation.explaining.explanation import Explanation
from libvirt_xml.validation.explaining.reasons.causes import Cause, find_causes
from libvirt_xml.validation.explaining.reasons.homes import stages_of_homes

_MOVED = frozenset(
    {"elsewhere", "elsewhere-missing", "several-elsewhere", "several-elsewhere-missing", "level", "level-missing"}
)
_ADDITIONS = frozenset({Repair.ADD_ATTRIBUTE, Repair.ADD_ELEMENT, Repair.ADD_TEXT})
_STRANGE = frozenset({Repair.DROP_ATTRIBUTE, Repair.RENAME_ATTRIBUTE, Repair.DROP_ELEMENT, Repair.RENAME_ELEMENT})
_MOST = 200  # elements that are looked at: a hostile document may have many


def causes_where_they_land(
    mender: Mender, explained: Sequence[tuple[Cause, Explanation]], documents: Collection[str]
) -> Iterator[Cause]:
    """The causes in elements of which it is said where they belong; ``documents`` are the roots of whole documents."""
    make = mender.automaton.patterns
    sentences = ((cause, explanation.sentence) for cause, explanation in explained)
    moved = [(cause, home) for cause, one in sentences if (home := home_said(one.variant, one.parameters))]
    for cause, home in moved[:_MOST]:
        for node in (cause.fault.node, *cause.others)[:_MOST]:
            content = _content(mender, cause.fault.scope, node, home)
            faults = () if content is None else mender.mend(node, content).faults
            is_known = _is_only_home(mender, cause.fault.scope, node, home) or not _is_strange(node, faults)
            if is_known and any(fault.repair not in _ADDITIONS for fault in faults):
                yield from find_causes(make, faults, documents)


def _is_strange(node: Node, faults: Sequence[Fault]) -> bool:
    """Whether most of what an element has is unknown in its home: another one may be meant."""
    strange = sum(fault.repair in _STRANGE and node in (fault.node, fault.node.parent) for fault in faults)
    return 2 * strange > len(node.attributes) + len(node.children)


def _is_only_home(mender: Mender, scope: Scope, node: Node, home: str) -> bool:
    """Whether no other element may have one of its name."""
    stages = stages_of_homes(mender.automaton.patterns, scope, node.name)
    return {place.name for stage in stages for place in stage} == {home}


def home_said(variant: str, parameters: Mapping[str, object]) -> str | None:
    """The one element in which another belongs, if a sentence says that."""
    if variant not in _MOVED:
        return None
    home, homes = parameters.get("home"), parameters.get("homes")
    names = (home,) if isinstance(home, str) else homes if isinstance(homes, tuple) else ()
    return str(names[0]) if len(names) == 1 else None


def _content(mender: Mender, scope: Scope, node: Node, home: str) -> Pattern | None:
    """What an element may be in its home."""
    make = mender.automaton.patterns
    stages = stages_of_homes(make, scope, node.name)
    contents = [place.content for stage in stages for place in stage if place.name == home]
    inside = [inner for content in contents for inner, _, _ in openings(make, content, node.name)]
    return make.choice(*dict.fromkeys(inside)) if inside else None
