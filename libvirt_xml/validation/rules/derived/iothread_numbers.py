"""The I/O threads of a domain."""

from __future__ import annotations

from libvirt_xml.validation.rules.thing import Thing, whole_number

_MOST = 4096


def iothread_numbers(root: Thing) -> frozenset[int] | None:
    """The numbers of all I/O threads: those listed, and the lowest free ones up to the count; ``None`` if unknown.

    Source: src/conf/domain_conf.c, virDomainDefParseIOThreads and virDomainIOThreadIDDefArrayInit.
    """
    listed = [whole_number(one.attributes.get("id")) for one in root.things("iothreadids/iothread")]
    written = root.value("iothreads")
    count = 0 if written is None else whole_number(written)
    if count is None or count > _MOST or None in listed:
        return None
    numbers = {number for number in listed if number is not None}
    candidate = 1
    while len(numbers) < count:
        numbers.add(candidate)
        candidate += 1
    return frozenset(numbers)
