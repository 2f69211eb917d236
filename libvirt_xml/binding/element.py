"""The base of every generated class: a dataclass to its users, at a fraction of the cost of defining one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, ClassVar, Self, TypeVar, dataclass_transform

from libvirt_xml.binding import fields
from libvirt_xml.binding.foreign import Extra
from libvirt_xml.binding.specs import (
    Spec,
    attribute,
    child,
    children,
    container,
    extra,
    flag,
    scalar,
    scalars,
    text,
    wildcard,
)
from libvirt_xml.markup.limits import MAX_INPUT

if TYPE_CHECKING:
    from lxml import etree

    from libvirt_xml.binding.navigation import Unknown
    from libvirt_xml.binding.reading.parsed_elements import Parsed
    from libvirt_xml.validation.problem import Problem

_E = TypeVar("_E", bound="Element")


@cache
def _late(module: str, name: str) -> Any:
    """A function of a module that needs this one; an import statement would cost each call as much as ten look-ups."""
    return getattr(import_module(f"libvirt_xml.binding.{module}"), name)


@dataclass_transform(
    kw_only_default=True,
    field_specifiers=(attribute, child, children, container, extra, flag, scalar, scalars, text, wildcard),
)
class _Dataclass:
    __slots__ = ("__dict__", "__weakref__", "implied_", "known_")


_forget: Any = _Dataclass.__dict__["known_"].__set__  # what was known of how it is written, see ``known``


class Element(_Dataclass, fields.GuessedOperators, metaclass=fields.AnsweringType):
    """An element of a libvirt document.

    The instance's dictionary holds what is set, in the order in which it is written; set and delete attributes rather
    than change it.
    """

    __slots__ = ()

    if not TYPE_CHECKING:
        __dataclass_fields__ = fields.LazyDataclass("__dataclass_fields__")
        __dataclass_params__ = fields.LazyDataclass("__dataclass_params__")
        __signature__ = fields.LazySignature()

    tag_: ClassVar[str] = ""
    namespace_: ClassVar[str] = ""
    in_order_: ClassVar[bool] = False
    identity_: ClassVar[tuple[str, ...]] = ()
    kind_: ClassVar[str] = ""

    extra_: Extra | None = extra(default=None, kw_only=True)
    """What the model does not know, and how odd forms were written; left as it is, nothing is lost."""

    def __init_subclass__(
        cls,
        *,
        tag: str = "",
        namespace: str = "",
        in_order: bool = False,
        identity: tuple[str, ...] = (),
        kind: str = "",
    ) -> None:
        if tag:
            cls.tag_ = tag
            cls.namespace_ = namespace
            if identity:  # the fields that name one in a list, see codegen/overlay/identities.toml
                cls.identity_ = identity
                cls.kind_ = kind
            if in_order:  # the children are in the order of their ranks, whoever writes them
                cls.in_order_ = True

    if not TYPE_CHECKING:

        def __init__(self, *args: Any, **values: Any) -> None:
            if args:
                fields.take_positional(type(self), args, values)
            specs = fields.specs_of(type(self))
            if not specs.keys() >= values.keys():
                raise _unexpected(type(self), values, specs)
            missing = [name for name in fields.required_of(type(self)) if values.get(name) is None]
            if missing:
                raise _missing(type(self), missing)
            stored = self.__dict__
            _forget(self, None)
            taken = _late("writing.assigning", "taken")
            for name, spec in specs.items():
                value = values.get(name)
                if value is not None:
                    stored[name] = taken(self, spec, value)

        def __setattr__(self, name: str, value: Any) -> None:
            _forget(self, None)
            spec = fields.specs_of(type(self)).get(name)
            if spec is None:
                known = getattr(type(self), name, None)
                if name != "implied_" and not hasattr(known, "__set__"):
                    raise UnknownFieldError(type(self), name)
                if isinstance(known, property) and known.fset is None:
                    raise AttributeError(_read_only(type(self).__name__, name))
                object.__setattr__(self, name, value)
                return
            if value is not None:
                value = _late("writing.assigning", "taken")(self, spec, value)
            if name in self.__dict__:
                self.__dict__[name] = value
            else:
                self.insert_(name, value)

        def __delattr__(self, name: str) -> None:
            _forget(self, None)
            if name in self.__dict__:
                object.__delattr__(self, name)
            elif name not in fields.specs_of(type(self)):
                raise UnknownFieldError(type(self), name)

        def __getattr__(self, name: str) -> Any:
            if name in ("known_", "implied_"):  # asked of each element; a slot that is not set would cost an exception
                return None
            raise UnknownFieldError(type(self), name)

    def insert_(self, name: str, value: object) -> None:
        """Set a field that is not set yet, at the place that its rank gives it among those that are."""
        _forget(self, None)
        fields.insert(self, name, value)

    # Reading and writing

    @classmethod
    def from_xml(cls, source: str | bytes, *, strict: bool = False) -> Self:
        """Read the element from XML text.

        Everything that is well-formed reads: what the model does not know is kept in ``extra_``. Raises ParseError,
        with line and column, for XML that is not well-formed, has a DTD, nests deeper than 256, or has another root;
        with ``strict`` ContentError, with path, for anything unknown, unconverted or missing.
        """
        return _late("reading.reader", "read")(cls, source, strict=strict)  # type: ignore[no-any-return]

    @classmethod
    def from_file(
        cls, path: str | PathLike[str] | IO[bytes] | IO[str], *, strict: bool = False, max_size: int | None = MAX_INPUT
    ) -> Self:
        """Read the element from a file, named or open; like ``from_xml``, with the file's name in errors.

        A file of more than ``max_size`` bytes is a ParseError; ``None`` is no limit. Raises OSError too.
        """
        from libvirt_xml.binding.reading.open_files import read_opened
        from libvirt_xml.binding.reading.reader import read

        source, file = read_opened(path, max_size)
        return read(cls, source, strict=strict, file=file)

    @classmethod
    def from_element(cls, element: Parsed, *, strict: bool = False) -> Self:
        """Read from an element of lxml or ElementTree; its tail is left out, namespaces in scope come with it."""
        from libvirt_xml.binding.reading.parsed_elements import as_source

        return cls.from_xml(as_source(element), strict=strict)

    def to_xml(self, *, indent: int | None = 2) -> str:
        """The element as XML text, each element on a line of its own; ``indent=None`` puts all on one line.

        Raises WriteError, with the field's path, for a value of the wrong type and for a character that XML forbids.
        """
        return _late("writing.writer", "write")(self, indent)  # type: ignore[no-any-return]

    def to_element(self) -> etree._Element:
        """The element as an lxml element. Raises WriteError, also for what lxml does not accept."""
        from libvirt_xml.binding.navigation import tag_of
        from libvirt_xml.binding.writing.writer import as_lxml

        return as_lxml(self.to_xml(indent=None), f"/{tag_of(self)}")

    def to_file(self, path: str | PathLike[str], *, indent: int | None = 2) -> None:
        """Write the element to a file, at once: whoever reads sees the old content or the new, never a part.

        Permissions of a file that is there are kept. Raises WriteError, before anything is written, and OSError.
        """
        from libvirt_xml.editing.files.file_writing import replace_file

        replace_file(str(path), f"{self.to_xml(indent=indent)}\n".encode())

    def to_dict(self) -> dict[str, Any]:
        """The element as plain data that JSON can hold, with the keys of the document form in YAML; nothing is lost.

        ``from_dict`` makes an equal object of it, which is written as the same XML; only an element that was read from
        several (``<devices/><devices/>``) is written as one. Raises WriteError.
        """
        from libvirt_xml.yaml_forms.document.plain_data import to_plain

        return to_plain(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The element of plain data, as ``to_dict`` gives it. Raises SpecError, which says all that is wrong."""
        from libvirt_xml.yaml_forms.document.plain_data import from_plain

        return from_plain(cls, data)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        """pydantic asks for this: in a model, an element is its ``to_dict``, and XML text is read too."""
        core_schema = import_module("pydantic_core.core_schema")
        written = core_schema.plain_serializer_function_ser_schema(lambda element: element.to_dict())
        return core_schema.no_info_plain_validator_function(cls._of_any_form, serialization=written)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: object, handler: object) -> dict[str, Any]:
        """pydantic asks for this: a map; ``libvirt-xml schema`` prints its keys."""
        return {"type": "object", "title": cls.__name__}

    @classmethod
    def _of_any_form(cls, value: Any) -> Self:
        if isinstance(value, cls):
            return value
        return cls.from_xml(value) if isinstance(value, str | bytes) else cls.from_dict(value)

    # Building

    def ensure(self, cls: type[_E]) -> _E:
        """The child of a class; if there is none, a new one is set first: ``domain.ensure(Cpu).mode = "host-model"``.

        Made is what changes nothing until something is put in: an empty element, or one with the values that libvirt
        takes without it. Raises AssignmentError for any other that is not there; the message says what to assign.
        """
        return _late("writing.ensuring", "ensured")(self, cls)  # type: ignore[no-any-return]

    # Looking around

    def walk(self) -> Iterator[tuple[str, Element]]:
        """This object and all below it in document order, each with its path: ``/domain/devices/disk[2]``."""
        from libvirt_xml.binding.navigation import walk

        return walk(self)

    def find(self, path: str) -> Any:
        """The object, or the value of the attribute or text element, at a path as ``walk`` gives it.

        The path may also start from this object: ``domain.find("devices/disk[2]/target/@dev")``. ``None`` where there
        is none. Raises ValueError for text that is no such path.
        """
        from libvirt_xml.binding.navigation import find

        return find(self, path)

    def unknown(self) -> list[Unknown]:
        """What reading did not understand, here and below: unknown content, unconverted values, missing fields."""
        from libvirt_xml.binding.navigation import unknown

        return list(unknown(self))

    def validate(
        self, *, libvirt: str | None = None, kind: str | None = None, max_problems: int | None = None
    ) -> list[Problem]:
        """The problems of the document that this object stands for, by libvirt's schemas; none where it is valid.

        An object that is only part of documents is checked for what an element of its name may be anywhere in one;
        what the elements around it forbid is seen when the whole is checked.

        ``path`` of each leads into the object (``devices.disks[1].target.bus``); line and column are ``None``.
        ``libvirt`` is the version that the document is for (the newest shipped one), ``kind`` what it is to be (by its
        element; see ``libvirt_xml.validation.kinds``). Raises WriteError; ValueError for an unknown version or kind.
        """
        from libvirt_xml.validation.objects import validate_object

        return validate_object(self, libvirt=libvirt, kind=kind, max_problems=max_problems)

    # As a value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Element) or other.__class__ is not self.__class__:
            return NotImplemented
        return _late("deep", "equal")(self, other, fields.content)  # type: ignore[no-any-return]

    if not TYPE_CHECKING:
        __hash__ = None

    def __repr__(self) -> str:
        return _late("deep", "show")(self, _shown)  # type: ignore[no-any-return]

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """What ``rich`` prints: the fields that are set."""
        yield from _shown(self).items()

    def _repr_html_(self) -> str:
        """What Jupyter shows: the XML without its passwords."""
        from libvirt_xml.binding.writing.notebook_html import as_html

        return as_html(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return _late("deep", "deep_copy")(self, memo)  # type: ignore[no-any-return]

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _late("deep", "flat")(self) or super().__reduce_ex__(protocol)

    def __copy__(self) -> Self:
        duplicate = object.__new__(type(self))
        duplicate.__setstate__(self.__getstate__())
        return duplicate

    def __getstate__(self) -> dict[str, Any]:
        return fields.state(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        _forget(self, None)
        self.__dict__.update(state)

    def __replace__(self, **changes: Any) -> Self:
        import dataclasses

        return dataclasses.replace(self, **changes)


def _shown(element: Element) -> dict[str, Any]:
    return {name: value for name, value in fields.content(element).items() if name != "extra_"}


def _unexpected(cls: type[Element], values: dict[str, Any], specs: dict[str, Spec]) -> TypeError:
    name = next(name for name in values if name not in specs)
    return TypeError(
        _no_field(f"{cls.__name__}()", name, specs, instead=_late("likely_fields", "way_to_make")(cls, name))
    )


class UnknownFieldError(AttributeError):
    """A class has no such field. The sentence is only made when somebody reads it: ``hasattr`` is asked often."""

    def __init__(self, cls: type[Element], field: str) -> None:
        super().__init__(cls, field)

    def __str__(self) -> str:
        cls, field = self.args
        instead = None if field.startswith("_") else _late("likely_fields", "way_to")(cls, field)
        others = () if instead else _late("writing.ensuring", "classes_with")(field)
        if others:
            from libvirt_xml.messages import render

            return render("field", "unknown-elsewhere", owner=cls.__name__, name=field, others=" and ".join(others))
        return _no_field(cls.__name__, field, fields.specs_of(cls), cls, instead=instead)


def _read_only(owner: str, name: str) -> str:
    from libvirt_xml.messages import render

    return render("field", "read-only", owner=owner, name=name)


def _no_field(
    owner: str, name: str, specs: dict[str, Spec], cls: type[Element] | None = None, *, instead: str | None = None
) -> str:
    from libvirt_xml.messages import render

    if instead:
        return render("field", "unknown-instead", owner=owner, name=name, instead=instead)
    meant = _late("likely_fields", "likely_field")(name, specs)
    if meant is None and cls is not None:
        meant = _late("likely_fields", "likely_member")(name, cls)
    if meant:
        return render("field", "unknown-meant", owner=owner, name=name, meant=meant)
    return render("field", "unknown", owner=owner, name=name)


def _missing(cls: type[Element], names: list[str]) -> TypeError:
    from libvirt_xml.binding.writing.ensuring import arguments_for
    from libvirt_xml.messages import render

    words = {"owner": f"{cls.__name__}()", "names": ", ".join(map(repr, names))}
    example = arguments_for(cls, names)
    if example:
        return TypeError(render("field", "missing-example", **words, example=example))
    return TypeError(render("field", "missing", **words))
