"""Writing documents: to standard output, to a file, or to a folder with a file for each."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import UsageError, both
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element
    from libvirt_xml.yaml_forms.beside_documents import WantedPower
    from libvirt_xml.yaml_forms.text.yaml_tree import Node
    from libvirt_xml.yaml_forms.vm.expand import Machine
    from libvirt_xml.yaml_forms.vm.volumes import Volume

FORMS = ("xml", "yaml", "vm")
_STDOUT = "-"
_SHORT = {"storage_volume": "volume", "storage_pool": "pool"}
_PARTS = (
    "domain",
    "features",
    "seclabel",
    "cloud_init",
)  # of a ``vm``, in the document form: ``null`` and ``!replace`` in them are about what is made
_PRIVATE, _PRIVATE_PROGRAM = 0o600, 0o700
_PASSWORD = re.compile(rb"""passw(?:or)?d['"]?\s*[=:]\s*[^\s{]""").search
_UNFIT = re.compile(r"[/\\\0-\x1f\x7f]")  # what a file's name cannot hold, or a terminal would obey


@dataclass(frozen=True)
class Item:
    """A document to write; the other attributes are set if it was YAML, ``short`` if it becomes a short spec."""

    kind: str
    element: Element
    tree: Node | None = None
    machine: Machine | None = None
    spec: Node | None = None
    checked: str | None = None
    short: Node | None = None
    power: WantedPower | None = None

    @property
    def xml(self) -> str:
        """The document as XML text; the text that was checked, if there is one."""
        return self.element.to_xml() if self.checked is None else self.checked

    @property
    def name(self) -> str | None:
        """The document's own name, or its UUID."""
        for field in ("name", "uuid"):
            name = getattr(self.element, field, None)
            name = getattr(name, "value", name)
            if name:
                return str(name)
        return None

    @cached_property
    def volumes(self) -> list[Volume]:
        """The volumes that a machine needs. Raises SpecError."""
        return [] if self.machine is None else self.machine.volumes()

    @property
    def title(self) -> str:
        """Kind and name, for example ``network lan``."""
        return f"{self.kind} {self.name}" if self.name else self.kind


def is_folder(path: str) -> bool:
    """Whether the name of an output is a folder."""
    return path.endswith(("/", os.sep)) or os.path.isdir(path)


def write_items(items: Sequence[Item], form: str, path: str | None, *, is_atomic: bool = True) -> None:
    """Write to one file, or to standard output. Raises OSError."""
    if path is None or path == _STDOUT:
        streams.write_bytes(_together(items, form).encode())
        return
    if form == "xml" and len(items) > 1:
        raise UsageError(render("output", "several", number=len(items)))
    from libvirt_xml.editing.files.file_writing import replace_file

    data = _together(items, form).encode()
    replace_file(path, data, _PRIVATE if has_secret(data) else None, is_atomic=is_atomic)


def has_secret(data: bytes) -> bool:
    """Whether a document contains a password, not only a reference to one."""
    return _PASSWORD(data) is not None


def write_folder(
    items: Sequence[Item],
    form: str,
    folder: str,
    scripts: Mapping[str, bytes] | None = None,
    *,
    is_atomic: bool = True,
) -> list[str]:
    """Write a file for each document, volume and image; their names. All contents are made before the first is written.

    The folder is created if necessary; ``scripts`` are written to their own paths at the same time. Only the owner can
    read files with secrets. Raises OSError.
    """
    from libvirt_xml.editing.files.file_writing import replace_files

    files: dict[str, bytes] = {}
    for name, data in [*_files(items, form), *(() if form == "vm" else _volume_files(items, form))]:
        if files.setdefault(name, data) != data:
            raise UsageError(render("output", "same-name", path=os.path.join(folder, name)))
    paths = {os.path.join(folder, name): data for name, data in files.items()}
    modes = {path: _PRIVATE for path, data in paths.items() if path in _contents(items, folder) or has_secret(data)}
    scripts = scripts or {}
    for path in (*paths, *scripts):
        os.makedirs(os.path.dirname(path) or os.curdir, exist_ok=True)
    taken = {os.path.realpath(path) for path in paths}
    if (script := next((path for path in scripts if os.path.realpath(path) in taken), None)) is not None:
        raise UsageError(render("option", "script-is-document", script=script))
    replace_files({**paths, **scripts}, {**modes, **dict.fromkeys(scripts, _PRIVATE_PROGRAM)}, is_atomic=is_atomic)
    return [*files]


def _contents(items: Iterable[Item], folder: str) -> set[str]:
    """The files that are uploaded to volumes, for example for cloud-init."""
    volumes = (volume for item in items for volume in item.volumes if volume.content is not None)
    return {os.path.join(folder, volume_file_names(volume)[1]) for volume in volumes}


def needed(items: Iterable[Item]) -> Iterator[str]:
    """What machines need in addition to their domains: a sentence for each, with a way to get it."""
    for item in items:
        wanted = item.machine.wanted if item.machine else ()
        volumes = [_describe(volume.tree.get("name"), volume.pool, volume.copy_of) for volume in wanted]
        if len(volumes) == 1:
            yield render("convert", "volume", name=item.name, volumes=volumes[0])
        elif volumes:
            yield render("convert", "volumes", name=item.name, volumes=both(volumes))


def _describe(name: object, pool: str | None, image: object) -> str:
    text = getattr(name, "text", "")
    details = [render("convert", "pool", name=pool)] if pool else []
    if image is not None:
        details.append(render("convert", "copy", image=image))
    return f"{text} ({', '.join(details)})" if details else text


def _together(items: Sequence[Item], form: str) -> str:
    """All documents in one text."""
    if form != "xml":
        return _yaml(items, form)
    if len(items) == 1:
        return items[0].xml
    return "".join(f"<!-- {_comment(item.title)} -->\n{item.xml}" for item in items)


def _comment(text: str) -> str:
    return text.replace("--", "- -").replace("\n", " ")


def _yaml(items: Sequence[Item], form: str) -> str:
    from libvirt_xml.yaml_forms.text.emitting import dump

    return dump([_entry(item, form, items) for item in items])


def _entry(item: Item, form: str, items: Sequence[Item]) -> tuple[str, Node]:
    """A key and its value."""
    if form == "vm" and item.kind == "domain":
        if item.spec is not None:
            return "vm", _shortened(_with_formats(item.spec, item.machine))
        return "vm", _to_vm(item.element) if item.short is None else item.short
    if form == "vm" and not any(other.kind == "domain" for other in items):
        raise UsageError(render("convert", "no-vm", title=item.title))
    from libvirt_xml.yaml_forms.document import write_document

    return item.kind, write_document(item.element)


def _to_vm(element: Element) -> Node:
    from libvirt_xml.documents.domain import Domain
    from libvirt_xml.yaml_forms.vm.back import to_vm

    assert isinstance(element, Domain)
    return to_vm(element)


def _with_formats(spec: Node, machine: Machine | None) -> Node:
    if machine is None or not machine.probed:
        return spec
    from libvirt_xml.yaml_forms.vm.topics.disks.disk_formats import with_formats

    return with_formats(spec, machine.probed)


def _shortened(spec: Node) -> Node:
    """A spec with short forms in place of the long ones that merging has made; values do not change."""
    from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, is_null, make
    from libvirt_xml.yaml_forms.vm.back.shorten import shorten

    assert isinstance(spec, Mapping)
    present = {name: item for name, item in spec.items.items() if not is_null(item)}
    return make(shorten({name: item if name in _PARTS else _opened(item) for name, item in present.items()}), NOWHERE)


def _opened(node: Node) -> Any:
    """Dictionaries and lists; values stay nodes, except ``true`` and ``false``, which short forms depend on.

    ``null``, which has removed something below it, is omitted.
    """
    from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar, is_null

    if isinstance(node, Scalar):
        return node.value if isinstance(node.value, bool) else node
    if isinstance(node, Mapping):
        return {name: _opened(item) for name, item in node.items.items() if not is_null(item)}
    return [_opened(item) for item in node]


def file_name(item: Item, form: str = "xml") -> str:
    """The file name of a document in a folder."""
    kind = _SHORT.get(item.kind, item.kind)
    parts = [_fit(item.name)] if item.name else []
    if item.kind != "domain" or not parts:
        parts.append(kind)
    return f"{'.'.join(parts)}.{'xml' if form == 'xml' else 'yaml'}"


def volume_file_names(volume: Volume) -> tuple[str, str]:
    """The file names of a volume's document and of its content."""
    return file_name(Item("storage_volume", volume.document)), _fit(volume.name)


def _files(items: Sequence[Item], form: str) -> Iterator[tuple[str, bytes]]:
    for item in items:
        form_of_item = "yaml" if form == "vm" and item.kind != "domain" else form
        yield file_name(item, form), _together([item], form_of_item).encode()


def _volume_files(items: Sequence[Item], form: str) -> Iterator[tuple[str, bytes]]:
    """The volumes that machines need, and the images with their content."""
    for item in items:
        for volume in item.volumes:
            yield from _files([Item("storage_volume", volume.document)], form)
            if volume.content is not None:
                yield volume_file_names(volume)[1], volume.content


def _fit(name: str) -> str:
    """A name that is valid as a file name."""
    fit = _UNFIT.sub("_", name)
    return fit if fit.strip(".") else fit.replace(".", "_")
