"""Single faults as edits of a document's text: one function a sort, each at a place chosen by chance.

A function gives ``None`` where the document has no place for its sort. Whether an edit breaks the document is not
known here: a dropped optional attribute is no fault.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.validation.documents import Document, child_names, closed_sets, is_valid_text
from tests.validation.markup import Attribute, Element, Span
from tests.validation.spoils import SPOILS, misspell

Target = tuple[int, str | None]


@dataclass(frozen=True, slots=True)
class Edit:
    """A changed text and where its fault is: offsets of start tags, each with the name of an attribute or ``None``."""

    text: str
    targets: tuple[Target, ...]
    codes: tuple[str, ...]
    change: str
    original: str | None = None
    suggestion: str | None = None
    text_at: int | None = None
    """Where the text is that is the fault, if it is one."""


MakeEdit = Callable[[Document, random.Random], Edit | None]

_INVENTED = ("frobnicate", "gadget", "wibble", "colour", "remark", "toast", "myOption", "extra-info", "x_custom")
_BODIES = ("<{0}/>", "<{0}>1</{0}>", "<{0} mode='on'/>", "<{0}><inner/></{0}>", "<{0}>some words</{0}>")
_STRAY = ("stray words", "x", "42", ";", "TODO: check this")


def misspell_element(document: Document, chance: random.Random) -> Edit | None:
    element = _choose(_inner(document), chance)
    if element is None:
        return None
    name = misspell(element.name, chance)
    spans = [element.name_span] if element.is_empty_tag else [element.name_span, element.end_name_span]
    text = _replace(document.text, *((span, name) for span in spans))
    change = f"<{element.name}> -> <{name}>"
    return Edit(text, ((element.start, None),), ("unknown-element",), change, element.name, element.name)


def misspell_attribute(document: Document, chance: random.Random) -> Edit | None:
    found = _choose_attribute(document, chance)
    if found is None:
        return None
    element, attribute = found
    name = misspell(attribute.name, chance)
    text = _replace(document.text, (attribute.name_span, name))
    change = f"@{attribute.name} -> @{name}"
    return Edit(text, ((element.start, name),), ("unknown-attribute",), change, attribute.name, attribute.name)


def invent_element(document: Document, chance: random.Random) -> Edit | None:
    parent = _choose(document.elements, chance)
    name = chance.choice(_INVENTED)
    assert parent is not None
    text, start = _insert(document.text, parent, chance.choice(_BODIES).format(name), chance)
    return Edit(text, ((start, None),), ("unknown-element",), f"+<{name}> in <{parent.name}>")


def invent_attribute(document: Document, chance: random.Random) -> Edit | None:
    element = _choose(document.elements, chance)
    name = chance.choice(_INVENTED)
    assert element is not None
    spots = [element.name_span[1], *(attribute.span[1] for attribute in element.attributes)]
    value = chance.choice(["1", "yes", "", "a b"])
    text = _replace(document.text, ((chance.choice(spots),) * 2, f" {name}='{value}'"))
    return Edit(text, ((element.start, name),), ("unknown-attribute",), f"+@{name} on <{element.name}>")


def drop_element(document: Document, chance: random.Random) -> Edit | None:
    element = _choose(_inner(document), chance)
    if element is None:
        return None
    assert element.parent is not None
    text = _replace(document.text, (_with_blanks_before(document.text, element), ""))
    change = f"-<{element.name}> in <{element.parent.name}>"
    return Edit(text, ((element.parent.start, None),), ("missing-element",), change, element.name)


def drop_attribute(document: Document, chance: random.Random) -> Edit | None:
    found = _choose_attribute(document, chance)
    if found is None:
        return None
    element, attribute = found
    start, end = attribute.span
    start -= len(document.text[:start]) - len(document.text[:start].rstrip())
    text = _replace(document.text, ((start, end), ""))
    change = f"-@{attribute.name} on <{element.name}>"
    return Edit(text, ((element.start, None),), ("missing-attribute",), change, attribute.name)


def duplicate_element(document: Document, chance: random.Random) -> Edit | None:
    element = _choose(_inner(document), chance)
    if element is None:
        return None
    start, end = _with_blanks_before(document.text, element)
    copy = document.text[start:end]
    text = _replace(document.text, ((end, end), copy))
    targets = ((end + element.start - start, None), (element.start, None))
    return Edit(text, targets, ("misplaced-element",), f"2 x <{element.name}>", element.name)


def spoil_attribute(document: Document, chance: random.Random) -> Edit | None:
    found = _choose_attribute(document, chance)
    if found is None:
        return None
    element, attribute = found
    target = (element.start, attribute.name)
    return _spoil(document, attribute.value_span, target, f"@{attribute.name}", chance)


def spoil_text(document: Document, chance: random.Random) -> Edit | None:
    plain = [each for each in document.elements if not each.children and not each.has_other_markup]
    element = _choose([each for each in plain if _has_text(document, each)], chance)
    if element is None:
        return None
    return _spoil(document, element.content_span, (element.start, None), element.name, chance)


def add_text(document: Document, chance: random.Random) -> Edit | None:
    element = _choose([each for each in document.elements if not _has_text(document, each)], chance)
    if element is None:
        return None
    words = chance.choice(_STRAY)
    text, at = _insert(document.text, element, words, chance)
    codes = ("unexpected-text", "invalid-value")
    return Edit(text, ((element.start, None),), codes, f"+{words!r} in <{element.name}>", text_at=at)


def move_element(document: Document, chance: random.Random) -> Edit | None:
    """An element that nothing misses, moved into another one that cannot have one of its name."""
    element = _choose(_inner(document), chance)
    known = child_names(document.kind)
    parents = [each for each in document.elements if element and each.children and not _is_inside(each, element)]
    parent = _choose([each for each in parents if element and element.name not in known.get(each.name, ())], chance)
    if element is None or parent is None:
        return None
    removed = _with_blanks_before(document.text, element)
    if not is_valid_text(_replace(document.text, (removed, ""))):
        return None
    chosen = chance.choice(parent.children)
    moved = document.text[slice(*element.span)]
    lead = document.text[slice(*_with_blanks_before(document.text, chosen))][: -len(_text(document, chosen)) or None]
    text = _replace(document.text, (removed, ""), ((chosen.end,) * 2, lead + moved))
    start = chosen.end + len(lead) - (removed[1] - removed[0] if removed[0] < chosen.end else 0)
    codes = ("unknown-element", "misplaced-element")
    return Edit(text, ((start, None),), codes, f"<{element.name}> moved into <{parent.name}>", element.name)


def swap_elements(document: Document, chance: random.Random) -> Edit | None:
    """Two neighbours with different names in each other's place."""
    pairs = [
        (first, second)
        for parent in document.elements
        for first, second in zip(parent.children, parent.children[1:], strict=False)
        if first.name != second.name
    ]
    if not pairs:
        return None
    first, second = chance.choice(pairs)
    text = _replace(document.text, (first.span, _text(document, second)), (second.span, _text(document, first)))
    starts = (first.start, first.start + second.end - second.start + second.start - first.end)
    targets = tuple((start, None) for start in starts)
    return Edit(text, targets, ("misplaced-element",), f"<{second.name}> before <{first.name}>", first.name)


