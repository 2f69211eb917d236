"""What a guest system requires of its machine, and which features of the hypervisor a machine has."""

from __future__ import annotations

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Origin, Scalar, is_null
from libvirt_xml.yaml_forms.vm.draft import Draft, value
from libvirt_xml.yaml_forms.vm.machine_types import architecture_of, check_part

_NEEDS_UEFI = frozenset({"uefi", "secure-boot"})


def check_guest(draft: Draft) -> None:
    """A TPM and UEFI, for systems that do not install without; a warning, as the person may know better."""
    if draft.system is None or not architecture_of(draft).has_requirements:
        return
    name, traits = draft.system.id or draft.system.uri, draft.system.traits
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


def check_guest_features(draft: Draft) -> None:
    """Features of the hypervisor that belong to other machines."""
    said = draft.get("features")
    if not isinstance(said, Mapping):
        return
    for name, feature in said.items.items():
        if value(feature, "state") is not False and not is_null(feature):
            check_part(draft, "feature", Scalar(name, None, said.place_of(name)), f"features.{name}")


def _warn(draft: Draft, message: str, at: Origin, path: str) -> None:
    draft.complain(message, at, path, severity="warning")
