"""What is said of elements that are unknown, misplaced or missing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from libvirt_xml.markup.located import Node
from libvirt_xml.markup.secrets import is_secret_in
from libvirt_xml.messages import Phrase, Sentence, phrase, render
from libvirt_xml.messages.notation import quote
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.repair.completion import openings
from libvirt_xml.relaxng.repair.faults import (
    Fault,
    Repair,
    Scope,
    alike_in_other_namespaces,
    element_names,
    is_forbidden,
)
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.validation.explaining.explanation import Explanation, circumstance, similar_name
from libvirt_xml.validation.explaining.reasons.causes import Cause, is_like
from libvirt_xml.validation.explaining.reasons.circumstances import (
    Decision,
    deciding_attribute,
    deciding_text,
    first_of_name,
    hindering_sibling,
    late_sibling,
)
from libvirt_xml.validation.explaining.reasons.exchanges import exchange_in
from libvirt_xml.validation.explaining.reasons.homes import (
    fits_elsewhere,
    home_around_without,
    homes_of_attribute,
    homes_of_element,
    homes_of_its_kind,
)
from libvirt_xml.validation.explaining.reasons.likely_texts import likely_texts
from libvirt_xml.validation.explaining.reasons.otherwise import (
    attribute_instead,
    attributes_instead,
    is_fit_renamed,
    plain_text_of,
    whole_element,
)
from libvirt_xml.validation.explaining.reasons.remedies import last_remedy_of_element, remedy_of_element
from libvirt_xml.validation.explaining.reasons.twins import twin_of
from libvirt_xml.validation.explaining.shown_names import is_of_driver, shown_qualified

_LONGEST = 60  # characters of a text that is shown whole
_GENERAL_NAMES = frozenset({"name", "value"})  # of attributes that are all that an element says


def about_unwanted_element(make: Patterns, cause: Cause, documents: Collection[str] = ()) -> Explanation:
    """An element that is not allowed where it is; ``documents`` are the roots of whole documents."""
    fault = cause.fault
    child, scope = fault.node, fault.scope
    every = element_names(make, scope.content)
    allowed = tuple(shown_qualified(name, child) for name in element_names(make, fault.pattern) or every)
    subject = {"parent": scope.node.shown, "tag": child.shown}
    if cause.moved:
        return Explanation(_transferred(cause, subject), allowed)
    if fault.names and child.name in every:
        meant = shown_qualified(fault.names[0], child)
        return Explanation(render("unknown-element", "content-of", **subject, meant=meant), allowed, meant)
    if child.name in every or fault.node is scope.node:
        homes = () if fault.node is scope.node else homes_of_its_kind(make, scope, child)
        if homes:
            return Explanation(_transferred(replace(cause, moved=homes), subject), allowed)
        return Explanation(_misplaced(make, cause, subject), allowed)
    if is_forbidden(make, scope.content, child.name):
        return Explanation(render("unknown-element", "output-only", tag=child.shown), allowed)
    if alike_in_other_namespaces(make, scope.content, child.name):
        return _of_other_namespace(make, fault, subject, allowed)
    twin = twin_of(fault)
    if twin is not None:
        place = {"meant": twin.shown, "line": twin.line}
        return Explanation(render("unknown-element", "said-beside", **subject, **place), allowed)
    return _about_unknown(make, cause, subject, allowed, documents)


def _about_unknown(
    make: Patterns, cause: Cause, subject: dict[str, str], allowed: tuple[str, ...], documents: Collection[str]
) -> Explanation:
    """For an element of which its parent has none, at least not in these circumstances."""
    fault = cause.fault
    child, scope = fault.node, fault.scope
    is_document = scope.outer is None and child.name in documents and bool(child.children)
    remedy = None if is_document else remedy_of_element(fault)
    if remedy is not None:
        return Explanation(render("unknown-element", "remedy", **subject, remedy=remedy), allowed)
    attribute = attribute_instead(make, fault)
    if attribute is not None and attribute == child.name:
        return Explanation(_as_attribute(child, attribute, subject), allowed)
    several = attributes_instead(make, fault)
    if several:
        written = " ".join(f"{name}={quote(value)}" for name, value in several.items())
        sentence = render("unknown-element", "write-attributes", **subject, attribute=child.shown, written=written)
        return Explanation(sentence, allowed)
    decision = deciding_text(make, scope, child.name) or deciding_attribute(make, scope, child.name, is_attribute=False)
    if decision is not None and not decision.name and _is_settled(decision):
        sentence = render("unknown-element", "settled", **subject, type=decision.node.shown, text=decision.value)
        return Explanation(sentence, allowed)
    if decision is not None:
        with_what = circumstance(decision, scope.node)
        return Explanation(render("unknown-element", "circumstance", **subject, circumstance=with_what), allowed)
    last_remedy = last_remedy_of_element(fault)
    if last_remedy is not None and child.attributes and not fits_elsewhere(make, scope, child):
        return Explanation(render("unknown-element", "remedy", **subject, remedy=last_remedy), allowed)
    lacking = home_around_without(make, scope, child)
    homes = lacking or homes_of_element(make, scope, child)
    if not homes and child.name in documents and child.children and not fault.names:
        return Explanation(_own_document(child, subject), allowed)
    if not homes and child.children and all(inner.name in allowed for inner in child.children):
        return Explanation(render("unknown-element", "needless", **subject), allowed)
    if any(addition.repair is Repair.ADD_ATTRIBUTE and child.name in addition.names for addition in cause.wanted):
        return Explanation(_as_attribute(child, child.name, subject), allowed)
    names = () if lacking else fault.names[:1] if fault.names else () if homes else _similar(make, scope, child)
    if cause.wanted and not {name for addition in cause.wanted for name in addition.names} & set(homes):
        required = tuple(dict.fromkeys(name for addition in cause.wanted for name in addition.names))
        if not names and not any(is_like(make, fault, name) for name in required):
            return _about_required(child, required, subject, allowed)
        names = names or required
    is_inside = any(outer.name in homes for outer in _around(child))
    owner = None if is_inside else _owner_of_value(make, scope, child, homes)
    if names and (owner is None or fault.names or cause.wanted):
        return _about_meant(make, fault, names, subject, allowed)
    if owner is not None:
        return Explanation(_as_attribute_of(scope, child, owner, subject), allowed)
    if homes:
        around = _around_missing(make, scope, homes[0]) if len(homes) == 1 and not is_inside else None
        shown = tuple(shown_qualified(home, child) for home in homes)
        return Explanation(_elsewhere(cause, shown, around), allowed)
    if attribute:
        return Explanation(render("unknown-element", "like-attribute", **subject, attribute=attribute), allowed)
    if "}" in child.name:
        return Explanation(render("unknown-element", "foreign", **subject), allowed)
    return _about_strange(subject, last_remedy, allowed, is_in_text=bool(scope.node.text.strip()))


def _about_strange(
    subject: dict[str, str], last_remedy: Phrase | None, allowed: tuple[str, ...], *, is_in_text: bool
) -> Explanation:
    """For an element of whose name nothing is known."""
    if last_remedy is not None:
        return Explanation(render("unknown-element", "remedy", **subject, remedy=last_remedy), allowed)
    if not allowed and is_in_text:
        return Explanation(render("unknown-element", "in-text", **subject))
    if not allowed:
        return Explanation(render("unknown-element", "unknown", **subject))
    return Explanation(render("unknown-element", "allowed", **subject, allowed=allowed), allowed)


def _about_required(
    child: Node, required: tuple[str, ...], subject: dict[str, str], allowed: tuple[str, ...]
) -> Explanation:
    """For an element in the place of the only one that may be there, which it does not resemble."""
    shown = tuple(shown_qualified(name, child) for name in required)
    return Explanation(render("unknown-element", "required", **subject, names=shown), allowed)


def _is_settled(decision: Decision) -> bool:
    """Whether what is around a deciding text allows none of the texts that would do."""
    root = decision.node
    while root.parent is not None:
        root = root.parent
    likely = likely_texts(root).get(decision.node)
    return likely is not None and likely.isdisjoint(decision.values)


def _owner_of_value(make: Patterns, scope: Scope, child: Node, homes: tuple[str, ...]) -> tuple[str, str] | None:
    """The element beside a child that has what it is as an attribute, and the value."""
    text = child.text.strip()
    is_below = not set(homes).isdisjoint(element_names(make, scope.content))
    is_text = bool(text) and not (child.children or child.attributes or is_below)
    owner = _owner(make, scope, child, text) if is_text else None
    if owner is None:
        text = _only_value(child)
        owner = _listing_owner(make, scope, child, text) if text else None
        if text and owner is None and next(iter(child.attributes)).name in _GENERAL_NAMES:
            owner = _only_owner(make, scope, child, text)
    is_shown = len(text) <= _LONGEST and not is_secret_in(scope.node.shown, child.shown)
    return None if owner is None or not is_shown else (owner, text)


def _owner(make: Patterns, scope: Scope, child: Node, text: str) -> str | None:
    """The element that has what an element is as an attribute: the only one, or the one that says where data is."""
    children = element_names(make, scope.content)
    owners = [owner for owner in homes_of_attribute(make, scope, child.name, text) if owner in children]
    return owners[0] if len(owners) == 1 else "source" if "source" in owners else None


def _only_owner(make: Patterns, scope: Scope, child: Node, value: str) -> str | None:
    """The only element of all beside a child that has its name as an attribute, for a value that this takes."""
    children = element_names(make, scope.content)
    owners = [owner for owner in homes_of_attribute(make, scope, child.name, value) if owner in children]
    return owners[0] if len(owners) == 1 else None


def _only_value(child: Node) -> str:
    """The value of the only thing that an element has: ``<cache mode='none'/>``."""
    values = [attribute.value for attribute in child.attributes]
    return values[0] if len(values) == 1 and not child.children and not child.text.strip() else ""


def _listing_owner(make: Patterns, scope: Scope, child: Node, value: str) -> str | None:
    """The only element beside a child that has its name as an attribute for which the value is listed."""
    owners = [
        owner
        for owner in element_names(make, scope.content)
        for inner, _, _ in openings(make, scope.content, owner)
        if any(value in listed_values(allowed) for allowed, _ in derivatives.attribute(make, inner, child.name))
    ]
    return owners[0] if len(set(owners)) == 1 else None


def _similar(make: Patterns, scope: Scope, child: Node) -> tuple[str, ...]:
    """The name that was probably meant, if there is one."""
    similar = similar_name(child.name, list(element_names(make, scope.content)))
    return (similar,) if similar else ()


def _about_meant(
    make: Patterns, fault: Fault, names: tuple[str, ...], subject: dict[str, str], allowed: tuple[str, ...]
) -> Explanation:
    """For an element that is probably meant to be one of some others: its name alone may be wrong, or more."""
    child = fault.node
    shown = tuple(shown_qualified(name, child) for name in names)
    if len(shown) > 1:
        return Explanation(render("unknown-element", "required", **subject, names=shown), allowed)
    name, meant = next(zip(names, shown, strict=True))
    is_fit = is_fit_renamed(make, fault, name)
    written = None if is_fit else whole_element(make, fault.scope.content, name, child)
    if written is not None:
        return Explanation(render("unknown-element", "write", **subject, written=written), allowed)
    if is_fit or fault.repair is Repair.RENAME_ELEMENT or name.lower() == child.name.lower():
        return Explanation(render("unknown-element", "unknown", **subject), allowed, meant)
    return Explanation(render("unknown-element", "meant", **subject, meant=meant), allowed)


def _as_attribute(child: Node, attribute: str, subject: dict[str, str]) -> Sentence:
    text = plain_text_of(child)
    if (
        not text
        or len(text) > _LONGEST
        or is_secret_in(child.parent.shown if child.parent is not None else "", attribute)
    ):
        return render("unknown-element", "is-attribute", **subject)
    return render("unknown-element", "write-attribute", **subject, attribute=attribute, text=text)


def _as_attribute_of(scope: Scope, child: Node, value: tuple[str, str], subject: dict[str, str]) -> Sentence:
    """For an element that one beside it has as an attribute, or would have if it were there."""
    owner, text = value
    where = {"owner": shown_qualified(owner, child), "attribute": child.shown, "text": text}
    if any(sibling.name == owner for sibling in scope.node.children):
        return render("unknown-element", "attribute-of", **subject, **where)
    return render("unknown-element", "attribute-of-new", **subject, **where)


def _own_document(child: Node, subject: dict[str, str]) -> Sentence:
    """For an element that is a document by itself."""
    parent = child.parent
    is_alone = parent is not None and parent.parent is None and len(parent.children) == 1
    if is_alone:
        return render("unknown-element", "only-document", **subject)
    return render("unknown-element", "own-document", **subject)


def _around(child: Node) -> Iterator[Node]:
    """The elements that one is in, from the inside out."""
    outer = child.parent
    while outer is not None:
        yield outer
        outer = outer.parent


def _around_missing(make: Patterns, scope: Scope, home: str) -> str | None:
    """The element that may have the home of a child, and has none: the present one, or one around it."""
    around: Scope | None = scope
    while around is not None:
        if home in element_names(make, around.content):
            is_there = any(child.name == home for child in around.node.children)
            return None if is_there else around.node.shown
        around = around.outer
    return None


def _elsewhere(cause: Cause, homes: tuple[str, ...], around: str | None) -> Sentence:
    """For one or several elements that belong in another one; ``around`` lacks that."""
    child, parent = cause.fault.node, cause.fault.scope.node.shown
    lacking = [
        {"home": home, "around": addition.node.shown}
        for home in homes
        for addition in cause.wanted
        if home in addition.names
    ]
    if around is not None and not lacking:
        lacking = [{"home": homes[0], "around": around}]
    if not cause.others and lacking:
        return render("unknown-element", "elsewhere-missing", tag=child.shown, parent=parent, **lacking[0])
    if not cause.others:
        return render("unknown-element", "elsewhere", tag=child.shown, homes=homes, parent=parent)
    crowd = [child, *cause.others]
    last = crowd[-1].line
    if child.line == last:
        where = phrase("lines", "of-one", line=last)
    else:
        where = phrase("lines", "of-several", first=child.line, last=last)
    parts = {"tags": [element.shown for element in crowd], "where": where, "parent": parent}
    if lacking:
        return render("unknown-element", "several-elsewhere-missing", **parts, **lacking[0])
    return render("unknown-element", "several-elsewhere", **parts, homes=homes)


def _transferred(cause: Cause, subject: dict[str, str]) -> Sentence:
    """For an element that is right elsewhere, and not where it is."""
    homes = tuple(shown_qualified(home, cause.fault.node) for home in cause.moved)
    missing = {name for addition in cause.wanted for name in addition.names}
    needed = next((home for home in cause.moved if home in missing), None)
    if needed is not None:
        return render("misplaced-element", "level-missing", **subject, home=shown_qualified(needed, cause.fault.node))
    return render("misplaced-element", "level", **subject, homes=homes)


def _of_other_namespace(make: Patterns, fault: Fault, subject: dict[str, str], allowed: tuple[str, ...]) -> Explanation:
    """For an element that is known by its local name, but in one or more other namespaces."""
    child = fault.node
    alike = alike_in_other_namespaces(make, fault.scope.content, child.name)
    fitting = [name for name in alike if is_of_driver(name, child)] or alike
    namespace = _namespace(child.name.rpartition("}")[0])
    names = [shown_qualified(name, child) for name in fitting]
    uri = fitting[0].rpartition("}")[0]
    if len(fitting) > 1 or not uri:
        sentence = render("unknown-element", "namespace", **subject, namespace=namespace, names=names)
        return Explanation(sentence, allowed, names[0] if len(fitting) == 1 and not child.children else None)
    if child.namespaces.prefix_of(uri) is not None:  # those inside are in the wrong namespace too
        sentence = render("unknown-element", "namespace", **subject, namespace=namespace, names=names)
        return Explanation(sentence, allowed, None if child.children else names[0])
    prefix = names[0].partition(":")[0]
    where = {"namespace": namespace, "name": names[0], "prefix": prefix, "uri": uri}
    return Explanation(render("unknown-element", "namespace-of-prefix", **subject, **where), allowed)


def _namespace(uri: str) -> Phrase:
    return phrase("namespace-of", "uri", uri=uri) if uri else phrase("namespace-of", "none")


def _misplaced(make: Patterns, cause: Cause, subject: dict[str, str]) -> Sentence:
    """For an element that its parent may have, but not in this place."""
    fault = cause.fault
    child, scope = fault.node, fault.scope
    exchange = exchange_in(make, scope)
    if exchange is not None and exchange.early is child:
        return render("misplaced-element", "early", tag=child.shown, **_beside(exchange.late))
    hindrance = hindering_sibling(make, scope, child)
    is_second = hindrance is not None and hindrance.sibling.name == child.name
    late = late_sibling(make, scope, child) if is_second and fault.repair is Repair.DROP_ELEMENT else None
    if late is not None:
        return render("misplaced-element", "early", tag=child.shown, **_beside(late))
    if fault.repair is Repair.DROP_REPETITION or is_second:
        where = phrase("lines", "of-first", line=first_of_name(scope, child.name).line)
        if is_second and child.children and fault.repair is Repair.DROP_ELEMENT:
            return render("misplaced-element", "second-part", **subject, where=where)
        if fault.repair is Repair.DROP_REPETITION:
            return render("misplaced-element", "alike", **subject, where=where)
        return render("misplaced-element", "second", **subject, where=where)
    if hindrance:
        if hindrance.is_order:
            return render("misplaced-element", "late", tag=child.shown, **_beside(hindrance.sibling))
        if cause.others:
            tags = [element.shown for element in (child, *cause.others)]
            parts = {"parent": scope.node.shown, "tags": tags, **_beside(hindrance.sibling)}
            return render("misplaced-element", "several-excluded", **parts)
        return render("misplaced-element", "excluded", **subject, **_beside(hindrance.sibling))
    decision = deciding_text(make, scope, child.name) or deciding_attribute(make, scope, child.name, is_attribute=False)
    if decision is not None:
        with_what = circumstance(decision, scope.node)
        return render("misplaced-element", "circumstance", **subject, circumstance=with_what)
    return render("misplaced-element", "place", **subject)


def _beside(sibling: Node) -> dict[str, object]:
    return {"sibling": sibling.shown, "where": phrase("lines", "of-one", line=sibling.line)}
