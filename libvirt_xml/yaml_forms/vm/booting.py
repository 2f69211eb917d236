"""Operating system, firmware, direct kernels, and the order of booting."""

from __future__ import annotations

from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import PLAIN
from libvirt_xml.yaml_forms.layering.merging import merge
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.disk_formats import check_flash_formats
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.machine_types import architecture_of, lacks

_SORTS = {
    "hd": "disk", "disk": "disk", "harddisk": "disk", "harddrive": "disk", "cdrom": "cdrom", "cd": "cdrom",
    "dvd": "cdrom", "iso": "cdrom", "fd": "floppy", "floppy": "floppy", "network": "nic", "net": "nic", "nic": "nic",
    "pxe": "nic",
}  # fmt: skip


def expand_os(draft: Draft) -> None:
    """``os``: architecture, machine, firmware, kernel."""
    firmware = text_at(draft.vm, "firmware", "type")
    _check_firmware(draft, firmware)
    is_uefi = firmware == "uefi"
    own = draft.get("firmware", "loader")
    content: dict[str, Any] = {
        "firmware": "efi" if is_uefi and own is None else None,
        "type": {"value": "hvm", "arch": draft.get("arch"), "machine": draft.get("machine")},
        "kernel": draft.get("kernel"),
        "initrd": draft.get("initrd"),
        "cmdline": draft.get("cmdline"),
    }
    if is_uefi:
        content.update(_firmware(draft, own))
    menu = draft.get("boot", "menu")
    if menu is not None or draft.get("boot", "timeout") is not None:
        content["bootmenu"] = {"enable": menu or True, "timeout": draft.get("boot", "timeout")}
    firmware_node = draft.get("firmware", "type")
    if content["firmware"] and firmware_node is not None:
        content["firmware"] = Scalar("efi", None, firmware_node.origin)
    draft.put("os", content, draft.generation)
    if value(draft.vm, "firmware", "secure_boot") is True and architecture_of(draft).has_smm:
        origin = draft.origin("firmware", "secure_boot")
        draft.domain["features"] = merge(draft.domain["features"], make({"smm": {"state": True}}, origin))
    for key in ("initrd", "cmdline"):
        if draft.get(key) is not None and draft.get("kernel") is None:
            draft.complain(f"{key} goes with a kernel, and there is none", draft.origin(key), key)


def _firmware(draft: Draft, own: Node | None) -> dict[str, Any]:
    secure = draft.get("firmware", "secure_boot")
    content: dict[str, Any] = {}
    template, nvram = draft.get("firmware", "template"), draft.get("firmware", "nvram")
    if own is not None:
        content["loader"] = {"value": own, "readonly": True, "type": "pflash", "secure": secure}
    elif isinstance(secure, Scalar) and secure.value is True:
        features = [{"enabled": True, "name": name} for name in ("enrolled-keys", "secure-boot")]
        content["firmware_features"] = make({"features": features}, secure.origin)
        if architecture_of(draft).has_smm:
            content["loader"] = make({"secure": True}, secure.origin)
    else:
        content["firmware_features"] = _features_off(draft, secure)
    if nvram is not None or template is not None:
        content["nvram"] = {"value": nvram, "template": template}
    return content


def _features_off(draft: Draft, said: Node | None) -> Node | None:
    """What the firmware must not have, so that it starts unsigned code too: libvirt may choose one with keys else."""
    without = draft.settled.parts["devices"].get("unsecured")
    if not isinstance(without, Sequence):
        return None
    origin = without.origin if said is None else said.origin
    return make({"features": [{"enabled": False, "name": name} for name in without]}, origin)


def _check_firmware(draft: Draft, firmware: str | None) -> None:
    arch = draft.fact("arch")
    node = draft.get("firmware", "type")
    possible = architecture_of(draft).firmware
    if firmware is not None and firmware not in possible:
        parameters = {"arch": arch, "firmware": firmware, "better": " or ".join(possible)}
        message: str = (
            render("impossible-combination", "firmware-other", **parameters)
            if possible
            else render("impossible-combination", "firmware-own", arch=arch, firmware=firmware)
        )
        draft.complain(message, node or draft.vm, "firmware.type")
    secure = draft.get("firmware", "secure_boot")
    if not isinstance(secure, Scalar) or secure.value is not True:
        pass
    elif firmware != "uefi":
        message = "secure boot is of UEFI: say type: uefi beside it"
        draft.complain(message, secure, "firmware.secure_boot", suggestion="uefi")
    elif lacks(draft, "secure-boot"):
        draft.complain(
            f"machines of the type {draft.fact('machine')} have no secure boot: use q35", secure, "firmware.secure_boot"
        )
    for key in ("loader", "template", "nvram"):
        held = draft.get("firmware", key)
        if held is not None and firmware != "uefi":
            draft.complain(f"{key} is of UEFI: say type: uefi beside it", held, f"firmware.{key}", suggestion="uefi")
    check_flash_formats(draft)


