"""Keys of other tools that stand for more than one key of the ``vm`` form, and what is said of them.

What is said of most is a table, ``foreign_keys.toml``; the functions here are for keys whose values matter.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping as AnyMapping
from functools import cache, partial
from math import prod
from pathlib import Path
from typing import Any

from libvirt_xml.facts.machines import is_known
from libvirt_xml.messages import Sentence, render
from libvirt_xml.messages.table import template
from libvirt_xml.words.vocabulary import vocabulary
from libvirt_xml.yaml_forms.shapes.other_tools.file_values import (
    FILE_VALUES,
    amount_at,
    count_of_cpus,
    pairs_of,
    path_at,
    with_written,
    written_at,
)
from libvirt_xml.yaml_forms.shapes.other_tools.folder_keys import folders
from libvirt_xml.yaml_forms.shapes.other_tools.image_keys import IMAGES, SIZES_OF_DISK, image
from libvirt_xml.yaml_forms.shapes.other_tools.option_texts import cpu_with_features
from libvirt_xml.yaml_forms.shapes.other_tools.switch_keys import display_switch, sort_of_system
from libvirt_xml.yaml_forms.shapes.sizes import meanings
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

_TABLE = Path(__file__).with_suffix(".toml")
_LEVELS = 4  # of maps in one another that are looked through
_TOPOLOGY = ("sockets", "cores", "threads")

KeyRefusal = Callable[[str, Mapping], Sentence | None]
Refusals = AnyMapping[str, KeyRefusal]
"""What is said of keys; once for those with the same entry."""


def listed_refusals(section: str) -> Refusals:
    """What the table says of the keys of one map of the form."""
    refusals: dict[str, Callable[[str, Mapping], Sentence | None]] = {}
    for message, keys in _table()[section].items():
        refusals |= dict.fromkeys(keys, partial(_refused, message, frozenset(keys)))
    for message, keys in _table().get(f"{section}, together", {}).items():
        refusals |= dict.fromkeys(keys, partial(_refused_together, message, frozenset(keys)))
    return refusals


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def first_alike(refusal_of: Callable[[str], KeyRefusal | None], node: Mapping, name: str) -> str:
    """The first key of a map of which the same is said as of one, by the same entry."""
    refusal = refusal_of(name)
    sentence = None if refusal is None else refusal(name, node)
    for key in node.items if refusal is not None and sentence is not None else ():
        other = refusal(key, node) if refusal is not None and refusal_of(key) is refusal else None
        if other is not None and sentence is not None and other.variant == sentence.variant:
            return key
    return name


def covered_key(sentence: Sentence) -> str | None:
    """The key whose whole value a sentence says, put right."""
    key: str | None = _table()["covered"].get(sentence.variant)
    return key


def replaced_key(sentence: Sentence) -> str | None:
    """The key in whose place a sentence says to write something else."""
    key: str | None = _table()["replaced"].get(sentence.variant)
    return key


def _user_data_table() -> dict[str, str]:
    return _table()["user-data"]


def _refused(message: str, group: Collection[str], key: str, node: Mapping) -> Sentence:
    """What the table says of a key, with the values of the file where the sentence takes any."""
    usual: AnyMapping[str, Any] = template("unknown-key", message).example
    known = {name: FILE_VALUES[name](key, node) for name in usual.keys() & FILE_VALUES.keys()}
    if "pairs" in usual:
        known["pairs"] = pairs_of(node, group)
    return render("unknown-key", message, **{**usual, **{name: value for name, value in known.items() if value}})


def _refused_together(message: str, group: Collection[str], key: str, node: Mapping) -> Sentence:
    alike = tuple(name for name in node.items if name.lower().replace("-", "_") in group)
    return render("unknown-key", message, keys=alike)


def _in_user_data() -> Refusals:
    """What is said of keys of a machine that are for cloud-init; of those that mean the same once."""
    by_inside = {inside: partial(_user_data, inside) for inside in _user_data_table().values()}
    return {key: by_inside[inside] for key, inside in _user_data_table().items()}


def _user_data(inside: str, key: str, node: Mapping) -> Sentence:
    written = with_written(inside, node.items.get(key))
    others = (name for name in node.items if name.lower().replace("-", "_") in _user_data_table())
    is_first = key == next(others, key) and is_null(node.items.get("cloud_init", Scalar(None)))
    if is_first:
        return render("unknown-key", "user-data", key=key, inside=written)
    return render("unknown-key", "more-user-data", key=key, inside=written)


def _seed(key: str, node: Mapping) -> Sentence | None:
    """``cloudinit: /seed.iso``: the whole CD-ROM, and not what is on it."""
    item = node.items.get(key)
    is_image = isinstance(item, Scalar) and item.text.lower().endswith((".iso", ".img", ".qcow2"))
    path = path_at(key, node) if is_image else None
    return None if path is None else render("unknown-key", "seed-of-vm", key=key, path=path)


_SEEDS = ("cloudinit", "cloud_init_iso", "cloudinit_iso", "seed", "seed_iso", "cidata", "ci_iso", "user_data_iso")


def _buses(key: str, node: Mapping) -> Sentence | None:
    """``scsi: {scsi0: ...}``: disks by their bus, as Proxmox has them."""
    item = node.items.get(key)
    return render("unknown-key", "disks-of-bus", key=key) if isinstance(item, Mapping | Sequence) else None


def _topology(key: str, node: Mapping) -> Sentence | None:
    """Several numbers are a topology; a single one may be the number of CPUs."""
    numbers = {name: item.text for name in _TOPOLOGY if isinstance(item := node.items.get(name), Scalar)}
    if len(numbers) < 2:
        return None
    shown = _with_count(numbers, node, ("cpus", "vcpus", "vcpu"))
    return render("unknown-key", "topology", key=key, topology=shown)


def _resources(key: str, node: Mapping) -> Sentence:
    """``resources: {requests: {memory: 8Gi}}``: what Kubernetes and Docker Compose give to a machine."""
    written: dict[str, str] = {}
    for held in _maps_in(node.items.get(key), _LEVELS):
        count, amount = written_at("cpu", held) or written_at("cpus", held), amount_at("memory", held)
        written |= {"cpus": count} if count is not None and count.isdecimal() else {}
        written |= {"memory": amount} if amount is not None else {}
    pairs = " and ".join(f"{name}: {value}" for name, value in written.items())
    return render("unknown-key", "resources", key=key, pairs=pairs or "cpus: 2 and memory: 2GiB")


def _maps_in(node: Node | None, levels: int) -> Iterator[Mapping]:
    """A map and the maps in it."""
    if isinstance(node, Mapping) and levels:
        yield node
        for item in node.items.values():
            yield from _maps_in(item, levels - 1)


def _cdrom(key: str, node: Mapping) -> Sentence:
    item = node.items.get(key)
    parts = item.items if isinstance(item, Sequence) else [item]
    paths = [part.text for part in parts if isinstance(part, Scalar) and part.text.startswith("/")]
    if len(paths) > 1:
        return render("unknown-key", "cdroms", key=key, items=", ".join(f"{{cdrom: {path}}}" for path in paths))
    return render("unknown-key", "cdrom", key=key, path=paths[0] if paths else "PATH")


def _hugepages(key: str, node: Mapping) -> Sentence:
    memory, item = node.items.get("memory"), node.items.get(key)
    size = memory.text if isinstance(memory, Scalar) and not memory.is_hidden else "4GiB"
    pages = item.text if isinstance(item, Scalar) and _PAGE(item.text) else "true"
    return render("unknown-key", "hugepages", key=key, size=size, pages=pages)


_PAGE = re.compile(r"[0-9]+(?:[KMG]i?B)").fullmatch


def _cpu_model(key: str, node: Mapping) -> Sentence | None:
    """``cpu: host`` is a model, ``cpu: 2`` a number, ``cpu: {cores: 2}`` the topology."""
    item = node.items.get(key)
    if isinstance(item, Mapping) and item.items and item.items.keys() <= {*_TOPOLOGY, "model", "mode", "count"}:
        return _cpu_map(key, item)
    if not isinstance(item, Scalar) or not isinstance(item.value, str) or item.text.isdecimal():
        return None
    count = count_of_cpus(key, node) or "2"
    joined = cpu_with_features(item.text)
    name, features = joined or (item.text, "")
    model = vocabulary("cpu-modes").meaning(name) or name
    if features:
        return render("unknown-key", "cpu-model-and-features", key=key, count=count, model=model, features=features)
    return render("unknown-key", "cpu-model", key=key, count=count, model=model)


def _cpu_map(key: str, item: Mapping) -> Sentence | None:
    """``cpu: {cores: 2, model: host}`` as the value of ``cpus``."""
    numbers = {name: held.text for name in _TOPOLOGY if isinstance(held := item.items.get(name), Scalar)}
    mode = next((held.text for name in ("model", "mode") if isinstance(held := item.items.get(name), Scalar)), None)
    count = item.items.get("count")
    if not numbers or not all(map(str.isdecimal, numbers.values())):
        return None
    shown = _with_count(numbers, item, ("count",))
    given = f"count: {count.text}, " if isinstance(count, Scalar) else ""
    model = "" if mode is None else f", model: {vocabulary('cpu-modes').meaning(mode) or mode}"
    return render(
        "unknown-key", "likely-with-value", what="vm", key=key, meant="cpus", value=f"{{{given}{shown}{model}}}"
    )


def _devices(key: str, node: Mapping) -> Sentence | None:
    """Devices by name, or lists of libvirt's; those of ours are only one level too deep."""
    item = node.items.get(key)
    if isinstance(item, Mapping) and {"disks", "nics"} & item.items.keys():
        return None
    return render("unknown-key", "devices", key=key)


