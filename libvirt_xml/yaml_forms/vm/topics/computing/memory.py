"""The memory of a machine: how much, of which pages, shared or locked."""

from __future__ import annotations

from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import MEMORY_REFUSALS
from libvirt_xml.yaml_forms.shapes.shapes import Flag
from libvirt_xml.yaml_forms.shapes.sizes import parse_size, spell_size
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Origin, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of, maps_at, size_of, spelled
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import MEMORY_SIZE
from libvirt_xml.yaml_forms.vm.machine_types import check_device
from libvirt_xml.yaml_forms.vm.rows import IF_TRUE, Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.rules import at
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.computing.numa import check_total, total_memory
from libvirt_xml.yaml_forms.vm.volumes import amount, unit_of

_SLOTS = 16
MEMORY = Record(
    "memory",
    {
        "size": Key(MEMORY_SIZE, "what the guest starts with"),
        "max": Key(MEMORY_SIZE, "up to how much can be plugged in"),
        "hugepages": Key(OneOf((Flag(), SizeOf())), "whether it is in huge pages, or of which size"),
        "shared": Key(Flag(), "whether other processes of the host may share it; true for virtiofs"),
        "locked": Row(Flag(), "whether the host must not swap it", place="memory_backing.locked", conversion=IF_TRUE),
    },
    short="size",
    example="4GiB",
    synonyms="memory",
    refusals=MEMORY_REFUSALS,
)
KEYS = {"memory": Key(MEMORY, "the size of the memory, or its size and kind")}


def expand(draft: Draft) -> None:
    """``memory``, ``maxMemory`` and ``memoryBacking``."""
    size = draft.get("memory", "size")
    if isinstance(size, Scalar):
        check_total(draft, size)
        draft.put("memory", amount(total_memory(draft) or size), size.origin)
    most = draft.get("memory", "max")
    if isinstance(most, Scalar) and isinstance(size, Scalar):
        if parse_size(most.text).bytes < parse_size((total_memory(draft) or size).text).bytes:
            message = render("impossible-combination", "memory-max", most=most.text, size=size.text)
            draft.complain(message, most, "memory.max")
        check_device(draft, "memory slots", most.origin, "memory.max")
        draft.put("max_memory", {**amount(most), "slots": _SLOTS}, most.origin)
    _expand_pages(draft)
    shared, due = _sharing(draft)
    if shared:
        content: dict[str, Any] = {"source": make({"type": "memfd"}, due), "access": make({"mode": "shared"}, due)}
        draft.put("memory_backing", content, draft.origin("memory"))


def _expand_pages(draft: Draft) -> None:
    pages = draft.get("memory", "hugepages")
    if not isinstance(pages, Scalar) or pages.value is False:
        return
    content: dict[str, Any] = {}
    if pages.value is not True:
        size = parse_size(pages.text)
        content["pages"] = [make({"size": size.number, "unit": unit_of(size)}, pages.origin)]
    draft.put("memory_backing.hugepages", content, pages.origin)


def _sharing(draft: Draft) -> tuple[bool, Origin]:
    """Whether memory is shared, and what requires it."""
    choice = draft.get("memory", "shared")
    share = next(
        (directory for directory in draft.maps("shares") if text_at(directory, "driver") in (None, "virtiofs")), None
    )
    if isinstance(choice, Scalar):
        if choice.value is False and share is not None:
            draft.complain(render("impossible-combination", "memory-shared"), choice, "memory.shared")
        return choice.value is True, choice.origin
    return share is not None, share.origin if share is not None else draft.generation


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``memory``."""
    memory: VmSpec = {"size": _guess_size(domain), "max": size_of(domain.get("max_memory"))}
    pages = at(domain, "memory_backing", "hugepages")
    if isinstance(pages, Mapping):
        held = pages.get("pages")
        page = held.items[0] if isinstance(held, Sequence) and len(held) == 1 else None
        memory["hugepages"] = spelled(value(page, "size"), text_at(page, "unit")) if page is not None else True
    if text_at(domain, "memory_backing", "access", "mode") == "shared":
        memory["shared"] = True
    return {"memory": memory}


def _guess_size(domain: Mapping) -> str | None:
    """The memory that the guest starts with: that of its nodes, where memory devices are counted too."""
    cells = maps_at(domain, "cpu", "numa", "cells") if devices_of(domain, "memory_devices") else []
    sizes = [spelled(value(cell, "memory"), text_at(cell, "unit")) for cell in cells]
    if not sizes or None in sizes:
        return size_of(domain.get("memory"))
    return spell_size(sum(parse_size(size).bytes for size in sizes if size is not None))


TOPIC = Topic(KEYS, Rows("Domain", KEYS), expand, guess)
