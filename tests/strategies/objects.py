"""Objects of the generated classes, drawn from what the annotations of their fields say."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, Union

from hypothesis import strategies as st

from libvirt_xml import AnyElement, Comment, Element, ProcessingInstruction, documents
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import Spec
from tests.strategies.texts import texts

MOST_DEPTH = 3
_MOST_FIELDS = 5


def classes() -> list[type[Element]]:
    """Every generated class, by name."""
    found = [getattr(documents, name) for name in documents.__all__]
    return [each for each in found if isinstance(each, type) and issubclass(each, Element)]


@st.composite
def objects(draw: st.DrawFn, cls: type[Element], depth: int = 0) -> Element:
    """Objects of a class: all that must be set, and some of what may be."""
    hints = _hints(cls.__name__)
    has_elements = any(spec.kind in ("child", "scalar", "flag") for spec in specs_of(cls).values())
    fields = [spec for name, spec in specs_of(cls).items() if name != "extra_"]
    free = [spec for spec in fields if not spec.is_required and (depth < MOST_DEPTH or spec.kind != "child")]
    chosen: set[Spec] = set()
    if free:
        count = draw(st.integers(0, min(len(free), _MOST_FIELDS)))
        chosen = {draw(st.sampled_from(free)) for _ in range(count)}
    set_fields = [spec for spec in fields if spec.is_required or spec in chosen]
    values = {spec.name: draw(_values(spec, hints[spec.name], depth)) for spec in set_fields}
    text = values.get("value")
    if has_elements and isinstance(text, str) and text.isspace():
        del values["value"]  # white space alone between elements says nothing
    return cls(**values)


@cache
def _hints(name: str) -> dict[str, Any]:
    return typing.get_type_hints(getattr(documents, name))


def _values(spec: Spec, hint: Any, depth: int) -> st.SearchStrategy[Any]:
    """Values of a field."""
    if spec.kind == "wildcard":
        return st.lists(foreign, max_size=2)
    if typing.get_origin(hint) is list:
        return st.lists(_of_type(typing.get_args(hint)[0], spec, depth), min_size=1, max_size=3)
    return _of_type(hint, spec, depth)


def _of_type(hint: Any, spec: Spec, depth: int) -> st.SearchStrategy[Any]:
    """Values of an annotation; a text beside numbers is one that does not read as a number."""
    if typing.get_origin(hint) in (Union, types.UnionType):
        return st.one_of(*(_of_type(each, spec, depth) for each in typing.get_args(hint) if each is not type(None)))
    if typing.get_origin(hint) is Literal:
        return st.sampled_from(typing.get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Element):
        return st.deferred(lambda: objects(hint, depth + 1))
    return _PLAIN[hint](spec)


def _plain_texts(spec: Spec) -> st.SearchStrategy[str]:
    read = spec.converter.read
    return texts if read is None else texts.filter(lambda text: _stays_text(read, text))


def _stays_text(read: Any, text: str) -> bool:
    try:
        return isinstance(read[text], str)
    except KeyError:
        return False


_PLAIN: dict[type, Callable[[Spec], st.SearchStrategy[Any]]] = {
    str: _plain_texts,
    bool: lambda spec: st.just(True) if spec.kind == "flag" else st.booleans(),
    int: lambda spec: st.one_of(st.integers(0, 300), st.integers(-(2**64), 2**64)),
    float: lambda spec: st.floats(allow_nan=False, allow_infinity=False),
}

# Foreign elements

_names = st.sampled_from(("a", "x-y", "one:b", "two:c", "Größe"))
_attributes = st.dictionaries(_names, texts, max_size=2)
_comments = st.sampled_from(("", " note ", "<a>", "&")).map(Comment)
_instructions = st.builds(ProcessingInstruction, st.just("target"), st.sampled_from(("", "x='1'", "<")))
_texts = texts.filter(bool)


def _element(content: st.SearchStrategy[list[Any]]) -> st.SearchStrategy[AnyElement]:
    return st.builds(AnyElement, _names, _attributes, content.map(_joined))


def _joined(parts: list[Any]) -> list[Any]:
    """The same parts, no text beside another: that is how they are read back."""
    result: list[Any] = []
    for part in parts:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        else:
            result.append(part)
    return result


def _within(inner: st.SearchStrategy[AnyElement]) -> st.SearchStrategy[AnyElement]:
    return _element(st.lists(st.one_of(inner, _texts, _comments, _instructions), max_size=4))


def _with_namespaces(element: AnyElement) -> AnyElement:
    element.attributes = {"xmlns:one": "urn:one", "xmlns:two": "urn:two", **element.attributes}
    return element


foreign = st.recursive(_element(st.just([])), _within, max_leaves=4).map(_with_namespaces)
"""Elements outside the model, with their namespaces."""
