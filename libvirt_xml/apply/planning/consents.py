"""Which changes need a consent, and which documents are never touched; ``consents.toml`` has both."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from libvirt_xml.apply.merging.carrying import Dropped
from libvirt_xml.apply.merging.equalities import is_same_family
from libvirt_xml.apply.planning.host_plan import Block, Consent
from libvirt_xml.apply.planning.live_changes import device_at, device_path
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.wording.path_words import subject_and_aspect
from libvirt_xml.documents import Domain
from libvirt_xml.messages import render

_PLACE = re.compile(r"\[[^\]]*\]")


def consents_needed(
    changes: Iterable[Change], dropped: Iterable[Dropped], actual: Domain, asked: Domain
) -> Iterator[Block]:
    """The blocks of changes to a document of libvirt, one for each thing."""
    documents = (asked, actual)
    needed = [
        (rule["allow"], change.path)
        for change in changes
        for rule in _rules()["consent"]
        if _needs(rule, change, actual)
    ]
    given = {consent for consent, _ in needed}
    needed += [(drop.consent, drop.path) for drop in dropped if drop.consent is not None and drop.consent not in given]
    things = {(consent, " ".join(subject_and_aspect(path, documents)).strip()): path for consent, path in needed}
    hardware = [(thing, path) for (consent, thing), path in things.items() if consent == "new-hardware"]
    for (consent, thing), path in things.items():
        if consent != "new-hardware":
            yield _block(consent, thing, path)
    if hardware:
        yield _block("new-hardware", tuple(thing for thing, _ in hardware), hardware[0][1])


def _needs(rule: Mapping[str, Any], change: Change, actual: Domain) -> bool:
    path = _PLACE.sub("[]", change.path)
    if not any(path == known or path.startswith((f"{known}.", f"{known}[")) for known in rule["paths"]):
        return False
    if change.kind not in rule["kinds"] or (rule.get("family") and is_same_family(change.old, change.new)):
        return False
    place = device_path(change.path)
    device = None if place is None else device_at(actual, place)
    return not any(str(getattr(device, name, None)) in words for name, words in rule.get("unless", {}).items())


def _block(consent: str, thing: str | tuple[str, ...], path: str) -> Block:
    match consent:
        case "disk-source":
            return Block(render("blocked", "disk-source", thing=thing), "disk-source", path)
        case "new-hardware":
            return Block(render("blocked", "new-hardware", things=thing), "new-hardware", path)
    raise ValueError(consent)


def owner_of(domain: Domain) -> str | None:
    """The program that manages a machine itself, if there is one."""
    elements = domain.metadata.elements if domain.metadata is not None else ()
    uris = [uri for element in elements if isinstance(element, AnyElement) for uri in _namespaces(element)]
    for owner in _rules()["owner"]:
        if any(uri.startswith(known) for uri in uris for known in owner["namespaces"]):
            return str(owner["name"])
    return None


def _namespaces(element: AnyElement) -> Iterator[str]:
    yield from element.namespaces.values()
    yield from (value for name, value in element.attributes.items() if name.partition(":")[0] == "xmlns")


@cache
def _rules() -> Mapping[str, list[dict[str, Any]]]:
    text = files("libvirt_xml.apply.planning").joinpath("consents.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


__all__ = ["Consent", "consents_needed", "owner_of"]
