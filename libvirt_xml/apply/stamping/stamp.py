"""The stamp: what was asked for, kept in the document that libvirt holds, so that there is no file of state.

It is an element in ``<metadata>``, written by the same define as the rest. It has the paths of what was asked, never
values; digests of what libvirt did not take, which count for one version of libvirt; and the UUID of its object, as a
copy of a domain has the stamp of the original. Domains and networks have a place for it, other objects have not.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from libvirt_xml.apply.stamping.path_trees import pack_paths, unpack_paths
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.documents import Metadata

STAMP_NAMESPACE = "urn:libvirt-xml:applied"
STAMP_PREFIX = "lx"
_VERSION = "1"

StampedType = TypeVar("StampedType", bound=Element)


@dataclass(frozen=True)
class Stamp:
    """What is remembered of the last time.

    ``owned`` are the paths of what was asked, ``leaving`` of what a running guest had not released yet; ``refused``
    are digests by path, ``libvirt`` is the version that refused. ``hidden`` are digests by path of what was asked of
    the parts that a running guest shows otherwise, ``former`` of what the definition had of them while a guest ran that
    was started without a stamp; ``asked`` is one of everything: if it is the same the next time, somebody else made a
    difference.
    """

    uuid: str
    owned: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)
    libvirt: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)
    asked: str = ""
    leaving: frozenset[str] = frozenset()
    start: str = ""
    """``due`` until a new guest has been started for the first time."""
    told: str = ""
    """The digest of the memory that the running guest was told to use since it was started."""


def refused_by(libvirt: str, stamp: Stamp | None) -> Mapping[str, str]:
    """What a version of libvirt did not take; another version is asked again."""
    return {} if stamp is None or stamp.libvirt != libvirt else stamp.refused


def can_be_stamped(document: Element) -> bool:
    """Whether a document has a place for the stamp."""
    return "metadata" in specs_of(type(document))


def read_stamp(document: Element) -> Stamp | None:
    """The stamp of a document; ``None`` if it has none, one of another object, or one of a newer libvirt-xml."""
    element = next(filter(_is_stamp, _elements(document)), None)
    if not isinstance(element, AnyElement) or element.attributes.get("version") != _VERSION:
        return None
    uuid = getattr(document, "uuid", None)
    if not uuid or element.attributes.get("uuid") != uuid:
        return None
    texts = {part.name.rpartition(":")[2]: part.text for part in element}
    words = element.attributes
    return Stamp(
        uuid=uuid,
        owned=unpack_paths(texts.get("owned", "")),
        refused=_read_digests(texts.get("refused", "")),
        libvirt=words.get("libvirt", ""),
        hidden=_read_digests(texts.get("parts", "")),
        former=_read_digests(texts.get("former", "")),
        asked=words.get("asked", ""),
        leaving=unpack_paths(texts.get("leaving", "")),
        start=words.get("start", ""),
        told=words.get("told", ""),
    )


def stamped(document: StampedType, stamp: Stamp) -> StampedType:
    """A copy of a document with a stamp in place of the one that it has, if there is a place for it."""
    result = unstamped(document)
    if can_be_stamped(document):
        metadata = getattr(result, "metadata", None) or Metadata()
        metadata.elements.append(stamp_element(stamp))
        result.metadata = metadata  # type: ignore[attr-defined]
    return result


def unstamped(document: StampedType) -> StampedType:
    """A copy of a document without its stamp."""
    result = copy.deepcopy(document)
    if any(map(_is_stamp, _elements(document))):
        remaining = [element for element in _elements(result) if not _is_stamp(element)]
        is_empty = not any(isinstance(element, AnyElement) for element in remaining)
        result.metadata = None if is_empty else Metadata(elements=remaining)  # type: ignore[attr-defined,arg-type]
    return result


def stamp_element(stamp: Stamp) -> AnyElement:
    """The stamp as an element of a document."""
    bare = bare_stamp(stamp)
    return AnyElement(
        f"{STAMP_PREFIX}:{bare.name}", {f"xmlns:{STAMP_PREFIX}": STAMP_NAMESPACE, **bare.attributes}, bare.content
    )


def bare_stamp(stamp: Stamp) -> AnyElement:
    """The stamp without its namespace, as libvirt's ``setMetadata`` takes it."""
    words = {"libvirt": stamp.libvirt, "asked": stamp.asked, "start": stamp.start, "told": stamp.told}
    attributes = {"version": _VERSION, "uuid": stamp.uuid}
    attributes |= {name: word for name, word in words.items() if word}
    texts = {"owned": pack_paths(stamp.owned), "leaving": pack_paths(stamp.leaving)}
    digests = {"refused": stamp.refused, "parts": stamp.hidden, "former": stamp.former}
    texts |= {name: _write_digests(by_path) for name, by_path in digests.items()}
    content = [AnyElement(name, content=[text]) for name, text in texts.items() if text]
    return AnyElement("applied", attributes, [*content])


def _write_digests(digests: Mapping[str, str]) -> str:
    return "\n".join(f"{path} {digest}" for path, digest in sorted(digests.items()))


def _read_digests(text: str) -> dict[str, str]:
    return dict(line.rsplit(" ", 1) for line in text.splitlines() if " " in line)


def _elements(document: Element) -> list[object]:
    metadata = document.__dict__.get("metadata")
    return list(metadata.elements) if isinstance(metadata, Metadata) else []


def _is_stamp(element: object) -> bool:
    if not isinstance(element, AnyElement):
        return False
    prefix, _, name = element.name.rpartition(":")
    declaration = f"xmlns:{prefix}" if prefix else "xmlns"
    return name == "applied" and element.attributes.get(declaration, element.namespaces.get(prefix)) == STAMP_NAMESPACE
