"""From a spec to a domain: pure, the same bytes for the same words, whatever machine it runs on."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field

from libvirt_xml.yaml_forms.findings import Findings, SpecError
from libvirt_xml.yaml_forms.layering.merging import by_device, merge, prune
from libvirt_xml.yaml_forms.references import References
from libvirt_xml.yaml_forms.systems import System, find_system, suggest_system
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.booting import expand_boot, expand_os
from libvirt_xml.yaml_forms.vm.clock import expand_clock
from libvirt_xml.yaml_forms.vm.computing import expand_cpus, expand_memory
from libvirt_xml.yaml_forms.vm.consoles import expand_console, expand_graphics, expand_sound
from libvirt_xml.yaml_forms.vm.controllers import expand_controllers
from libvirt_xml.yaml_forms.vm.disks import expand_disks
from libvirt_xml.yaml_forms.vm.draft import ORDER, Draft
from libvirt_xml.yaml_forms.vm.extras import (
    expand_agent,
    expand_balloon,
    expand_hostdevs,
    expand_rng,
    expand_shares,
    expand_tpm,
    expand_vsock,
    expand_watchdog,
)
from libvirt_xml.yaml_forms.vm.guests import check_guest, check_guest_features
from libvirt_xml.yaml_forms.vm.keys import VM_KEYS
from libvirt_xml.yaml_forms.vm.machine_types import check_machine
from libvirt_xml.yaml_forms.vm.metadata import expand_names
from libvirt_xml.yaml_forms.vm.nics import expand_nics
from libvirt_xml.yaml_forms.vm.rules import generations, settle
from libvirt_xml.yaml_forms.vm.seeds import expand_cloud_init
from libvirt_xml.yaml_forms.vm.volumes import Volume, Wanted

_STEPS = (
    expand_names, check_machine, check_guest, check_guest_features, expand_cpus, expand_memory, expand_os, expand_clock,
    expand_disks, expand_cloud_init, expand_nics, expand_console, expand_agent, expand_graphics, expand_tpm,
    expand_sound, expand_hostdevs, expand_watchdog, expand_balloon, expand_rng, expand_vsock, expand_shares,
    expand_controllers, expand_boot,
)  # fmt: skip


@dataclass(frozen=True)
class Machine:
    """What a ``vm`` spec means: the domain as a tree in the document form, and what is to be made beside it.

    ``state`` is ``running``, ``stopped`` or ``None``, ``autostart`` as said or ``None``: neither is part of a domain.
    ``probed`` are the formats that the content of images has told, by the places of the images' names.
    ``switched_off`` are the keys that a default has as ``false``, each with what set it.
    """

    name: str
    tree: Mapping
    wanted: tuple[Wanted, ...] = ()
    state: str | None = None
    autostart: bool | None = None
    generation: int = 1
    switched_off: AnyMapping[str, Origin] = field(default_factory=dict)
    probed: AnyMapping[Origin, str] = field(default_factory=dict)

    def volumes(self) -> list[Volume]:
        """The storage volumes that the machine needs, with the content of those that have one.

        Raises SpecError for a volume that cannot be described.
        """
        return [_make_volume(wanted) for wanted in self.wanted]


def expand(
    node: Node,
    findings: Findings,
    references: References | None = None,
    path: str = "vm",
    *,
    is_probing: bool = False,
    libvirt: str | None = None,
) -> Machine | None:
    """Expand what stands under ``vm:``; ``None`` where it is no map at all. Problems go to the findings.

    With ``is_probing`` the first bytes of images that can be read tell their formats, where their names do not.
    ``libvirt`` is the version that facts bound to versions are checked for; without one, the newest.
    """
    checked = VM_KEYS.check(node, path, findings)
    if not isinstance(checked, Mapping):
        return None
    _check_generation(checked, findings, path)
    system = _find_system(checked, findings, path)
    settled = settle(checked, system)
    draft = Draft(settled, system, findings, references or References(), path, is_probing, libvirt)
    draft.domain["features"] = Mapping()
    for step in _STEPS:
        step(draft)
    tree = _finish(draft)
    state, autostart = draft.text("state"), draft.value("autostart")
    off = settled.switched_off()
    return Machine(draft.name, tree, tuple(draft.volumes), state, autostart, settled.generation, off, draft.probed)


def _check_generation(vm: Mapping, findings: Findings, path: str) -> None:
    chosen = vm.get("defaults")
    if isinstance(chosen, Scalar) and chosen.value not in generations():
        known = ", ".join(map(str, generations()))
        message = f"there is no generation {chosen.text} of defaults; there is {known}"
        findings.add(
            "invalid-value",
            message,
            chosen,
            f"{path}.defaults",
            expected=known.split(", "),
            suggestion=str(generations()[-1]),
        )
        del vm.items["defaults"]


def _find_system(vm: Mapping, findings: Findings, path: str) -> System | None:
    said = vm.get("os")
    if not isinstance(said, Scalar):
        return None
    found = find_system(said.text)
    if found is None:
        meant = suggest_system(said.text)
        message = f"{said.text!r} is no system that libosinfo knows; its URI works too, http://debian.org/debian/12 say"
        findings.add("invalid-value", message, said, f"{path}.os", suggestion=meant)
    return found


def _finish(draft: Draft) -> Mapping:
    """The whole domain: what the generation lays below, what the spec makes, what it says in the document form."""
    base = draft.settled.parts["domain"]
    made = merge(base, draft.tree(), by_device)
    for name, part in (("features", draft.get("features")), ("seclabels", draft.get("seclabel"))):
        if part is not None:
            over = Sequence([part], part.origin) if name == "seclabels" and isinstance(part, Mapping) else part
            made = merge(made, make({name: over}, part.origin), by_device)
    made = draft.lay_domain(made, draft.findings)
    if any(draft.get(name) is not None for name in ("domain", "features", "seclabel")):
        made = prune(made)  # nowhere else is there a null
    assert isinstance(made, Mapping)
    items = {name: made.items[name] for name in ORDER if name in made.items}
    features = items.get("features")
    if isinstance(features, Mapping) and not features.items:
        del items["features"]
    items.update({name: item for name, item in made.items.items() if name not in ORDER})
    return Mapping(items, made.origin, made.keys)


def _make_volume(wanted: Wanted) -> Volume:
    from libvirt_xml.documents.storage_volume import StorageVolume, StorageVolumeCapacity
    from libvirt_xml.yaml_forms.document import read_document

    findings = Findings()
    document = read_document(wanted.tree, StorageVolume, findings, "storage_volume")
    if findings.has_errors:
        raise SpecError(findings.in_order())
    assert isinstance(document, StorageVolume)
    content = None if wanted.content is None else wanted.content().to_iso()
    if content is not None:
        document.capacity = StorageVolumeCapacity(len(content), unit="bytes")
    return Volume(document.name, document, wanted.pool, wanted.copy_of, content, wanted.has_metadata)
