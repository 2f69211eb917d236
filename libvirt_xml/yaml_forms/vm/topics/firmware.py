"""The firmware: BIOS or UEFI, with secure boot."""

from __future__ import annotations

import re

from libvirt_xml.facts.machines import architectures
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import FIRMWARE_REFUSALS
from libvirt_xml.yaml_forms.shapes.shapes import Flag, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import FILE
from libvirt_xml.yaml_forms.vm.machine_types import architecture_of, lacks
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.rules import at
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.disks.disk_formats import check_flash_formats

_SECURE = re.compile(r"(?:u?efi|ovmf)?[-_+. ]?sec(?:ure)?[-_ ]?(?:boot)?", re.IGNORECASE).fullmatch

_PATH = re.compile(r"/[\w./+@-]+").fullmatch


def _meant(text: str) -> str | None:
    """The map that ``uefi-secure`` means, or the path of a file of UEFI."""
    if _PATH(text):
        return f"{{type: uefi, loader: {text}}}"
    return "{type: uefi, secure_boot: true}" if _SECURE(text) else None


FIRMWARE = Record(
    "firmware",
    {
        "type": Key(Words(("bios", "uefi")), "bios or uefi"),
        "secure_boot": Key(Flag(), "boot signed code only; default: yes for guests that require it"),
        "loader": Key(FILE, "the firmware's file; default: libvirt chooses one"),
        "template": Row(FILE, "the file that the machine's variables start as", place="os.nvram.template"),
        "nvram": Row(FILE, "where the machine's variables are kept", place="os.nvram.value"),
    },
    short="type",
    reads=_meant,
    refusals=FIRMWARE_REFUSALS,
    example="uefi",
    synonyms="firmware",
)
KEYS = {"firmware": Key(FIRMWARE, "bios or uefi, with secure boot")}


def expand(draft: Draft) -> None:
    """``os.firmware`` and ``os.loader``; secure boot is guarded by system management mode."""
    firmware = text_at(draft.vm, "firmware", "type")
    _check(draft, firmware)
    if firmware == "uefi":
        _expand_uefi(draft, draft.get("firmware", "loader"), draft.get("firmware", "secure_boot"))
    if draft.value("firmware", "secure_boot") is True and architecture_of(draft).has_smm:
        draft.put("features.smm.state", True, draft.origin("firmware", "secure_boot"))


def _expand_uefi(draft: Draft, loader: Node | None, secure: Node | None) -> None:
    if loader is not None:
        content = {"value": loader, "readonly": True, "type": "pflash", "secure": secure}
        draft.put("os.loader", content, draft.generation)
        return
    draft.put("os.firmware", "efi", draft.origin("firmware", "type"))
    if isinstance(secure, Scalar) and secure.value is True:
        features = [{"enabled": True, "name": name} for name in ("enrolled-keys", "secure-boot")]
        draft.put("os.firmware_features.features", features, secure.origin)
        if architecture_of(draft).has_smm:
            draft.put("os.loader.secure", True, secure.origin)
    else:
        features_off = _features_off(draft, secure)
        if features_off is not None:
            draft.put("os.firmware_features", features_off, draft.generation)


def _features_off(draft: Draft, secure_boot: Node | None) -> Node | None:
    """What the firmware must not have, so that it starts unsigned code too: libvirt may choose one with keys else."""
    without = draft.settled.parts["devices"].get("unsecured")
    if not isinstance(without, Sequence):
        return None
    origin = without.origin if secure_boot is None else secure_boot.origin
    return make({"features": [{"enabled": False, "name": name} for name in without]}, origin)


def _check(draft: Draft, firmware: str | None) -> None:
    node, secure = draft.get("firmware", "type"), draft.get("firmware", "secure_boot")
    possible = architecture_of(draft).firmware
    if firmware is not None and firmware not in possible:
        parameters = {"arch": draft.fact("arch"), "firmware": firmware}
        if possible:
            message = render("impossible-combination", "firmware-other", **parameters, better=" or ".join(possible))
        else:
            message = render("impossible-combination", "firmware-own", **parameters)
        draft.complain(message, node or draft.vm, "firmware.type")
    if isinstance(secure, Scalar) and secure.value is True:
        _check_secure_boot(draft, firmware, secure)
    for key in ("loader", "template", "nvram"):
        held = draft.get("firmware", key)
        if held is not None and firmware != "uefi":
            message = render("impossible-combination", "key-of-uefi", key=key)
            draft.complain(message, held, f"firmware.{key}", suggestion="uefi")
    check_flash_formats(draft)


def _check_secure_boot(draft: Draft, firmware: str | None, secure: Scalar) -> None:
    if firmware != "uefi":
        message = render("impossible-combination", "secure-boot-without-uefi")
        draft.complain(message, secure, "firmware.secure_boot", suggestion="uefi")
    elif lacks(draft, "secure-boot"):
        message = render("impossible-combination", "machine-without-secure-boot", machine=draft.fact("machine"))
        draft.complain(message, secure, "firmware.secure_boot")


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """UEFI where libvirt or the domain chose a file for it, else BIOS, if the architecture has one."""
    loader = text_at(domain, "os", "loader", "value")
    is_auto = text_at(domain, "os", "firmware") == "efi"
    if not is_auto and (loader is None or text_at(domain, "os", "loader", "type") != "pflash"):
        architecture = architectures().get(text_at(domain, "os", "type", "arch") or "")
        has_bios = architecture is not None and "bios" in architecture.firmware
        return {"firmware": "bios" if has_bios or text_at(domain, "os", "firmware") == "bios" else None}
    firmware: VmSpec = {"type": "uefi"}
    secure = value(domain, "os", "loader", "secure")
    if secure is True or (secure is False and not is_auto):
        firmware["secure_boot"] = secure
    features = at(domain, "os", "firmware_features", "features")
    for feature in features if isinstance(features, Sequence) else ():
        if text_at(feature, "name") == "secure-boot":
            firmware["secure_boot"] = value(feature, "enabled")
    if not is_auto:
        firmware["loader"] = loader
    return {"firmware": firmware}


TOPIC = Topic(KEYS, Rows("Domain", KEYS), expand, guess)
