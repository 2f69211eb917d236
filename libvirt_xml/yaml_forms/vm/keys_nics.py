"""What a network card of the ``vm`` form takes."""

from __future__ import annotations

import re

from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, OneOf, Record
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Text, Whole, Words
from libvirt_xml.yaml_forms.vm.keys_disks import COUNT, NAME_KEY

_DIRECT = Record(
    "direct",
    {
        "dev": Key(Text("the name of a host interface"), "the host's interface", is_required=True),
        "mode": Key(FieldValue("InterfaceSource", "mode", "a mode"), "how the guest is put on it; bridge if unset"),
    },
    short="dev",
)

_VLAN = Record(
    "vlan",
    {
        "tags": Key(ListOf(Whole(0, 4095, "a VLAN number"), "a list of VLAN numbers"), "the VLANs", is_required=True),
        "trunk": Key(Flag(), "whether the guest sees the tags; true for more than one"),
        "native": Key(Whole(0, 4095), "the VLAN of untagged packets"),
    },
)


def _with_colons(text: str) -> str | None:
    """An address as others write it: 52-54-00-12-34-56, 5254.0012.3456."""
    digits = re.sub(r"[-.: ]", "", text)
    return ":".join(re.findall("..", digits)).lower() if re.fullmatch("[0-9a-fA-F]{12}", digits) else None


MAC = r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}"

NIC = Record(
    "a NIC",
    {
        "name": Key(NAME_KEY, "what the NIC is called, here and as its alias (ua-nic-NAME)"),
        "network": Key(Text("the name of a libvirt network"), "a libvirt network"),
        "portgroup": Key(Text("the name of a port group"), "a port group of the network"),
        "bridge": Key(Text("the name of a bridge"), "a bridge of the host"),
        "direct": Key(_DIRECT, "a host interface, by macvtap"),
        "user": Key(
            OneOf((Flag(), Words(("passt", "slirp")))),
            "user networking, which needs no rights on the host: true, or passt",
        ),
        "model": Key(
            FieldValue("InterfaceModel", "type", "a model"), "the card that the guest sees; virtio where the guest can"
        ),
        "mac": Key(
            Text("a MAC address, or 'derived'", rf"{MAC}|derived", "52:54:00:12:34:56", _with_colons),
            "the address; derived: from the names of machine and NIC; left to libvirt if unset",
        ),
        "mtu": Key(Whole(68, 65535), "the largest packet, in bytes"),
        "vlan": Key(
            OneOf(
                (
                    Whole(0, 4095, "a VLAN number"),
                    ListOf(Whole(0, 4095, "a VLAN number"), "a list of VLAN numbers"),
                    _VLAN,
                )
            ),
            "the VLAN, or VLANs as a trunk",
        ),
        "virtualport": Key(
            Words(("openvswitch", "802.1Qbg", "802.1Qbh", "midonet")), "the sort of virtual switch: openvswitch"
        ),
        "queues": Key(COUNT, "virtio queues; as many as CPUs is usual"),
        "filter": Key(Text("the name of a network filter"), "a network filter (nwfilter): clean-traffic"),
        "link": Key(OneOf((Words(("up", "down")), Flag())), "whether the cable is plugged in"),
        "isolated": Key(Flag(), "whether guests with isolated ports cannot reach one another"),
    },
    synonyms="nics",
    bare="{network: TEXT}",
)

NETS = ("network", "bridge", "direct", "user")
