"""Checks of what a domain says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from libvirt_xml.validation.rules.derived.guest_cpus import memory_of_cells
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_UUID = re.compile(r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}")
_WITHOUT_RELABEL = frozenset({"static", "none"})
_DATE = re.compile(r"([0-9]+)/([0-9]+)/([0-9]{2}|[0-9]{4,})")


def no_memory(thing: Thing, _: Subject) -> Answer:
    """Neither the memory nor the cells have a size."""
    return not memory_of_cells(thing) and not thing.has("cpu/numa/cell")


def uuid_differs(thing: Thing, _: Subject) -> Answer:
    """Both are UUIDs, of other digits. That of the hardware is the one that the guest sees, if there is one."""
    ours, whole = thing.text.strip(), (thing.value("/hwuuid") or thing.value("/uuid") or "")
    if not _UUID.fullmatch(ours) or not _UUID.fullmatch(whole):
        return None
    return {"uuid": whole} if ours.replace("-", "").lower() != whole.replace("-", "").lower() else None


def no_uuid(thing: Thing, _: Subject) -> Answer:
    """The text has not the form of a UUID."""
    return _UUID.fullmatch(thing.text.strip()) is None


def no_bios_date(thing: Thing, _: Subject) -> Answer:
    """The text is no month, day and year that libvirt takes."""
    match = _DATE.fullmatch(thing.text.strip())
    if match is None:
        return True
    month, day, year = (int(part) for part in match.groups())
    return not (1 <= month <= 12 and 1 <= day <= 31 and (year < 100 or year >= 1900))


def rename_restart(thing: Thing, _: Subject) -> Answer:
    """The actions that are rename-restart."""
    return _actions(thing, ("on_poweroff", "on_reboot", "on_crash"), "rename-restart")


def preserve(thing: Thing, _: Subject) -> Answer:
    """The actions other than that of a crash that are preserve."""
    return _actions(thing, ("on_poweroff", "on_reboot"), "preserve")


def _actions(thing: Thing, names: Sequence[str], begin: str) -> Answer:
    return [{"at": name} for name in names if (thing.value(name) or "").startswith(begin)]


def nobody_is_root(thing: Thing, _: Subject) -> Answer:
    """The first ID of users, or of groups, is not 0."""
    lowest = [min((one.number("@start") or 0 for one in thing.things(kind)), default=0) for kind in ("uid", "gid")]
    return any(lowest)


def label_of_device_twice(thing: Thing, _: Subject) -> Answer:
    """Labels of a device that are for the model of an earlier one."""
    seen: set[str] = set()
    repeated: list[Thing] = []
    for label in thing.things("seclabel"):
        model = label.attributes.get("model")
        if model in seen:
            repeated.append(label)
        elif model is not None:
            seen.add(model)
    return [{"thing": label, "at": "@model", "model": label.attributes["model"]} for label in repeated]


def alone(thing: Thing, subject: Subject) -> Answer:
    """The only label; of several, another rule asks for the model."""
    return len(subject.at("seclabel")) == 1


def overrides_without_relabel(thing: Thing, subject: Subject) -> Answer:
    """The label of a device, for a model whose relabelling is off in the domain."""
    is_of_device = thing.parent is not None and thing.parent.name == "source"
    return is_of_device and thing.attributes.get("model") in subject.once(_models_without_relabel)


def _models_without_relabel(subject: Subject) -> set[str | None]:
    return {
        label.attributes["model"]
        for label in subject.at("seclabel")
        if "model" in label.attributes
        and label.attributes.get("relabel", "no" if label.attributes.get("type") in _WITHOUT_RELABEL else "yes") == "no"
    }
