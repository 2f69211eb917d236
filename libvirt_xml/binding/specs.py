"""Field specifiers: what the generated classes say of their fields, and what an unset field reads as.

To a type checker they are dataclass field specifiers; at run time they are descriptors that stand in the class, and
an instance's dictionary holds only what is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from libvirt_xml.binding.field_docs import DataType, FieldDoc
from libvirt_xml.binding.scalars import STRING, Converter

FieldKind = Literal["attribute", "text", "scalar", "flag", "child", "wildcard", "extra"]
Quantity = tuple[str, str, int]
Sort = Literal["", "uuid", "mac"]


class Spec(metaclass=DataType):
    """One field: its kind, its XML name, and how its text converts. ``rank`` is its place among the class's fields.

    ``may_lack``: the constructor requires it, yet a document of some odd kind rightly lacks it.
    ``repeats``: libvirt reads each of several, as if their children stood in one.
    ``after`` names the fields whose elements must come before; it is given only where the rank does not tell.
    ``quantity`` is the unit of a number, the field beside it that may name another unit, and what libvirt rounds up to.
    ``sort`` is that of a text with several written forms; ``is_set``: the texts of a list are their own identity.
    """

    __slots__ = (
        "after",
        "converter",
        "is_container",
        "is_list",
        "is_required",
        "is_set",
        "kind",
        "may_lack",
        "name",
        "namespace",
        "owner",
        "quantity",
        "rank",
        "repeats",
        "sort",
        "xml",
    )

    def __init__(
        self,
        kind: FieldKind,
        xml: str,
        *,
        namespace: str = "",
        converter: Converter = STRING,
        is_list: bool = False,
        is_required: bool = False,
        is_container: bool = False,
        after: tuple[str, ...] = (),
        may_lack: bool = False,
        repeats: bool = False,
        quantity: Quantity | None = None,
        sort: Sort = "",
        is_set: bool = False,
    ) -> None:
        self.kind = kind
        self.xml = xml
        self.namespace = namespace
        self.converter = converter
        self.is_list = is_list
        self.is_required = is_required
        self.is_container = is_container
        self.after = after
        self.may_lack = may_lack
        self.repeats = repeats
        self.quantity = quantity
        self.sort: Sort = sort
        self.is_set = is_set
        self.rank = 0
        self.name = ""
        self.owner: type[Any] | None = None

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self.name = name
        self.owner = owner

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        if instance is None:
            return self
        if self.is_list:
            default: Any = []
        elif self.is_container:
            default = child_class(self)()
            default.implied_ = True
        else:
            return False if self.kind == "flag" else None
        instance.insert_(self.name, default)
        return default

    def __repr__(self) -> str:
        return f"<{self.kind} field {self.name!r}>"


if not TYPE_CHECKING:
    Spec.__doc__ = FieldDoc(Spec.__doc__)


def child_class(spec: Spec) -> type[Any]:
    """The class of a child field, from its annotation: ``Disk``, ``Disk | None`` or ``list[Disk]``."""
    import sys

    owner = spec.owner
    assert owner is not None
    annotation: str = owner.__annotations__[spec.name]
    name = annotation.removeprefix("list[").removesuffix("]").removesuffix(" | None")
    cls: type[Any] = getattr(sys.modules[owner.__module__], name)
    return cls


# The specifiers that generated code calls. `default`, `factory` and `kw_only` are for type checkers.

_REQUIRED: Any = object()


def attribute(
    xml: str,
    convert: Converter = STRING,
    *,
    default: Any = _REQUIRED,
    may_lack: bool = False,
    quantity: Quantity | None = None,
    sort: Sort = "",
) -> Any:
    """An attribute."""
    return Spec(
        "attribute",
        xml,
        converter=convert,
        is_required=default is _REQUIRED,
        may_lack=may_lack,
        quantity=quantity,
        sort=sort,
    )


def text(
    convert: Converter = STRING,
    *,
    default: Any = _REQUIRED,
    kw_only: bool = False,
    quantity: Quantity | None = None,
    sort: Sort = "",
) -> Any:
    """The text of the element."""
    return Spec("text", "", converter=convert, is_required=default is _REQUIRED, quantity=quantity, sort=sort)


def scalar(
    xml: str,
    convert: Converter = STRING,
    *,
    default: Any = _REQUIRED,
    namespace: str = "",
    after: tuple[str, ...] = (),
    may_lack: bool = False,
    sort: Sort = "",
) -> Any:
    """A child element that is nothing but text."""
    return Spec(
        "scalar",
        xml,
        namespace=namespace,
        converter=convert,
        is_required=default is _REQUIRED,
        after=after,
        may_lack=may_lack,
        sort=sort,
    )


def scalars(
    xml: str,
    convert: Converter = STRING,
    *,
    factory: Any,
    namespace: str = "",
    after: tuple[str, ...] = (),
    is_set: bool = False,
) -> Any:
    """Child elements that are nothing but text."""
    return Spec("scalar", xml, namespace=namespace, converter=convert, is_list=True, after=after, is_set=is_set)


def flag(xml: str, *, default: bool = False, namespace: str = "", after: tuple[str, ...] = ()) -> Any:
    """An empty child element: there or not."""
    return Spec("flag", xml, namespace=namespace, after=after)


def child(
    xml: str, *, default: Any = _REQUIRED, namespace: str = "", after: tuple[str, ...] = (), repeats: bool = False
) -> Any:
    """A child element."""
    return Spec("child", xml, namespace=namespace, is_required=default is _REQUIRED, after=after, repeats=repeats)


def children(xml: str, *, factory: Any, namespace: str = "", after: tuple[str, ...] = ()) -> Any:
    """Child elements of one name."""
    return Spec("child", xml, namespace=namespace, is_list=True, after=after)


def container(
    xml: str, *, factory: Any, namespace: str = "", after: tuple[str, ...] = (), repeats: bool = False
) -> Any:
    """A child element whose absence means nothing: never ``None``, written only if read or not empty."""
    return Spec("child", xml, namespace=namespace, is_container=True, after=after, repeats=repeats)


def wildcard(*, factory: Any) -> Any:
    """Foreign elements of any name."""
    return Spec("wildcard", "*", is_list=True)


def extra(*, default: None = None, kw_only: bool = True) -> Any:
    """What the model does not know."""
    return Spec("extra", "")
