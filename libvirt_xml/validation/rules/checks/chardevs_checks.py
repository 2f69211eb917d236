"""Checks of character devices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from libvirt_xml.validation.rules.derived.controller_ports import controllers_by_number
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_CHARDEVS = {"serial", "parallel", "console", "channel", "redirdev", "smartcard"}
_WITH_SOURCE = _CHARDEVS | {"backend"}
_NEEDS = {
    "file": ("path", "a path", "<source path='...'/>"),
    "dev": ("path", "the path of a device", "<source path='/dev/...'/>"),
    "pipe": ("path", "a path", "<source path='...'/>"),
    "udp": ("service", "a port", "<source mode='connect' host='127.0.0.1' service='1234'/>"),
    "spiceport": ("channel", "the name of its channel", "<source channel='...'/>"),
    "dbus": ("channel", "the name of its channel", "<source channel='...'/>"),
}
_is_short = re.compile(r"[\w./:-]{1,60}").fullmatch
_CHOSEN = r"/var/lib/libvirt/qemu/channel/target/(domain-[^/]+/|[^/]+[.])"
_OF_TARGETS = {
    "isa-serial": "isa-serial",
    "isa-debugcon": "isa-debug",
    "usb-serial": "usb-serial",
    "pci-serial": "pci-serial",
    "spapr-vty": "spapr-vio-serial",
    "pl011": "system-serial",
    "16550a": "system-serial",
    "sclpconsole": "sclp-serial",
    "sclplmconsole": "sclp-serial",
}
_ADDRESSES = {
    "isa-serial": "isa",
    "isa-debug": "isa",
    "usb-serial": "usb",
    "pci-serial": "pci",
    "system-serial": "",
    "sclp-serial": "",
}


def of_chardev(thing: Thing, _: Subject) -> Answer:
    """The element is a character device, or in one; of the first console, its serial port's counts."""
    one: Thing | None = thing
    while one is not None and one.parent is not None:
        if one.parent.name == "devices":
            return one.name in _CHARDEVS and not (_is_of_serial(one) and one is one.parent.thing("console"))
        one = one.parent
    return False


def source_incomplete(thing: Thing, _: Subject) -> Answer:
    """The source lacks what its type needs; of the first console, its serial port's counts."""
    kind = thing.attributes["type"]
    missing = next(_missing(thing, kind), None) if thing.name in _WITH_SOURCE else None
    if missing is None or _is_of_serial(thing):
        return None
    what, example = missing
    return {"at": "source", "type": kind, "what": what, "example": _with_present(example, thing.thing("source"))}


def _with_present(example: str, source: Thing | None) -> str:
    """An example of a source with the attributes that one has; those of secrets and paths that are long stay out."""
    for name, value in source.attributes.items() if source is not None else ():
        if _is_short(value):
            example = re.sub(rf"(?<= {name}=)'[^']*'", f"'{value}'", example)
    return example


def first_console(thing: Thing, subject: Subject) -> Answer:
    """The first console; all others that are serial ports have a rule of their own."""
    return subject.at("devices/console")[0] is thing


def _is_of_serial(thing: Thing) -> bool:
    target = thing.value("target/@type")
    is_console = thing.name == "console" and target in {None, "serial"}
    return is_console and thing.parent is not None and thing.parent.has("serial")


def _missing(thing: Thing, kind: str) -> Iterator[tuple[str, str]]:
    if kind == "tcp":
        for name, what in (("host", "a host"), ("service", "a port")):
            if not thing.has(f"source/@{name}"):
                yield what, "<source mode='connect' host='127.0.0.1' service='1234'/>"
    elif kind == "unix":
        is_made = thing.name == "channel" and thing.value("target/@type") in {"virtio", None}
        if not thing.has("source/@path") and not is_made:
            yield "a path", "<source mode='bind' path='...'/>"
    elif (thing.name, kind) == ("redirdev", "dbus"):
        return  # libvirt gives the channel a name
    elif kind == "udp":
        if not thing.has("source[@mode='connect']/@service") and not thing.has("source[not(@mode)]/@service"):
            yield _NEEDS[kind][1:]
    elif not thing.has(f"source/@{_NEEDS[kind][0]}"):
        yield _NEEDS[kind][1:]


def path_of_libvirt(thing: Thing, _: Subject) -> Answer:
    """A socket without a path, or with one that libvirt chose for a channel of this name, or of any."""
    path, name = thing.attributes.get("path"), thing.value("../target/@name")
    return path is None or re.fullmatch(_CHOSEN + (".*" if name is None else re.escape(name)), path) is not None


def several_sources(thing: Thing, _: Subject) -> Answer:
    """A character device, or what is behind one, has one source too many; UDP has two: from and to."""
    sources, most = thing.things("source"), 2 if thing.attributes.get("type") == "udp" else 1
    return {"thing": sources[most], "at": ""} if thing.name in _WITH_SOURCE and len(sources) > most else None


def model_of_other_target(thing: Thing, _: Subject) -> Answer:
    """The model is known to be one of another target type."""
    right, target = _OF_TARGETS.get(thing.attributes.get("name", "")), thing.value("../@type")
    return {"right": right} if right is not None and target is not None and target != right else None


def address_of_other_target(thing: Thing, _: Subject) -> Answer:
    """The address is of another kind than the target type needs."""
    right = _ADDRESSES.get(thing.value("target/@type") or "")
    return right is not None and thing.value("address/@type") != right


def isa_port_repeated(thing: Thing, subject: Subject) -> Answer:
    """An ISA serial port with the number of an earlier one that says its type too."""
    first = _first_of_number(thing, subject)
    return first is not None and first.has("target/@type")


