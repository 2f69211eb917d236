"""What a spec would say of a domain's devices."""

from __future__ import annotations

from typing import Any

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Sequence
from libvirt_xml.yaml_forms.vm.back.guess_disks import guess_disk
from libvirt_xml.yaml_forms.vm.draft import text_at, value
from libvirt_xml.yaml_forms.vm.extras import AGENT
from libvirt_xml.yaml_forms.vm.rules import at

GuessedDevice = dict[str, Any]
_NAMED = {"disks": "disks", "nics": "interfaces", "shares": "filesystems", "hostdevs": "hostdevs"}


def guess_devices(domain: Mapping) -> GuessedDevice:
    """The keys for all devices."""
    devices = domain.get("devices")
    found: GuessedDevice = {}
    for part in (_listed, _consoles, _displays, _small, _controllers):
        found.update(part(devices if isinstance(devices, Mapping) else Mapping()))
    found |= _boot(found, at(domain, "os", "bootmenu"))
    if isinstance(devices, Mapping) and "aliases" not in found:
        _take_names(found, devices)
    return found


def _take_names(found: GuessedDevice, devices: Mapping) -> None:
    """Take the name off what is alone in its list, where it would make an alias that the device has not."""
    order = found["boot"]["order"] if isinstance(found["boot"], dict) else found["boot"]
    for key, kind in _NAMED.items():
        items, held = found.get(key, ()), maps(devices, kind)
        if len(items) == len(held) == 1 and _alias(held[0]) is None and items[0].get("name") not in order:
            items[0].pop("name", None)


def _boot(found: GuessedDevice, menu: Node | None) -> GuessedDevice:
    """The order of booting, by names, and the menu; the order is taken off the devices."""
    ranks: dict[int, str] = {}
    for key in ("disks", "nics"):
        for item in found.get(key) or ():
            rank = item.pop("boot", None)
            if isinstance(rank, int):
                ranks[rank] = item["name"]
    order = [ranks[rank] for rank in sorted(ranks)]
    if menu is None:
        return {"boot": order}
    said = {"menu": value(menu, "enable"), "timeout": value(menu, "timeout")}
    return {"boot": {"order": order, **{name: item for name, item in said.items() if item is not None}}}


def _listed(devices: Mapping) -> GuessedDevice:
    disks = [guess_disk(disk, at_) for at_, disk in enumerate(maps(devices, "disks"))]
    nics = [_nic(nic, at_) for at_, nic in enumerate(maps(devices, "interfaces"))]
    shares = [_share(share) for share in maps(devices, "filesystems")]
    hostdevs = [_hostdev(hostdev) for hostdev in maps(devices, "hostdevs")]
    found: GuessedDevice = {
        "disks": disks,
        "nics": nics,
        "shares": [share for share in shares if share],
        "hostdevs": [each for each in hostdevs if each],
    }
    if (disks or nics) and not any(_alias(item) for kind in _NAMED.values() for item in maps(devices, kind)):
        found["aliases"] = False
    return {name: item for name, item in found.items() if item or item is False}


def _alias(item: Mapping) -> str | None:
    name = text_at(item, "alias", "name")
    return name if name and name.startswith("ua-") else None


def guessed_name(item: Mapping, kind: str, otherwise: str) -> str:
    """The name in a spec: that of the alias, if it is one of ours."""
    alias = _alias(item) or ""
    return alias.removeprefix(f"ua-{kind}-") if alias.startswith(f"ua-{kind}-") else otherwise


def _nic(nic: Mapping, number: int) -> GuessedDevice:
    kind = text_at(nic, "type")
    found: GuessedDevice = {"name": guessed_name(nic, "nic", f"net{number}")}
    if kind in ("network", "bridge"):
        found[kind] = text_at(nic, "source", kind)
        found["portgroup"] = text_at(nic, "source", "portgroup")
    elif kind == "direct":
        mode = text_at(nic, "source", "mode")
        dev = text_at(nic, "source", "dev")
        found["direct"] = dev if mode in (None, "bridge") else {"dev": dev, "mode": mode}
    else:
        found["user"] = "passt" if text_at(nic, "backend", "type") == "passt" else True
    found["model"] = text_at(nic, "model", "type")
    found["mac"] = text_at(nic, "mac", "address")
    found["mtu"] = value(nic, "mtu", "size")
    found["virtualport"] = text_at(nic, "virtualport", "type")
    found["queues"] = value(nic, "driver", "queues") if text_at(nic, "driver", "name") == "vhost" else None
    found["filter"] = text_at(nic, "filterref", "filter")
    found["link"] = text_at(nic, "link", "state")
    found["isolated"] = value(nic, "port", "isolated")
    tags = at(nic, "vlan", "tags")
    if isinstance(tags, Sequence):
        numbers = [value(tag, "id") for tag in tags]
        found["vlan"] = numbers[0] if len(numbers) == 1 else numbers
    found["boot"] = value(nic, "boot", "order")
    return {name: item for name, item in found.items() if item is not None}


def _share(share: Mapping) -> GuessedDevice | None:
    if text_at(share, "type") != "mount" or text_at(share, "source", "dir") is None:
        return None
    tag = text_at(share, "target", "dir") or ""
    driver = text_at(share, "driver", "type")
    found: GuessedDevice = {
        "name": guessed_name(share, "share", tag),
        "path": text_at(share, "source", "dir"),
        "tag": tag if guessed_name(share, "share", tag) != tag else None,
        "readonly": value(share, "readonly"),
        "driver": None if driver == "virtiofs" else "9p",
        "cache": text_at(share, "binary", "cache", "mode"),
        "queue": value(share, "driver", "queue"),
    }
    return {name: item for name, item in found.items() if item is not None}


