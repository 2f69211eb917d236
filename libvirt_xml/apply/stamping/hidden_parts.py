"""What a running guest does not show as it was asked for: only digests tell what it was started with.

libvirt shows the CPU that the host could give, and the firmware that it chose. So a stamp has digests of what was asked
of these parts when they changed, and a running guest has the stamp with which it was started. One that was started
without a stamp has none: then the stamp keeps what the definition had of these parts before it was changed.

It shows how much memory it uses, not what it was told to use: a guest without a driver for its balloon uses all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from libvirt_xml.apply.merging.equalities import memory_bytes
from libvirt_xml.apply.merging.remembering import digest_of
from libvirt_xml.apply.merging.rule_paths import places_above
from libvirt_xml.apply.stamping.stamp import Stamp, read_stamp
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change, ChangeKind
from libvirt_xml.documents import Domain

_PARTS = ("cpu", "os.firmware", "os.firmware_features")
TOLD = "current_memory"
"""The path of what a running guest is told, and does or not."""


def is_hidden_live(path: str) -> bool:
    """Whether a running guest does not show as it was asked for what is at a path."""
    return path in _PARTS or path.startswith(tuple(f"{part}{end}" for part in _PARTS for end in (".", "[")))


def is_hidden_removal(change: Change) -> bool:
    """Whether such a part should go from a running guest: whether it was started with it, only digests tell."""
    return change.kind == "removed" and is_hidden_live(change.path)


def hidden_part(document: Element, path: str) -> Any:
    """What a document has of a part; ``None`` for nothing."""
    value: Any = document
    for name in path.split("."):
        value = value.__dict__.get(name) if isinstance(value, Element) else None
    return value or None


def hidden_digests(document: Element) -> dict[str, str]:
    """The digests of all parts of a domain, also of those that are absent; none of another document."""
    paths = (*_PARTS, TOLD) if isinstance(document, Domain) else ()
    return {path: digest_of(hidden_part(document, path)) for path in paths}


def digests_kept(stamp: Stamp | None, asked: Mapping[str, str], changed: Collection[str]) -> dict[str, str]:
    """The digests of what is asked now: of a part that stays as it is in the definition, the one that it had.

    A file may ask for what libvirt had filled in. ``changed`` are the paths of what changes in the definition.
    """
    former = stamp.hidden if stamp is not None else {}
    return {path: digest if _is_changed(path, changed) else former.get(path, digest) for path, digest in asked.items()}


def _is_changed(path: str, changed: Collection[str]) -> bool:
    """Whether a part is changed, something in it, or what it is in."""
    return any(path in places_above(other) or other in places_above(path) for other in changed)


def lacking_parts(held: Element, live: Element, asked: Element, changed: Collection[str] = ()) -> Iterator[Change]:
    """What a running guest lacks of these parts, as the stamps of its two documents say.

    A part that it was started with in another form is ``changed``, and its former value is not known. ``changed`` are
    the paths of what will change in the definition.
    """
    stamp, started = read_stamp(held), read_stamp(live)
    if stamp is None:
        return
    if started is None:
        known, wanted = stamp.former, hidden_digests(held)
    else:
        known, wanted = started.hidden, digests_kept(stamp, hidden_digests(asked), changed)
    for path in _PARTS:
        digest = wanted[path]
        if known.get(path, digest) != digest:
            part = hidden_part(asked, path)
            kind: ChangeKind = "added" if known[path] == digest_of(None) else "changed"
            yield Change("removed" if part is None else kind, path, None, part)


def is_unfollowed(change: Change, held: Element, live: Element) -> bool:
    """Whether a change is of the memory that a running guest was told to use, and it uses all that it has.

    One without a balloon cannot be told, whether it runs or starts.
    """
    if change.path != TOLD or change.new is None or not isinstance(live, Domain):
        return False
    uses_all = memory_bytes(live.memory) == memory_bytes(live.current_memory) > memory_bytes(change.new)
    return uses_all and (not has_balloon(live) or _was_told(change.new, held, live))


def _was_told(memory: Any, held: Element, live: Element) -> bool:
    """Whether a running guest was told to use so much, when it started or after that."""
    stamp, started = read_stamp(held), read_stamp(live)
    if stamp is not None and stamp.told:
        return digest_of(memory) == stamp.told
    if started is not None and started.hidden.get(TOLD) == digest_of(memory):
        return True
    is_unchanged = stamp is not None and started is not None and stamp.hidden.get(TOLD) == started.hidden.get(TOLD)
    return (is_unchanged or (stamp is None and started is None)) and is_told_at_start(held, memory)


def is_told_at_start(held: Element, memory: Any) -> bool:
    """Whether libvirt tells a guest to use that much when it starts it, if its definition is still the same."""
    return memory is not None and memory_bytes(hidden_part(held, TOLD)) == memory_bytes(memory)


def has_balloon(live: Domain) -> bool:
    """Whether memory can be taken from a running guest; without the element that is not known, as of Xen."""
    balloon = live.devices.memballoon
    return balloon is None or balloon.model != "none"


def former_parts(held: Element, live: Element | None) -> Mapping[str, str]:
    """What a stamp keeps for a guest that was started without one: the parts of its definition, before any change."""
    if live is None or read_stamp(live) is not None:
        return {}
    stamp: Stamp | None = read_stamp(held)
    return (stamp.former if stamp is not None else {}) or hidden_digests(held)
