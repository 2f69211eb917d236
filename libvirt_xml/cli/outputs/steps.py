"""The virsh commands that create what documents describe, in their order."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from libvirt_xml.cli.outputs.outputs import Item, file_name, volume_file_names
from libvirt_xml.messages import render
from libvirt_xml.words.units import factor_of

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.vm.volumes import Image, Volume

_FOLDERS = {"/var/lib/libvirt/images": "default"}  # what libvirt's documentation and virt-install call the pool there


class File(NamedTuple):
    """A file in the output folder; its path depends on where a command runs."""

    name: str


CommandWords = tuple[str | File, ...]


class Grown(NamedTuple):
    """The size in bytes of a finished volume."""

    pool: str
    volume: str
    size: int


@dataclass(frozen=True)
class Step:
    """One thing to create.

    ``present`` succeeds if it exists; then it is kept, or ``replace`` removes it first. ``undo`` removes what an error
    leaves unfinished, but only after ``first`` succeeded: otherwise it may belong to somebody else.
    """

    title: str
    commands: tuple[CommandWords, ...]
    present: CommandWords | None = None
    replace: CommandWords | None = None
    undo: tuple[CommandWords, ...] = ()
    first: tuple[CommandWords, ...] = ()
    grown: Grown | None = None


@dataclass(frozen=True)
class Run:
    """What must be active: ``start`` starts it, unless ``running`` lists it. ``is_new`` if it is defined before."""

    name: str
    start: CommandWords
    running: str
    is_new: bool = True


@dataclass(frozen=True)
class PoolFolder:
    """The folder that a pool must have; ``is_new`` if the pool is defined there, unless it exists."""

    pool: str
    folder: str
    is_new: bool = False


@dataclass(frozen=True)
class Files:
    """A pool that must not be LVM, where a volume without allocated space is a snapshot of nothing."""

    pool: str


@dataclass(frozen=True)
class Note:
    """What no command does."""

    text: str


Task = Step | Run | PoolFolder | Files | Note


class _Kind(NamedTuple):
    """The commands for a kind of document: to define it, to ask whether it exists, and what others begin with."""

    define: str
    ask: str
    option: str
    start: str | None = None
    running: str = ""
    prefix: str = ""


# In the order in which one may need the other.
_KINDS = {
    "secret": _Kind("secret-define", "secret-dumpxml", "--secret"),
    "nwfilter": _Kind("nwfilter-define", "nwfilter-dumpxml", "--nwfilter"),
    "network": _Kind("net-define", "net-info", "--network", "net-start", "net-list", "net-"),
    "storage_pool": _Kind("pool-define", "pool-info", "--pool", "pool-start", "pool-list", "pool-"),
    "storage_volume": _Kind("vol-create", "vol-info", "--vol"),
    "domain": _Kind("define", "domid", "--domain"),
}


def pools_of_folders(items: Sequence[Item]) -> list[Item]:
    """A pool for each folder that needs one, unless the pool is known."""
    pools = _pools(items)
    folders = {folder for _, volume in _volumes(items) if volume.pool is None and (folder := _folder(volume))}
    return [_pool_of_folder(folder) for folder in sorted(folders - pools.keys())]


def _pool_of_folder(folder: str) -> Item:
    from libvirt_xml.documents.storage_pool import StoragePool, StoragePoolTarget

    name = _FOLDERS.get(folder) or folder.strip("/").replace("/", "-") or "root"
    return Item("storage_pool", StoragePool(type="dir", name=name, target=StoragePoolTarget(path=folder)))


def plan(documents: Sequence[Item], folder_pools: Sequence[Item] = ()) -> Iterator[Task]:
    """The tasks for documents, and for the pools of the folders of their volumes."""
    items = [*documents, *folder_pools]
    pools = _pools(items)
    for kind in _KINDS:
        if kind == "storage_volume":
            yield from _plan_volumes(documents, pools)
        for item in items:
            if item.kind == kind != "storage_volume":
                yield from _define(item)
    for item in documents:
        if item.kind == "storage_volume" and _pool_of_document(item, documents) is None:
            yield Note(render("steps", "unknown-pool", file=file_name(item)))
        elif item.kind not in _KINDS:
            yield Note(render("steps", "by-hand", file=file_name(item), kind=item.kind))


def _define(item: Item) -> Iterator[Task]:
    kind = _KINDS[item.kind]
    name = item.name or ""
    known = str(getattr(item.element, "uuid", None) or "") if item.kind == "secret" else name
    commands: list[CommandWords] = [(kind.define, "--file", File(file_name(item)))]
    if item.kind == "storage_pool" and getattr(item.element, "type", None) == "dir":
        commands.append(("pool-build", "--pool", name))  # makes the folder
    is_replaced = item.kind != "storage_pool" and item.kind != "secret" and getattr(item.element, "uuid", None)
    present = None if is_replaced or not known else (kind.ask, kind.option, known)
    yield Step(item.title.replace("_", " "), tuple(commands), present)
    state, autostart = item.power or (None, None)
    if item.machine is not None:
        state, autostart = item.machine.state, item.machine.autostart
    is_new_started = kind.start is not None or item.machine is not None
    is_started = state not in ("stopped", "unmanaged") if is_new_started else state == "running"
    start = Run(name, (kind.start or "start", kind.option, name), kind.running or "list")
    if is_started and item.kind != "domain":
        yield start
    if autostart is not None:
        command = (f"{kind.prefix}autostart", kind.option, name, *(() if autostart else ("--disable",)))
        yield Step(render("steps", "autostart", name=name), (command,))
    if is_started and item.kind == "domain":
        yield start


def _plan_volumes(items: Sequence[Item], pools: Mapping[str, str]) -> Iterator[Task]:
    wanted = [(item, volume, volume.pool or pools[_folder(volume)]) for item, volume in _volumes(items)]
    documents = [
        (item, pool) for item in items if item.kind == "storage_volume" and (pool := _pool_of_document(item, items))
    ]
    inputs = [volume.copy_of.pool for _, volume, _ in wanted if volume.copy_of is not None and volume.copy_of.pool]
    for pool in dict.fromkeys([*(pool for *_, pool in wanted), *inputs, *(pool for _, pool in documents)]):
        if pool not in pools.values():
            yield Run(pool, ("pool-start", "--pool", pool), "pool-list", is_new=False)
        folders = {_folder(volume) for _, volume, its_pool in wanted if its_pool == pool} - {""}
        yield from (PoolFolder(pool, folder, pool in pools.values()) for folder in sorted(folders))
        if any(_is_thin(volume) for _, volume, its_pool in wanted if its_pool == pool):
            yield Files(pool)
        yield Step(render("steps", "refresh", pool=pool), (("pool-refresh", "--pool", pool),))
    for item, pool in documents:
        name = item.name or ""
        yield Step(
            render("steps", "volume", name=name, pool=pool),
            (("vol-create", "--pool", pool, "--file", File(file_name(item))),),
            ("vol-info", "--pool", pool, "--vol", name),
        )
    for _, volume, pool in wanted:
        yield _make_volume(volume, pool)


def _make_volume(volume: Volume, pool: str) -> Step:
    place: CommandWords = ("--pool", pool, "--vol", volume.name)
    scratch = _scratch(volume, pool)
    delete: CommandWords = ("vol-delete", *place)
    return Step(
        render("steps", "volume", name=volume.name, pool=pool),
        tuple(_filled(volume, pool, place, scratch)),
        present=("vol-info", *place),
        replace=None if volume.content is None else delete,
        undo=(delete,) if scratch is None else (delete, scratch.delete),
        first=() if scratch is None else (scratch.create,),
        grown=None if volume.content is not None else _grown(volume, pool),
    )


def _filled(volume: Volume, pool: str, place: CommandWords, scratch: _Scratch | None) -> Iterator[CommandWords]:
    """The commands that create, fill and resize a volume: a copy is as large as its image."""
    document, content = (File(name) for name in volume_file_names(volume))
    create: CommandWords = ("vol-create", "--pool", pool, "--file", document)
    image, capacity = volume.copy_of, volume.document.capacity
    if volume.content is not None:
        yield from (create, ("vol-upload", *place, "--file", content))
    elif image is None:
        yield (*create, "--prealloc-metadata") if volume.has_metadata else create
    elif image.path is None:
        yield _copy(pool, document, image.pool or pool, image.volume or "")
    elif scratch is None:
        yield from (create, _upload(image, place))
    else:
        yield from (_upload(image, scratch.place), _copy(pool, document, pool, scratch.name), scratch.delete)
    if image is not None and capacity is not None and capacity.value:
        unit = "B" if capacity.unit == "bytes" else capacity.unit
        yield ("vol-resize", *place, "--capacity", f"{capacity.value}{unit}")


def _grown(volume: Volume, pool: str) -> Grown | None:
    capacity = volume.document.capacity
    factor = factor_of(capacity.unit or "bytes") if capacity is not None else None
    if capacity is None or not capacity.value or factor is None:
        return None
    return Grown(pool, volume.name, capacity.value * factor)


class _Scratch(NamedTuple):
    """A temporary volume for an uploaded image that is converted."""

    name: str
    place: CommandWords
    create: CommandWords
    delete: CommandWords


def _scratch(volume: Volume, pool: str) -> _Scratch | None:
    image = volume.copy_of
    if image is None or image.path is None or image.format == _format(volume):
        return None
    name = f"{volume.name}.image"
    place: CommandWords = ("--pool", pool, "--vol", name)
    create: CommandWords = (
        "vol-create-as",
        "--pool",
        pool,
        "--name",
        name,
        "--capacity",
        "0",
        "--format",
        image.format or "raw",
    )
    return _Scratch(name, place, create, ("vol-delete", *place))


def _upload(image: Image, place: CommandWords) -> CommandWords:
    """The command that uploads an image; raw images can have holes."""
    return ("vol-upload", *place, "--file", image.path or "", *(("--sparse",) if image.format == "raw" else ()))


def _copy(pool: str, document: File, from_pool: str, image: str) -> CommandWords:
    return ("vol-create-from", "--pool", pool, "--file", document, "--vol", image, "--inputpool", from_pool)


def _is_thin(volume: Volume) -> bool:
    return volume.document.allocation is not None and _format(volume) == "raw"


def _format(volume: Volume) -> str | None:
    form: Any = volume.document.target.format if volume.document.target else None
    return getattr(form, "type", None)


def _volumes(items: Iterable[Item]) -> Iterator[tuple[Item, Volume]]:
    for item in items:
        for volume in item.volumes:
            yield item, volume


def _folder(volume: Volume) -> str:
    """The folder of a volume; empty if the pool decides."""
    path = volume.document.target.path if volume.document.target else None
    return posixpath.dirname(posixpath.normpath(path)) if path else ""


def _pools(items: Iterable[Item]) -> dict[str, str]:
    """The pools among the documents: their names by folder."""
    pools: dict[str, str] = {}
    for item in items:
        target: Any = getattr(item.element, "target", None)
        if item.kind == "storage_pool" and target is not None and target.path and item.name:
            pools[posixpath.normpath(target.path)] = item.name
    return pools


def _pool_of_document(item: Item, items: Sequence[Item]) -> str | None:
    """The pool of a volume that is a document of its own: the pool of its folder, or the only one."""
    target: Any = getattr(item.element, "target", None)
    path = target.path if target is not None else None
    if path:
        return _pools(items).get(posixpath.dirname(posixpath.normpath(path)))
    names = [other.name for other in items if other.kind == "storage_pool"]
    return names[0] if len(names) == 1 else None
