"""Disks on the network as others write them: QEMU's ``rbd:pool/image``, URIs, ``{protocol: rbd, name: pool/image}``."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from libvirt_xml.markup.secrets import may_name_secret
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, Node, Scalar, Sequence, make

_LONGEST = 500  # characters of a place that are read
_WEB = ("http", "https", "ftp", "ftps", "tftp")
_NUMBERS = ("port", "lun")
ONLY_LIBVIRT = ("gluster", "ssh", "nfs", "sheepdog", "vxhs")
"""Protocols for which only the document form has words."""
_RBD = re.compile(r"(?P<pool>[\w.-]+)/(?P<image>[\w.-]+)(?:@(?P<snapshot>[\w.-]+))?")
_QEMU_RBD = re.compile(rf"(?:rbd|ceph):{_RBD.pattern}(?P<options>:.*)?")
_MONITORS = re.compile(r":mon_host=((?:\\.|[^:\\])*)")
_QEMU_NBD = re.compile(
    r"nbd:(?:unix:(?P<socket>/[^:]+)|(?P<host>[\w.-]+):(?P<port>\d+))(?::exportname=(?P<export>[\w.-]+))?"
)
_ISCSI = re.compile(r"(?P<target>(?:iqn|eui|naa)\.[\w.:-]+)(?:/(?P<lun>\d+))?")
_is_name = re.compile(r"[A-Za-z][\w.-]*").fullmatch
_SCHEME = re.compile(r"([a-z]+)(?:\+\w+)?:")


class NetworkPlace(NamedTuple):
    """The key of a disk for what is on the network, and its value as YAML in one line."""

    key: str
    value: str


def place_of_text(text: str) -> NetworkPlace | None:
    """What a URI means, or the text that QEMU has for a disk on the network; options of these are not taken over."""
    scheme = _SCHEME.match(text)
    if len(text) > _LONGEST or scheme is None:
        return None
    if rbd := _QEMU_RBD.fullmatch(text):
        monitors = _MONITORS.search(rbd["options"] or "")
        return _rbd(rbd, [] if monitors is None else re.split(r"\\?[;,]", monitors[1].replace("\\:", ":")))
    if nbd := _QEMU_NBD.fullmatch(text):
        return _placed("nbd", nbd.groupdict())
    return _place_of_uri(text)


def place_of_source(source: Mapping) -> NetworkPlace | None:
    """What a source of libvirt's means: ``{protocol: rbd, name: pool/image, hosts: [{name: ceph1}]}``."""
    protocol = _text(source, "protocol")
    name = next(filter(None, (_text(source, key) for key in ("source", "path", "volume", "image", "name"))), "")
    hosts = source.items.get("hosts", source.items.get("host"))
    names = [*filter(None, map(_host_of, hosts.items if isinstance(hosts, Sequence) else [hosts]))]
    if protocol == "rbd":
        return None if (image := _RBD.fullmatch(name)) is None else _with_auth(_rbd(image, names), source)
    if protocol in ONLY_LIBVIRT:
        return in_domain(protocol, name or None, names[0] if names else None)
    return _with_auth(_place_of_uri(f"{protocol}://{names[0]}/{name.lstrip('/')}"), source) if names else None


def _with_auth(place: NetworkPlace | None, source: Mapping) -> NetworkPlace | None:
    """A place with the user, and the name of libvirt's secret, of a source."""
    auth = source.items.get("auth")
    secret = auth.items.get("secret") if isinstance(auth, Mapping) else None
    if place is None or not isinstance(auth, Mapping) or not isinstance(secret, Mapping):
        return place
    user, name = _text(auth, "username"), _text(secret, "uuid") or _text(secret, "usage")
    if not _is_name(user) or not _is_name(name):
        return place
    return NetworkPlace(place.key, f"{place.value[:-1]}, user: {user}, secret: {name}}}")


def read_place(key: str, text: str) -> str | None:
    """The value of a key that a text means: ``pool/image`` for ``rbd``, ``storage:10809/root`` for ``nbd``."""
    short = f"rbd:{text}" if key == "rbd" else f"{key}://{text}"
    place = place_of_text(text) or place_of_text(short)
    return place.value if place is not None and place.key == key else None


def _place_of_uri(text: str) -> NetworkPlace | None:
    try:
        uri = urlsplit(text)
        host, port = uri.hostname, uri.port
    except ValueError:
        return None
    scheme, name = uri.scheme.partition("+")[0], uri.path.strip("/")
    if scheme in ONLY_LIBVIRT:
        return in_domain(scheme, name or None, host)
    if scheme in _WEB and host and uri.username is None and not may_name_secret(uri.query):
        return NetworkPlace("url", text)
    if scheme == "nbd":
        (socket,) = parse_qs(uri.query).get("socket", [None])[:1]
        return _placed("nbd", {"socket": socket, "host": host, "port": port, "export": name})
    if scheme == "iscsi" and host and (target := _ISCSI.fullmatch(name)):
        return _placed("iscsi", {"host": host, "port": port, **target.groupdict()})
    if scheme in ("rbd", "ceph") and (image := _RBD.fullmatch(name)):
        return _rbd(image, [f"{host}:{port}" if port else host] if host else [])
    return None


def _rbd(image: re.Match[str], hosts: list[str]) -> NetworkPlace | None:
    place = {"pool": image["pool"], "image": image["image"], "snapshot": image["snapshot"]}
    return _placed("rbd", {**place, "hosts": [*map(_host_item, hosts)]})


def _host_item(host: str) -> str | dict[str, Any]:
    name, _, port = host.partition(":")
    return {"name": name, "port": int(port)} if port.isdecimal() else host


def _placed(key: str, parts: dict[str, Any]) -> NetworkPlace | None:
    known = {name: int(part) if name in _NUMBERS else part for name, part in parts.items() if part}
    value = one_line(make(known, NOWHERE)) if known else None
    return None if value is None else NetworkPlace(key, value)


def in_domain(protocol: str, name: str | None = None, host: str | None = None) -> NetworkPlace | None:
    """A disk of a protocol that only the document form has words for."""
    source = {"protocol": protocol, "name": name or "NAME", "hosts": [{"name": host or "HOST"}]}
    disk = one_line(make({"type": "network", "source": source, "target": {"dev": "vdz"}}, NOWHERE))
    return None if disk is None else NetworkPlace("domain", f"{{devices: {{disks: [{disk}]}}}}")


def _host_of(node: Node | None) -> str:
    if isinstance(node, Mapping):
        name, port = _text(node, "name"), _text(node, "port")
        return f"{name}:{port}" if port else name
    return node.text if isinstance(node, Scalar) and not node.is_hidden else ""


def _text(node: Mapping, key: str) -> str:
    item = node.items.get(key)
    return item.text if isinstance(item, Scalar) and not item.is_hidden else ""
