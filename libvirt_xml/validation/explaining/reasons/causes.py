"""Which repairs are one cause: a thing that is wrong, and what is missing because it stands there as that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from libvirt_xml.markup.characters import collapse, is_blank
from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.repair.completion import complete_attributes, openings
from libvirt_xml.relaxng.repair.faults import Fault, Repair, alike_in_other_namespaces, attribute_names, element_names
from libvirt_xml.relaxng.schema.nameclasses import local
from libvirt_xml.validation.explaining.reasons.circumstances import (
    Decision,
    after_child,
    content_without_attributes,
    deciding_attribute,
    hindering_sibling,
)
from libvirt_xml.validation.explaining.reasons.exchanges import with_exchanges
from libvirt_xml.validation.explaining.reasons.homes import homes_of_attribute, homes_of_element
from libvirt_xml.validation.explaining.reasons.otherwise import (
    attribute_for_text,
    is_fit_renamed,
    is_named_switch,
    number_with_unit,
    text_of_element,
    whole_element,
)
from libvirt_xml.validation.explaining.reasons.remedied_faults import RemediedFaults
from libvirt_xml.validation.explaining.reasons.remedies import (
    last_remedy_of_element,
    remedy_of_attribute,
    remedy_of_element,
)
from libvirt_xml.validation.explaining.reasons.transfers import transfers
from libvirt_xml.validation.values.values_with_units import unit_with_number
from libvirt_xml.words.vocabulary import of_documents

_ADDITIONS = frozenset({Repair.ADD_ATTRIBUTE, Repair.ADD_ELEMENT, Repair.ADD_TEXT})
_LONGEST = 60  # characters of a number with its unit
_PAIR_OF_NAMES = ("name", "value")  # what an attribute of any name and value is: ``<parameter IP='10.0.0.1'/>``
_CROWD = 3  # so many elements in a row that belong into the same other one are one cause
_CHOICES = 2  # an element that may have so many children: one with a text is probably the one that is missing
_FEW_CHILDREN = 20  # of an element whose attribute one of them may lack
_PAIR = 2  # and so many where that one is missing


@dataclass(frozen=True, slots=True)
class Cause:
    """A fault, and what is wanted in its place: additions that are explained by it."""

    fault: Fault
    wanted: tuple[Fault, ...] = ()
    others: tuple[Node, ...] = ()
    """Elements after that of the fault of which the same is to be said."""
    attributes: tuple[AttributeNode, ...] = ()
    """All attributes of the element of which the same is to be said, if there are several."""
    decision: Decision | None = None
    """What keeps these from being allowed."""
    home: str | None = None
    """The child to which they belong."""
    moved: tuple[str, ...] = ()
    """Where the element is right as it is: it has a place of its name here too, but for something else."""


def find_causes(make: Patterns, faults: Sequence[Fault], documents: Collection[str] = ()) -> list[Cause]:
    """The faults in their order, those that one mistake has brought about as one; ``documents`` are the roots of whole
    documents."""
    faults = list(with_exchanges(make, faults))
    dropped = _Dropped(fault.node for fault in faults if fault.repair is Repair.DROP_ELEMENT)
    rewritten = {fault.node: fault for fault in faults if _is_rewritten(make, fault)}
    moved = {fault.node for fault in faults if _is_of_other_namespace(make, fault)}
    in_unit = {fault.node for fault in faults if _has_number_in_unit(fault)}
    remedied = RemediedFaults(faults)
    transferred = transfers(make, faults)
    solved = {fault for transfer in transferred for fault in transfer.solved}
    left = [
        fault
        for fault in _once(faults)
        if not _stands_elsewhere(fault, dropped)
        and not (fault.node in moved and fault.node.parent in moved)
        and rewritten.get(fault.node, fault) is fault
        and not remedied.covers(fault)
        and fault not in solved
        and not (fault.repair in (Repair.CHANGE_TEXT, Repair.ADD_TEXT) and fault.node in in_unit)
    ]
    changed = {fault.attribute: fault for fault in left if fault.repair is Repair.CHANGE_VALUE}
    additions: dict[Node, list[Fault]] = {}
    for fault in left:
        if fault.repair in _ADDITIONS:
            additions.setdefault(fault.node, []).append(fault)
    wanted: dict[Fault, tuple[Fault, ...]] = {}
    used: set[Fault] = set()
    for fault in left:
        if fault.repair is Repair.RENAME_ATTRIBUTE and fault.attribute in changed:
            wanted[fault] = (changed[fault.attribute],)
            used.update(wanted[fault])
            continue
        node = fault.node.parent if fault.repair is Repair.DROP_ELEMENT else fault.node
        near = list(additions.get(node, ())) if node is not None else []
        if fault.repair is Repair.DROP_ELEMENT and node is not None and node.parent is not None:
            near += (home for home in additions.get(node.parent, ()) if _is_home(make, fault, home))
        used.update(_taken_by_children(make, fault, additions))
        is_around = _is_around(fault, documents)
        meant = tuple(addition for addition in near if is_around or _is_wanted(make, fault, addition))
        if fault.repair is Repair.DROP_ATTRIBUTE and [addition.names for addition in meant] == [_PAIR_OF_NAMES[1:]]:
            meant = tuple(addition for addition in near if addition.names in (_PAIR_OF_NAMES[:1], _PAIR_OF_NAMES[1:]))
        if meant and not (len(meant) == 1 and used.issuperset(meant)):
            wanted[fault] = meant
            used.update(meant)
    causes = [Cause(fault, wanted.get(fault, ())) for fault in left if fault not in used]
    causes = [cause for cause in causes if not _follows(make, cause, changed)]
    causes += (Cause(transfer.fault, transfer.missing, moved=transfer.homes) for transfer in transferred)
    return list(_crowded(make, _with_attributes_together(make, causes)))


def _taken_by_children(make: Patterns, fault: Fault, additions: Mapping[Node, Sequence[Fault]]) -> Iterator[Fault]:
    """The attribute that one child lacks, where it is in the tag around: ``<auth type='ceph'><secret/></auth>``."""
    if fault.repair is not Repair.DROP_ATTRIBUTE or fault.attribute is None or len(fault.node.children) > _FEW_CHILDREN:
        return
    for child in fault.node.children:
        for addition in additions.get(child, ()):
            is_named = addition.repair is Repair.ADD_ATTRIBUTE and addition.names == (fault.attribute.name,)
            if is_named and derivatives.matches(make, addition.pattern, fault.attribute.value):
                yield addition


def _has_number_in_unit(fault: Fault) -> bool:
    """Whether an empty element has its number in the attribute for the unit."""
    attribute = fault.attribute
    if fault.repair is not Repair.CHANGE_VALUE or attribute is None or attribute.name != "unit":
        return False
    return len(attribute.value) <= _LONGEST and is_blank(fault.node.text) and bool(unit_with_number(attribute.value))


def _is_of_other_namespace(make: Patterns, fault: Fault) -> bool:
    """Whether an element would be right in another namespace; then those inside would be too."""
    if fault.repair not in (Repair.RENAME_ELEMENT, Repair.DROP_ELEMENT):
        return False
    return bool(alike_in_other_namespaces(make, fault.scope.content, fault.node.name))


def _once(faults: Sequence[Fault]) -> Iterator[Fault]:
    """The faults; of several texts in one element, and of several elements of a name that it lacks, the first only."""
    seen: set[tuple[Node, tuple[str, ...]]] = set()
    for fault in faults:
        if fault.repair in (Repair.DROP_TEXT, Repair.ADD_ELEMENT):
            key = fault.node, fault.names if fault.repair is Repair.ADD_ELEMENT else ()
            if key in seen:
                continue
            seen.add(key)
        yield fault


class _Dropped:
    """Elements that are to be dropped, by the elements around them."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._inside: set[tuple[Node, str]] = set()
        self._beside: set[tuple[Node | None, str]] = set()
        for node in nodes:
            self._beside.add((node.parent, node.name))
            around = node.parent
            while around is not None and (around, node.name) not in self._inside:
                self._inside.add((around, node.name))
                around = around.parent

    def has_near(self, element: Node, name: str) -> bool:
        """Whether an element of a name is dropped in an element or beside it."""
        return (element, name) in self._inside or (element.parent, name) in self._beside