def _firmware_switch(key: str, node: Mapping) -> Sentence:
    """``uefi: true`` and ``secure_boot: true``, which are one mistake: the second says the first too."""
    group = frozenset(_table()["vm"]["secure-boot"])
    secure_boot = next((name for name in node.items if name.lower().replace("-", "_") in group), None)
    if secure_boot is None:
        return render("unknown-key", "uefi", key=key)
    return _refused("secure-boot", group, key, Mapping({key: node.items[secure_boot]}, node.origin))


_CDROMS = (
    "cdrom", "cdroms", "iso", "isos", "dvd", "iso_path", "iso_file", "iso_image", "iso_url", "cdrom_path", "boot_iso",
    "install_iso", "installer_iso", "install_cdrom", "media", "install_media",
)  # fmt: skip
VM_REFUSALS: Refusals = {
    **listed_refusals("vm"),
    **_in_user_data(),
    **dict.fromkeys(_SEEDS, _seed),
    **dict.fromkeys(("scsi", "virtio", "sata", "ide", "nvme"), _buses),
    **dict.fromkeys(_TOPOLOGY, _topology),
    **dict.fromkeys((*_table()["vm"]["uefi"], *_table()["vm"]["secure-boot"]), _firmware_switch),
    **dict.fromkeys(("os_type", "ostype", "guest_os_type", "os_family", "os_kind"), sort_of_system),
    **dict.fromkeys(_CDROMS, _cdrom),
    **dict.fromkeys((*IMAGES, *SIZES_OF_DISK), image),
    **dict.fromkeys(("resources", "requests", "limits", "deploy"), _resources),
    **dict.fromkeys(("hugepages", "huge_pages"), _hugepages),
    **dict.fromkeys(("cpu", "cputype", "cpu_type", "cpu_model", "cpu_mode"), _cpu_model),
    **dict.fromkeys(("devices", "device"), _devices),
    **dict.fromkeys(("vnc", "spice"), display_switch),
    **dict.fromkeys(("volumes", "mounts", "binds"), folders),
}


