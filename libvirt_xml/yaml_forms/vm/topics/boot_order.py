"""What a machine boots from: the order of disks and NICs, and the firmware's menu."""

from __future__ import annotations

import re

from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import PLAIN
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, Record
from libvirt_xml.yaml_forms.shapes.describing import describe, last_key
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.shapes.shapes import YES, Flag, Text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.rules import at, is_drivers
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.device_names import Place, implied_names
from libvirt_xml.yaml_forms.vm.topics.network.nics import known_interfaces

_SORTS = {
    "hd": "disk", "disk": "disk", "harddisk": "disk", "harddrive": "disk", "cdrom": "cdrom", "cd": "cdrom",
    "dvd": "cdrom", "iso": "cdrom", "fd": "floppy", "floppy": "floppy", "network": "nic", "net": "nic", "nic": "nic",
    "pxe": "nic", "scsi": "disk", "virtio": "disk", "sata": "disk", "ide": "disk", "nvme": "disk",
}  # fmt: skip
_FIRMWARE = {"uefi": "uefi", "efi": "uefi", "ovmf": "uefi", "bios": "bios", "seabios": "bios", "legacy": "bios"}
_MENU = re.compile(r"(?:boot)?menu(?:\.enable)?=(\w+)").fullmatch
_NUMBERED = re.compile(r"([a-z]+)([0-9]{0,2})").fullmatch  # net0, scsi1
_SEPARATORS = re.compile(r"[,;\s]+")


class _Milliseconds(Whole):
    """A time in milliseconds, which others write in seconds."""

    def _refuse_text(self, node: Scalar, path: str, findings: Findings) -> None:
        seconds = _SECONDS(node.text)
        if seconds is None:
            super()._refuse_text(node, path, findings)
            return
        parts = {"key": last_key(path), "expected": self.what, "actual": describe(node, path)}
        meant = seconds[1] if seconds[2] == "ms" else f"{seconds[1]}000"
        findings.add("wrong-type", render("wrong-type", "shape", **parts), node, path, suggestion=meant)


_SECONDS = re.compile(r"([0-9]{1,2}|[0-9]{1,5}(?= ?ms)) ?(s|sec|secs|seconds?|ms)").fullmatch
_NAMES = ListOf(Text("the name of a disk or a NIC", example="root"), "a list of names", is_lenient=True)
BOOT = Record(
    "boot",
    {
        "order": Key(_NAMES, "names of disks and NICs (targets and networks of those without), the first first"),
        "menu": Row(Flag(), "whether the firmware shows a menu", place="os.bootmenu.enable"),
        "timeout": Row(_Milliseconds(0, 65535), "how long it waits, in milliseconds", place="os.bootmenu.timeout"),
    },
    synonyms="booting",
)
KEYS = {"boot": Key(OneOf((_NAMES, BOOT)), "what to boot from: names of disks and NICs, the first first")}


def expand(draft: Draft) -> None:
    """``boot`` of disks and interfaces: what the spec says, else disks and then CD-ROMs to install from."""
    if draft.get("boot", "timeout") is not None and draft.get("boot", "menu") is None:
        draft.put("os.bootmenu.enable", True, draft.generation)
    boot = draft.get("boot")
    names = boot.get("order") if isinstance(boot, Mapping) else boot
    order = _said_order(draft, names) if isinstance(names, Sequence) else _usual_order(draft)
    for rank, (list_name, number, node) in enumerate(order, 1):
        devices = draft.devices.get(list_name)
        device = devices[number] if isinstance(devices, list) else None
        if isinstance(devices, list) and isinstance(device, Mapping):
            origin = node.origin if isinstance(names, Sequence) else draft.generation
            devices[number] = Mapping(
                {**device.items, "boot": make({"order": rank}, origin)}, device.origin, device.keys
            )


def _said_order(draft: Draft, words: Sequence) -> list[tuple[str, int, Node]]:
    names, clashes = _names_of(draft)
    order: dict[tuple[str, int], Node] = {}
    for number, word in enumerate(words):
        if not isinstance(word, Scalar):
            continue
        path = f"boot[{number}]" if isinstance(draft.get("boot"), Sequence) else f"boot.order[{number}]"
        if word.text not in names:
            _refuse_name(draft, word, tuple(names), path)
        elif word.text in clashes:
            draft.complain(render("duplicate-name", "boot-clash", name=word.text), word, path, "duplicate-name")
        elif names[word.text] in order:
            draft.complain(render("duplicate-name", "boot-again", name=word.text), word, path, "duplicate-name")
        else:
            order[names[word.text]] = word
    return [(list_name, number, node) for (list_name, number), node in order.items()]