def _stands_elsewhere(addition: Fault, dropped: _Dropped) -> bool:
    """Whether what is to be added is dropped in the element, in something inside it, or among what follows it."""
    if addition.repair is not Repair.ADD_ELEMENT:
        return False
    return any(dropped.has_near(addition.node, name) for name in addition.names)


def _is_wanted(make: Patterns, fault: Fault, addition: Fault) -> bool:
    """Whether a thing that is to be dropped is probably meant to be one that is to be added."""
    match fault.repair, addition.repair:
        case Repair.DROP_ATTRIBUTE, Repair.ADD_ATTRIBUTE | Repair.ADD_TEXT:
            assert fault.attribute is not None
            value, content = fault.attribute.value, fault.scope.content
            is_value = derivatives.matches(make, addition.pattern, value, fault.node.namespaces)
            is_text = addition.repair is Repair.ADD_TEXT
            is_value = is_value or is_named_switch(fault.attribute, addition)
            return is_value or (is_text and bool(number_with_unit(make, content, addition.pattern, value)))
        case Repair.DROP_TEXT, Repair.ADD_ATTRIBUTE:
            text = collapse(fault.node.text)
            return not fault.node.children or (bool(text) and derivatives.matches(make, addition.pattern, text))
        case Repair.DROP_ATTRIBUTE, Repair.ADD_ELEMENT:  # an element written as an attribute
            name, value = fault.attribute.name, fault.attribute.value  # type: ignore[union-attr]
            homes = homes_of_attribute(make, fault.scope, name, value)
            is_element = name in addition.names or name in element_names(make, fault.pattern)
            return is_element or not set(homes).isdisjoint(addition.names)
        case Repair.DROP_ELEMENT, Repair.ADD_ATTRIBUTE:  # an attribute written as an element
            return fault.node.name in addition.names
        case Repair.DROP_ELEMENT, Repair.ADD_ELEMENT:  # not where there is another reason to drop it
            name, content = fault.node.name, fault.scope.content
            if name in element_names(make, content) or name in attribute_names(make, content):
                return False
            is_alike = any(is_like(make, fault, wanted) for wanted in addition.names)
            return is_alike or _is_only_choice(make, fault, addition)
        case Repair.DROP_TEXT, Repair.ADD_ELEMENT:
            text = collapse(fault.node.text)
            is_value = attribute_for_text(make, fault.scope, text) is not None
            return not fault.node.children and (is_value or text_of_element(make, fault, addition) is not None)
        case _:
            return False


