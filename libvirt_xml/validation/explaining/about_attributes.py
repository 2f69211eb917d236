"""What is said of attributes that are unknown or missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.markup.secrets import is_secret_in, is_secret_text
from libvirt_xml.messages import Sentence, render
from libvirt_xml.messages.notation import quote
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import EMPTY, NOT_ALLOWED, Pattern
from libvirt_xml.relaxng.repair.completion import openings
from libvirt_xml.relaxng.repair.faults import Fault, Repair, Scope, attribute_names, data_of, element_names
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.validation.explaining.explanation import Explanation, circumstance, similar_name
from libvirt_xml.validation.explaining.reasons.causes import Cause
from libvirt_xml.validation.explaining.reasons.circumstances import (
    Decision,
    deciding_attribute,
    excluding_attribute,
)
from libvirt_xml.validation.explaining.reasons.converted_values import converted_value
from libvirt_xml.validation.explaining.reasons.homes import homes_of_attribute, owners_of_attribute
from libvirt_xml.validation.explaining.reasons.otherwise import (
    attribute_beside,
    attribute_for_text,
    element_instead,
    is_named_switch,
    is_only_text,
    is_particular,
    number_with_unit,
    written_as_element,
    written_tag,
)
from libvirt_xml.validation.explaining.reasons.remedies import remedy_of_attribute, remedy_of_text, remedy_of_value
from libvirt_xml.validation.explaining.shown_names import shown_qualified
from libvirt_xml.validation.meanings import is_attribute, unit_of_field
from libvirt_xml.validation.values.allowed import describe_allowed, spellings
from libvirt_xml.validation.values.values import FALSE, TRUE, advise

_LONGEST = 60  # characters of a value that is shown whole
_WORD = "word"  # what takes this is for names, not for numbers
_GENERAL_NAMES = frozenset({"name", "value", "path", "file", "text"})  # for what an element is


def about_unknown_attribute(make: Patterns, cause: Cause) -> Explanation:
    """An attribute that is not allowed on its element."""
    fault = cause.fault
    assert fault.attribute is not None
    owner, name = fault.node, fault.attribute.name
    here = [known for known in attribute_names(make, fault.pattern) if owner.attribute(known) is None]
    allowed = tuple(shown_qualified(known, owner) for known in here)
    subject = {"tag": owner.shown, "attribute": fault.attribute.shown}
    if fault.names and cause.wanted:
        return _with_other_value(make, cause.wanted[0], shown_qualified(fault.names[0], owner), subject, allowed)
    if fault.names:
        return Explanation(
            render("unknown-attribute", "unknown", **subject), allowed, shown_qualified(fault.names[0], owner)
        )
    if cause.attributes:
        return _about_several(cause, allowed)
    remedy = remedy_of_attribute(owner, name) or remedy_of_value(owner, name, fault.attribute.value)
    if remedy is not None:
        return Explanation(render("unknown-attribute", "remedy", **subject, remedy=remedy), allowed)
    decision = deciding_attribute(make, fault.scope, name, is_attribute=True)
    if cause.wanted or decision is None:
        explanation = _in_another_form(make, cause, subject, allowed, is_decided=decision is not None)
        if explanation is not None:
            return explanation
    if decision is not None:
        with_what = circumstance(decision, owner)
        listing = _other_that_lists(make, fault)
        if listing is not None:
            parts = {**subject, "circumstance": with_what, "other": listing, "value": fault.attribute.value}
            return Explanation(render("unknown-attribute", "circumstance-other", **parts), allowed)
        other = _other_for_path(make, fault)
        if other is not None:
            parts = {**subject, "circumstance": with_what, "other": other, "value": fault.attribute.value}
            return Explanation(render("unknown-attribute", "circumstance-or", **parts), allowed)
        return Explanation(render("unknown-attribute", "circumstance", **subject, circumstance=with_what), allowed)
    return _about_strange_attribute(make, fault, here, subject)


def _with_other_value(
    make: Patterns, changed: Fault, meant: str, subject: dict[str, str], allowed: tuple[str, ...]
) -> Explanation:
    """For an attribute with another name, whose value is not allowed either."""
    value = changed.attribute.value if changed.attribute is not None else ""
    is_hidden = is_secret_in(changed.node.shown, meant)
    advice = None if is_hidden else advise(make, changed.pattern, value, attribute=meant)
    if advice is not None and advice.suggestion is not None:
        written = f"{meant}={quote(advice.suggestion)}"
        return Explanation(render("unknown-attribute", "name-and-value", **subject, written=written), allowed)
    values = describe_allowed(changed.pattern, "" if is_hidden else value)
    return Explanation(render("unknown-attribute", "meant", **subject, meant=meant, allowed=values), allowed)


def _other_for_path(make: Patterns, fault: Fault) -> str | None:
    """The attribute that takes a path in these circumstances."""
    value = fault.attribute.value if fault.attribute is not None else ""
    if not value.startswith("/") or len(value) > _LONGEST:
        return None
    other = attribute_for_text(make, fault.scope, value)
    return None if other is None else shown_qualified(other, fault.node)


def _other_that_lists(make: Patterns, fault: Fault) -> str | None:
    """The only attribute that lists the value in these circumstances; yes and no say nothing of which it is."""
    value = fault.attribute.value if fault.attribute is not None else ""
    if value.lower() in (*TRUE, *FALSE):
        return None
    names = (name for name in attribute_names(make, fault.pattern) if fault.node.attribute(name) is None)
    listing = [name for name in names if value in spellings(_value(make, fault, name))]
    return shown_qualified(listing[0], fault.node) if len(listing) == 1 else None


def _about_several(cause: Cause, allowed: tuple[str, ...]) -> Explanation:
    """For attributes that one decision forbids."""
    owner, decision = cause.fault.node, cause.decision
    if decision is None:
        return Explanation(_of_child(cause), allowed)
    with_what = circumstance(decision, owner)
    subject = {"tag": owner.shown, "attributes": tuple(attribute.shown for attribute in cause.attributes)}
    required = tuple(dict.fromkeys(shown_qualified(name, owner) for fault in cause.wanted for name in fault.names))
    if required:
        sentence = render("unknown-attribute", "several-required", **subject, circumstance=with_what, names=required)
    else:
        sentence = render("unknown-attribute", "several", **subject, circumstance=with_what)
    return Explanation(sentence, required or allowed)


def _of_child(cause: Cause) -> Sentence:
    """For attributes that belong to one child."""
    owner = cause.fault.node
    subject = {"tag": owner.shown, "attributes": tuple(attribute.shown for attribute in cause.attributes)}
    home = shown_qualified(cause.home or "", owner)
    if not all(_is_shown(owner, attribute) for attribute in cause.attributes):
        return render("unknown-attribute", "several-elsewhere", **subject, home=home)
    written = " ".join(f"{attribute.shown}={quote(attribute.value)}" for attribute in cause.attributes)
    if any(child.name == cause.home for child in owner.children):
        return render("unknown-attribute", "several-of-child", **subject, home=home, written=written)
    return render("unknown-attribute", "several-of-new-child", **subject, home=home, written=written)


def _is_shown(owner: Node, attribute: AttributeNode) -> bool:
    """Whether the value of an attribute may be in a message as it is."""
    return len(attribute.value) <= _LONGEST and not is_secret_in(owner.shown, attribute.shown)


def _in_another_form(
    make: Patterns, cause: Cause, subject: dict[str, str], allowed: tuple[str, ...], *, is_decided: bool
) -> Explanation | None:
    """For an attribute that is an element elsewhere, or that is probably meant to be something that is missing."""
    fault, wanted = cause.fault, cause.wanted
    assert fault.attribute is not None
    owner, name = fault.node, fault.attribute.name
    is_wanted = any(name in addition.names for addition in wanted)
    home = element_instead(make, fault, name) if is_wanted or not is_decided else None
    if home and not any(addition.repair is Repair.ADD_ATTRIBUTE for addition in wanted):
        where = {"parent": home.node.shown, "element": shown_qualified(name, home.node)}
        is_hidden = is_secret_in(owner.shown, name)
        written = None if is_hidden else written_as_element(make, home.content, name, fault.attribute.value)
        if written is None:
            return Explanation(_as_element(make, fault, home, {**subject, **where}, is_hidden=is_hidden), allowed)
        obstacle = deciding_attribute(make, home, name, is_attribute=False)
        if obstacle is not None and _is_allowed(make, home, obstacle):
            parts = {**where, "written": written, "circumstance": circumstance(obstacle, home.node)}
            return Explanation(render("unknown-attribute", "write-element-if", **subject, **parts), allowed)
        return Explanation(render("unknown-attribute", "write-element", **subject, **where, written=written), allowed)
    if not wanted:
        return None
    if wanted[0].repair is Repair.ADD_ELEMENT:
        elements = [shown_qualified(missing, owner) for missing in wanted[0].names]
        if len(elements) == 1 and _is_shown(owner, fault.attribute):
            where = {"home": elements[0], "value": fault.attribute.value}
            beside = attribute_beside(make, fault.scope, wanted[0].names[0], name, fault.attribute.value)
            if beside is not None:
                parts = {**subject, **where, "other": beside[0], "word": beside[1]}
                return Explanation(render("unknown-attribute", "of-needed-element-with", **parts), allowed)
            return Explanation(render("unknown-attribute", "of-needed-element", **subject, **where), allowed)
        return Explanation(render("unknown-attribute", "of-missing-element", **subject, elements=elements), allowed)
    if wanted[0].repair is Repair.ADD_TEXT:
        return Explanation(_as_text(make, fault, wanted[0], subject), allowed)
    names = tuple(dict.fromkeys(shown_qualified(missing, owner) for addition in wanted for missing in addition.names))
    if len(names) == 1 and is_named_switch(fault.attribute, wanted[0]):
        written = f"{names[0]}={quote(name)}"
        return Explanation(render("unknown-attribute", "name-and-value", **subject, written=written), allowed)
    if len(names) == 1 and not _is_name(fault, wanted[0]):
        return Explanation(render("unknown-attribute", "unknown", **subject), allowed, names[0])
    written = _name_and_value(fault, wanted)
    if written is not None:
        return Explanation(render("unknown-attribute", "name-and-value", **subject, written=written), allowed)
    if len(wanted) == 1:  # which names alternatives
        return Explanation(render("unknown-attribute", "required-one", **subject, names=names), allowed)
    return Explanation(render("unknown-attribute", "required", **subject, names=names), allowed)


def _is_allowed(make: Patterns, scope: Scope, decision: Decision) -> bool:
    """Whether the attribute of an element that decides has a value that is allowed, but for another content."""
    values = derivatives.attribute(make, scope.content, decision.name) if decision.node is scope.node else ()
    return any(derivatives.matches(make, allowed, decision.value or "") for allowed, _ in values)


def _as_element(make: Patterns, fault: Fault, home: Scope, subject: dict[str, str], *, is_hidden: bool) -> Sentence:
    """For an attribute that is an element, with a value that this does not have as it is."""
    assert fault.attribute is not None
    name, value = fault.attribute.name, fault.attribute.value
    remedy = None if is_hidden else remedy_of_text(home.node.name, name, value)
    if remedy is not None:
        parts = {"tag": subject["tag"], "attribute": subject["attribute"]}
        return render("unknown-attribute", "remedy", **parts, remedy=remedy)
    texts = make.choice(*(data for inner, _, _ in openings(make, home.content, name) for data in data_of(inner)))
    if not is_hidden and value.lower() in FALSE and all(inner is EMPTY for inner in _contents(make, home, name)):
        return render("unknown-attribute", "is-flag-off", **subject)
    meant = None if is_hidden or texts is NOT_ALLOWED else _meant_text(make, home, name, texts, value)
    if meant is not None:
        written = f"<{subject['element']}>{meant}</{subject['element']}>"
        return render("unknown-attribute", "write-element", **subject, written=written)
    if texts is NOT_ALLOWED or is_hidden or derivatives.matches(make, texts, value):
        return render("unknown-attribute", "is-element", **subject)
    return render("unknown-attribute", "is-element-of", **subject, allowed=describe_allowed(texts))


def _contents(make: Patterns, scope: Scope, name: str) -> list[Pattern]:
    """What the children of a name of an element may be."""
    return [inner for inner, _, _ in openings(make, scope.content, name)]


def _meant_text(make: Patterns, home: Scope, name: str, texts: Pattern, value: str) -> str | None:
    """The text of an element that is probably meant by a value that it cannot be: a number in the unit of the field."""
    path = f"{home.node.path}/{name}"
    return advise(make, texts, value, unit_of_field=lambda: unit_of_field(path)).suggestion


def _is_name(fault: Fault, addition: Fault) -> bool:
    """Whether an attribute is probably the name of a thing beside that of another: ``<feature vmx='on' name='a'>``."""
    attribute, has_others = fault.attribute, len(fault.node.attributes) > 1
    if attribute is None or is_attribute(attribute.shown):
        return False
    return has_others and attribute.value in listed_values(addition.pattern)


def _name_and_value(fault: Fault, wanted: Sequence[Fault]) -> str | None:
    """The two attributes that one unknown one says: ``policy='require' name='vmx'`` for ``vmx='require'``."""
    attribute = fault.attribute
    if attribute is None or len(wanted) != 2 or not _is_shown(fault.node, attribute):
        return None
    if any(len(addition.names) != 1 for addition in wanted):
        return None
    if {addition.names[0] for addition in wanted} == {"name", "value"}:
        return f"name={quote(attribute.shown)} value={quote(attribute.value)}"
    lists = [attribute.value in listed_values(addition.pattern) for addition in wanted]
    if lists.count(True) != 1:
        return None
    value, name = wanted[lists.index(True)].names[0], wanted[lists.index(False)].names[0]
    return f"{value}={quote(attribute.value)} {name}={quote(attribute.shown)}"


def _as_text(make: Patterns, fault: Fault, addition: Fault, subject: Mapping[str, str]) -> Sentence:
    """For an attribute that is the text of its element."""
    attribute, node = fault.attribute, fault.node
    assert attribute is not None
    others = {other.shown: other.value for other in node.attributes if other is not attribute}
    if len(attribute.value) > _LONGEST or is_secret_in(node.shown, attribute.shown) or is_secret_text(node.shown):
        return render("unknown-attribute", "is-text", **subject)
    number, unit = number_with_unit(make, fault.scope.content, addition.pattern, attribute.value) or ("", "")
    if unit and "unit" not in others:
        written = written_tag(node.shown, {**others, "unit": unit}, number)
    else:
        written = written_tag(node.shown, others, attribute.value)
    return render("unknown-attribute", "write-text", **subject, written=written)


def _about_strange_attribute(make: Patterns, fault: Fault, here: list[str], subject: dict[str, str]) -> Explanation:
    """For an attribute that its element never has."""
    owner, attribute = fault.node, fault.attribute
    assert attribute is not None
    allowed = tuple(shown_qualified(unused, owner) for unused in here)
    if fault.scope.content is EMPTY:
        is_off = attribute.value.lower() in FALSE
        variant = render("unknown-attribute", "of-flag", **subject) if is_off else None
        return Explanation(variant or render("unknown-attribute", "of-empty-element", **subject), allowed)
    other = excluding_attribute(make, fault.scope, attribute)
    if other is not None:
        return Explanation(render("unknown-attribute", "excluded", **subject, other=other.shown), allowed)
    similar = similar_name(attribute.name, here)
    if not similar and (is_only_text(make, fault.scope, attribute.value) or _is_general_text(make, fault)):
        return Explanation(_as_text(make, fault, fault, subject), allowed)
    homes = () if similar else homes_of_attribute(make, fault.scope, attribute.name, attribute.value)
    if homes:
        return Explanation(_elsewhere(make, fault, homes, subject), allowed)
    child = None if similar else _like_a_child(make, fault, subject)
    if child is not None:
        return Explanation(child, allowed)
    of_value = [unused for unused in here if attribute.value in listed_values(_value(make, fault, unused))]
    is_telling = len(of_value) == 1 and attribute.value.lower() not in (*TRUE, *FALSE)
    meant = similar or (of_value[0] if is_telling else _taking_value(make, fault, here))
    if meant:
        shown = shown_qualified(meant, owner)
        if derivatives.matches(make, _value(make, fault, meant), attribute.value, owner.namespaces):
            return Explanation(render("unknown-attribute", "unknown", **subject), allowed, shown)
        converted = converted_value(make, _value(make, fault, meant), attribute.value)
        if converted is not None:
            written = f"{shown}={quote(converted)}"
            return Explanation(render("unknown-attribute", "name-and-value", **subject, written=written), allowed)
        values = describe_allowed(_value(make, fault, meant), attribute.value)
        return Explanation(render("unknown-attribute", "meant", **subject, meant=shown, allowed=values), allowed)
    owners = owners_of_attribute(make, fault.scope, attribute.name, attribute.value)
    if owners:
        return Explanation(render("unknown-attribute", "elsewhere", **subject, homes=owners), allowed)
    known = tuple(shown_qualified(name, owner) for name in attribute_names(make, fault.scope.content))
    if not known:
        return Explanation(render("unknown-attribute", "unknown", **subject), allowed)
    return Explanation(render("unknown-attribute", "allowed", **subject, allowed=known), allowed)


def _taking_value(make: Patterns, fault: Fault, here: Sequence[str]) -> str | None:
    """The only attribute that takes a value, and not any other: a path, or the number of an element with one number."""
    value = fault.attribute.value if fault.attribute is not None else ""
    if value.startswith("/"):
        return attribute_for_text(make, fault.scope, value)
    patterns = {name: _value(make, fault, name) for name in here}
    fitting = [
        name
        for name, pattern in patterns.items()
        if is_particular(make, pattern, value) and not derivatives.matches(make, pattern, _WORD)
    ]
    is_number = value.isdecimal() and value not in (*TRUE, *FALSE)
    return fitting[0] if is_number and len(fitting) == 1 else None


def _like_a_child(make: Patterns, fault: Fault, subject: Mapping[str, str]) -> Sentence | None:
    """For an attribute that is spelt like an element which takes its value: ``read_iops='100'``."""
    attribute, node = fault.attribute, fault.node
    assert attribute is not None
    name = similar_name(attribute.name, list(element_names(make, fault.scope.content)))
    if name is None or not _is_shown(node, attribute):
        return None
    written = written_as_element(make, fault.scope.content, name, attribute.value)
    where = {"parent": node.shown, "element": shown_qualified(name, node)}
    return (
        None if written is None else render("unknown-attribute", "write-element", **subject, **where, written=written)
    )


def _is_general_text(make: Patterns, fault: Fault) -> bool:
    """Whether an attribute has one of the names that people give to the text of an element that may have one."""
    attribute, node = fault.attribute, fault.node
    is_alone = not attribute_names(make, fault.scope.content)
    is_general = attribute is not None and (attribute.name in _GENERAL_NAMES or is_alone) and bool(attribute.value)
    if attribute is None or not is_general or node.children or node.text.strip():
        return False
    return derivatives.matches(make, make.choice(*data_of(fault.scope.content)), attribute.value)


def _elsewhere(make: Patterns, fault: Fault, homes: tuple[str, ...], subject: Mapping[str, str]) -> Sentence:
    """For an attribute of another element; one around it may have it already."""
    attribute, around = fault.attribute, fault.scope.outer
    assert attribute is not None
    while around is not None:
        present = around.node.attribute(attribute.name) if around.node.name in homes else None
        if present is not None and present.value == attribute.value:
            return render("unknown-attribute", "repeated", **subject, home=around.node.shown)
        around = around.outer
    holder = _holder(make, fault, homes[0]) if len(homes) == 1 and _is_shown(fault.node, attribute) else None
    if holder is None:
        return render("unknown-attribute", "elsewhere", **subject, homes=homes)
    where = {"home": shown_qualified(homes[0], fault.node), "value": attribute.value}
    if any(other.name == homes[0] for other in holder.children):
        return render("unknown-attribute", "of-child", **subject, **where)
    return render("unknown-attribute", "of-new-child", **subject, **where, parent=holder.shown)


def _holder(make: Patterns, fault: Fault, home: str) -> Node | None:
    """The element in which the home of an attribute is: its own element, or the one around it."""
    around, node = fault.scope.outer, fault.scope.node
    if home in element_names(make, fault.scope.content):
        return node
    return around.node if around is not None and home in element_names(make, around.content) else None


def _value(make: Patterns, fault: Fault, name: str) -> Pattern:
    return make.choice(*(value for value, _ in derivatives.attribute(make, fault.pattern, name)))
