"""The residue of a spec: what of a domain is said in the document form, under ``domain``."""

from __future__ import annotations

from libvirt_xml.changes import compare, same
from libvirt_xml.documents.domain import Domain
from libvirt_xml.yaml_forms.document import write_document
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.back.made_by_libvirt import with_whole_parts
from libvirt_xml.yaml_forms.vm.back.meaning import Meaning, WeighedSpec
from libvirt_xml.yaml_forms.vm.back.patch import add_up, patch
from libvirt_xml.yaml_forms.vm.back.spec_paths import KEYS_OF_PARTS, PINNED
from libvirt_xml.yaml_forms.vm.draft import text_at
from libvirt_xml.yaml_forms.vm.rows import VmSpec

_ROUNDS = 6


def residue_of(keys: VmSpec | WeighedSpec, meaning: Meaning) -> tuple[VmSpec, Mapping]:
    """A spec and its residue; without the keys of lists that no residue can mend, if there are such."""
    weighed = keys if isinstance(keys, WeighedSpec) else None
    spec = keys.spec if isinstance(keys, WeighedSpec) else keys
    for _ in range(20):
        for want in (meaning.least_tree, meaning.tree)[meaning.is_exact :]:
            residue = _residue(spec, meaning, weighed, want)
            if residue is not None:
                return spec, residue
        weighed = None
        has_ports = spec.get("hotplug") != 0  # their number changes with the devices that a residue adds and removes
        spec = spec | {"hotplug": 0} if has_ports else _without_stubborn(spec, meaning)
    return spec, Mapping(meaning.tree.items, replaces=True)


def _residue(spec: VmSpec, meaning: Meaning, weighed: WeighedSpec | None, want: Mapping) -> Mapping | None:
    """The residue of a spec, which may be weighed already; ``None`` where even with it the expansion is another domain.

    ``want`` is what whole lists are taken from. A residue may change the expansion (a device more takes a port more):
    then that is mended in its turn.
    """
    residue = Mapping()
    for _ in range(_ROUNDS):
        expansion = meaning.expansion(spec, residue) if weighed is None else weighed.expansion
        if expansion is None:
            return None
        domain = meaning.completed(expansion) if weighed is None else weighed.domain
        weighed = None
        if same(domain, meaning.domain):
            return residue
        is_first = not residue.items
        correction: Node = _correction(domain, meaning, is_first=is_first)
        if not meaning.is_exact:
            wants = (meaning.least_tree, meaning.tree)[not is_first :]
            correction = with_whole_parts(correction, _tree(expansion), wants, Domain)
        assert isinstance(correction, Mapping)
        residue = add_up(residue, correction, want)
    return None


def _tree(domain: Domain) -> Mapping:
    return write_document(domain, is_portable=True)


def _correction(domain: Domain, meaning: Meaning, *, is_first: bool) -> Mapping:
    """What makes a domain that wanted; at first without what follows from the rest: addresses, controllers."""
    tree = _tree(domain)
    if is_first:
        least = patch(domain, meaning.least, tree, meaning.least_tree, None if meaning.is_exact else meaning.tree)
        if least.items:
            return _devices_first(least)
    return patch(domain, meaning.domain, tree, meaning.tree)


def _devices_first(correction: Mapping) -> Mapping:
    """A correction without that of ports, if it has other devices: how many there are follows from these."""
    devices = correction.get("devices")
    held = devices.get("controllers") if isinstance(devices, Mapping) else None
    if not isinstance(devices, Mapping) or held is None or isinstance(held, Scalar) or held.replaces:
        return correction
    controllers: Node
    if isinstance(held, Mapping):
        controllers = Mapping({name: item for name, item in held.items.items() if not name.startswith("pci:")})
    else:
        controllers = Sequence([item for item in held if text_at(item, "type") != "pci"])
    others = {name: item for name, item in devices.items.items() if name != "controllers"}
    if controllers.items:
        others["controllers"] = controllers
    return Mapping({**correction.items, "devices": Mapping(others)}) if others else correction


def _without_stubborn(spec: VmSpec, meaning: Meaning) -> VmSpec:
    """The spec without the keys of lists that a residue cannot mend."""
    domain = meaning.expansion(spec, Mapping())
    paths = [change.path for change in compare(domain, meaning.domain)] if domain is not None else []
    names = {path.split(".")[1].partition("[")[0] for path in paths if path.startswith("devices.")}
    keys = {key for name in names for key in KEYS_OF_PARTS.get(name, ())} & spec.keys() - {"hotplug"}
    smaller = {name: item for name, item in spec.items() if name not in keys}
    return smaller if keys else {name: spec[name] for name in PINNED if name in spec}
