"""Disks that lie on the network."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.draft import text_at

_PORTS = {"http": 80, "https": 443, "ftp": 21, "ftps": 990, "tftp": 69}
_UUID = re.compile(r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}").fullmatch


def network_source(kind: str, said: Scalar | Mapping) -> Node:
    """The source of a disk of the type ``network``. Raises ValueError for a URL that is none."""
    if isinstance(said, Scalar):
        return make(_url(said.text), said.origin)
    made: dict[str, Any] = {"rbd": _rbd, "iscsi": _iscsi, "nbd": _nbd}[kind](said)
    return make(made, said.origin)


def _rbd(said: Mapping) -> dict[str, Any]:
    config, snapshot = said.get("config"), said.get("snapshot")
    return {
        "protocol": "rbd",
        "name": f"{text_at(said, 'pool')}/{text_at(said, 'image')}",
        "hosts": _hosts(said.get("hosts")),
        "snapshot": snapshot and {"name": snapshot},
        "config": config and {"file": config},
        "auth": _auth(said, "ceph"),
    }


def _iscsi(said: Mapping) -> dict[str, Any]:
    initiator = said.get("initiator")
    return {
        "protocol": "iscsi",
        "name": f"{text_at(said, 'target')}/{text_at(said, 'lun') or 0}",
        "hosts": [{"name": said.get("host"), "port": said.get("port") or 3260}],
        "auth": _auth(said, "iscsi"),
        "initiator": initiator and {"iqn": {"name": initiator}},
    }


def _nbd(said: Mapping) -> dict[str, Any]:
    socket = said.get("socket")
    host = {"transport": "unix", "socket": socket} if socket else {"name": said.get("host"), "port": said.get("port")}
    return {"protocol": "nbd", "name": said.get("export"), "tls": said.get("tls"), "hosts": [host]}


def _hosts(said: Node | None) -> list[Any] | None:
    if not isinstance(said, Sequence) or not said.items:
        return None
    return [{"name": host.get("name"), "port": host.get("port")} for host in said if isinstance(host, Mapping)]


def _auth(said: Mapping, kind: str) -> dict[str, Any] | None:
    user, secret = said.get("user"), said.get("secret")
    if user is None or not isinstance(secret, Scalar):
        return None
    return {"username": user, "secret": {"type": kind, "uuid" if _UUID(secret.text) else "usage": secret}}


def _url(text: str) -> dict[str, Any]:
    parts = urlsplit(text)
    return {
        "protocol": parts.scheme,
        "name": parts.path.lstrip("/"),
        "query": parts.query or None,
        "hosts": [{"name": parts.hostname or "", "port": parts.port or _PORTS.get(parts.scheme)}],
    }