def _is_only_choice(make: Patterns, fault: Fault, addition: Fault) -> bool:
    """Whether the element that is to be added is the only one that may be where another is to be dropped."""
    return addition.node is fault.scope.node and tuple(element_names(make, fault.scope.content)) == addition.names


def _is_home(make: Patterns, fault: Fault, addition: Fault) -> bool:
    """Whether what is to be added is where an element belongs that is to be dropped."""
    if addition.repair is not Repair.ADD_ELEMENT or fault.node.name in element_names(make, fault.scope.content):
        return False
    return not set(homes_of_element(make, fault.scope, fault.node)).isdisjoint(addition.names)


def _is_rewritten(make: Patterns, fault: Fault) -> bool:
    """Whether an element is meant to be another one, in which its text or only attribute has another form."""
    if fault.repair is not Repair.RENAME_ELEMENT or is_fit_renamed(make, fault, fault.names[0]):
        return False
    return whole_element(make, fault.scope.content, fault.names[0], fault.node) is not None


def _is_around(fault: Fault, documents: Collection[str]) -> bool:
    """Whether an element is a document of its own, with nothing beside it in the root around it."""
    parent = fault.node.parent
    is_document = fault.repair is Repair.DROP_ELEMENT and fault.node.name in documents
    return is_document and parent is not None and parent.parent is None and len(parent.children) == 1


