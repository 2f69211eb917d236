"""The CPU model and features that a spec names: whether libvirt knows them, and since when."""

from __future__ import annotations

from typing import Literal

from libvirt_xml.facts.cpus import Since, features, is_complete, models
from libvirt_xml.facts.first_versions import has_since
from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import PLAIN, vocabulary
from libvirt_xml.yaml_forms.shapes.other_tools.option_texts import cpu_with_features
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Origin, Scalar
from libvirt_xml.yaml_forms.vm.draft import Draft

MODES = ("host-passthrough", "host-model", "maximum")


def check_model(draft: Draft, model: Scalar) -> None:
    """That a name is a mode of <cpu>, or a model that the target libvirt knows."""
    name, arch = model.text, str(draft.fact("arch"))
    known = models(arch)
    if name in MODES:
        return
    joined = cpu_with_features(name)
    if joined is not None:
        base = vocabulary("cpu-modes").meaning(joined[0]) or joined[0]
        message = render("invalid-value", "cpu-with-features", name=name, model=base, features=joined[1])
        draft.complain(message, model, "cpus.model", "invalid-value")
        return
    if not known:
        return
    if name in known:
        _check_since(draft, "CPU model", name, known[name], model.origin, "cpus.model")
        return
    mode = vocabulary("cpu-modes").meaning(name)
    if mode is not None and mode not in _possible_modes(draft):
        mode = "maximum"
    severity: Literal["error", "warning"] = "error" if is_complete(arch) else "warning"
    if mode is not None:
        message = render("invalid-value", "cpu-mode", name=name, mode=mode)
    elif is_complete(arch):
        message = render("invalid-value", "cpu-unknown", name=name, arch=arch)
    else:
        message = render("invalid-value", "cpu-of-emulator", name=name, arch=arch)
    expected = _possible_modes(draft)
    meant = mode or PLAIN.closest(name, [*expected, *known])
    draft.complain(
        message, model, "cpus.model", "invalid-value", severity=severity, expected=expected, suggestion=meant
    )


def _possible_modes(draft: Draft) -> tuple[str, ...]:
    """Emulation has no host's CPU to pass through."""
    return MODES[2:] if draft.fact("accel") == "tcg" else MODES


def check_features(draft: Draft, policies: Mapping) -> None:
    """That libvirt knows the features, where the list of them is complete."""
    arch = str(draft.fact("arch"))
    known = features(arch)
    if not known:
        return
    for name in policies.items:
        at, path = policies.place_of(name), f"cpus.features.{name}"
        if name in known:
            _check_since(draft, "CPU feature", name, known[name], at, path)
        else:
            message = render("invalid-value", "cpu-feature", name=name, arch=arch)
            draft.complain(message, at, path, "invalid-value", suggestion=PLAIN.closest(name, known))


def check_mode(draft: Draft, model: Scalar) -> None:
    """What accelerator and architecture allow of the host's own CPU, and what moves to unlike hosts."""
    must_move = draft.value("cpus", "migratable") is True
    if model.text in ("host-passthrough", "host-model") and draft.fact("accel") == "tcg":
        message = render("impossible-combination", "cpu-of-host", model=model.text)
        draft.complain(message, model, "cpus.model")
    elif model.text == "host-model" and draft.default("devices", "has_host_model") is None:
        message = render("impossible-combination", "no-host-model", arch=draft.fact("arch"))
        where = "cpus.migratable" if must_move else "cpus.model"
        draft.complain(message, draft.get("cpus", "migratable") or model, where)
    elif must_move and model.text == "host-passthrough":
        draft.complain(render("impossible-combination", "passthrough-migratable"), model, "cpus.model")


def _check_since(draft: Draft, what: str, name: str, since: Since, at: Origin, path: str) -> None:
    if draft.libvirt is None or not since.version or since.without is None:
        return
    verdict = has_since(draft.libvirt, since.version, since.without)
    parameters = {"what": what, "name": name, "libvirt": draft.libvirt, "since": since.version}
    if verdict == "lacks":
        message = render("needs-newer-libvirt", "cpu", **parameters)
        draft.complain(message, at, path, "needs-newer-libvirt")
    elif verdict == "may lack":
        message = render("needs-newer-libvirt", "cpu-perhaps", **parameters, without=since.without)
        draft.complain(message, at, path, "needs-newer-libvirt", severity="warning")
