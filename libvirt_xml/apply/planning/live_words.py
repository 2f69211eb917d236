"""What leaves a running guest, in the words of its owner."""

from __future__ import annotations

import copy
from dataclasses import replace

from libvirt_xml.apply.planning.live_changes import device_at, device_path
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.wording.change_words import ChangeWords, describe_change
from libvirt_xml.completion.state import drop_state
from libvirt_xml.documents import Domain
from libvirt_xml.messages import render


def describe_live_change(change: Change, live: Element, asked: Element) -> ChangeWords:
    """A change of a running guest; without the numbers, sockets and terminals that only running guests have.

    A guest does not show the CPU and the firmware that it was started with as they were asked for.
    """
    words = describe_change(_without_state(change, live), live, asked)
    is_unknown = change.kind == "changed" and change.old is None and not words.is_secret
    return replace(words, old=render("plan", "another")) if is_unknown else words


def _without_state(change: Change, live: Element) -> Change:
    place = device_path(change.path)
    if change.kind != "removed" or place is None or place.path != change.path or not isinstance(live, Domain):
        return change
    plain = copy.deepcopy(live)
    drop_state(plain)
    device = device_at(plain, place)
    return change if device is None else replace(change, old=device)
