"""The base of the classes of the ``vm`` form, and what stands for ``null``."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping as AnyMapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Self

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.writing.assigning import as_text
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.documents.domain import Domain


class Null(Enum):
    """The type of ``NULL``."""

    NULL = "null"

    def __repr__(self) -> str:
        return "NULL"


NULL: Final = Null.NULL
"""``null``: in a spec that is laid over another one, it removes the value below. ``None`` says nothing."""


class SpecPart:
    """A map of the ``vm`` form as a dataclass. A field that is ``None`` is not in the map."""

    if not TYPE_CHECKING:

        def __new__(cls, *_: Any, **values: Any) -> Self:
            for name in values:
                _check_name(cls, f"{cls.__name__}()", name, TypeError)
            return super().__new__(cls)

        def __setattr__(self, name: str, value: Any) -> None:
            _check_name(type(self), type(self).__name__, name, AttributeError)
            object.__setattr__(self, name, value)

        def __getattr__(self, name: str) -> Any:
            if not name.startswith("__"):
                _check_name(type(self), type(self).__name__, name, AttributeError)
            raise AttributeError(name)

    def to_dict(self) -> dict[str, Any]:
        """The map as plain data that JSON can hold, with the keys of YAML: what is set, and nothing else."""
        return {name: plain_data(value) for name, value in _set_fields(self)}

    @classmethod
    def from_dict(cls, data: AnyMapping[str, Any]) -> Self:
        """The object of plain data, as ``to_dict`` gives it. Raises SpecError, which says all that is wrong."""
        from libvirt_xml.yaml_forms.typed.from_plain import part_of_plain

        return part_of_plain(cls, data)

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in _set_fields(self))
        return f"{type(self).__name__}({fields})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """What ``rich`` prints: the fields that are set."""
        yield from _set_fields(self)


class WholeVm(SpecPart):
    """The whole of a ``vm``."""

    @classmethod
    def from_domain(cls, domain: Domain, *, exact: bool = True) -> Self:
        """The smallest ``vm`` that means a domain: ``load`` makes the same domain of it.

        One that is not ``exact`` is shorter: it omits what libvirt assigns itself (addresses, root ports, the
        emulator).
        """
        from libvirt_xml.yaml_forms.typed.as_trees import tree_data
        from libvirt_xml.yaml_forms.vm.back import to_short_vm, to_vm

        return cls.from_dict(tree_data(to_vm(domain) if exact else to_short_vm(domain)[0]))


def plain_data(value: Any) -> Any:
    """A value of a spec as plain data: maps, lists, texts, numbers."""
    if value is NULL:
        return None
    if isinstance(value, SpecPart | Element):
        return value.to_dict()
    if isinstance(value, AnyMapping):
        return {name: plain_data(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(item) for item in value]
    return as_text(value)


def _set_fields(part: SpecPart) -> Iterator[tuple[str, Any]]:
    for name in _names(type(part)):
        value = getattr(part, name)
        if value is not None:
            yield name, value


def _names(cls: type[SpecPart]) -> list[str]:
    fields: dict[str, dataclasses.Field[Any]] = getattr(cls, "__dataclass_fields__", {})
    return [*fields]


def _check_name(cls: type[SpecPart], owner: str, name: str, error: type[Exception]) -> None:
    """Raise an error for a key that the map does not have, with the one that was probably meant."""
    if name in _names(cls):
        return
    from libvirt_xml.words.python_names import instead_of
    from libvirt_xml.words.vocabulary import PLAIN, vocabulary
    from libvirt_xml.yaml_forms.typed.table_classes import records

    instead = instead_of(cls.__name__, name)
    if instead and error is AttributeError:
        instead = instead.format_map({"x": cls.__name__.lower(), "X": cls.__name__})
        raise error(render("field", "unknown-instead", owner=owner, name=name, instead=instead))
    synonyms = records()[cls.__name__][1].synonyms
    words = PLAIN if synonyms is None else vocabulary(synonyms)
    meant = words.closest(name, _names(cls))
    if meant:
        raise error(render("field", "unknown-meant", owner=owner, name=name, meant=meant))
    raise error(render("field", "unknown", owner=owner, name=name))
