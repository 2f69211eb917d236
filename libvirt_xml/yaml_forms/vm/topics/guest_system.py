"""The guest's system: what it is, and what it requires of its machine."""

from __future__ import annotations

import re

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.shapes import Text
from libvirt_xml.yaml_forms.systems import System, find_system, suggest_system
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import metadata_of
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.machine_types import architecture_of
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.labels import ESCAPES, INNER, OUTER

LIBOSINFO = "http://libosinfo.org/xmlns/libvirt/domain/1.0"
_NEEDS_UEFI = frozenset({"uefi", "secure-boot"})
_OS_ID = re.compile(r"""<(?:\w+:)?os\s+id=["']([^"']+)["']\s*/?>""").search


class SystemName(Text):
    """The name of a system."""

    def better(self, node: Node) -> str | None:
        """The id that is probably meant by one that libosinfo does not have."""
        is_unknown = isinstance(node, Scalar) and find_system(node.text) is None
        return suggest_system(node.text) if is_unknown and isinstance(node, Scalar) else None

    def refuse(self, node: Node, path: str, findings: Findings) -> None:
        """Note that a value is of the wrong type; libvirt's element of this name has other things."""
        keys = tuple(key for key in node.items if key in _OF_LIBVIRT) if isinstance(node, Mapping) else ()
        if not keys or not isinstance(node, Mapping):
            super().refuse(node, path, findings)
            return
        written = _beside_os(node)
        message = (
            render("wrong-type", "os-of-libvirt", expected=self.what, keys=keys)
            if written is None
            else render("wrong-type", "os-of-libvirt-with-values", expected=self.what, written=written)
        )
        findings.add("wrong-type", message, node, path)

    def _only_value(self, node: Node) -> str | None:
        texts = (
            [item.text for item in node.items.values() if isinstance(item, Scalar)] if isinstance(node, Mapping) else []
        )
        known = next((text for text in texts if find_system(text) is not None), None)
        return known or (suggest_system("".join(texts[:2])) if texts else super()._only_value(node))


def _beside_os(node: Mapping) -> str | None:
    """What libvirt's element of this name has, as keys of the form; ``None`` where that is not known of all."""
    items = {**node.items, **(kind.items if isinstance(kind := node.items.get("type"), Mapping) else {})}
    texts = {key: _text_of(item) for key, item in items.items() if key not in ("type", "value", "boots")}
    if None in texts.values() or not texts.keys() <= {*_OF_LIBVIRT, "secure_boot"}:
        return None
    firmware = {key: texts.pop(key) for key in ("loader", "nvram", "secure_boot") if key in texts}
    is_uefi = texts.get("firmware") in ("efi", "uefi")
    pairs = [f"{key}: {text}" for key, text in texts.items() if key not in ("firmware", "boot")]
    if firmware:
        pairs.append(f"firmware: {{type: uefi, {', '.join(f'{key}: {text}' for key, text in firmware.items())}}}")
    elif is_uefi:
        pairs.append("firmware: uefi")
    return " and ".join(pairs) or None


def _text_of(item: Node) -> str | None:
    """A single value, or that of an element with attributes, on one line."""
    return one_line(item.items.get("value", item) if isinstance(item, Mapping) else item)


_OF_LIBVIRT = ("arch", "machine", "firmware", "loader", "nvram", "boot", "kernel", "initrd", "cmdline")
KEYS = {
    "os": Key(
        SystemName("a libosinfo id", r"\S(.*\S)?", "debian12"),
        "the guest's system: a libosinfo short id (debian12, win11) or URI",
    ),
}


def expand(draft: Draft) -> None:
    """The element of libosinfo in ``metadata``."""
    if draft.system is not None:
        draft.metadata.append(Scalar(_element(draft.system), None, draft.origin("os")))
        _check(draft, draft.system)


def _element(system: System) -> str:
    """The element that says which system a guest has, as virt-manager and others read it."""
    return (
        f'<libosinfo:libosinfo xmlns:libosinfo="{LIBOSINFO}">'
        f'{INNER}<libosinfo:os id="{system.uri.translate(ESCAPES)}"/>{OUTER}</libosinfo:libosinfo>'
    )


def _check(draft: Draft, system: System) -> None:
    """A TPM and UEFI, for systems that do not install without; a warning, as the person may know better."""
    if not architecture_of(draft).has_requirements:
        return
    name, traits = system.id or system.uri, system.traits
    if "tpm" in traits and not draft.is_on("tpm"):
        _warn(draft, render("impossible-combination", "system-tpm", system=name), draft.origin("tpm"), "tpm")
    elif "tpm" in traits and draft.text("tpm", "version") == "1.2":
        at = draft.origin("tpm", "version")
        _warn(draft, render("impossible-combination", "system-tpm", system=name), at, "tpm.version")
    if traits & _NEEDS_UEFI and draft.text("firmware", "type") == "bios":
        at = draft.origin("firmware", "type")
        _warn(draft, render("impossible-combination", "system-uefi", system=name), at, "firmware.type")
    elif "secure-boot" in traits and draft.value("firmware", "secure_boot") is False:
        at = draft.origin("firmware", "secure_boot")
        _warn(draft, render("impossible-combination", "system-secure-boot", system=name), at, "firmware.secure_boot")


def _warn(draft: Draft, message: str, at: Origin, path: str) -> None:
    draft.complain(message, at, path, severity="warning")


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """The system that the metadata names."""
    named = [match[1] for element in metadata_of(domain) if "libosinfo" in element and (match := _OS_ID(element))]
    if not named:
        return {}
    system = find_system(named[-1])
    return {"os": named[-1] if system is None else system.id or system.uri}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
