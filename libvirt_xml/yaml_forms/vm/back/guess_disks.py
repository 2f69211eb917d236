"""What a spec would say of a disk."""

from __future__ import annotations

from typing import Any

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Sequence
from libvirt_xml.yaml_forms.vm.disk_formats import is_device
from libvirt_xml.yaml_forms.vm.draft import text_at, value
from libvirt_xml.yaml_forms.vm.rules import at

GuessedDisk = dict[str, Any]


def guess_disk(disk: Mapping, number: int) -> GuessedDisk:
    """The keys of one disk; its rank among what is booted is under ``boot``."""
    alias = text_at(disk, "alias", "name") or ""
    target = text_at(disk, "target", "dev")
    device = text_at(disk, "device") or "disk"
    found: GuessedDisk = {
        "name": alias.removeprefix("ua-disk-") if alias.startswith("ua-disk-") else target or f"disk{number}",
        **_source(disk, device),
        "format": text_at(disk, "driver", "type"),
        "bus": text_at(disk, "target", "bus"),
        "target": target,
        "cache": text_at(disk, "driver", "cache"),
        "io": text_at(disk, "driver", "io"),
        "discard": text_at(disk, "driver", "discard"),
        "detect_zeroes": text_at(disk, "driver", "detect_zeroes"),
        "queues": value(disk, "driver", "queues"),
        "iothread": value(disk, "driver", "iothread"),
        "serial": text_at(disk, "serial"),
        "wwn": text_at(disk, "wwn"),
        "readonly": value(disk, "readonly") if device == "disk" else None,
        "shareable": value(disk, "shareable"),
        "iotune": _iotune(disk),
        "boot": value(disk, "boot", "order"),
    }
    return {name: item for name, item in found.items() if item is not None}


def _source(disk: Mapping, device: str) -> GuessedDisk:
    kind = text_at(disk, "type") or "file"
    found: GuessedDisk = {}
    if device in ("cdrom", "floppy"):
        found[device] = True
    file, dev = text_at(disk, "source", "file"), text_at(disk, "source", "dev")
    if kind == "file" and file is not None and not is_device(file):
        return {device: file} if found else {"path": file}
    if kind == "block" and dev is not None:
        return found | {"block": dev}
    if kind == "volume":
        return found | {"pool": text_at(disk, "source", "pool"), "volume": text_at(disk, "source", "volume")}
    if kind == "network":
        return found | _network(disk)
    return found or {"block": "/dev/null"}  # another sort of source: the rest says which


def _network(disk: Mapping) -> GuessedDisk:
    protocol, name = text_at(disk, "source", "protocol"), text_at(disk, "source", "name") or ""
    hosts = at(disk, "source", "hosts")
    machines = [
        _without_none({"name": text_at(host, "name"), "port": value(host, "port")})
        for host in (hosts if isinstance(hosts, Sequence) else ())
    ]
    auth = _auth(disk)
    if protocol == "rbd" and "/" in name:
        pool, _, image = name.partition("/")
        snapshot, config = text_at(disk, "source", "snapshot", "name"), text_at(disk, "source", "config", "file")
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
            "initiator": text_at(disk, "source", "initiator", "iqn", "name"),
            **auth,
        }
        return {"iscsi": _without_none(said)}
    if protocol == "nbd":
        host = hosts.items[0] if isinstance(hosts, Sequence) and hosts.items else None
        said = {
            "host": text_at(host, "name"),
            "port": value(host, "port"),
            "socket": text_at(host, "socket"),
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


def _auth(disk: Mapping) -> GuessedDisk:
    auth = at(disk, "source", "auth") or at(disk, "auth")
    secret = text_at(auth, "secret", "uuid") or text_at(auth, "secret", "usage")
    return {"user": text_at(auth, "username"), "secret": secret}


def _iotune(disk: Mapping) -> GuessedDisk | None:
    held = disk.get("iotune")
    if not isinstance(held, Mapping):
        return None
    from libvirt_xml.yaml_forms.shapes.sizes import spell_size
    from libvirt_xml.yaml_forms.vm.keys_disks import IOTUNE

    found: GuessedDisk = {}
    for name in held.items:
        number = value(held, name)
        if name in IOTUNE.keys and isinstance(number, int) and number:
            found[name] = spell_size(number) if "bytes" in name else number
    group = text_at(held, "group_name")
    return (found | ({"group_name": group} if group else {})) or None


def _without_none(said: GuessedDisk) -> GuessedDisk:
    return {name: item for name, item in said.items() if item is not None}
