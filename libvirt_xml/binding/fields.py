"""The fields of a class, worked out when the class is first used, and what an instance has of them."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from libvirt_xml.binding.specs import Spec
from libvirt_xml.binding.writing.texts_of_objects import type_read, type_taken

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element

_F = TypeVar("_F", bound=Callable[..., Any])


def remembered(function: _F) -> _F:
    """A function of classes that works each answer out once; ``functools.cache``, its signature kept."""
    return cast("_F", cache(function))


@remembered
def specs_of(cls: type[Element]) -> dict[str, Spec]:
    """The fields of a class in the order of their ranks, ``extra_`` last."""
    declared = [spec for spec in vars(cls).values() if isinstance(spec, Spec)]
    inherited = [spec for base in cls.__mro__[1:] for spec in vars(base).values() if isinstance(spec, Spec)]
    specs = {spec.name: spec for spec in (*declared, *inherited)}
    for rank, spec in enumerate(specs.values()):
        if spec.owner is cls:
            spec.rank = rank
    specs["extra_"] = specs.pop("extra_")
    return specs


@remembered
def required_of(cls: type[Element]) -> tuple[str, ...]:
    """The fields that the constructor requires."""
    return tuple(name for name, spec in specs_of(cls).items() if spec.is_required)


def take_positional(cls: type[Element], args: Sequence[Any], values: dict[str, Any]) -> None:
    """Put the one positional argument that a class with text takes under its name. Raises TypeError."""
    spec = specs_of(cls).get("value")
    if spec is None or spec.kind != "text":
        from libvirt_xml.binding.likely_fields import refused_positional

        raise refused_positional(cls, args)
    if len(args) > 1 or "value" in values:
        others = [name for name, spec in specs_of(cls).items() if spec.kind == "attribute"]
        raise TypeError(_positional(cls, others if len(args) > 1 else ()))
    (values["value"],) = args


def _positional(cls: type[Element], others: Sequence[str]) -> str:
    from libvirt_xml.messages import render

    owner = f"{cls.__name__}()"
    if others:
        return render("field", "one-positional-others", owner=owner, names=", ".join(others))
    return render("field", "one-positional", owner=owner)


def insert(instance: Element, name: str, value: object) -> None:
    """Set a field that is not set yet: after what the schema wants before it, else before the first of higher rank."""
    values = instance.__dict__
    specs = specs_of(type(instance))
    spec = specs[name]
    rank = spec.rank
    if all(specs[other].rank <= rank for other in values if other != "extra_"):
        values[name] = value
        return
    names = [other for other in values if other != "extra_"]
    low = max((names.index(other) + 1 for other in names if other in spec.after), default=0)
    place = next((at for at, other in enumerate(names) if at >= low and specs[other].rank > rank), len(names))
    moved = {other: values.pop(other) for other in names[place:]}
    values[name] = value
    values.update(moved)


def content(instance: Element) -> dict[str, Any]:
    """What is set and counts: no ``None``, no empty list, no flag that is not raised, no empty container."""
    specs = specs_of(type(instance))
    return {name: value for name, value in instance.__dict__.items() if counts(value, specs[name])}


def counts(value: Any, spec: Spec) -> bool:
    """Whether the value of a field says anything."""
    if value is None or (spec.is_list and not value):
        return False
    match spec.kind:
        case "flag":
            return value is not False
        case "text":
            return bool(value != "") or (spec.is_required and spec.converter.read is None)
        case "extra":
            return bool(value.is_unknown)
        case "child" if spec.is_container:
            return bool(content(value))
    return True


def is_implied(value: Any) -> bool:
    """Whether a container was made by looking at it, and nothing has been put in since."""
    return getattr(value, "implied_", False) and not content(value)


def state(instance: Element) -> dict[str, Any]:
    """What pickling and copying take: all that was read or set, nothing that looking at it has made."""
    specs = specs_of(type(instance))
    return {
        name: value
        for name, value in instance.__dict__.items()
        if not (specs[name].is_list and not value) and not (specs[name].is_container and is_implied(value))
    }


class LazyDataclass:
    """What the dataclasses module wants of a class, made by that module when somebody first asks."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type[Element]) -> Any:
        plain_class = dataclasses.make_dataclass(owner.__name__, _declared(owner), kw_only=True)
        value = getattr(plain_class, self._name)
        if owner.__dict__.get(self._name) is not self:  # the base class must stay lazy: others inherit from it
            setattr(owner, self._name, value)
        return value