def _hostdev(hostdev: Mapping) -> GuessedDevice | None:
    kind = text_at(hostdev, "type")
    address = _host_address(hostdev, kind)
    if address is None or text_at(hostdev, "mode") not in (None, "subsystem") or kind is None:
        return None
    found: GuessedDevice = {
        "name": guessed_name(hostdev, "hostdev", address.replace("/", "_")),
        kind: address,
        "managed": False if value(hostdev, "managed") is False else None,
        "model": text_at(hostdev, "model"),
        "display": value(hostdev, "display"),
        "rom": text_at(hostdev, "rom", "file"),
    }
    return {name: item for name, item in found.items() if item is not None}


def _host_address(hostdev: Mapping, kind: str | None) -> str | None:
    address = at(hostdev, "source", "address")
    if kind == "mdev":
        return text_at(address, "uuid")
    if kind == "pci":
        parts = [value(address, name) for name in ("domain", "bus", "slot", "function")]
        if parts[0] is None:
            parts[0] = 0
        return "{:04x}:{:02x}:{:02x}.{:x}".format(*parts) if all(isinstance(part, int) for part in parts) else None
    vendor, product = text_at(hostdev, "source", "vendor", "id"), text_at(hostdev, "source", "product", "id")
    if kind == "usb" and vendor and product and address is None:
        return f"{vendor.removeprefix('0x')}:{product.removeprefix('0x')}"
    return None


def _consoles(devices: Mapping) -> GuessedDevice:
    serials, consoles = maps(devices, "serials"), maps(devices, "consoles")
    if not serials and not consoles:
        return {"console": False}
    first = (consoles or serials)[0]
    found: GuessedDevice = {"enabled": True, "log": text_at(first, "log", "file")}
    kind = text_at(first, "target", "type")
    if kind in ("virtio", "sclp") and not serials:
        found["type"] = kind
    return {"console": {name: item for name, item in found.items() if item is not None}}


def _displays(devices: Mapping) -> GuessedDevice:
    found: GuessedDevice = {"graphics": False, "input": []}
    displays = [_display(each) for each in maps(devices, "graphics")]
    if displays:
        found["graphics"] = displays[0] if len(displays) == 1 else displays
    videos = maps(devices, "videos")
    if videos:
        model = {
            "model": text_at(videos[0], "model", "type"),
            "heads": value(videos[0], "model", "heads"),
            "acceleration": value(videos[0], "model", "acceleration", "accel3d"),
        }
        found["video"] = {name: item for name, item in model.items() if item is not None}
    found["input"] = [
        {name: text_at(each, name) for name in ("type", "bus") if text_at(each, name) is not None}
        for each in maps(devices, "inputs")
        if text_at(each, "type") in ("tablet", "keyboard", "mouse")
    ]
    sounds = maps(devices, "sounds")
    if sounds:
        found["sound"] = text_at(sounds[0], "model")
    return found


def _display(graphics: Mapping) -> GuessedDevice:
    listen = text_at(graphics, "listen")
    port = value(graphics, "port")
    found: GuessedDevice = {
        "type": text_at(graphics, "type"),
        "listen": "none" if text_at(_first(graphics.get("listens")), "type") == "none" else listen,
        "port": port if isinstance(port, int) and port > 0 else None,
        "websocket": value(graphics, "websocket"),
        "keymap": text_at(graphics, "keymap"),
        "gl": value(graphics, "gl", "enable"),
    }
    return {name: item for name, item in found.items() if item is not None}


def _small(devices: Mapping) -> GuessedDevice:
    found: GuessedDevice = {
        "balloon": text_at(devices, "memballoon", "model") == "virtio",
        "agent": any(text_at(each, "target", "name") == AGENT for each in maps(devices, "channels")),
        "rng": False,
        "vsock": None,
    }
    rngs = maps(devices, "rngs")
    if rngs and text_at(rngs[0], "backend", "model") == "random":
        found["rng"] = text_at(rngs[0], "backend", "value") or True
    tpms = maps(devices, "tpms")
    if tpms:
        found["tpm"] = {
            "model": text_at(tpms[0], "model"),
            "version": text_at(tpms[0], "backend", "version"),
            "device": text_at(tpms[0], "backend", "device", "path"),
        }
        found["tpm"] = {"enabled": True} | {name: item for name, item in found["tpm"].items() if item is not None}
    else:
        found["tpm"] = False
    watchdogs = maps(devices, "watchdogs")
    if watchdogs:
        said = {name: text_at(watchdogs[0], name) for name in ("model", "action") if text_at(watchdogs[0], name)}
        found["watchdog"] = {"enabled": True, **said}
    if isinstance(devices.get("vsock"), Mapping):
        found["vsock"] = value(devices, "vsock", "cid", "address") or True
    return {name: item for name, item in found.items() if item is not None}


def _controllers(devices: Mapping) -> GuessedDevice:
    controllers = maps(devices, "controllers")
    return {
        "usb": any(text_at(each, "type") == "usb" and text_at(each, "model") != "none" for each in controllers),
        "hotplug": 0,
    }


def maps(mapping: Mapping, name: str) -> list[Mapping]:
    """The maps of a list."""
    held = mapping.get(name)
    return [item for item in held if isinstance(item, Mapping)] if isinstance(held, Sequence) else []


def _first(node: Node | None) -> Node | None:
    return node.items[0] if isinstance(node, Sequence) and node.items else None