def is_like(make: Patterns, fault: Fault, name: str) -> bool:
    """Whether an element that is to be dropped resembles one that is to be added: in its name or what it has."""
    child = fault.node
    if of_documents().difference(local(child.name), local(name)) < 1:
        return True
    remedy = remedy_of_element(fault) or last_remedy_of_element(fault)
    if remedy is not None:
        return f"<{local(name)}" in str(remedy)
    if name in homes_of_element(make, fault.scope, child):
        return True
    contents = [content for content, _, _ in openings(make, fault.scope.content, name)]
    attributes = {known for content in contents for known in attribute_names(make, content)}
    if not child.attributes and not child.children:
        is_only = bool(child.text.strip()) and len(element_names(make, fault.pattern)) <= _CHOICES
        is_attribute = child.name in attributes  # <path>/a</path> for <dir path='/a'/>
        return is_attribute or (is_only and is_fit_renamed(make, fault, name))
    children = {known for content in contents for known in element_names(make, content)}
    has_attributes = attributes.issuperset(attribute.name for attribute in child.attributes)
    return has_attributes and children.issuperset(grandchild.name for grandchild in child.children)


def _with_attributes_together(make: Patterns, causes: list[Cause]) -> list[Cause]:
    """Attributes of one element that the same decision forbids as one cause, with what is missing for it."""
    groups: dict[tuple[Node, Node, str], list[tuple[Cause, Decision]]] = {}
    moved: dict[tuple[Node, str], list[Cause]] = {}
    for cause in causes:
        decision = _decision(make, cause)
        home = _home_of_attribute(make, cause) if decision is None else None
        if decision is not None:
            groups.setdefault((cause.fault.node, decision.node, decision.name), []).append((cause, decision))
        elif home is not None:
            moved.setdefault((cause.fault.node, home), []).append(cause)
    lacking: dict[Node, list[Cause]] = {}
    for cause in causes:
        if cause.fault.repair is Repair.ADD_ATTRIBUTE:
            lacking.setdefault(cause.fault.node, []).append(cause)
    joined: dict[Cause, Cause] = {}
    left_out: set[Cause] = set()
    for (node, _, _), group in groups.items():
        common = [value for value in group[0][1].values if all(value in decision.values for _, decision in group)]
        if len(group) > 1 and common:
            members = [cause for cause, _ in group]
            missing = lacking.get(node, [])
            attributes = tuple(cause.fault.attribute for cause in members if cause.fault.attribute is not None)
            wanted = tuple(cause.fault for cause in missing)
            decision = group[0][1]._replace(values=tuple(common))
            joined[members[0]] = Cause(members[0].fault, wanted, (), attributes, decision)
            left_out.update(members[1:], missing)
    for (_, home), members in moved.items():
        if len(members) > 1:
            attributes = tuple(cause.fault.attribute for cause in members if cause.fault.attribute is not None)
            joined[members[0]] = Cause(members[0].fault, attributes=attributes, home=home)
            left_out.update(members[1:])
    return [joined.get(cause, cause) for cause in causes if cause not in left_out]


def _home_of_attribute(make: Patterns, cause: Cause) -> str | None:
    """The only child to which an attribute belongs that its element never has, if it is not meant to be in another."""
    fault = cause.fault
    if fault.repair is not Repair.DROP_ATTRIBUTE or fault.attribute is None:
        return None
    homes = homes_of_attribute(make, fault.scope, fault.attribute.name, fault.attribute.value)
    for wanted in cause.wanted:
        missing = wanted.names if wanted.repair is Repair.ADD_ELEMENT else ()
        homes = tuple(home for home in homes if home in missing)
    if len(homes) > 1:
        homes = tuple(home for home in homes if _is_complete(make, fault, home))
    if len(homes) != 1 or homes[0] not in element_names(make, fault.scope.content):
        return None
    remedy = remedy_of_attribute(fault.node, fault.attribute.name)
    return homes[0] if remedy is None or f"<{local(homes[0])} " in str(remedy) else None


