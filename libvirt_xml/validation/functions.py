"""Validation for those who need no validator of their own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.documents import ROOTS, VERSIONS
from libvirt_xml.markup.given_sources import plain_source
from libvirt_xml.markup.limits import MAX_INPUT
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.rules.host_facts.known_host import KnownHost
from libvirt_xml.validation.validator import Validator


def validate(
    source: str | bytes | Element,
    *,
    libvirt: str | None = None,
    schema_dir: str | Path | None = None,
    kind: str | None = None,
    file: str | None = None,
    max_problems: int | None = None,
    rules: bool = True,
) -> list[Problem]:
    """The problems of a document, in its order; none where it is valid. It is XML text, or an object.

    ``libvirt`` is the version that the document is for (the newest shipped one), ``schema_dir`` a directory of
    libvirt's RNG files to use instead, ``kind`` what the document is to be (by its root), ``file`` a name for the
    problems. Without ``rules``, only what the schema says is told. Raises ValueError for an unknown version or kind,
    SchemaError for broken schemas.
    """
    if isinstance(source, Element):
        from libvirt_xml.validation.objects import validate_object

        folder = None if schema_dir is None else str(schema_dir)
        return validate_object(
            source, libvirt=libvirt, schema_dir=folder, kind=kind, max_problems=max_problems, rules=rules
        )
    return _validator(libvirt, schema_dir, max_problems, rules=rules).validate(source, file=file, kind=kind)


def validate_file(
    path: str | Path,
    *,
    libvirt: str | None = None,
    schema_dir: str | Path | None = None,
    kind: str | None = None,
    max_problems: int | None = None,
    max_size: int | None = MAX_INPUT,
    rules: bool = True,
) -> list[Problem]:
    """The problems of the document in a file, as ``validate`` gives them. Raises OSError too.

    A file of more than ``max_size`` bytes is a ParseError; ``None`` is no limit.
    """
    return _validator(libvirt, schema_dir, max_problems, rules=rules).validate_file(path, kind=kind, max_size=max_size)


def minimum_version(document: Any) -> str | None:
    """The oldest libvirt that accepts a document: a shipped version, or the very release between two of them where it
    is known of all that the older one lacks; ``None`` where no shipped version accepts it.

    ``document`` is XML text (str or bytes) or an object. Raises WriteError for an object that cannot be written.
    """
    source = plain_source(document.to_xml() if hasattr(document, "to_xml") else document)
    version = next((version for version in VERSIONS if _validator(version, None, None).is_valid(source)), None)
    if version is None or version == VERSIONS[0]:
        return version
    from libvirt_xml.validation.explaining.examine import release_of

    return release_of(shipped(VERSIONS[VERSIONS.index(version) - 1]), source, version) or version


def kinds(libvirt: str | None = None) -> tuple[str, ...]:
    """What documents may be validated as: the names of libvirt's schemas, and ``device``, ``network-update``."""
    return _validator(libvirt, None, None).kinds


def begins_document(root: str) -> bool:
    """Whether an element of this name, in no namespace, begins a document or a fragment of libvirt's."""
    return root in ROOTS or bool(shipped(VERSIONS[-1]).candidates(root))


@lru_cache(maxsize=16)
def _validator(
    libvirt: str | None,
    schema_dir: str | Path | None,
    max_problems: int | None,
    host: KnownHost | None = None,
    select: frozenset[str] = frozenset(),
    *,
    rules: bool = True,
) -> Validator:
    return Validator(libvirt, schema_dir, max_problems, host=host, select=select, rules=rules)
