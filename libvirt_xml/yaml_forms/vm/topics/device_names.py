"""The names of devices: what a spec calls them, what tells those without a name apart, and what becomes an alias."""

from __future__ import annotations

from collections import Counter
from itertools import count

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.shapes import Flag
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of, name_by_alias
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic

KEYS = {
    "aliases": Key(Flag(), "whether names become aliases (ua-disk-NAME), by which devices are told apart later"),
}
_NAMED = {
    "disks": ("disk", "disks"), "nics": ("nic", "interfaces"), "shares": ("share", "filesystems"),
    "hostdevs": ("hostdev", "hostdevs"),
}  # fmt: skip
_NETS = ("network", "bridge", "dev")

Place = tuple[str, int]
"""A list of devices, and a number in it: ``("disks", 0)``."""


def nets_of(interfaces: list[Mapping]) -> list[str | None]:
    """What each interface is connected to, where no other one is."""
    nets = [next((net for key in _NETS if (net := text_at(nic, "source", key))), None) for nic in interfaces]
    counts = Counter(nets)
    return [net if counts[net] == 1 else None for net in nets]


def implied_names(disks: list[Mapping], interfaces: list[Mapping]) -> list[tuple[Place, str]]:
    """What devices go by that have no name: a disk by its target, a NIC by its network, or else by its address."""
    names = [(("disks", at), text_at(disk, "target", "dev")) for at, disk in enumerate(disks)]
    names += [(("interfaces", at), net) for at, net in enumerate(nets_of(interfaces))]
    names += [(("interfaces", at), text_at(nic, "mac", "address")) for at, nic in enumerate(interfaces)]
    return [(place, name) for place, name in names if name is not None]


def check_names(draft: Draft) -> None:
    """That NICs can be told apart: by a name, by what they are connected to, or by an address."""
    interfaces = draft.devices_in("interfaces")
    nics = list(positions(draft, "nics"))
    if len(nics) < 2 or len(nics) != len(interfaces):
        return
    for (path, nic), interface, net in zip(nics, interfaces, nets_of(interfaces), strict=True):
        is_known = net is not None or text_at(interface, "mac", "address") is not None
        if not is_known and "name" not in nic.keys and "name" not in nic.items and not nic.has_lost():
            message = render("missing-key", "nic-name")
            draft.complain(message, nic, path, "missing-key", expected=("name",))


def known_names(interfaces: list[Mapping]) -> list[str | None]:
    """The names of NICs in a spec: by their aliases, and one of ours for those that nothing else tells apart."""
    names = [name_by_alias(nic, "nic") for nic in interfaces]
    if len(interfaces) < 2:
        return names
    for at, (nic, net) in enumerate(zip(interfaces, nets_of(interfaces), strict=True)):
        if names[at] is None and net is None and text_at(nic, "mac", "address") is None:
            names[at] = next(name for number in count(at) if (name := f"net{number}") not in names)
    return names


def guess(domain: Mapping, spec: VmSpec) -> VmSpec:
    """No aliases where names are only there to tell NICs apart."""
    has_names = any("name" in item for key in _NAMED for item in spec.get(key) or ())
    has_aliases = any(
        name_by_alias(device, kind) is not None
        for kind, name_of_list in _NAMED.values()
        for device in devices_of(domain, name_of_list)
    )
    return {"aliases": False} if has_names and not has_aliases else {}


TOPIC = Topic(KEYS, guess=guess, is_last=True, elsewhere="Draft.alias asks for it")
