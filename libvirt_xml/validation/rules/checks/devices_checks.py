"""Checks of devices that have no family of their own."""

from __future__ import annotations

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing, whole_number

_PROXY = "spapr-tpm-proxy"
_MIB_OF_UNIT = {"M": 1, "MiB": 1, "G": 1024, "GiB": 1024}


def two_tpms(thing: Thing, _: Subject) -> Answer:
    """The second TPM of one sort: beside one there may be a proxy."""
    for is_proxy in (False, True):
        tpms = [tpm for tpm in thing.things("tpm") if (tpm.attributes.get("model") == _PROXY) is is_proxy]
        if len(tpms) > 1:
            return {"thing": tpms[1]}
    return None


def odd_shmem(thing: Thing, _: Subject) -> Answer:
    """The size, in whole MiB, is no power of two."""
    number, factor = whole_number(thing.text), _MIB_OF_UNIT.get(thing.attributes.get("unit", ""))
    if number is None or factor is None:
        return None
    size = number * factor
    return size < 1 or bool(size & (size - 1))


def other_action(thing: Thing, _: Subject) -> Answer:
    """A watchdog whose action is not that of the first."""
    watchdogs = thing.things("watchdog")
    actions = [watchdog.attributes.get("action", "reset") for watchdog in watchdogs]
    differing = [watchdog for watchdog, action in zip(watchdogs, actions, strict=True) if action != actions[0]]
    return {"thing": differing[0], "at": "@action"} if differing else None
