"""Values that are assigned to fields: what means the same is taken, what cannot be written is refused at once.

Reading does not come by here; what it stores is right.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.binding.wrong_values import WrongType

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

_TEXTS = {"uuid", "pathlib", "ipaddress"}
"""The modules of objects that are text in XML; ``str`` writes each as libvirt does. They need not be imported here."""


class AssignmentError(TypeError):
    """A value that a field cannot have; the message says what to write."""


@cache
def _class_of(spec: Spec) -> type[Any]:
    return child_class(spec)


def taken(element: Element, spec: Spec, value: Any) -> Any:
    """What a field holds if a value is assigned to it. Raises AssignmentError for what is no object of its class.

    A text or number of a wrong type is refused when it is written, as one that a document has is kept.
    """
    if spec.kind not in ("child", "wildcard"):
        return [as_text(item) for item in value] if spec.is_list and isinstance(value, list) else as_text(value)
    try:
        if not spec.is_list:
            return _object(spec, value)
        if not isinstance(value, list | tuple):
            raise WrongType("a list", value)
        items = [_object(spec, item) for item in value]
        return value if all(one is other for one, other in zip(items, value, strict=True)) else items
    except WrongType as error:
        raise AssignmentError(_message(element, spec, value, error)) from None


def _object(spec: Spec, value: Any) -> Any:
    """One object, or an item of a list."""
    if spec.kind == "wildcard":
        return foreign(value)
    cls = _class_of(spec)
    if not isinstance(value, cls):
        raise WrongType(cls.__name__, value)
    return value


def foreign(value: Any) -> AnyElement:
    """A foreign element; one of lxml is read. Raises WrongType."""
    if type(value).__module__.partition(".")[0] == "lxml":
        return AnyElement.from_element(value)
    if not isinstance(value, AnyElement):
        raise WrongType("AnyElement", value)
    return value


def as_text(value: Any) -> Any:
    """A UUID, path or address as text; any other value as it is."""
    return str(value) if type(value).__module__.partition(".")[0] in _TEXTS else value


def _message(element: Element, spec: Spec, value: object, error: WrongType) -> str:
    from libvirt_xml.binding.writing.python_advice import advice_for, keeps_secret
    from libvirt_xml.binding.wrong_values import shown_value
    from libvirt_xml.messages import render

    place = f"{type(element).__name__}.{spec.name}"
    actual = type(error.value).__name__ if keeps_secret(spec) else shown_value(error.value)
    advice = advice_for(spec, error.value, is_item=error.value is not value)
    if advice is None:
        return _without_advice(spec, place, error, actual)
    return render("assignment", "type-advice", place=place, expected=error.expected, actual=actual, advice=advice)


def _without_advice(spec: Spec, place: str, error: WrongType, actual: str) -> str:
    from libvirt_xml.binding.writing.ensuring import expression_for
    from libvirt_xml.messages import render

    is_known = spec.kind != "child" or spec.is_container or isinstance(error.value, _class_of(spec))
    example = None if is_known else expression_for(_class_of(spec))
    if example is None:
        return render("assignment", "type", place=place, expected=error.expected, actual=actual)
    example = f"[{example}]" if spec.is_list and not isinstance(error.value, list | tuple) else example
    return render("assignment", "type-example", place=place, expected=error.expected, actual=actual, example=example)
