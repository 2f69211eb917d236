"""Keys of other tools that stand for more than one key of the ``vm`` form, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Collection

from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import vocabulary
from libvirt_xml.yaml_forms.shapes.sizes import meanings
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar, Sequence

_TOPOLOGY = ("sockets", "cores", "threads")
_SSH_KEYS = ("ssh_keys", "ssh_key", "sshkeys", "ssh_authorized_keys")
_USER_DATA = ("users", "packages", "runcmd", "hostname")
_RESOURCES = ("resources", "requests", "limits")
_CONTAINERS = ("environment", "env", "command", "entrypoint", "depends_on", "healthcheck")
_CLUSTERS = (
    "cluster", "datacenter", "high_availability", "ha", "profiles", "target_node", "node", "node_selector", "affinity",
    "tolerations", "replicas", "placement_policy",
)  # fmt: skip
_INSTALLERS = ("import", "noautoconsole", "noreboot", "wait", "check")
_COUNTS = ("cpus", "vcpus", "vcpu", "cores")


def _ssh_keys(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "user-data", key=key, inside="ssh_authorized_keys: [...]")


def _user_data(key: str, node: Mapping) -> Sentence:
    value = "NAME" if key == "hostname" else "[...]"
    return render("unknown-key", "user-data", key=key, inside=f"{key}: {value}")


def _topology(key: str, node: Mapping) -> Sentence | None:
    """Several numbers are a topology; a single one may be the number of CPUs."""
    numbers = {name: item.text for name in _TOPOLOGY if isinstance(item := node.items.get(name), Scalar)}
    if len(numbers) < 2:
        return None
    shown = ", ".join(f"{name}: {number}" for name, number in numbers.items())
    return render("unknown-key", "topology", key=key, topology=shown)


def _secure_boot(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "secure-boot", key=key)


def _hugepages(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "hugepages", key=key)


def _cdrom(key: str, node: Mapping) -> Sentence:
    item = node.items.get(key)
    path = item.text if isinstance(item, Scalar) and item.text.startswith("/") else "PATH"
    return render("unknown-key", "cdrom", key=key, path=path)


def _cpu_model(key: str, node: Mapping) -> Sentence | None:
    """``cpu: host`` is a model, ``cpu: 2`` a number."""
    item = node.items.get(key)
    if not isinstance(item, Scalar) or not isinstance(item.value, str) or item.text.isdecimal():
        return None
    numbers = (node.items.get(name) for name in _COUNTS)
    count = next((number.text for number in numbers if isinstance(number, Scalar)), "2")
    model = vocabulary("cpu-modes").meaning(item.text) or item.text
    return render("unknown-key", "cpu-model", key=key, count=count, model=model)


def _devices(key: str, node: Mapping) -> Sentence | None:
    """Devices by name, or lists of libvirt's; those of ours are only one level too deep."""
    item = node.items.get(key)
    if isinstance(item, Mapping) and {"disks", "nics"} & item.items.keys():
        return None
    return render("unknown-key", "devices", key=key)


def _folders(key: str, node: Mapping) -> Sentence | None:
    """``volumes: [./data:/srv]``: folders of the host, as containers have them."""
    item = node.items.get(key)
    first = item.items[0] if isinstance(item, Sequence) and item.items else None
    if not isinstance(first, Scalar) or first.is_hidden:
        return None
    path, colon, _ = first.text.partition(":")
    if not colon or not path:
        return None
    return render(
        "unknown-key", "folders", key=key, path=path if path.startswith("/") else f"/PATH/{path.lstrip('./')}"
    )


def _ports(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "ports", key=key)


def _alike(node: Mapping, names: Collection[str]) -> tuple[str, ...]:
    """The keys of a map that are in a group, in any spelling."""
    return tuple(name for name in node.items if name.lower().replace("-", "_") in names)


def _of_containers(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "of-containers", keys=_alike(node, _CONTAINERS))


def _of_clusters(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "of-clusters", keys=_alike(node, _CLUSTERS))


def _of_installers(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "of-installers", keys=_alike(node, _INSTALLERS))


def _scsi(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "scsi-controller", key=key)


def _template(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "template", key=key)


def _resources(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "resources", key=key)


