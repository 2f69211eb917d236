"""The I/O threads of a domain."""

from __future__ import annotations

from collections import Counter

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


def undefined_of_mapping(device: Thing, numbers: frozenset[int] | None) -> int | None:
    """The first thread of the mapping of a driver that is none of these."""
    mapped = [] if numbers is None else _mapped(device)
    return next((one for one in mapped if one is not None and one not in (numbers or ())), None)


def repeated_of_mapping(device: Thing) -> int | None:
    """The first thread that the mapping of a driver names twice."""
    times = Counter(_mapped(device))
    return next((one for one, count in times.items() if one is not None and count > 1), None)


def _mapped(device: Thing) -> list[int | None]:
    return [whole_number(one) for one in device.values("driver/iothreads/iothread/@id")]


def mistake_of_queues(device: Thing) -> str | None:
    """What is wrong with the queues that the mapping of a driver gives to threads."""
    count = device.number("driver/@queues")
    queues = [whole_number(one) for one in device.values("driver/iothreads/iothread/queue/@id")]
    if count is None or None in queues:
        return None
    without = next((one for one in device.things("driver/iothreads/iothread") if not one.has("queue")), None)
    if without is not None:
        return f"I/O thread {without.attributes.get('id')} has no queue, and others have"
    times = Counter(queues)
    for queue in times:
        if queue is not None and queue >= count:
            return f"queue {queue} is mapped, and there are {count} queues"
        if times[queue] > 1:
            return f"queue {queue} is mapped twice"
    if len(times) < count:
        missing = next(queue for queue in range(count) if queue not in times)
        return f"queue {missing} has no I/O thread"
    return None
