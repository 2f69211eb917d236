"""What a spec would say of a disk."""

from __future__ import annotations

from typing import Any

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Sequence
from libvirt_xml.yaml_forms.vm.disk_formats import is_device
from libvirt_xml.yaml_forms.vm.draft import text, value
from libvirt_xml.yaml_forms.vm.rules import at

Spec = dict[str, Any]


def guess_disk(disk: Mapping, number: int) -> Spec:
    """The keys of one disk; its rank among what is booted is under ``boot``."""
    alias = text(disk, "alias", "name") or ""
    target = text(disk, "target", "dev")
    device = text(disk, "device") or "disk"
    found: Spec = {
        "name": alias.removeprefix("ua-disk-") if alias.startswith("ua-disk-") else target or f"disk{number}",
        **_source(disk, device),
        "format": text(disk, "driver", "type"),
        "bus": text(disk, "target", "bus"),
        "target": target,
        "cache": text(disk, "driver", "cache"),
        "io": text(disk, "driver", "io"),
        "discard": text(disk, "driver", "discard"),
        "detect_zeroes": text(disk, "driver", "detect_zeroes"),
        "queues": value(disk, "driver", "queues"),
        "iothread": value(disk, "driver", "iothread"),
        "serial": text(disk, "serial"),
        "wwn": text(disk, "wwn"),
        "readonly": value(disk, "readonly") if device == "disk" else None,
        "shareable": value(disk, "shareable"),
        "iotune": _iotune(disk),
        "boot": value(disk, "boot", "order"),
    }
    return {name: item for name, item in found.items() if item is not None}


def _source(disk: Mapping, device: str) -> Spec:
    kind = text(disk, "type") or "file"
    found: Spec = {}
    if device in ("cdrom", "floppy"):
        found[device] = True
    file, dev = text(disk, "source", "file"), text(disk, "source", "dev")
    if kind == "file" and file is not None and not is_device(file):
        return {device: file} if found else {"path": file}
    if kind == "block" and dev is not None:
        return found | {"block": dev}
    if kind == "volume":
        return found | {"pool": text(disk, "source", "pool"), "volume": text(disk, "source", "volume")}
    if kind == "network":
        return found | _network(disk)
    return found or {"block": "/dev/null"}  # another sort of source: the rest says which


def _network(disk: Mapping) -> Spec:
    protocol, name = text(disk, "source", "protocol"), text(disk, "source", "name") or ""
    hosts = at(disk, "source", "hosts")
    machines = [
        _without_none({"name": text(host, "name"), "port": value(host, "port")})
        for host in (hosts if isinstance(hosts, Sequence) else ())
    ]
    auth = _auth(disk)
    if protocol == "rbd" and "/" in name:
        pool, _, image = name.partition("/")
        snapshot, config = text(disk, "source", "snapshot", "name"), text(disk, "source", "config", "file")
        short = [host["name"] if set(host) == {"name"} else host for host in machines]
        said = {"pool": pool, "image": image, "hosts": short or None, **auth, "snapshot": snapshot, "config": config}
        return {"rbd": _without_none(said)}
    if protocol == "iscsi" and len(machines) == 1 and "name" in machines[0]:
        target, _, lun = name.partition("/")
        said = {
            "target": target,
            "lun": int(lun) if lun.isdecimal() else None,
            "host": machines[0]["name"],
            "port": machines[0].get("port"),
            "initiator": text(disk, "source", "initiator", "iqn", "name"),
            **auth,
        }
        return {"iscsi": _without_none(said)}
    if protocol == "nbd":
        host = hosts.items[0] if isinstance(hosts, Sequence) and hosts.items else None
        said = {
            "host": text(host, "name"),
            "port": value(host, "port"),
            "socket": text(host, "socket"),
            "export": name or None,
            "tls": value(disk, "source", "tls"),
        }
        return {"nbd": _without_none(said)}
    if protocol in ("http", "https", "ftp", "ftps", "tftp") and len(machines) == 1 and machines[0].get("name"):
        server, port = str(machines[0]["name"]), machines[0].get("port")
        if ":" in server:
            server = f"[{server}]"
        return {"url": f"{protocol}://{server}{f':{port}' if port else ''}/{name}"}
    return {"block": "/dev/null"}


def _auth(disk: Mapping) -> Spec:
    auth = at(disk, "source", "auth") or at(disk, "auth")
    secret = text(auth, "secret", "uuid") or text(auth, "secret", "usage")
    return {"user": text(auth, "username"), "secret": secret}


def _iotune(disk: Mapping) -> Spec | None:
    held = disk.get("iotune")
    if not isinstance(held, Mapping):
        return None
    from libvirt_xml.yaml_forms.shapes.sizes import spell
    from libvirt_xml.yaml_forms.vm.keys_disks import IOTUNE

    found: Spec = {}
    for name in held.items:
        number = value(held, name)
        if name in IOTUNE.keys and isinstance(number, int) and number:
            found[name] = spell(number) if "bytes" in name else number
    group = text(held, "group_name")
    return (found | ({"group_name": group} if group else {})) or None


def _without_none(said: Spec) -> Spec:
    return {name: item for name, item in said.items() if item is not None}