def _declared(cls: type[Element]) -> list[tuple[str, Any, Any]]:
    return [(name, _annotation(spec), _dataclass_field(spec)) for name, spec in specs_of(cls).items()]


def _annotation(spec: Spec) -> Any:
    assert spec.owner is not None
    return type_read(spec.owner.__annotations__[spec.name])


def _dataclass_field(spec: Spec) -> Any:
    is_positional = spec.kind == "text"
    if spec.is_required:
        return dataclasses.field(kw_only=not is_positional)
    if spec.is_list:
        return dataclasses.field(default_factory=list)
    if spec.is_container:
        from libvirt_xml.binding.specs import child_class

        return dataclasses.field(default_factory=child_class(spec))
    default = False if spec.kind == "flag" else None
    return dataclasses.field(default=default, repr=spec.kind != "extra", kw_only=not is_positional)


class LazySignature:
    """The signature of a class's constructor."""

    def __get__(self, instance: object, owner: type[Element]) -> inspect.Signature:
        parameters = []
        for name, spec in specs_of(owner).items():
            rank = 0 if spec.kind == "text" else 1
            kind = inspect.Parameter.KEYWORD_ONLY if rank else inspect.Parameter.POSITIONAL_OR_KEYWORD
            default = inspect.Parameter.empty if spec.is_required else _shown_default(spec)
            annotation = type_taken(spec.owner.__annotations__[name]) if spec.owner else Any
            parameters.append((rank, inspect.Parameter(name, kind, default=default, annotation=annotation)))
        ordered = [parameter for _, parameter in sorted(parameters, key=lambda pair: pair[0])]
        return inspect.Signature(ordered)


def _shown_default(spec: Spec) -> Any:
    if spec.is_list:
        return []
    return False if spec.kind == "flag" else None


if TYPE_CHECKING:
    AnsweringType = type
else:

    class AnsweringType(type):
        """A class of which a name that it does not have is an error that says what to write."""

        def __getattr__(cls, name: str) -> Any:
            raise UnknownMemberError(cls, name)


class UnknownMemberError(AttributeError):
    """A class has no such attribute. The sentence is only made when somebody reads it."""

    def __init__(self, cls: type[Any], member: str) -> None:
        super().__init__(cls, member)

    def __str__(self) -> str:
        from libvirt_xml.binding.likely_fields import likely_member, way_to
        from libvirt_xml.messages import render

        cls, member = self.args
        instead = None if member.startswith("_") else way_to(cls, member)
        if instead:
            return render("class", "attribute-instead", owner=cls.__name__, name=member, instead=instead)
        meant = likely_member(member, cls)
        if meant:
            return render("class", "attribute-meant", owner=cls.__name__, name=member, meant=meant)
        return render("class", "attribute", owner=cls.__name__, name=member)


class GuessedOperators:
    """A base class whose errors for operators that elements do not have say what to write."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __getitem__(self, key: Any) -> Any:
            """Loops come here too, with the number 0; with ``__iter__`` an element would pass for an ``Iterable``."""
            from libvirt_xml.binding.likely_fields import refused_item

            raise refused_item(type(self), key)

        def _calculated(self, other: Any) -> Any:
            from libvirt_xml.binding.likely_fields import refused_number

            error = refused_number(type(self))
            if error is not None:
                raise error
            return NotImplemented

        def _converted(self) -> Any:
            from libvirt_xml.binding.likely_fields import refused_conversion

            raise refused_conversion(type(self))

        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _calculated
        __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = _calculated
        __lt__ = __le__ = __gt__ = __ge__ = _calculated
        __int__ = __float__ = _converted
