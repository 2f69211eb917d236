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


def _resources(key: str, node: Mapping) -> Sentence:
    return render("unknown-key", "resources", key=key)


VM_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = {
    **dict.fromkeys(_SSH_KEYS, _ssh_keys),
    **dict.fromkeys(_USER_DATA, _user_data),
    **dict.fromkeys(_TOPOLOGY, _topology),
    **dict.fromkeys(_RESOURCES, _resources),
}


def guest_address(key: str, node: Mapping) -> Sentence:
    """What is said of a NIC's address."""
    return render("unknown-key", "guest-address", key=key)


NIC_REFUSALS: dict[str, Callable[[str, Mapping], Sentence | None]] = dict.fromkeys(
    ("ip", "ips", "address", "addresses", "gateway", "ipv4", "ipv6", "netmask", "dhcp4"), guest_address
)


def any_port(key: str, node: Mapping) -> Sentence:
    """What is said of a wish for any port."""
    return render("unknown-key", "any-port", key=key)
