"""What is said of values and texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from libvirt_xml.markup.characters import collapse, is_blank
from libvirt_xml.markup.located import AttributeNode, Node
from libvirt_xml.markup.secrets import is_secret_in, is_secret_text
from libvirt_xml.messages import Phrase, Sentence, phrase, render
from libvirt_xml.messages.notation import quote
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import EMPTY, NOT_ALLOWED, Pattern
from libvirt_xml.relaxng.repair.completion import complete_attributes
from libvirt_xml.relaxng.repair.faults import (
    Fault,
    Repair,
    Scope,
    attribute_names,
    data_of,
    element_names,
    has_any_name,
    has_text,
)
from libvirt_xml.relaxng.repair.listed_values import listed_values
from libvirt_xml.relaxng.repair.name_choices import all_contents
from libvirt_xml.validation.explaining.explanation import Explanation, circumstance
from libvirt_xml.validation.explaining.reasons.causes import Cause
from libvirt_xml.validation.explaining.reasons.circumstances import (
    allowed_values,
    deciding_about_value,
    is_needless,
    is_optional,
)
from libvirt_xml.validation.explaining.reasons.likely_texts import likely_texts, usual_value, value_in_domain
from libvirt_xml.validation.explaining.reasons.otherwise import (
    attribute_for_text,
    child_for_text,
    is_uuid,
    text_of_element,
    with_hexadecimal_prefix,
    written_attribute,
    written_tag,
)
from libvirt_xml.validation.explaining.reasons.remedies import remedy_of_text, remedy_of_value
from libvirt_xml.validation.explaining.shown_names import shown_qualified
from libvirt_xml.validation.meanings import unit_of_field
from libvirt_xml.validation.values.allowed import Allowed, describe_allowed, expected
from libvirt_xml.validation.values.values import FALSE, TRUE, advise, is_template
from libvirt_xml.validation.values.values_with_units import unit_with_number

_LONGEST = 60  # characters of a text that is shown whole
_SWITCHES = ("state", "present", "enabled", "enable", "supported")  # attributes that say whether an element is on
_FEW = 4  # texts in an element of which the lines are named


def about_padding(node: Node, padded: AttributeNode | None) -> Explanation:
    """A listed value that has white space around it, or a number that has it behind."""
    text, place = padded.value if padded else node.text, _place(node, padded)
    if is_secret_in(node.shown, padded.shown) if padded else _keeps_secret(node):
        return Explanation(render("stray-white-space", "secret", place=place))
    meant = collapse(text)
    return Explanation(render("stray-white-space", "value", place=place, text=text), (meant,), meant)


def _keeps_secret(node: Node) -> bool:
    """Whether the text of an element may be a secret."""
    parent = node.parent.shown if node.parent is not None else ""
    return is_secret_text(node.shown, parent) and not is_uuid(node.text.strip())  # which names a secret of libvirt


def _place(node: Node, attribute: AttributeNode | None = None) -> Phrase:
    if attribute is None:
        return phrase("place", "element", tag=node.shown)
    return phrase("place", "attribute", attribute=attribute.shown, tag=node.shown)


def about_invalid_value(make: Patterns, fault: Fault) -> Explanation:
    """A value that its attribute does not allow."""
    attribute, node = fault.attribute, fault.node
    assert attribute is not None
    value, name = attribute.value, attribute.shown
    place = _place(node, attribute)
    remedy = remedy_of_value(node, attribute.name, value)
    if remedy is not None:
        return _with_remedy(fault.pattern, place, value, remedy)
    if value and is_secret_in(node.shown, name):
        return _about_secret(fault.pattern, place)
    fact = _fact(place, value, is_empty=not value)
    written = _with_number_as_text(make, fault) if name == "unit" else None
    if written is not None:
        reason = phrase("reason", "number-in-unit")
        return Explanation(render("invalid-value", "fix", fact=fact, reason=reason, fix=written), (written,))
    if not value and is_optional(make, fault.scope, attribute.name):
        described = describe_allowed(allowed_values(make, fault.scope, attribute.name))
        sentence = render("invalid-value", "empty", place=place, allowed=described, attribute=name)
        return Explanation(sentence, expected(fault.pattern, value))
    every = allowed_values(make, fault.scope, attribute.name)
    pattern = fault.pattern if every is NOT_ALLOWED else every
    explanation = _about_text(make, fault.scope, pattern, value, fact, attribute=attribute.name)
    if explanation.suggestion is not None:
        suggestion = value_in_domain(node, attribute.name, explanation.suggestion)
        return explanation._replace(suggestion=suggestion) if suggestion in expected(pattern, value) else explanation
    decision = deciding_about_value(make, fault.scope, attribute)
    if decision is None:
        return explanation
    about = {"fact": fact, "circumstance": circumstance(decision, node)}
    if listed_values(fault.pattern):
        allowed = describe_allowed(fault.pattern)
        return explanation._replace(
            sentence=render("invalid-value", "circumstance-or-allowed", **about, allowed=allowed)
        )
    return explanation._replace(sentence=render("invalid-value", "circumstance", **about))


def _with_number_as_text(make: Patterns, fault: Fault) -> str | None:
    """An element with its number as the text, where that is in the unit."""
    attribute, node = fault.attribute, fault.node
    parts = unit_with_number(attribute.value) if attribute is not None and len(attribute.value) <= _LONGEST else None
    if attribute is None or parts is None or not has_text(fault.scope.content):
        return None
    number, unit = parts
    if node.text.strip() not in ("", number) or not derivatives.matches(make, fault.pattern, unit):
        return None
    attributes = {other.shown: unit if other is attribute else other.value for other in node.attributes}
    return written_tag(node.shown, attributes, number)


def about_invalid_text(make: Patterns, fault: Fault) -> Explanation:
    """A text that its element does not allow."""
    node, text = fault.node, fault.node.text
    is_empty = is_blank(text)
    if _keeps_secret(node) and not is_empty:
        return _about_secret(fault.pattern, _place(node))
    remedy = remedy_of_text(node.parent.name, node.name, text.strip()) if node.parent is not None else None
    if remedy is not None:
        return _with_remedy(fault.pattern, _place(node), text, remedy)
    if is_empty and is_needless(make, fault.scope):
        allowed = describe_allowed(fault.pattern, text)
        sentence = render("invalid-value", "empty-element", place=_place(node), tag=node.shown, allowed=allowed)
        return Explanation(sentence, expected(fault.pattern, text))
    fault = replace(fault, pattern=_likely_pattern(make, fault))
    return _about_text(make, fault.scope, fault.pattern, text, _fact(_place(node), text, is_empty=is_empty))


def _likely_pattern(make: Patterns, fault: Fault) -> Pattern:
    """The texts that an element may have whatever is beside it, where what is around it says which are likely."""
    root = fault.node
    while root.parent is not None:
        root = root.parent
    likely = likely_texts(root).get(fault.node)
    if likely is None:
        return fault.pattern
    contents = all_contents(make, fault.scope)
    values = (part for content in contents for part in data_of(content) if not likely.isdisjoint(listed_values(part)))
    return make.choice(*values)


def _fact(place: Phrase, value: str, *, is_empty: bool) -> Phrase:
    return phrase("fact", "empty", place=place) if is_empty else phrase("fact", "value", place=place, value=value)


def _with_remedy(pattern: Pattern, place: Phrase, text: str, remedy: Phrase) -> Explanation:
    sentence = render("invalid-value", "remedy", fact=_fact(place, text, is_empty=False), remedy=remedy)
    return Explanation(sentence, expected(pattern, text))


def _about_secret(pattern: Pattern, place: Phrase) -> Explanation:
    """What is said of a password or cookie: nothing of what it is."""
    sentence = render("invalid-value", "secret", place=place, allowed=describe_allowed(pattern))
    return Explanation(sentence, expected(pattern, ""))


def _about_text(
    make: Patterns, scope: Scope, pattern: Pattern, text: str, fact: Phrase, *, attribute: str = ""
) -> Explanation:
    beside = frozenset(attribute_names(make, scope.content))
    units = allowed_values(make, scope, "unit") if "unit" in beside else None
    unit = scope.node.attribute("unit")
    present = unit.value if unit is not None else None
    advice = advise(
        make,
        pattern,
        text,
        units=units,
        unit=present,
        beside=beside,
        attribute=attribute,
        unit_of_field=lambda: unit_of_field(f"{scope.node.path}/@{attribute}" if attribute else scope.node.path),
    )
    if is_blank(text):
        advice = replace(advice, reason=None)
    if advice.instead is not None and advice.reason is not None:
        fix = _written(scope.node, attribute, advice.instead, dict(advice.beside))
        return Explanation(render("invalid-value", "fix", fact=fact, reason=advice.reason, fix=fix), (advice.instead,))
    is_enough = advice.suggestion is not None or advice.names_limit
    sentence = _invalid(fact, advice.reason, None if is_enough else describe_allowed(pattern, text))
    return Explanation(sentence, expected(pattern, text), advice.suggestion)


def _written(node: Node, attribute: str, value: str, beside: Mapping[str, str]) -> str:
    """A value with the attributes that belong to it, as it is to be written: in a tag, or as the text of an element."""
    if attribute:
        return " ".join(f"{name}={quote(text)}" for name, text in {attribute: value, **beside}.items())
    attributes = {attribute.shown: attribute.value for attribute in node.attributes} | dict(beside)
    return written_tag(node.shown, attributes, value)


def _invalid(fact: Phrase, reason: Phrase | None, allowed: Allowed | None) -> Sentence:
    """What is wrong, why, and what is allowed, as far as that is to be said."""
    if reason is None and allowed is None:
        return render("invalid-value", "value", fact=fact)
    if reason is None:
        return render("invalid-value", "allowed", fact=fact, allowed=allowed)
    if allowed is None:
        return render("invalid-value", "reason", fact=fact, reason=reason)
    return render("invalid-value", "reason-allowed", fact=fact, reason=reason, allowed=allowed)


def about_unexpected_text(make: Patterns, cause: Cause) -> Explanation:
    """Text in an element that has none, or none in this place: the text is marked, not the element."""
    return _about_stray_text(make, cause)._replace(span=next(cause.fault.node.text_spans()))


def _about_stray_text(make: Patterns, cause: Cause) -> Explanation:
    fault, node = cause.fault, cause.fault.node
    text = collapse(next(text for text in node.texts if not is_blank(text)))
    subject = {"tag": node.shown, "content": _content(node, text)}
    names = tuple(dict.fromkeys(shown_qualified(name, node) for addition in cause.wanted for name in addition.names))
    remedy = remedy_of_text(node.parent.name, node.name, text) if node.parent is not None else None
    if remedy is not None:
        return Explanation(render("unexpected-text", "remedy", **subject, remedy=remedy), names)
    written = text_of_element(make, fault, cause.wanted[0]) if cause.wanted else None
    if written is not None:
        return Explanation(render("unexpected-text", "is-element", **subject, written=written), names)
    additions = [addition for addition in cause.wanted if addition.repair is Repair.ADD_ATTRIBUTE]
    names = tuple(dict.fromkeys(shown_qualified(name, node) for addition in additions for name in addition.names))
    if len(additions) == 1 and len(names) > 1:  # alternatives
        names = (attribute_for_text(make, fault.scope, text) or names[0],)
    elif len(names) == 1:  # another may be as good, and more particular: a UUID is no usage
        better = attribute_for_text(make, fault.scope, text)
        names = (better,) if better and _is_enough(make, fault.scope, better, text) else names
    listed = None if node.children else _listed_in_other_case(make, fault.scope, text, names)
    if listed is not None:
        return Explanation(render("unexpected-text", "is-value", **subject, **listed), (listed["attribute"],))
    takers = [addition for addition in additions if derivatives.matches(make, addition.pattern, text)]
    only = names[0] if len(names) == 1 else None
    switch = None if only is None else _switch_for(make, fault.scope, text, only)
    if switch is not None:
        where = {"attribute": only, "text": switch}
        return Explanation(render("unexpected-text", "is-value", **subject, **where), names)
    if takers and not (len(takers) == len(names) > 1):
        taking = tuple(dict.fromkeys(shown_qualified(name, node) for addition in takers for name in addition.names))
        return _as_attribute(make, fault.scope, text, taking if len(taking) < len(names) else names, names, subject)
    attribute = written_attribute(make, fault.scope, text)
    if attribute is not None and not node.children and not is_secret_in(node.shown, attribute[0]):
        where = {"attribute": attribute[0], "text": attribute[1]}
        return Explanation(render("unexpected-text", "is-value", **subject, **where), attribute[:1])
    whole = _about_whole_switch(make, fault.scope, text, subject)
    if whole is not None:
        return whole
    name = None if node.children else attribute_for_text(make, fault.scope, text)
    if name:
        return _as_attribute(make, fault.scope, text, (name,), names, subject)
    if names:
        return Explanation(render("unexpected-text", "required", **subject, names=names), names)
    content = fault.scope.content
    if has_text(content) and not node.children:
        return about_invalid_text(make, replace(fault, pattern=make.choice(*data_of(content))))
    if not text.strip():
        return Explanation(render("unexpected-text", "white-space", **subject))
    if is_template(text):
        return Explanation(render("unexpected-text", "template", **subject))
    child = None if node.children or _keeps_secret(node) else child_for_text(make, content, text)
    if child is not None:
        return Explanation(render("unexpected-text", "is-element", **subject, written=child))
    if element_names(make, content) or has_any_name(content):
        return Explanation(render("unexpected-text", "elements-only", **subject))
    if content is EMPTY and text.lower() in FALSE:
        return Explanation(render("unexpected-text", "flag-off", **subject))
    return Explanation(render("unexpected-text", "empty", **subject))


def _as_attribute(
    make: Patterns,
    scope: Scope,
    text: str,
    attributes: tuple[str, ...],
    required: tuple[str, ...],
    subject: Mapping[str, object],
) -> Explanation:
    """For a text that is the value of one or each of some attributes."""
    node = scope.node
    others = tuple(name for name in required if name not in attributes)
    if others and len(attributes) == 1 and _is_enough(make, scope, attributes[0], text):
        others = ()
    is_short = len(text) <= _LONGEST and not node.children and not _keeps_secret(node)
    match attributes:
        case (name,) if others and is_short and (value := _value_with(make, scope, name, others)) is not None:
            written = " ".join(f"{key}={quote(part)}" for key, part in ((others[0], value), (name, text)))
            sentence = render("unexpected-text", "is-values", **subject, attribute=name, written=written)
        case _ if others:
            places = {"attributes": attributes, "names": others}
            sentence = render("unexpected-text", "is-attribute-required", **subject, **places)
        case (name,) if is_short:
            value = with_hexadecimal_prefix(make, allowed_values(make, scope, name), text)
            sentence = render("unexpected-text", "is-value", **subject, attribute=name, text=value)
        case _:
            sentence = render("unexpected-text", "is-attribute", **subject, attributes=attributes)
    return Explanation(sentence, attributes)


def _about_whole_switch(make: Patterns, scope: Scope, text: str, subject: Mapping[str, object]) -> Explanation | None:
    """For a text that says whether an element is on: the attribute that does, or the element as it is."""
    word, node = text.lower(), scope.node
    if node.children or word not in (*TRUE, *FALSE):
        return None
    for name in _SWITCHES:
        value = _switch_for(make, scope, text, name) or _listed_word(make, scope, text, name)
        if node.attribute(name) is None and value is not None:
            return Explanation(render("unexpected-text", "is-value", **subject, attribute=name, text=value), (name,))
    may_be_empty = derivatives.matches(make, derivatives.start_tag_close(make, scope.content), "")
    is_number = word in (TRUE[3], FALSE[3])
    if may_be_empty and word in TRUE and not is_number:
        return Explanation(render("unexpected-text", "flag-on", **subject))
    return None


def _listed_in_other_case(make: Patterns, scope: Scope, text: str, names: Sequence[str]) -> dict[str, str] | None:
    """The only one of some attributes that lists a text in lower or upper case, with the word as it lists it."""
    words = {name: listed_values(allowed_values(make, scope, name)) for name in names}
    listing = [(name, word) for name in names for word in words[name] if word.lower() == text.lower() and word != text]
    return {"attribute": listing[0][0], "text": listing[0][1]} if len(listing) == 1 else None


def _listed_word(make: Patterns, scope: Scope, text: str, name: str) -> str | None:
    """A text, if an attribute lists it."""
    return text if text in listed_values(allowed_values(make, scope, name)) else None


def _switch_for(make: Patterns, scope: Scope, text: str, attribute: str) -> str | None:
    """What the only required attribute is, a switch, for a text that says on or off in other words: ``true``."""
    if scope.node.children:
        return None
    words = TRUE if text.lower() in TRUE else FALSE if text.lower() in FALSE else ()
    listed = listed_values(allowed_values(make, scope, attribute))
    fitting = [word for word in words if word in listed]
    return fitting[0] if fitting and text not in listed else None


def _is_enough(make: Patterns, scope: Scope, name: str, value: str) -> bool:
    """Whether an element that has an attribute with a value needs no other."""
    pairs = derivatives.attribute(make, scope.content, name)
    rests = [rest for allowed, rest in pairs if derivatives.matches(make, allowed, value)]
    return any(not additions for rest in rests for _, additions in complete_attributes(make, rest))


def _value_with(make: Patterns, scope: Scope, name: str, required: tuple[str, ...]) -> str | None:
    """The value of a required attribute with which an element may have another: of a switch "yes", else that of its
    name, or the only one."""
    first, *others = required
    if others:
        return None
    switch = listed_values(allowed_values(make, scope, first))
    if set(switch) in ({"yes", "no"}, {"on", "off"}):
        return "yes" if "yes" in switch else "on"
    pairs = derivatives.attribute(make, scope.content, first)
    values = {
        value for allowed, rest in pairs if name in attribute_names(make, rest) for value in listed_values(allowed)
    }
    usual = usual_value(scope.node, first)
    if usual in values:
        return usual
    return name if name in values else values.pop() if len(values) == 1 else None


def _content(node: Node, text: str) -> Phrase:
    """A text in an element, and on which lines there is more."""
    places = node.source.places
    first, *more = (places.place(start)[0] for start, _ in islice(node.text_spans(), _FEW))
    lines = tuple(dict.fromkeys(line for line in more if line != first))
    beside = phrase("lines", "more", lines=lines) if lines else phrase("lines", "none")
    if _keeps_secret(node):
        return phrase("content", "secret", line=beside)
    if text.strip():
        return phrase("content", "text", text=text, line=beside)
    codes = [f"U+{code:04X}" for code in sorted(set(map(ord, text)) - {0x20})]
    return phrase("content", "white-space", codes=codes, line=beside)
