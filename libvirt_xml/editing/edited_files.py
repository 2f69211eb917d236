"""A file whose document is changed in place: what the program changes is written, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from os import PathLike
from typing import Any, TypeVar, overload

from libvirt_xml.binding.element import Element
from libvirt_xml.editing.files.file_writing import replace_file
from libvirt_xml.editing.opened_text import opened_text
from libvirt_xml.errors import FileChangedError
from libvirt_xml.markup.given_sources import read_named
from libvirt_xml.markup.limits import MAX_INPUT, read_limited
from libvirt_xml.messages import render

_T = TypeVar("_T", bound=Element)


@overload
def edit(
    path: str | PathLike[str],
    cls: type[_T],
    *,
    name: str | None = None,
    variables: Mapping[str, str] | None = None,
    is_atomic: bool = True,
    max_size: int | None = MAX_INPUT,
) -> AbstractContextManager[_T]: ...
@overload
def edit(
    path: str | PathLike[str],
    cls: None = None,
    *,
    name: str | None = None,
    variables: Mapping[str, str] | None = None,
    is_atomic: bool = True,
    max_size: int | None = MAX_INPUT,
) -> AbstractContextManager[Any]: ...
def edit(
    path: str | PathLike[str],
    cls: type[Element] | None = None,
    *,
    name: str | None = None,
    variables: Mapping[str, str] | None = None,
    is_atomic: bool = True,
    max_size: int | None = MAX_INPUT,
) -> AbstractContextManager[Any]:
    """The document in a file, to be changed within ``with``; what was changed is written at its end.

    ::

        with libvirt_xml.edit("vm.xml") as domain:
            domain.memory.value = 8

    Everything else in the file stays byte for byte, as ``edited`` says. Nothing is written if nothing was changed, or
    after an exception. The file is replaced at once, its mode and owner stay; one that has several names or is
    read-only is refused with PermissionError, unless ``is_atomic=False`` writes into it. ``cls`` is the class of the
    document, if its root element does not say enough; of several documents in a YAML file, ``cls`` and ``name`` say
    which. ``variables`` are those that a YAML file uses.

    Raises what ``parse_file`` and ``edited`` raise; FileChangedError if somebody else changed the file meanwhile.
    """
    return _edit(os.fspath(path), cls, name, variables or {}, (is_atomic, max_size))


@contextmanager
def _edit(
    path: str,
    cls: type[Element] | None,
    name: str | None,
    variables: Mapping[str, str],
    limits: tuple[bool, int | None],
) -> Iterator[Element]:
    is_atomic, max_size = limits
    before = read_named(path, max_size)
    text = opened_text(before, cls, name, variables, path)
    yield text.document
    after = text.edited()
    if after == before:
        return
    if read_limited(path, max_size) != before:
        raise FileChangedError(render("edit", "changed-meanwhile"), file=path)
    replace_file(path, after, is_atomic=is_atomic)