def _spoil(document: Document, span: Span, target: Target, owner: str, chance: random.Random) -> Edit | None:
    value = document.text[slice(*span)]
    spoil = chance.choice(SPOILS)
    spoilt = spoil.apply(value, chance)
    if spoilt == value or "&" in value:
        return None
    is_listed = value in closed_sets(document.kind).get(owner.rpartition(":")[2], ())
    suggestion = value if spoil.keeps_word and is_listed else None
    change = f"{owner} {value!r} -> {spoilt!r} ({spoil.name})"
    return Edit(_replace(document.text, (span, spoilt)), (target,), ("invalid-value",), change, value, suggestion)


def _choose(elements: Iterable[Element], chance: random.Random) -> Element | None:
    """An element, each name as likely as another."""
    by_name: dict[str, list[Element]] = {}
    for element in elements:
        by_name.setdefault(element.name, []).append(element)
    return chance.choice(by_name[chance.choice(sorted(by_name))]) if by_name else None


def _choose_attribute(document: Document, chance: random.Random) -> tuple[Element, Attribute] | None:
    found: dict[tuple[str, str], list[tuple[Element, Attribute]]] = {}
    for element in document.elements:
        for attribute in element.attributes:
            if not attribute.name.startswith("xmlns"):
                found.setdefault((element.name, attribute.name), []).append((element, attribute))
    return chance.choice(found[chance.choice(sorted(found))]) if found else None


def _inner(document: Document) -> list[Element]:
    return document.elements[1:]


def _text(document: Document, element: Element) -> str:
    return document.text[slice(*element.span)]


def _has_text(document: Document, element: Element) -> bool:
    return not element.children and bool(document.text[slice(*element.content_span)].strip())


def _is_inside(element: Element | None, outer: Element) -> bool:
    while element is not None and element is not outer:
        element = element.parent
    return element is outer


def _with_blanks_before(text: str, element: Element) -> Span:
    before = text[: element.start]
    return len(before.rstrip()), element.end


def _insert(text: str, parent: Element, addition: str, chance: random.Random) -> tuple[str, int]:
    """A text with an addition among an element's children, on its own line if they are, and the addition's offset."""
    if parent.is_empty_tag:
        close = re.compile(r"\s*/>$").search(text, parent.start, parent.end)
        assert close is not None
        opened = f">{addition}</{parent.name}>"
        return text[: close.start()] + opened + text[parent.end :], close.start() + 1
    if not parent.children:
        at = chance.choice(parent.content_span)
        return text[:at] + addition + text[at:], at
    child = chance.choice(parent.children)
    lead = text[_with_blanks_before(text, child)[0] : child.start]
    if chance.random() < 0.5:
        return text[: child.start] + addition + lead + text[child.start :], child.start
    return text[: child.end] + lead + addition + text[child.end :], child.end + len(lead)


def _replace(text: str, *replacements: tuple[Span, str]) -> str:
    for (start, end), new in sorted(replacements, reverse=True):
        text = text[:start] + new + text[end:]
    return text
