"""What files ask of a host: documents, machines and their volumes."""

from __future__ import annotations

import posixpath
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from libvirt_xml.cli.configuration.nearest import find_configurations
from libvirt_xml.cli.configuration.searches import make_search
from libvirt_xml.cli.exits import UsageError, unreadable
from libvirt_xml.cli.hosts.named_secrets import with_values
from libvirt_xml.cli.inputs.discovery import InputSource, find_sources, why_gone
from libvirt_xml.cli.inputs.input_forms import is_xml
from libvirt_xml.cli.inputs.yaml_files import load_specs
from libvirt_xml.cli.outputs.outputs import Item
from libvirt_xml.cli.outputs.steps import pools_of_folders
from libvirt_xml.cli.reports.shown import show_problems
from libvirt_xml.cli.streams import complain
from libvirt_xml.cli.variable_options import chosen_variables
from libvirt_xml.errors import ParseError
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.planning.host_plan import FilePlace
    from libvirt_xml.apply.planning.wishes import Wish
    from libvirt_xml.validation.problem import Problem
    from libvirt_xml.yaml_forms.loading import Document
    from libvirt_xml.yaml_forms.vm.volumes import Volume

_STARTABLE = ("network", "storage_pool")
_FOREIGN = ("unknown-document", "unlike")
"""The problem of XML that is not libvirt's, and like nothing of libvirt's."""


def check_paths(paths: Sequence[str]) -> None:
    """Raise UsageError for a path that does not exist, before a host is asked."""
    for path in paths:
        reason = None if path == "-" else why_gone(path)
        if reason is not None:
            raise UsageError(reason)


def read_wishes(paths: Sequence[str], options: Namespace, libvirt: str, pools: Mapping[str, str]) -> list[Wish] | None:
    """What the files ask for, checked for the libvirt of the host; ``None`` if one is wrong, after showing why.

    ``pools`` are the pools of the host: names by folder.
    """
    items: list[tuple[Item, Wish]] = []
    is_fine = True
    search = make_search(options, find_configurations(options))
    for source in find_sources(paths, search):
        read = _read(source, options, libvirt)
        is_fine &= read is not None
        items += read or ()
    if not is_fine:
        return None
    wishes = with_values((wish for _, wish in items), options.secret_value)
    _refuse_twice(wishes)
    return [*wishes, *_volumes([item for item, _ in items], pools)]


def _refuse_twice(wishes: Sequence[Wish]) -> None:
    """Refuse two documents for one object: each would undo the other, again and again."""
    first: dict[tuple[str, str, Any], Wish] = {}
    for wish in wishes:
        usage = getattr(getattr(wish.document, "usage", None), "type", None)  # of a secret
        former = first.setdefault((wish.kind, wish.name, usage), wish)
        if former is not wish and wish.name:
            places = [place.place_of("") for place in (former, wish)]
            one, other = (f"{place.file}:{place.line}" if place.line else str(place.file) for place in places)
            raise UsageError(render("apply", "twice", name=wish.name, one=one, other=other))


def _read(source: InputSource, options: Namespace, libvirt: str) -> list[tuple[Item, Wish]] | None:
    try:
        if source.failure is not None:
            raise UsageError(source.failure)
        data = source.read()
    except OSError as error:
        raise UsageError(unreadable(source.name, error)) from None
    if is_xml(data, source.name):
        return _from_xml(source.name, data, options, libvirt, is_named=source.is_named)
    return _from_yaml(source.name, data, options, libvirt)


def _from_xml(
    name: str, data: bytes, options: Namespace, libvirt: str, *, is_named: bool
) -> list[tuple[Item, Wish]] | None:
    from libvirt_xml.apply.planning.asking_places import XmlPlaces
    from libvirt_xml.parsing import parse
    from libvirt_xml.validation.validator import Validator
    from libvirt_xml.yaml_forms.document import key_of

    problems = tuple(Validator(libvirt).validate(data, file=name))
    try:
        element = parse(data)
    except ParseError:
        if not is_named and [(problem.code, problem.variant) for problem in problems] == [_FOREIGN]:
            complain(render("apply", "foreign", file=name, tag=problems[0].parameters["tag"]))
            return []
        show_problems(problems, {name: data}, options)
        return None
    item = Item(key_of(type(element)) or "", element)
    return [(item, replace(_wish(name, item, XmlPlaces(data, name, element)), problems=problems))]