VM_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = {
    **dict.fromkeys(_SSH_KEYS, _ssh_keys),
    **dict.fromkeys(_USER_DATA, _user_data),
    **dict.fromkeys(_TOPOLOGY, _topology),
    **dict.fromkeys(_RESOURCES, _resources),
    **dict.fromkeys(("secure_boot", "secureboot"), _secure_boot),
    **dict.fromkeys(("hugepages", "huge_pages"), _hugepages),
    **dict.fromkeys(("cdrom", "iso", "dvd"), _cdrom),
    **dict.fromkeys(("cpu", "cputype", "cpu_type", "cpu_model", "cpu_mode"), _cpu_model),
    **dict.fromkeys(("devices", "device"), _devices),
    **dict.fromkeys(("volumes", "mounts", "binds"), _folders),
    **dict.fromkeys(("ports", "port_forwards", "forwarded_ports", "forwarded_port", "hostfwd", "expose"), _ports),
    **dict.fromkeys(_CONTAINERS, _of_containers),
    **dict.fromkeys(_CLUSTERS, _of_clusters),
    **dict.fromkeys(_INSTALLERS, _of_installers),
    **dict.fromkeys(("scsihw", "scsi_hw", "scsi_controller", "scsi_controller_type", "scsi_hardware"), _scsi),
    **dict.fromkeys(("template", "clone", "linked_clone", "base"), _template),
}  # fmt: skip


def _amount(key: str, node: Mapping) -> Sentence:
    parts = [item.text for name in _AMOUNT if isinstance(item := node.items.get(name), Scalar)]
    size = "".join(parts)
    return render("unknown-key", "amount", key=key, size=next(iter(meanings(size)), size))


_AMOUNT = ("value", "guest", "amount", "unit")
MEMORY_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(_AMOUNT, _amount)


def _inner_topology(key: str, node: Mapping) -> Sentence:
    numbers = {name: item.text for name in _TOPOLOGY if isinstance(item := node.items.get(name), Scalar)}
    shown = ", ".join(f"{name}: {number}" for name, number in numbers.items())
    return render("unknown-key", "inner-topology", key=key, topology=shown)


CPUS_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(_TOPOLOGY, _inner_topology)


def _of_cloud_config(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "cloud-config", key=key)


CLOUD_INIT_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(
    (
        *_SSH_KEYS,
        *_USER_DATA,
        "user",
        "password",
        "chpasswd",
        "ssh_pwauth",
        "write_files",
        "bootcmd",
        "timezone",
        "locale",
        "package_update",
        "package_upgrade",
        "package_reboot_if_required",
        "fqdn",
        "manage_etc_hosts",
        "growpart",
        "resize_rootfs",
        "mounts",
        "swap",
        "ntp",
        "apt",
        "snap",
        "keyboard",
        "groups",
        "disable_root",
        "power_state",
        "final_message",
        "ca_certs",
        "phone_home",
    ),
    _of_cloud_config,
)


def guest_address(key: str, node: Mapping) -> Sentence:
    """What is said of a NIC's address."""
    return render("unknown-key", "guest-address", key=key)


NIC_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(
    ("ip", "ips", "address", "addresses", "gateway", "ipv4", "ipv6", "netmask", "dhcp4"), guest_address
)


def any_port(key: str, node: Mapping) -> Sentence:
    """What is said of a wish for any port."""
    return render("unknown-key", "any-port", key=key)


def _image_elsewhere(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "image-elsewhere", key=key)


def _seed_disk(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "seed-disk", key=key)


def _source(key: str, node: Mapping) -> Sentence | None:
    """``source: /dev/sdb`` and ``source: {file: /a}``: the key of the form says of which sort it is."""
    if {"type", "kind"} & node.items.keys():
        return None  # which is said of them
    item = node.items.get(key)
    sort, value = (key, item)
    if isinstance(item, Mapping) and len(item.items) == 1:
        sort, value = next(iter(item.items.items()))
    if not isinstance(value, Scalar) or value.is_hidden or not value.text.startswith("/"):
        return None
    meant = "block" if sort in ("dev", "block") or value.text.startswith("/dev/") else "path"
    return render("unknown-key", "source-of-disk", key=key, meant=meant, path=value.text)


def _boot(key: str, node: Mapping) -> Sentence:
    item = node.items.get("name")
    name = item.text if isinstance(item, Scalar) and not item.is_hidden else "NAME"
    return render("unknown-key", "boot-of-vm", key=key, name=name)


_BOOT = dict.fromkeys(("boot", "boot_order", "bootorder", "boot_index", "bootindex", "bootable"), _boot)
DISK_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = {
    **dict.fromkeys(
        ("container_disk", "data_volume", "persistent_volume_claim", "ephemeral", "empty_disk", "host_disk"),
        _image_elsewhere,
    ),
    **_BOOT,
    "source": _source,
    **dict.fromkeys(("cloud_init_no_cloud", "cloud_init_config_drive", "cloudinit", "cloud_init"), _seed_disk),
}


def _emulator(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "tpm-emulator", key=key)


TPM_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(("type", "backend"), _emulator)


def _usb_id(key: str, node: Mapping) -> Sentence | None:
    """The two halves of a USB id, as libvirt has them."""
    halves = [item.text for name in _USB if isinstance(item := node.items.get(name), Scalar)]
    if len(halves) != len(_USB):
        return None
    return render("unknown-key", "usb-id", key=key, usb=":".join(half.removeprefix("0x") for half in halves))


_USB = ("vendor", "product")
HOSTDEV_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(_USB, _usb_id)