def _is_complete(make: Patterns, fault: Fault, home: str) -> bool:
    """Whether a child needs nothing besides those attributes of the element that it may have."""
    for content, _, _ in openings(make, fault.scope.content, home):
        for attribute in fault.node.attributes:
            rests = [rest for _, rest in derivatives.attribute(make, content, attribute.name)]
            content = make.choice(*rests) if rests else content
        if any(not additions for _, additions in complete_attributes(make, content)):
            return True
    return False


def _follows(make: Patterns, cause: Cause, changed: Collection[AttributeNode | None]) -> bool:
    """Whether something is only forbidden by a value that is not allowed itself: ``backup='true'``."""
    fault = cause.fault
    if not changed or fault.repair not in (Repair.DROP_ATTRIBUTE, Repair.DROP_ELEMENT) or cause.wanted:
        return False
    is_attribute = fault.attribute is not None
    name = fault.attribute.name if fault.attribute is not None else fault.node.name
    decision = deciding_attribute(make, fault.scope, name, is_attribute=is_attribute)
    return decision is not None and decision.node.attribute(decision.name) in changed


def _decision(make: Patterns, cause: Cause) -> Decision | None:
    """What keeps an attribute from being allowed that the element may have in other circumstances."""
    fault = cause.fault
    if fault.repair is not Repair.DROP_ATTRIBUTE or cause.wanted or fault.attribute is None:
        return None
    return deciding_attribute(make, fault.scope, fault.attribute.name, is_attribute=True)


def _crowded(make: Patterns, causes: list[Cause]) -> Iterator[Cause]:
    """Elements of one parent that all belong into the same other one as one cause."""
    at = 0
    while at < len(causes):
        crowd = [causes[at]]
        home = _home(make, causes[at])
        while home and at + len(crowd) < len(causes) and _home(make, causes[at + len(crowd)]) == home:
            crowd.append(causes[at + len(crowd)])
        if len(crowd) >= (_PAIR if crowd[0].wanted else _CROWD):
            others = tuple(cause.fault.node for cause in crowd[1:])
            yield Cause(crowd[0].fault, crowd[0].wanted, others)
        elif at + 1 < len(causes) and _is_second_of_pair(make, causes[at], causes[at + 1]):
            yield replace(causes[at], others=(causes[at + 1].fault.node,))
            crowd.append(causes[at + 1])
        else:
            yield from crowd
        at += len(crowd)


def _is_second_of_pair(make: Patterns, cause: Cause, later: Cause) -> bool:
    """Whether an element is allowed behind the one before it only, and that is not allowed: ``<vendor>`` and
    ``<product>`` beside an ``<address>``."""
    first, second = cause.fault, later.fault
    are_dropped = first.repair is second.repair is Repair.DROP_ELEMENT and not (cause.moved or later.moved)
    if not are_dropped or first.scope is not second.scope or hindering_sibling(make, first.scope, first.node) is None:
        return False
    begin = content_without_attributes(make, first.scope)
    behind = after_child(make, begin, first.node.name)
    starts = (bool(derivatives.start_tag(make, pattern, second.node.name)) for pattern in (begin, behind))
    return list(starts) == [False, True]


def _home(make: Patterns, cause: Cause) -> tuple[Node | None, tuple[str, ...]] | None:
    fault = cause.fault
    if fault.repair is not Repair.DROP_ELEMENT or cause.moved:
        return None
    if fault.node.name in element_names(make, fault.scope.content):
        return None
    homes = homes_of_element(make, fault.scope, fault.node)
    is_home = all(not set(homes).isdisjoint(addition.names) for addition in cause.wanted)
    return (fault.node.parent, homes) if homes and is_home else None
