"""Where graphics listen, and the ports that are given at start.

Source: libvirt, src/conf/domain_conf.c: virDomainGraphicsListensParseXML, virDomainGraphicsDefParseXMLVNC and -Spice.
"""

from __future__ import annotations

from libvirt_xml.completion.field_paths import get
from libvirt_xml.documents.display import Graphics, GraphicsListen
from libvirt_xml.documents.domain import Domain

_SERVERS = {"vnc", "spice", "rdp"}


def complete_screens(domain: Domain) -> None:
    """Fill in ports and addresses of the graphics that are servers."""
    for screen in domain.devices.__dict__.get("graphics", ()):
        if screen.type in _SERVERS:
            _complete_ports(screen)
            _complete_listens(screen)


def _complete_ports(screen: Graphics) -> None:
    if screen.type == "spice":
        for name in ("port", "tls_port"):
            if getattr(screen, name) in {-1, 0}:
                delattr(screen, name)
                screen.autoport = True if screen.autoport is None and name == "port" else screen.autoport
        if screen.autoport is None and (screen.port or screen.tls_port):
            screen.autoport = False
        if screen.autoport is False and not (screen.port or screen.tls_port):
            del screen.autoport
        return
    if any(listen.type in {"socket", "none"} for listen in screen.listens) or (screen.type == "rdp" and screen.port):
        return
    if screen.port in {None, -1, 0}:
        screen.autoport = True
    if screen.autoport:
        screen.port = -1
    elif screen.autoport is None:
        screen.autoport = False


def _complete_listens(screen: Graphics) -> None:
    listens = screen.listens
    if not listens and screen.listen is not None:
        listens.append(GraphicsListen(type="address", address=screen.listen))
    elif not listens:
        has_port = screen.type != "spice" or screen.autoport or screen.port or screen.tls_port
        listens.append(GraphicsListen(type="address" if has_port else "none"))
    first = listens[0]
    if first.type == "address" and first.address is not None and screen.listen is None:
        screen.listen = first.address
    if screen.type == "vnc" and first.type == "socket" and get(first, "socket") is not None and screen.socket is None:
        screen.socket = first.socket