def _amount(key: str, node: Mapping) -> Sentence:
    parts = [item.text for name in _AMOUNT if isinstance(item := node.items.get(name), Scalar)]
    size = "".join(parts)
    return render("unknown-key", "amount", key=key, size=next(iter(meanings(size)), size))


_AMOUNT = ("value", "guest", "amount", "unit")
MEMORY_REFUSALS: Refusals = dict.fromkeys(_AMOUNT, _amount)


def _inner_topology(key: str, node: Mapping) -> Sentence:
    numbers = {name: item.text for name in _TOPOLOGY if isinstance(item := node.items.get(name), Scalar)}
    shown = _with_count(numbers, node, ("count", "vcpus", "vcpu", "cpus"))
    return render("unknown-key", "inner-topology", key=key, topology=shown)


def _with_count(numbers: AnyMapping[str, str], node: Mapping, counts: Collection[str]) -> str:
    """A topology of so many CPUs as there are; with their number where none is written."""
    known = (item.value for name in counts if isinstance(item := node.items.get(name), Scalar))
    count = next((value for value in known if isinstance(value, int)), None)
    product = prod(int(number) for number in numbers.values() if number.isdecimal())
    if "cores" not in numbers and count is not None and product and count % product == 0:
        numbers = {name: numbers.get(name, str(count // product)) for name in _TOPOLOGY if name in {*numbers, "cores"}}
    shown = ", ".join(f"{name}: {number}" for name, number in numbers.items())
    is_inner = "count" in counts
    number = "" if is_inner and count is not None else f"count: {product if count is None else count}, "
    return f"{number}topology: {{{shown}}}"


CPUS_REFUSALS: Refusals = {**listed_refusals("cpus"), **dict.fromkeys(_TOPOLOGY, _inner_topology)}


def _cloud_config(key: str, node: Mapping) -> Sentence | None:
    """Keys of the user data. ``user: {name: me}`` is the user; with keys of the user data it is a word for these."""
    item = node.items.get(key) if key == "user" else None
    data = _table()["cloud-init"]["cloud-config"]
    is_data = isinstance(item, Mapping) and not item.items.keys() & _OF_USER and bool(item.items.keys() & set(data))
    return None if is_data else _refused("cloud-config", frozenset(data), key, node)


_OF_USER = {"name", "gecos", "sudo", "shell", "groups", "passwd", "plain_text_passwd", "lock_passwd", "homedir", "uid"}
CLOUD_INIT_REFUSALS: Refusals = {
    **listed_refusals("cloud-init"),
    **dict.fromkeys(_table()["cloud-init"]["cloud-config"], _cloud_config),
}


BOOT_ORDERS = ("boot", "boot_order", "bootorder", "boot_index", "bootindex", "boot_priority", "pxe")


def boot_of_device(what: str, listed: str, names: Collection[str], key: str, node: Mapping) -> Sentence:
    """``boot: 1`` of a device, whose place in the order is a key of the machine."""
    known = (written_at(name, node) for name in names)
    name = next(filter(None, known), "NAME")
    return render("unknown-key", "boot-of-vm", what=what, key=key, name=name, list=listed)


_OF_LIBVIRT = {"vhostuser", "ethernet", "vdpa", "mcast", "udp", "client", "server", "vds"}
"""Sorts of NICs that only libvirt's document has."""


def _sort_of_nic(key: str, node: Mapping) -> Sentence | None:
    """``type: nic``, which says nothing, and ``type: e1000``, the model; ``type: bridge`` is another key."""
    item = node.items.get(key)
    if isinstance(item, Scalar) and item.text in ("ovs", "openvswitch", "open_vswitch"):
        parts = {"what": "a NIC", "key": key, "meant": "virtualport", "value": "openvswitch"}
        return render("unknown-key", "likely-with-value", **parts)
    if isinstance(item, Scalar) and item.text in _OF_LIBVIRT:
        return render("unknown-key", "nic-of-domain", key=key, sort=item.text)
    if isinstance(item, Scalar) and is_known("nic", item.text):
        return render("unknown-key", "likely-with-value", what="a NIC", key=key, meant="model", value=item.text)
    says_nothing = isinstance(item, Scalar) and item.text in ("nic", "interface")
    return render("unknown-key", "sort-of-nic", key=key) if says_nothing else None


def _sort_or_address(key: str, node: Mapping) -> Sentence | None:
    """What a NIC is, and its address: that of a device of the host, once, or else of the guest."""
    if _sort(node) in _OF_HOST and key in (*_SORTS, "address"):
        return render("unknown-key", "nic-of-host", key=key, pci=written_at("address", node) or "ADDRESS")
    if key in _SORTS:
        return _sort_of_nic(key, node)
    return _refused("guest-address", frozenset(_table()["nic"]["guest-address"]), key, node)


def _sort(node: Mapping) -> str:
    """What a NIC is said to be."""
    sorts = (item.text for name in _SORTS if isinstance(item := node.items.get(name), Scalar))
    return next(sorts, "")


_SORTS = ("type", "kind", "device")
_OF_HOST = {"hostdev", "sriov", "sr-iov", "vf", "pci", "passthrough", "vfio"}


def _source_of_nic(key: str, node: Mapping) -> Sentence | None:
    """``source: br0``: a network, unless it is named as bridges are."""
    item = node.items.get(key)
    is_bridge = isinstance(item, Scalar) and _BRIDGE(item.text) and not {"type", "kind", "device"} & node.items.keys()
    if not is_bridge or not isinstance(item, Scalar):
        return None
    return render("unknown-key", "likely-with-value", what="a NIC", key=key, meant="bridge", value=item.text)


_BRIDGE = re.compile(r"(?:vm|vir|ovs-?|lxd|lxc|docker)?br-?[a-z]*[0-9]*").fullmatch
NIC_REFUSALS: Refusals = {
    **listed_refusals("nic"),
    "source": _source_of_nic,
    **dict.fromkeys(BOOT_ORDERS, partial(boot_of_device, "a NIC", "nics", ("name", "network", "bridge"))),
    **dict.fromkeys((*_SORTS, *_table()["nic"]["guest-address"]), _sort_or_address),
}
SHARE_REFUSALS = listed_refusals("share")
FIRMWARE_REFUSALS = listed_refusals("firmware")
CONSOLE_REFUSALS = listed_refusals("console")


def _rate(key: str, node: Mapping) -> Sentence | None:
    """``bytes: 1024``: how many a second, as libvirt has them."""
    item = node.items.get(key)
    count = item.text if isinstance(item, Scalar) and item.text.isdecimal() else None
    if count is None:
        return None
    return render("unknown-key", "likely-with-value", what="rng", key=key, meant="rate", value=f"{count}B")


RNG_REFUSALS: Refusals = {**listed_refusals("rng"), **dict.fromkeys(("bytes", "max_bytes", "limit"), _rate)}
TPM_REFUSALS = listed_refusals("tpm")
NUMA_REFUSALS = listed_refusals("numa")


def _display_number(key: str, node: Mapping) -> Sentence | None:
    """``display: 1``: the port of VNC counted from 5900."""
    number = written_at(key, node)
    if number is None or not number.removeprefix(":").isdecimal() or len(number) > _DIGITS:
        return None
    port = 5900 + int(number.removeprefix(":"))
    return render("unknown-key", "likely-with-value", what="graphics", key=key, meant="port", value=str(port))


_DIGITS = 4


def _port_of_tls(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "port-of-tls", key=key, port=written_at(key, node) or "5901")


GRAPHICS_REFUSALS: Refusals = {
    **listed_refusals("graphics"),
    **dict.fromkeys(("display", "display_number", "number"), _display_number),
    **dict.fromkeys(("tls_port", "secure_port", "ssl_port"), _port_of_tls),
}
