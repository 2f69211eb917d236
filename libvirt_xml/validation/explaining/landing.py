"""What is wrong in elements that belong elsewhere: they are compared with what their home allows, so that one round
mends place and content."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

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
    moved = [(cause, homes) for cause, explanation in explained if (homes := _homes(explanation))]
    for cause, homes in moved[:_MOST]:
        for node in (cause.fault.node, *cause.others)[:_MOST]:
            content = _content(mender, cause.fault.scope, node, homes)
            faults = () if content is None else mender.mend(node, content).faults
            if any(fault.repair not in _ADDITIONS for fault in faults) and not _is_strange(node, faults):
                yield from find_causes(make, faults, documents)


def _is_strange(node: Node, faults: Sequence[Fault]) -> bool:
    """Whether most of what an element has is unknown in its home: another one may be meant."""
    strange = sum(fault.repair in _STRANGE and node in (fault.node, fault.node.parent) for fault in faults)
    return 2 * strange > len(node.attributes) + len(node.children)


def _homes(explanation: Explanation) -> tuple[str, ...]:
    """The one element in which another belongs, if that is said."""
    sentence = explanation.sentence
    if sentence.variant not in _MOVED:
        return ()
    home, homes = sentence.parameters.get("home"), sentence.parameters.get("homes")
    names = (home,) if isinstance(home, str) else homes if isinstance(homes, tuple) else ()
    return tuple(map(str, names)) if len(names) == 1 else ()


def _content(mender: Mender, scope: Scope, node: Node, homes: tuple[str, ...]) -> Pattern | None:
    """What an element may be in its home."""
    make = mender.automaton.patterns
    stages = stages_of_homes(make, scope, node.name)
    contents = [home.content for stage in stages for home in stage if home.name in homes]
    inside = [inner for content in contents for inner, _, _ in openings(make, content, node.name)]
    return make.choice(*dict.fromkeys(inside)) if inside else None
