"""Keys of other tools that stand for more than one key of the ``vm`` form, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable

from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar

_TOPOLOGY = ("sockets", "cores", "threads")
_SSH_KEYS = ("ssh_keys", "ssh_key", "sshkeys", "ssh_authorized_keys")
_USER_DATA = ("users", "packages", "runcmd", "hostname")
_RESOURCES = ("resources", "requests", "limits")


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
}


def _amount(key: str, node: Mapping) -> Sentence:
    parts = [item.text for name in ("value", "unit") if isinstance(item := node.items.get(name), Scalar)]
    return render("unknown-key", "amount", key=key, size="".join(parts))


MEMORY_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(("value", "unit"), _amount)


def _inner_topology(key: str, node: Mapping) -> Sentence:
    numbers = {name: item.text for name in _TOPOLOGY if isinstance(item := node.items.get(name), Scalar)}
    shown = ", ".join(f"{name}: {number}" for name, number in numbers.items())
    return render("unknown-key", "inner-topology", key=key, topology=shown)


CPUS_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(_TOPOLOGY, _inner_topology)


def _of_cloud_config(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "cloud-config", key=key)


CLOUD_INIT_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(
    (*_SSH_KEYS, *_USER_DATA, "password", "chpasswd", "ssh_pwauth", "write_files", "bootcmd", "timezone", "locale"),
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
