"""Disks whose data is on the network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, Record
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.shapes.other_tools.network_places import place_of_text, read_place
from libvirt_xml.yaml_forms.shapes.shapes import Flag, Text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.domain_parts import maps_at
from libvirt_xml.yaml_forms.vm.draft import text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import FILE
from libvirt_xml.yaml_forms.vm.rows import VmSpec
from libvirt_xml.yaml_forms.vm.rules import at


@dataclass(frozen=True)
class WebUrl(Text):
    """The URL of a file on a web server; those of other protocols have keys of their own."""

    def _misfit(self, text: str, path: str) -> str:
        place = place_of_text(text)
        if place is None or place.key not in NETWORKED:
            return super()._misfit(text, path)
        return render("invalid-value", "network-for-url", meant=place.key, value=place.value)


_PORTS = {"http": 80, "https": 443, "ftp": 21, "ftps": 990, "tftp": 69}
_UUID = re.compile(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}").fullmatch

_HOSTS = ListOf(
    Record(
        "a host",
        {
            "name": Key(Text("a host name or an address"), "the host's name or address", is_required=True),
            "port": Key(Whole(1, 65535), "its port, if not the protocol's own"),
        },
        short="name",
    ),
    "a list of hosts",
    is_lenient=True,
)
_AUTH = {
    "user": Key(Text("a user name"), "whom to log in as"),
    "secret": Key(
        Text("the UUID, or the usage, of a libvirt secret"), "the libvirt secret with the key: its UUID or its usage"
    ),
}
_RBD = Record(
    "an rbd image",
    {
        "pool": Key(Text("the name of a Ceph pool"), "the Ceph pool", is_required=True),
        "image": Key(Text("the name of an image"), "the image in the pool", is_required=True),
        "hosts": Key(_HOSTS, "the monitors; without them the host's ceph.conf tells"),
        **_AUTH,
        "snapshot": Key(Text("the name of a snapshot"), "a snapshot of the image, to read"),
        "config": Key(FILE, "a ceph.conf on the host"),
    },
    example="{pool: vms, image: root, hosts: [ceph.example.com]}",
    reads=partial(read_place, "rbd"),
)
_ISCSI = Record(
    "an iSCSI disk",
    {
        "target": Key(Text("an IQN", r"\S+", "iqn.2026-01.com.example:storage"), "the target's IQN", is_required=True),
        "lun": Key(Whole(), "the logical unit; default: 0"),
        "host": Key(Text("a host name or an address"), "the portal", is_required=True),
        "port": Key(Whole(1, 65535), "its port; default: 3260"),
        **_AUTH,
        "initiator": Key(Text("an IQN"), "the initiator's IQN"),
    },
    example="{host: storage.example.com, target: iqn.2026-01.com.example:storage}",
    reads=partial(read_place, "iscsi"),
)
_NBD = Record(
    "an NBD export",
    {
        "host": Key(Text("a host name or an address"), "the server"),
        "port": Key(Whole(1, 65535), "its port; default: 10809"),
        "socket": Key(FILE, "a UNIX socket instead"),
        "export": Key(Text("the name of an export"), "the export"),
        "tls": Key(Flag(), "whether the connection is encrypted"),
    },
    example="{host: storage.example.com, export: root}",
    reads=partial(read_place, "nbd"),
)
NETWORKED = {
    "rbd": Key(_RBD, "an image in a Ceph cluster"),
    "iscsi": Key(_ISCSI, "a disk of an iSCSI target"),
    "nbd": Key(_NBD, "an export of an NBD server"),
    "url": Key(
        WebUrl("a URL", r"(https?|ftps?|tftp)://.+", "https://example.com/debian.iso"), "a file on a web server"
    ),
}


def network_source(kind: str, place: Scalar | Mapping) -> Node | None:
    """The source of a disk of the type ``network``; ``None`` for a URL that cannot be read."""
    if isinstance(place, Scalar):
        source = _url(place.text)
        return None if source is None else make(source, place.origin)
    content: dict[str, Any] = {"rbd": _rbd, "iscsi": _iscsi, "nbd": _nbd}[kind](place)
    return make(content, place.origin)


def _rbd(source: Mapping) -> dict[str, Any]:
    config, snapshot = source.get("config"), source.get("snapshot")
    return {
        "protocol": "rbd",
        "name": f"{text_at(source, 'pool')}/{text_at(source, 'image')}",
        "hosts": _hosts(source.get("hosts")),
        "snapshot": snapshot and {"name": snapshot},
        "config": config and {"file": config},
        "auth": _auth(source, "ceph"),
    }


def _iscsi(source: Mapping) -> dict[str, Any]:
    initiator = source.get("initiator")
    return {
        "protocol": "iscsi",
        "name": f"{text_at(source, 'target')}/{text_at(source, 'lun') or 0}",
        "hosts": [{"name": source.get("host"), "port": source.get("port") or 3260}],
        "auth": _auth(source, "iscsi"),
        "initiator": initiator and {"iqn": {"name": initiator}},
    }


def _nbd(source: Mapping) -> dict[str, Any]:
    socket = source.get("socket")
    host = (
        {"transport": "unix", "socket": socket} if socket else {"name": source.get("host"), "port": source.get("port")}
    )
    return {"protocol": "nbd", "name": source.get("export"), "tls": source.get("tls"), "hosts": [host]}


def _hosts(hosts: Node | None) -> list[Any] | None:
    if not isinstance(hosts, Sequence) or not hosts.items:
        return None
    return [{"name": host.get("name"), "port": host.get("port")} for host in hosts if isinstance(host, Mapping)]


def _auth(source: Mapping, kind: str) -> dict[str, Any] | None:
    user, secret = source.get("user"), source.get("secret")
    if user is None or not isinstance(secret, Scalar):
        return None
    return {"username": user, "secret": {"type": kind, "uuid" if _UUID(secret.text) else "usage": secret}}


def _url(url: str) -> dict[str, Any] | None:
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    return {
        "protocol": parts.scheme,
        "name": parts.path.lstrip("/"),
        "query": parts.query or None,
        "hosts": [{"name": name, "port": port or _PORTS.get(parts.scheme)}],
    }


def guess_network(disk: Mapping) -> VmSpec:
    """The key for the network source of a disk; ``block`` for one that the form has no key for."""
    protocol, name = text_at(disk, "source", "protocol") or "", text_at(disk, "source", "name") or ""
    hosts = maps_at(disk, "source", "hosts")
    first = hosts[0] if hosts else None
    one = first if len(hosts) == 1 and text_at(first, "name") else None
    if protocol == "rbd" and "/" in name:
        return {"rbd": _without_none(_guess_rbd(disk, name, hosts))}
    if protocol == "iscsi" and one is not None:
        return {"iscsi": _without_none(_guess_iscsi(disk, name, one))}
    if protocol == "nbd":
        nbd = {name: value(first, name) for name in ("host", "port", "socket")}
        nbd |= {"host": text_at(first, "name"), "export": name or None, "tls": value(disk, "source", "tls")}
        return {"nbd": _without_none(nbd)}
    if protocol in _PORTS and one is not None:
        server, port = text_at(one, "name") or "", value(one, "port")
        if ":" in server:
            server = f"[{server}]"
        return {"url": f"{protocol}://{server}{f':{port}' if port else ''}/{name}"}
    return {"block": "/dev/null"}


def _guess_rbd(disk: Mapping, name: str, hosts: list[Mapping]) -> VmSpec:
    pool, _, image = name.partition("/")
    machines = [_without_none({"name": text_at(host, "name"), "port": value(host, "port")}) for host in hosts]
    return {
        "pool": pool,
        "image": image,
        "hosts": [host["name"] if set(host) == {"name"} else host for host in machines] or None,
        **_guess_auth(disk),
        "snapshot": text_at(disk, "source", "snapshot", "name"),
        "config": text_at(disk, "source", "config", "file"),
    }


def _guess_iscsi(disk: Mapping, name: str, host: Mapping) -> VmSpec:
    target, _, lun = name.partition("/")
    return {
        "target": target,
        "lun": int(lun) if lun.isdecimal() else None,
        "host": text_at(host, "name"),
        "port": value(host, "port"),
        "initiator": text_at(disk, "source", "initiator", "iqn", "name"),
        **_guess_auth(disk),
    }


def _guess_auth(disk: Mapping) -> VmSpec:
    auth = at(disk, "source", "auth") or at(disk, "auth")
    return {
        "user": text_at(auth, "username"),
        "secret": text_at(auth, "secret", "uuid") or text_at(auth, "secret", "usage"),
    }


def _without_none(values: VmSpec) -> VmSpec:
    return {name: item for name, item in values.items() if item is not None}