def _names_of(draft: Draft) -> tuple[dict[str, Place], set[str]]:
    """The places of devices by name, and the names that two have; a said name goes before an implied one."""
    names: dict[str, Place] = {}
    clashes: set[str] = set()
    unnamed: set[Place] = set()
    for key, list_name in (("nics", "interfaces"), ("disks", "disks")):
        for number, item in enumerate(draft.maps(key)):
            name = text_at(item, "name")
            if name is None:
                unnamed.add((list_name, number))
            else:
                clashes.update({name} & names.keys())
                names[name] = (list_name, number)
    given = set(names)
    for place, name in implied_names(draft.devices_in("disks"), draft.devices_in("interfaces")):
        if place in unnamed and name not in given:
            clashes.update({name} & names.keys())
            names[name] = place
    return names, clashes


def _refuse_name(draft: Draft, word: Scalar, names: tuple[str, ...], path: str) -> None:
    if _has_lost_names(draft):
        return
    if word.text.lower() in _FIRMWARE:
        message = render("unknown-name", "boot-firmware", name=word.text, firmware=_FIRMWARE[word.text.lower()])
        draft.complain(message, word, path, "unknown-name")
        return
    parts = [part for part in _SEPARATORS.split(word.text.removeprefix("order=")) if part]
    options = [_MENU(part) for part in parts]
    likely = [
        part if part in names else _first_of(draft, part) or PLAIN.closest(part, names)
        for part, option in zip(parts, options, strict=True)
        if option is None
    ]
    several = None if None in likely or not likely else f"[{', '.join(map(str, likely))}]"
    is_menu = any(option is not None and YES.get(option[1], option[1]) == "true" for option in options)
    order = f"order: {several}, " if several else ""
    meant = f"{{{order}menu: true}}" if is_menu and (several or not likely) else several
    meant = likely[0] if len(parts) == 1 and likely else meant
    message = (
        render("unknown-name", "boot", name=word.text, names=", ".join(names))
        if names
        else render("unknown-name", "boot-without-names", name=word.text)
        if meant is None
        else render("unknown-name", "boot-menu", name=word.text)
    )
    draft.complain(message, word, path, "unknown-name", expected=names, suggestion=meant)


def _has_lost_names(draft: Draft) -> bool:
    """Whether the name may be that of a disk or NIC with a problem of its own."""
    lists = ("disks", "nics")
    return draft.vm.has_lost(*lists) or any(item.has_lost("name") for name in lists for item in draft.maps(name))


def _first_of(draft: Draft, word: str) -> str | None:
    """The name of the disk or NIC of a sort, with its number, that words of other tools for booting mean."""
    match = _NUMBERED(word.lower())
    sort = None if match is None else _SORTS.get(match[1])
    if match is None or sort is None:
        return None
    key, list_name = ("nics", "interfaces") if sort == "nic" else ("disks", "disks")
    implied = dict(reversed(implied_names(draft.devices_in("disks"), draft.devices_in("interfaces"))))
    names = [
        text_at(device, "name") or implied.get((list_name, number))
        for number, device in enumerate(draft.maps(key))
        if sort in ("nic", _sort_of(device))
    ]
    at_ = int(match[2] or 0)
    return names[at_] if at_ < len(names) else None


def _sort_of(disk: Mapping) -> str:
    return next((kind for kind in ("cdrom", "floppy") if value(disk, kind) not in (None, False)), "disk")


def _usual_order(draft: Draft) -> list[tuple[str, int, Node]]:
    if draft.get("kernel") is not None:
        return []
    disks = draft.maps("disks")
    hard = [at for at, disk in enumerate(disks) if not _is_removable(disk)][:1]
    media = [at for at, disk in enumerate(disks) if _is_medium(disk)]
    return [("disks", at, disks[at]) for at in (*hard, *media)]


def _is_removable(disk: Mapping) -> bool:
    return any(value(disk, kind) not in (None, False) for kind in ("cdrom", "floppy"))


def _is_medium(disk: Mapping) -> bool:
    return value(disk, "cdrom") not in (None, False) and not is_drivers(disk)


def guess(domain: Mapping, spec: VmSpec) -> VmSpec:
    """The names of what has a rank, in its order."""
    disks, interfaces = devices_of(domain, "disks"), known_interfaces(domain)
    implied: dict[Place, list[str]] = {}
    for place, name in implied_names(disks, interfaces):
        implied.setdefault(place, []).append(name)
    by_target = {item.get("target"): item for item in spec.get("disks", ())}
    items = {
        "disks": [by_target.get(text_at(disk, "target", "dev")) for disk in disks],
        "interfaces": spec.get("nics", ()),
    }
    ranks: dict[int, str] = {}
    for kind, devices in (("disks", disks), ("interfaces", interfaces)):
        for number, (item, device) in enumerate(zip(items[kind], devices, strict=False)):
            rank = value(device, "boot", "order")
            names = [] if item is None else [*filter(None, [item.get("name")]), *implied.get((kind, number), ())]
            if isinstance(rank, int) and names:
                ranks[rank] = names[0]
    order = [ranks[rank] for rank in sorted(ranks)]
    return {"boot": order if at(domain, "os", "bootmenu") is None else {"order": order}}


TOPIC = Topic(KEYS, Rows("Domain", KEYS), expand, guess)
