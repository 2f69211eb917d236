"""The types of texts that may be assigned as an object of Python: a UUID, a path, an address.

What is read is text always. At run time the types are those of the text; only type checkers see descriptors, whose
``__set__`` takes the object too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar, overload

_Read = TypeVar("_Read")
_Taken = TypeVar("_Taken")

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address
    from pathlib import PurePath
    from uuid import UUID

    class Taking(Generic[_Read, _Taken]):
        """A field that reads as one type, and takes another too."""

        @overload
        def __get__(self, instance: None, owner: type[Any]) -> Self: ...
        @overload
        def __get__(self, instance: object, owner: type[Any]) -> _Read: ...
        def __get__(self, instance: object | None, owner: type[Any]) -> Any: ...
        def __set__(self, instance: object, value: _Read | _Taken) -> None: ...

    UuidText = Taking[str, UUID]
    UuidTextOrNone = Taking[str | None, UUID]
    PathText = Taking[str, PurePath]
    PathTextOrNone = Taking[str | None, PurePath]
    AddressText = Taking[str, IPv4Address | IPv6Address]
    AddressTextOrNone = Taking[str | None, IPv4Address | IPv6Address]
else:
    UuidText = PathText = AddressText = str
    UuidTextOrNone = PathTextOrNone = AddressTextOrNone = str | None

_OBJECTS = {"Uuid": "UUID", "Path": "PurePath", "Address": "IPv4Address | IPv6Address"}
_READ = {f"{name}Text{end}": f"str{more}" for name in _OBJECTS for end, more in (("", ""), ("OrNone", " | None"))}


def type_read(annotation: str) -> str:
    """What a field with an annotation reads as."""
    return _READ.get(annotation, annotation)


def type_taken(annotation: str) -> str:
    """What a field with an annotation takes."""
    if annotation not in _READ:
        return annotation
    return f"{_READ[annotation]} | {_OBJECTS[annotation.partition('Text')[0]]}"
