"""What documents of running machines have, and libvirt ignores when it defines one."""

from __future__ import annotations

from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import content
from libvirt_xml.completion.device_slots import path_of, slots_of
from libvirt_xml.completion.field_paths import drop, get
from libvirt_xml.completion.filled_in import StateRow, state_rows
from libvirt_xml.documents.devices import Alias
from libvirt_xml.documents.domain import Domain

# Source: src/qemu/qemu_domain.c: qemuDomainChrMatchDefaultPath; the paths of the system's and of a user's daemon.
_GENERATED = ("/var/lib/libvirt/qemu/channel/", "/run/libvirt/qemu/channel/")


def drop_state(domain: Domain) -> list[tuple[str, Any]]:
    """Take out all state; its paths and values."""
    by_list, is_live = state_rows(), domain.__dict__.get("id") is not None
    dropped: list[tuple[str, Any]] = []
    for slot, item in slots_of(domain).items():
        for row in (*by_list.get(slot[0], ()), *(by_list["*"] if slot[0] else ())):
            if (row.live and not is_live) or (row.with_ and get(item, row.with_) is None):
                continue
            if all(get(item, path) in allowed for path, allowed in row.when.items()):
                dropped += [(path_of(slot, domain, path), value) for path, value in _drop(item, row.field, row)]
    return dropped + _drop_labels(domain) + _drop_generated_sockets(domain) + _drop_nameless_model(domain)


def _drop_labels(domain: Domain) -> list[tuple[str, Any]]:
    """Dynamic labels that the security drivers made at start."""
    labels = domain.__dict__.get("seclabels") or []
    generated = [label for label in labels if label.type == "dynamic" and label.label and not label.baselabel]
    dropped = [(f"seclabels[{at}]", label) for at, label in enumerate(labels) if label in generated]
    labels[:] = [label for label in labels if label not in generated]
    return dropped


def _drop_generated_sockets(domain: Domain) -> list[tuple[str, Any]]:
    """A virtio channel's own socket: libvirt makes its path at start, and asks for nothing without one."""
    dropped: list[tuple[str, Any]] = []
    for at, channel in enumerate(domain.devices.__dict__.get("channels", ())):
        source = channel.sources[0] if len(channel.sources) == 1 else None
        if source is None or channel.type != "unix" or get(channel, "target.type") != "virtio":
            continue
        path = source.path or ""
        if source.mode == "bind" and (not path or path.startswith(_GENERATED)):
            dropped.append((f"devices.channels[{at}].sources[0]", source))
            channel.sources.clear()
    return dropped


def _drop_nameless_model(domain: Domain) -> list[tuple[str, Any]]:
    """``<model fallback='allow'/>`` of the host's CPU says nothing."""
    model = get(domain, "cpu.model")
    if get(domain, "cpu.mode") != "host-model" or model is None or content(model).keys() - {"fallback"}:
        return []
    drop(domain, "cpu.model")
    return [("cpu.model", model)]


def _drop(item: Element, path: str, row: StateRow) -> list[tuple[str, Any]]:
    """Take the field at a path out of an element, through lists too, and what is empty then."""
    first, _, rest = path.partition(".")
    inner = item.__dict__.get(first)
    if inner is None:
        return []
    if not rest:
        if not _is_state(inner, row):
            return []
        delattr(item, first)
        return [(first, inner)]
    if not isinstance(inner, list):
        dropped = [(f"{first}.{below}", value) for below, value in _drop(inner, rest, row)]
        if dropped and not content(inner):
            delattr(item, first)
        return dropped
    dropped = [
        (f"{first}[{at}].{below}", value) for at, part in enumerate(inner) for below, value in _drop(part, rest, row)
    ]
    if dropped:
        inner[:] = [part for part in inner if content(part)]
    return dropped


def _is_state(value: Any, row: StateRow) -> bool:
    text = str(value.name if isinstance(value, Alias) else value)
    return text.startswith(row.begins) and not (row.begins_not and text.startswith(row.begins_not))