def _from_yaml(name: str, data: bytes, options: Namespace, libvirt: str) -> list[tuple[Item, Wish]] | None:
    """What libvirt's schemas refuse is for later: it does not matter where libvirt holds just that."""
    from libvirt_xml.apply.planning.asking_places import YamlPlaces

    load = partial(
        load_specs,
        [(name, data)],
        chosen_variables(options),
        libvirt=libvirt,
        allow_files=options.allow_files,
        allow_env=options.allow_env,
        reads_secret_values=True,
    )
    checked = load()
    plain = load(is_checked=False) if checked.errors else checked
    refused = () if plain.errors else checked.errors
    problems = [problem for problem in dict.fromkeys((*checked.problems, *plain.errors)) if problem not in refused]
    if problems:
        show_problems(problems, {name: data}, options)
    if plain.errors:
        return None
    read = []
    for document, concerned in _with_problems(plain.documents, refused):
        item = Item(document.kind, document.element, document.tree, document.machine, document.spec)
        wish = _wish(name, item, YamlPlaces(document.tree, document.element))
        read.append((item, replace(_with_power(wish, document), value=document.value, problems=concerned)))
    return read


def _with_power(wish: Wish, document: Document) -> Wish:
    """With what is said beside the document, if anything is."""
    state, autostart = document.power or (None, None)
    wanted: Any = state or wish.state
    return replace(wish, state=wanted, autostart=wish.autostart if autostart is None else autostart)


def _with_problems(
    documents: Sequence[Document], problems: Sequence[Problem]
) -> Iterator[tuple[Document, tuple[Problem, ...]]]:
    """The documents of a file, each with the problems from its line on to the next one's."""
    lines = [(document.spec or document.tree).origin.line or 0 for document in documents]
    for document, line in zip(documents, lines, strict=True):
        end = min((other for other in lines if other > line), default=None)
        concerned = [problem for problem in problems if end is None or (problem.line or 0) < end]
        yield document, tuple(problem for problem in concerned if line == min(lines) or (problem.line or 0) >= line)


def _wish(file: str, item: Item, place_of: Any) -> Wish:
    from libvirt_xml.apply.planning.wishes import KINDS, Wish

    if item.kind not in KINDS:
        raise UsageError(render("apply", "kind", file=file, kind=item.kind.replace("_", " ")))
    if item.kind == "storage_volume":
        raise UsageError(render("apply", "volume", file=file))
    machine = item.machine
    state: Any = "new" if item.kind in _STARTABLE else "unmanaged"
    if machine is not None:
        state = machine.state or "new"
    return Wish(item.kind, item.element, state, machine.autostart if machine else None, place_of)


def _volumes(items: Sequence[Item], pools: Mapping[str, str]) -> Iterator[Wish]:
    """The volumes of machines, and pools for their folders where neither the host nor a file has one."""
    from libvirt_xml.apply.planning.wishes import Wish

    known = {**pools, **_own_pools(items)}
    for pool in pools_of_folders(items):
        folder = posixpath.normpath(pool.element.target.path)  # type: ignore[attr-defined]
        if folder not in known:
            known[folder] = pool.name or ""
            yield Wish("storage_pool", pool.element, "new")
    yielded: list[Volume] = []
    for item in items:
        for volume in item.volumes:
            named = replace(volume, pool=volume.pool or known[_folder(volume)])
            if named not in yielded:  # machines may share one
                yielded.append(named)
                yield Wish("storage_volume", volume.document, place_of=_place_of(volume, item), volume=named)


def _place_of(volume: Volume, item: Item) -> Callable[[str], FilePlace]:
    """Where the file asks for the disk that a volume is for; it has no place of its own."""
    from libvirt_xml.apply.planning.asking_places import YamlPlaces
    from libvirt_xml.apply.planning.live_changes import disk_path

    assert item.tree is not None
    path = disk_path(item.element, volume.name, volume.document.target.path if volume.document.target else None)
    place = YamlPlaces(item.tree, item.element)(path)
    return lambda _: place


def _own_pools(items: Sequence[Item]) -> dict[str, str]:
    pools = {}
    for item in items:
        target: Any = getattr(item.element, "target", None)
        if item.kind == "storage_pool" and target is not None and target.path and item.name:
            pools[posixpath.normpath(target.path)] = item.name
    return pools


def _folder(volume: Volume) -> str:
    path = volume.document.target.path if volume.document.target else None
    return posixpath.dirname(posixpath.normpath(path)) if path else ""
