"""From a spec to a domain: pure, the same bytes for the same words, whatever machine it runs on."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings, SpecError
from libvirt_xml.yaml_forms.references import References
from libvirt_xml.yaml_forms.systems import System, find_system, suggest_system
from libvirt_xml.yaml_forms.text.merging import by_device, merge, prune
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.draft import Draft, in_order
from libvirt_xml.yaml_forms.vm.form import IN_TURN, VM_KEYS
from libvirt_xml.yaml_forms.vm.rules import generations, settle
from libvirt_xml.yaml_forms.vm.volumes import Volume, Wanted


@dataclass(frozen=True)
class Machine:
    """What a ``vm`` spec means: the domain as a tree in the document form, and what is to be made beside it.

    ``state`` is ``running``, ``stopped``, ``unmanaged`` or ``None``, ``autostart`` as said or ``None``: neither is part
    of a domain.
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
    if _is_document(node):
        _refuse_document(node, path, findings)
        return None
    checked = VM_KEYS.check(node, path, findings)
    if not isinstance(checked, Mapping):
        return None
    for name in findings.misplaced & VM_KEYS.keys.keys():
        checked.keys.setdefault(name, checked.origin)  # it was said, in the wrong map
    later = Findings()  # what may follow from wrong values
    _check_generation(checked, later, path)
    system = _find_system(checked, later, path)
    settled = settle(checked, system)
    draft = Draft(settled, system, later, references or References(), path, is_probing, libvirt)
    for topic in IN_TURN:
        topic.lay(draft)
    tree = _finish(draft)
    findings.include_elsewhere(later)
    findings.drop_missing()
    state, autostart = draft.text("state"), draft.value("autostart")
    off = settled.switched_off()
    return Machine(draft.name, tree, tuple(draft.volumes), state, autostart, settled.generation, off, draft.probed)


def _is_document(node: Node) -> bool:
    """Whether a whole domain in libvirt's fields stands in the place of a machine."""
    return isinstance(node, Mapping) and all(isinstance(node.get(name), Mapping) for name in ("os", "devices"))


def _refuse_document(node: Node, path: str, findings: Findings) -> None:
    """Note a domain in the place of a machine, and what is wrong in it."""
    from libvirt_xml.documents.domain import Domain
    from libvirt_xml.yaml_forms.document import read_document

    findings.add("wrong-type", render("wrong-type", "domain-as-vm", key=path), node, path)
    read_document(node, Domain, findings, path)


def _check_generation(vm: Mapping, findings: Findings, path: str) -> None:
    chosen = vm.get("defaults")
    if isinstance(chosen, Scalar) and chosen.value not in generations():
        known = tuple(map(str, generations()))
        message = render("invalid-value", "generation", number=chosen.text, known=", ".join(known))
        findings.add(
            "invalid-value",
            message,
            chosen,
            f"{path}.defaults",
            expected=known,
            suggestion=str(generations()[-1]),
        )
        del vm.items["defaults"]


def _find_system(vm: Mapping, findings: Findings, path: str) -> System | None:
    name = vm.get("os")
    if not isinstance(name, Scalar):
        return None
    system = find_system(name.text)
    if system is None:
        meant = suggest_system(name.text)
        message = (
            render("invalid-value", "system-without-name", name=name.text)
            if meant is None
            else render("invalid-value", "system", name=name.text)
        )
        findings.add("invalid-value", message, name, f"{path}.os", suggestion=meant)
    return system


def _finish(draft: Draft) -> Mapping:
    """The whole domain: what the generation lays below, what the spec makes, what it says in the document form."""
    base = draft.settled.parts["domain"]
    tree = draft.tree()
    domain = merge(base, tree, by_device)
    for name, part in (("features", draft.get("features")), ("seclabels", draft.get("seclabel"))):
        if part is not None:
            over = Sequence([part], part.origin) if name == "seclabels" and isinstance(part, Mapping) else part
            domain = merge(domain, make({name: over}, part.origin), by_device)
    domain = draft.lay_domain(domain, draft.findings)
    if any(draft.get(name) is not None for name in ("domain", "features", "seclabel")):
        domain = prune(domain)  # nowhere else is there a null
    assert isinstance(domain, Mapping)
    features = domain.get("features")
    if isinstance(features, Mapping) and not features.items:
        del domain.items["features"]
    return in_order(domain, tree)


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
