"""Whether names of devices become aliases, by which libvirt tells them apart."""

from __future__ import annotations

from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.shapes import Flag
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of, own_alias
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic

_NAMED = {"disks": "disks", "nics": "interfaces", "shares": "filesystems", "hostdevs": "hostdevs"}

KEYS = {
    "aliases": Key(Flag(), "whether names become aliases (ua-disk-NAME), by which devices are told apart later"),
}


def guess(domain: Mapping, spec: VmSpec) -> VmSpec:
    """Without any alias of ours, none is made; else the name goes where it would make one that the device lacks."""
    has_alias = any(own_alias(device) for kind in _NAMED.values() for device in devices_of(domain, kind))
    if (spec.get("disks") or spec.get("nics")) and not has_alias:
        return {"aliases": False}
    boot = spec["boot"]
    order = boot["order"] if isinstance(boot, dict) else boot
    for key, kind in _NAMED.items():
        items, devices = spec.get(key, ()), devices_of(domain, kind)
        if len(items) == len(devices) == 1 and own_alias(devices[0]) is None and items[0].get("name") not in order:
            items[0].pop("name", None)
    return {}


TOPIC = Topic(KEYS, guess=guess, is_last=True, elsewhere="Draft.alias asks for it")