def usual_port_repeated(thing: Thing, subject: Subject) -> Answer:
    """An ISA serial port with the number of an earlier one, where one of them does not say its type."""
    first = _first_of_number(thing, subject)
    return first is not None and not (first.has("target/@type") and thing.has("target/@type"))


def _first_of_number(serial: Thing, subject: Subject) -> Thing | None:
    """The ISA serial port that has the number of another first, if that is not this one."""
    number = serial.number("target/@port")
    first = None if number is None else subject.once(_isa_by_number).get(number)
    return None if first is serial else first


def _isa_by_number(subject: Subject) -> dict[int | None, Thing]:
    """The first ISA serial port of each number that is written; on a PC one without a type is such a port."""
    first: dict[int | None, Thing] = {}
    for serial in subject.at("devices/serial"):
        if serial.value("target/@type") in {None, "isa-serial"}:
            first.setdefault(serial.number("target/@port"), serial)
    return first


def serial_after_first(thing: Thing, subject: Subject) -> Answer:
    """A console after the first is a serial port, as one of x86 is without a type."""
    serial = {"serial", None} if subject.machine["arch"] in {"x86_64", "i686"} else {"serial"}
    return [
        {"thing": console, "at": "target/@type"}
        for console in thing.things("console")[1:]
        if console.value("target/@type") in serial
    ]


def two_smartcards(thing: Thing, _: Subject) -> Answer:
    """The second smart card."""
    cards = thing.things("smartcard")
    return {"thing": cards[1]} if len(cards) > 1 else None


def console_is_overwritten(thing: Thing, subject: Subject) -> Answer:
    """The first console, of another type than the first serial port, which it is."""
    serials = subject.at("devices/serial")
    if not serials or subject.at("devices/console")[0] is not thing:
        return None
    return thing.attributes["type"] != serials[0].attributes.get("type", thing.attributes["type"])


_PARALLEL_PORTS = 3


def too_many_parallel(thing: Thing, _: Subject) -> Answer:
    """A parallel port that the ISA bus has no place for."""
    ports = thing.things("parallel")
    return {"thing": ports[_PARALLEL_PORTS], "at": ""} if len(ports) > _PARALLEL_PORTS else None


def mode_of_chardev(thing: Thing, subject: Subject) -> Answer:
    """The mode of a character device's source, which may be empty."""
    return {"mode": thing.attributes["mode"]} if of_chardev(thing, subject) else None


def beyond_isa_ports(thing: Thing, subject: Subject) -> Answer:
    """The number of an ISA serial port that a PC does not have.

    Ports without a type follow the highest; an ISA port without a number gets one that no other ISA port has.
    """
    if thing.has("target/@type") and not thing.has("target/@port"):
        return {"port": _LAST_ISA_PORT + 1} if id(thing) in subject.once(_beyond_isa) else None
    port = subject.once(_serial_ports)[id(thing)]
    is_told = not thing.has("target/@port") and subject.once(_beyond_all)  # of the ISA ports: there are too many
    return {"port": port} if port > _LAST_ISA_PORT and not is_told else None


def beyond_usual_isa_ports(thing: Thing, subject: Subject) -> Answer:
    """An ISA port without a number for which those without a type, which become ISA ports, leave none."""
    return id(thing) in subject.once(_beyond_all) and id(thing) not in subject.once(_beyond_isa)


def _beyond_isa(subject: Subject) -> set[int]:
    """The ISA ports without a number for which there is none left."""
    return _without_number_left(subject, ("isa-serial",))


def _beyond_all(subject: Subject) -> set[int]:
    """The same where ports without a type are ISA ports, too."""
    return _without_number_left(subject, ("isa-serial", None))


def _without_number_left(subject: Subject, types: tuple[str | None, ...]) -> set[int]:
    isa = [serial for serial in subject.at("devices/serial") if serial.value("target/@type") in types]
    waiting = [serial for serial in isa if serial.has("target/@type") and not serial.has("target/@port")]
    return {id(serial) for serial in waiting[max(_LAST_ISA_PORT + 1 - (len(isa) - len(waiting)), 0) :]}


def no_virtio_serial_port_left(thing: Thing, _: Subject) -> Answer:
    """The first device whose address names a controller that has no port left."""
    controllers = controllers_by_number(thing, "virtio-serial")
    counts = {number: controller.number("@ports") for number, controller in controllers.items()}
    addressed: dict[int, list[Thing]] = {}
    for device in thing.things("channel|console"):
        address = device.thing("address[@type='virtio-serial']")
        if address is not None:
            addressed.setdefault(address.number("@controller") or 0, []).append(device)
    for controller, devices in addressed.items():
        count = counts.get(controller) or _USUAL_VIRTIO_SERIAL_PORTS
        taken = {port for device in devices if (port := device.number("address/@port"))}
        waiting = [device for device in devices if not device.has("address/@port")]
        if len(waiting) > (left := max(count - 1 - len(taken), 0)):
            return {"thing": waiting[left], "at": "address", "controller": controller, "count": count}
    return None


def _serial_ports(subject: Subject) -> dict[int, int]:
    """The number of each serial port: ISA ports get the lowest that is free, then the others follow the highest."""
    serials = subject.at("devices/serial")
    ports = {id(serial): port for serial in serials if (port := serial.number("target/@port")) is not None}
    isa = [serial for serial in serials if serial.value("target/@type") == "isa-serial"]
    taken = {ports.get(id(serial)) for serial in isa}
    free_ports = (port for port in count() if port not in taken)
    for serial in isa:
        if id(serial) not in ports:
            ports[id(serial)] = next(free_ports)
    following = count(max(ports.values(), default=-1) + 1)
    return {id(serial): ports[id(serial)] if id(serial) in ports else next(following) for serial in serials}


_LAST_ISA_PORT = 3
_USUAL_VIRTIO_SERIAL_PORTS = 31