# The order of booting


def expand_boot(draft: Draft) -> None:
    """``boot`` of disks and interfaces: what the spec says, else disks and then CD-ROMs to install from."""
    said = draft.get("boot", "order") if isinstance(draft.get("boot"), Mapping) else draft.get("boot")
    is_said = isinstance(said, Sequence)
    order = _said_order(draft, said) if isinstance(said, Sequence) else _usual_order(draft)
    for rank, (list_name, at, origin_node) in enumerate(order, 1):
        held = draft.devices.get(list_name)
        device = held[at] if isinstance(held, list) else None
        if isinstance(held, list) and isinstance(device, Mapping):
            boot = make({"order": rank}, origin_node.origin if is_said else draft.generation)
            held[at] = Mapping({**device.items, "boot": boot}, device.origin, device.keys)


def _said_order(draft: Draft, said: Sequence) -> list[tuple[str, int, Node]]:
    names: dict[str, tuple[str, int]] = {}
    clashes = set()
    for key, list_name in (("nics", "interfaces"), ("disks", "disks")):
        for at, item in enumerate(draft.maps(key)):
            name = text_at(item, "name")
            if name is not None:
                clashes.update({name} & names.keys())
                names[name] = (list_name, at)
    found: dict[tuple[str, int], Node] = {}
    for at, word in enumerate(said):
        if not isinstance(word, Scalar):
            continue
        path = f"boot[{at}]" if isinstance(draft.get("boot"), Sequence) else f"boot.order[{at}]"
        if word.text not in names:
            there = f"there are {', '.join(names)}" if names else "neither disks nor NICs have names"
            message = f"no disk and no NIC is called {word.text!r}; {there}"
            draft.complain(
                message,
                word,
                path,
                "unknown-name",
                expected=tuple(names),
                suggestion=PLAIN.closest(word.text, names) or _first_of(draft, word.text),
            )
        elif word.text in clashes:
            draft.complain(f"a disk and a NIC are both called {word.text!r}", word, path, "duplicate-name")
        elif names[word.text] in found:
            draft.complain(f"{word.text!r} stands here a second time", word, path, "duplicate-name")
        else:
            found[names[word.text]] = word
    return [(list_name, at, node) for (list_name, at), node in found.items()]


def _first_of(draft: Draft, word: str) -> str | None:
    """The name of the first disk or NIC of the sort that libvirt's and other tools' words for booting mean."""
    sort = _SORTS.get(word.lower())
    if sort == "nic":
        devices = draft.maps("nics")
    else:
        devices = [disk for disk in draft.maps("disks") if sort == _sort_of(disk)]
    return next((name for device in devices if (name := text_at(device, "name")) is not None), None)


def _sort_of(disk: Mapping) -> str:
    return next((kind for kind in ("cdrom", "floppy") if value(disk, kind) not in (None, False)), "disk")


def _usual_order(draft: Draft) -> list[tuple[str, int, Node]]:
    if draft.get("kernel") is not None:
        return []
    disks = draft.maps("disks")
    hard = [at for at, disk in enumerate(disks) if not _is_removable(disk)][:1]
    media = [at for at, disk in enumerate(disks) if _is_medium(draft, disk)]
    return [("disks", at, disks[at]) for at in (*hard, *media)]


def _is_removable(disk: Mapping) -> bool:
    return any(value(disk, kind) not in (None, False) for kind in ("cdrom", "floppy"))


def _is_medium(draft: Draft, disk: Mapping) -> bool:
    from libvirt_xml.yaml_forms.vm.rules import is_drivers

    return value(disk, "cdrom") not in (None, False) and not is_drivers(disk)
