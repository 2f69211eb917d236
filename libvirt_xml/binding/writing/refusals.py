"""Values that cannot be written: the sentence about them, and their path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import Spec
from libvirt_xml.binding.writing.python_advice import advice_for, keeps_secret
from libvirt_xml.binding.wrong_values import Unwritable, WrongType, shown_value
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element


class Refusal(Exception):
    """A value that cannot be written; the steps of its path are added on the way out, the last first."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.steps: list[str] = []


def check_class(item: object, cls: type[Any] | None) -> None:
    assert cls is not None
    if not isinstance(item, cls):
        raise WrongType(cls.__name__, item)


def refused(error: TypeError, element: Element, name: str, step: str) -> Refusal:
    """The refusal of a field's value, with the first step of its path; without a name, that of something else."""
    if not name:
        return refused_foreign(error)
    spec = specs_of(type(element))[name]
    refusal = Refusal(_message(error, spec, element))
    refusal.steps.append(step)
    return refusal


def refused_foreign(error: TypeError) -> Refusal:
    """The refusal of something outside the model."""
    if isinstance(error, WrongType | Unwritable):
        return Refusal(str(error))
    return Refusal(render("cannot-write", "not-text"))  # Python cannot look it up


def _message(error: TypeError, spec: Spec, element: Element) -> str:
    if isinstance(error, Unwritable):
        return str(error)
    if not isinstance(error, WrongType):  # Python cannot look it up
        error = WrongType(spec.converter.expected, element.__dict__[spec.name])
    actual = type(error.value).__name__ if keeps_secret(spec) else shown_value(error.value)
    advice = advice_for(spec, error.value, is_item=error.value is not element.__dict__[spec.name])
    if advice is None:
        return render("cannot-write", "type", expected=error.expected, actual=actual)
    return render("cannot-write", "type-advice", expected=error.expected, actual=actual, advice=advice)
