"""The TPM."""

from __future__ import annotations

from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import TPM_REFUSALS
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.key_shapes import FILE, of_device, switch
from libvirt_xml.yaml_forms.vm.machine_types import architecture_of, check_part
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic


def _device_of_host(text: str) -> str | None:
    """The TPM of the host that a path means, or the word for passing it through."""
    path = "/dev/tpm0" if text.lower() in ("passthrough", "host", "tpm-passthrough") else text
    return f"{{device: {path}}}" if path.startswith("/dev/tpm") else None


TPM = switch(
    {
        "version": Row(Words(("1.2", "2.0")), "the version; default: 2.0", place="backend.version"),
        "model": Row(
            FieldValue("Tpm", "model", "a model"), "the interface; default: that of the architecture", place="model"
        ),
        "device": Row(
            FILE, "a TPM of the host to pass through, instead of an emulated one", place="backend.device.path"
        ),
    },
    "tpm",
    "version",
    TPM_REFUSALS,
    reads=_device_of_host,
    of_fields=of_device("tpms", "tpm"),
)
KEYS = {"tpm": Key(TPM, "a TPM")}
ROWS = Rows("Tpm", TPM.keys)


def expand(draft: Draft) -> None:
    """``tpm``."""
    if not draft.is_on("tpm"):
        return
    model = draft.get("tpm", "model") or draft.default("devices", "tpm")
    origin = draft.origin("tpm", "enabled")
    if model is None:
        draft.complain(render("impossible-combination", "no-tpm", arch=draft.fact("arch")), origin, "tpm")
        return
    device = draft.get("tpm", "device")
    if device is not None:
        backend: dict[str, Any] = {"type": "passthrough", "device": {"path": device}}
    else:
        backend = {"type": "emulator", "version": draft.get("tpm", "version")}
    if text_at(model) == "tpm-crb" and draft.text("tpm", "version") == "1.2":
        draft.complain(render("impossible-combination", "tpm-crb"), draft.origin("tpm", "version"), "tpm.version")
    elif isinstance(model, Scalar):
        _check_tpm(draft, model, is_emulated=device is None)
    draft.add("tpms", {"model": model, "backend": backend}, origin)


def _check_tpm(draft: Draft, model: Scalar, *, is_emulated: bool) -> None:
    is_fine = check_part(draft, "tpm", model, "tpm.model", draft.default("devices", "tpm"))
    version, versions = draft.text("tpm", "version"), architecture_of(draft).tpm_versions
    if is_fine and is_emulated and versions and version not in versions:
        message = render("impossible-combination", "tpm-version", arch=draft.fact("arch"), version=version)
        draft.complain(message, draft.origin("tpm", "version"), "tpm.version", suggestion="2.0")


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``tpm``: ``false`` without one."""
    tpms = devices_of(domain, "tpms")
    return {"tpm": {"enabled": True, **ROWS.read(tpms[0])} if tpms else False}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
