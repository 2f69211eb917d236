"""What the writer looks up: for every class, its fields by name, and how each is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.scalars import STRING
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.binding.writing.escaping import IN_TEXT, SECRET_TEXT, Written
from libvirt_xml.markup.secrets import is_secret

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element


@dataclass(slots=True)
class WrittenField:
    """What the writer needs of a field. ``write`` is ``None`` for plain text; ``cls`` is a child's class.

    ``written`` is the mapping from an attribute's text to all of it, from any other text to how it is escaped; ``tag``
    that of a scalar without a namespace.
    """

    kind: int
    written: Any  # Written | Escaped | None
    tag: str
    write: Callable[[object, Mapping[str, Any]], str] | None
    is_list: bool
    cls: type[Element] | None
    is_container: bool


ATTRIBUTE_KIND, TEXT_KIND, CHILD_KIND, SCALAR_KIND, FLAG_KIND, WILDCARD_KIND, EXTRA_KIND = range(7)
_KINDS = {
    "attribute": ATTRIBUTE_KIND,
    "text": TEXT_KIND,
    "child": CHILD_KIND,
    "scalar": SCALAR_KIND,
    "flag": FLAG_KIND,
    "wildcard": WILDCARD_KIND,
    "extra": EXTRA_KIND,
}


class _Tables(dict["type[Element]", tuple[dict[str, WrittenField], bool]]):
    """The fields of a class by name, and whether its objects always take the slow way; made when first asked for."""

    def __missing__(self, cls: type[Element]) -> tuple[dict[str, WrittenField], bool]:
        specs = specs_of(cls)
        kinds = {spec.kind for spec in specs.values()}
        is_odd = bool(cls.namespace_) or ("text" in kinds and bool(kinds & {"child", "scalar", "flag"}))
        table = self[cls] = {name: _field(spec) for name, spec in specs.items()}, is_odd
        return table


TABLES = _Tables()


def _field(spec: Spec) -> WrittenField:
    written: Any = Written(spec.xml) if spec.kind == "attribute" else None
    if spec.kind in ("text", "scalar"):
        written = SECRET_TEXT if is_secret(spec.xml or (spec.owner.tag_ if spec.owner else "")) else IN_TEXT
    tag = spec.xml if spec.kind == "scalar" and not spec.namespace else ""
    write = None if spec.converter is STRING else spec.converter.write
    cls = child_class(spec) if spec.kind == "child" else None
    return WrittenField(_KINDS[spec.kind], written, tag, write, spec.is_list, cls, spec.is_container)
