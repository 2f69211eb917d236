"""Checks of graphics, video and sound."""

from __future__ import annotations

from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_LEAST_VGAMEM = 1024
_MOST_MEMORY = 2 << 20
_ROUNDED_TO_NOTHING = 2 << 30


def fixed_port(thing: Thing, _: Subject) -> Answer:
    """The port is one that libvirt does not choose, or may not choose."""
    port = thing.number("@port")
    return port is not None and (port > 0 or thing.attributes.get("autoport") == "no")


def defined_only(thing: Thing, subject: Subject) -> Answer:
    """The document is a definition: in that of a running guest the port is the one that was chosen."""
    return "id" not in subject.root.attributes


def another_listen(thing: Thing, _: Subject) -> Answer:
    """The attribute is not the address of the first element."""
    first = thing.thing("listen")
    return (
        first is not None
        and first.attributes.get("type") == "address"
        and "address" in first.attributes
        and first.attributes["address"] != thing.attributes["listen"]
    )


def two_listens(thing: Thing, _: Subject) -> Answer:
    """The second place."""
    places = thing.things("listen")
    return {"thing": places[1]} if len(places) > 1 else None


def bad_secondary(thing: Thing, subject: Subject) -> Answer:
    """The device is not the first one, and no primary."""
    return subject.once(_primary) is not thing


def _primary(subject: Subject) -> Thing:
    """The video device that the guest boots on."""
    videos = subject.at("devices/video")
    return next((video for video in videos if video.value("model/@primary") == "yes"), videos[0])


def odd_vgamem(thing: Thing, _: Subject) -> Answer:
    """The size is too small, or no power of two."""
    size = thing.number("@vgamem")
    return size is not None and (size < _LEAST_VGAMEM or bool(size & (size - 1)))


def no_such_audio(thing: Thing, subject: Subject) -> Answer:
    """No audio has the number."""
    number, known = thing.number("@id"), subject.once(_audios)
    return number is not None and None not in known and number not in known


def no_written_audio(thing: Thing, subject: Subject) -> Answer:
    """No audio that is written has the number: what libvirt adds does not do."""
    number, written = thing.number("@id"), subject.once(_numbers_of_audios)
    return number is not None and None not in written and number not in written


def _numbers_of_audios(subject: Subject) -> set[int | None]:
    return {audio.number("@id") for audio in subject.at("devices/audio")}


def audio_of_other_kind(thing: Thing, subject: Subject) -> Answer:
    """The audio with the number is not that of D-Bus."""
    kind = subject.once(_audios).get(thing.number("@id"))
    return {"type": kind} if kind not in {None, "dbus"} else None


def _audios(subject: Subject) -> dict[int | None, str | None]:
    """The types of audio by their numbers; where none is written, libvirt adds number 1."""
    return {one.number("@id"): one.attributes.get("type") for one in subject.at("devices/audio")} or {1: None}


def listens_on_ports(thing: Thing, _: Subject) -> Answer:
    """Clients come through a port, and not through a socket or a file descriptor."""
    return not any(listen.attributes.get("type") in ("none", "socket") for listen in thing.things("listen"))


def memory_over_limit(thing: Thing, _: Subject) -> Answer:
    """The sizes that, rounded up, have more bytes than fit into 32 bits; still larger ones are rounded to 0."""
    sizes = {name: thing.number(f"@{name}") for name in ("ram", "vram")}
    too_large = [name for name, size in sizes.items() if size and _MOST_MEMORY < size <= _ROUNDED_TO_NOTHING]
    return [{"at": f"@{name}", "what": name} for name in too_large]


def after_vnc(thing: Thing, subject: Subject) -> Answer:
    """There is VNC before these graphics, which are the first of their type."""
    return thing is subject.once(_first_sdl_after_vnc)


def _first_sdl_after_vnc(subject: Subject) -> Thing | None:
    """The first SDL graphics, if there is VNC before."""
    graphics = subject.at("devices/graphics")
    types = [one.attributes.get("type") for one in graphics]
    first = types.index("sdl")
    return graphics[first] if "vnc" in types[:first] else None


_PORTS = ("port", "tlsPort", "websocket")


def port_of_another(thing: Thing, subject: Subject) -> Answer:
    """The ports that graphics before it have; those that libvirt chooses do not count."""
    first = subject.once(_first_of_ports)
    return [
        {"at": f"@{name}", "port": port} for name, port in _written_ports(thing) if first.get(port, thing) is not thing
    ]


def _first_of_ports(subject: Subject) -> dict[int, Thing]:
    """The first graphics with each port."""
    first: dict[int, Thing] = {}
    for graphics in subject.at("devices/graphics"):
        for _, port in _written_ports(graphics):
            first.setdefault(port, graphics)
    return first


def _written_ports(graphics: Thing) -> list[tuple[str, int]]:
    """The attributes that say a port, and the ports."""
    names = ("websocket",) if graphics.attributes.get("autoport") == "yes" else _PORTS
    ports = [(name, graphics.number(f"@{name}")) for name in names]
    return [(name, port) for name, port in ports if port is not None and port > 0]
