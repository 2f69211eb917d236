"""Checks of CPUs and the threads beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import prod
from typing import Any

from libvirt_xml.facts.machines import find_machine
from libvirt_xml.validation.rules.derived.guest_cpus import most_cpus
from libvirt_xml.validation.rules.derived.iothread_numbers import iothread_numbers
from libvirt_xml.validation.rules.derived.number_sets import number_set
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing, whole_number
from libvirt_xml.validation.rules.triggers.trigger_conditions import same_form

_PARTS = ("sockets", "dies", "clusters", "cores", "threads")
_QUOTAS = ("quota", "global_quota", "emulator_quota", "iothread_quota")
_MOST_CPUS = 2**32 - 1
_LEAST_QUOTA, _MOST_QUOTA = 1000, 17592186044415


def more_present_than_possible(thing: Thing, _: Subject) -> Answer:
    """The number of present CPUs is above the greatest."""
    current, most = thing.number("@current"), whole_number(thing.text)
    return {"most": most} if current is not None and most is not None and current > most else None


def enabled_otherwise(thing: Thing, subject: Subject) -> Answer:
    """Another number of CPUs is enabled than is to be present."""
    count = len({cpu.number("@id") for cpu in subject.at("vcpus/vcpu[@enabled='yes']")})
    return None if thing.number("@current") == count else {"count": count}


def topology_mismatch(thing: Thing, subject: Subject) -> Answer:
    """The product of the topology is not the greatest number of CPUs."""
    most, topology = most_cpus(subject.root), _product(thing)
    if most is None or topology is None or topology["product"] == most or topology["product"] > _MOST_CPUS:
        return None
    return {**topology, "most": most}


def topology_overflow(thing: Thing, _: Subject) -> Answer:
    """The product of the topology is more than 32 bits hold."""
    topology = _product(thing)
    return topology if topology is not None and topology["product"] > _MOST_CPUS else None


def _product(topology: Thing) -> dict[str, Any] | None:
    """The product of a topology, and what it is made of; ``None`` where a part is no number."""
    numbers = {part: topology.number(f"@{part}") for part in _PARTS if part in topology.attributes}
    if None in numbers.values():
        return None
    product = prod(number for number in numbers.values() if number is not None)
    return {"product": product, "parts": " x ".join(f"{number} {part}" for part, number in numbers.items())}


def part_of_a_core(thing: Thing, subject: Subject) -> Answer:
    """A number of CPUs is no multiple of the threads of a core."""
    threads = thing.number("@threads")
    vcpu = subject.root.thing("vcpu")
    counts = [] if vcpu is None else [whole_number(vcpu.text), vcpu.number("@current")]
    odd = [count for count in counts if count is not None and threads and count % threads]
    return {"count": odd[0]} if odd else None


def is_last_of_its_number(thing: Thing, subject: Subject) -> Answer:
    """Of a CPU that is listed twice, libvirt takes the later element."""
    return subject.once(_last_of_numbers).get(thing.number("@id")) is thing


def _last_of_numbers(subject: Subject) -> dict[int | None, Thing]:
    return {cpu.number("@id"): cpu for cpu in subject.at("vcpus/vcpu")}


def some_without_order(thing: Thing, _: Subject) -> Answer:
    """Some of the CPUs that are on have an order, and others do not; an order of 0 is none."""
    listed = [attributes for _, attributes in _listed(thing) if attributes.get("enabled") == "yes"]
    return len({_order(attributes) > 0 for attributes in listed}) == 2


def fixed_after_hotpluggable(thing: Thing, _: Subject) -> Answer:
    """The first CPU that cannot be unplugged right behind one that can; CPU 0 never can, which is a rule of its own."""
    for before, cpu in _neighbours(thing):
        is_behind = before.get("hotpluggable") == "yes" and whole_number(before["id"]) != 0
        if is_behind and cpu.get("hotpluggable") == "no":
            return {"thing": cpu["thing"], "at": "@hotpluggable", "id": cpu["id"]}
    return None


def descending_order(thing: Thing, _: Subject) -> Answer:
    """The first CPU that cannot be unplugged whose order is below that of the CPU before it."""
    for before, cpu in _neighbours(thing):
        if cpu.get("hotpluggable") == "no" and _order(before) > _order(cpu):
            return {"thing": cpu["thing"], "at": "@order", "id": cpu["id"]}
    return None


def _neighbours(thing: Thing) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """The CPUs that are listed with the one before each, by number."""
    cpus = dict(_listed(thing))
    return ((cpus.get(number - 1, {}), cpu) for number, cpu in cpus.items())


def _listed(thing: Thing) -> list[tuple[int, dict[str, Any]]]:
    """The attributes of the CPUs that are listed, by number; of one that is there twice those of the later element."""
    numbered = ((one.number("@id"), one) for one in thing.things("vcpu"))
    cpus = {number: {**one.attributes, "thing": one} for number, one in numbered if number is not None}
    return sorted(cpus.items())


def _order(cpu: dict[str, Any]) -> int:
    return whole_number(cpu.get("order")) or 0


def no_such_cpu(thing: Thing, subject: Subject) -> Answer:
    """The number is not one of the domain's CPUs."""
    return _beyond(thing.number("@id"), subject)


def no_such_cpu_pinned(thing: Thing, subject: Subject) -> Answer:
    """The number is not one of the domain's CPUs."""
    return _beyond(thing.number("@vcpu"), subject)


def pinned_before(thing: Thing, subject: Subject) -> Answer:
    """The number has a pinning already; with the host CPUs of both."""
    first = subject.of_root(_first_pinnings).get(_pinned(thing), thing)
    return {"both": f"{first.value('@cpuset')},{thing.value('@cpuset')}"}


def _first_pinnings(root: Thing) -> dict[tuple[str, str | int], Thing]:
    first: dict[tuple[str, str | int], Thing] = {}
    for pinning in root.things("cputune/*"):
        first.setdefault(_pinned(pinning), pinning)
    return first


def _pinned(pinning: Thing) -> tuple[str, str | int]:
    """What a pinning is for: a CPU or an I/O thread, and its number."""
    number = pinning.attributes.get("vcpu", pinning.attributes.get("iothread", ""))
    return pinning.name, same_form(number)


def _beyond(number: int | None, subject: Subject) -> Answer:
    most = most_cpus(subject.root)
    if number is None or most is None or number < most:
        return None
    return {"most": most, "last": most - 1}


def no_such_cpus_scheduled(thing: Thing, subject: Subject) -> Answer:
    """One of the numbers is not one of the domain's CPUs."""
    numbers, most = number_set(thing.value("@vcpus")), most_cpus(subject.root)
    if not numbers or most is None or max(numbers) < most:
        return None
    return {"number": min(number for number in numbers if number >= most), "most": most}


def no_such_iothread(thing: Thing, subject: Subject) -> Answer:
    """The number is not one of the domain's I/O threads."""
    known, number = subject.of_root(iothread_numbers), thing.number("@iothread")
    return known is not None and number is not None and number not in known


def no_such_iothreads_scheduled(thing: Thing, subject: Subject) -> Answer:
    """One of the numbers is not one of the domain's I/O threads."""
    known, numbers = subject.of_root(iothread_numbers), number_set(thing.value("@iothreads"))
    missing = sorted(numbers - known) if known is not None and numbers else []
    return {"number": missing[0]} if missing else None


def scheduled_twice(thing: Thing, _: Subject) -> Answer:
    """A CPU is in two sets."""
    return _overlap(thing.things("vcpusched"), "vcpus")


def iothread_scheduled_twice(thing: Thing, _: Subject) -> Answer:
    """An I/O thread is in two sets."""
    return _overlap(thing.things("iothreadsched"), "iothreads")


def _cpus_of(group: Thing, subject: Subject) -> frozenset[int]:
    """The CPUs of a group that the domain has; libvirt drops the others."""
    numbers, most = number_set(group.attributes.get("vcpus")), most_cpus(subject.root)
    return frozenset(number for number in numbers or () if most is not None and number < most)


def groups_overlap(thing: Thing, subject: Subject) -> Answer:
    """A CPU is in two groups that are not the same."""
    seen: dict[int, frozenset[int]] = {}
    for group in thing.things("cachetune|memorytune"):
        cpus = _cpus_of(group, subject)
        for number in sorted(cpus):
            if seen.setdefault(number, cpus) != cpus:
                return {"thing": group, "at": "@vcpus", "number": number}
    return None


def same_group_twice(thing: Thing, subject: Subject) -> Answer:
    """Two allocations of cache for the same CPUs."""
    seen: set[frozenset[int]] = set()
    for group in thing.things("cachetune"):
        cpus = _cpus_of(group, subject)
        if cpus in seen:
            return {"thing": group, "at": "@vcpus", "cpus": group.attributes["vcpus"]}
        seen.update({cpus} - {frozenset()})
    return None


_TYPES_OF_CACHE = {"both": ("code", "data")}


def cache_twice(thing: Thing, subject: Subject) -> Answer:
    """A cache whose size is given twice for one type."""
    seen: set[tuple[str | None, ...]] = set()
    for cache in thing.things("cache"):
        of_type = cache.attributes.get("type", "")
        keys = {
            (cache.attributes.get("level"), cache.attributes.get("id"), one)
            for one in _TYPES_OF_CACHE.get(of_type, (of_type,))
        }
        if seen & keys and _cpus_of(thing, subject):
            parts = {name: cache.attributes.get(name, "") for name in ("id", "level")}
            return {"thing": cache, "at": "", "type": of_type, **parts}
        seen |= keys
    return None


def bandwidth_twice(thing: Thing, subject: Subject) -> Answer:
    """A node whose bandwidth is given twice for the same CPUs, in one element or in two."""
    seen: set[tuple[frozenset[int], int | None]] = set()
    for group in thing.things("memorytune"):
        cpus = _cpus_of(group, subject)
        for node in group.things("node"):
            number = node.number("@id")
            if cpus and (cpus, number) in seen:
                return {"thing": node, "at": "@id", "node": number, "number": min(cpus)}
            seen.add((cpus, number))
    return None


def monitor_outside(thing: Thing, subject: Subject) -> Answer:
    """A monitor that looks at a CPU outside its group."""
    cpus = _cpus_of(thing, subject)
    for monitor in thing.things("monitor"):
        outside = _cpus_of(monitor, subject) - cpus
        if cpus and outside:
            return {"thing": monitor, "at": "@vcpus", "number": min(outside)}
    return None


def monitors_overlap(thing: Thing, subject: Subject) -> Answer:
    """Two monitors that look at one CPU; beside them, one may look at a whole group that has a share of a cache."""
    group, seen = _cpus_of(thing, subject), set[frozenset[int]]()
    for monitor in thing.things("monitor"):
        cpus = _cpus_of(monitor, subject)
        is_of_group = cpus == group and thing.has("cache")
        others = {cpus} if is_of_group else {one for one in seen if one != group or not thing.has("cache")}
        common = frozenset[int]().union(*(cpus & one for one in others & seen))
        if common and cpus <= group:
            return {"thing": monitor, "at": "@vcpus", "number": min(common)}
        seen.add(cpus)
    return None


def _overlap(things: Iterable[Thing], attribute: str) -> Answer:
    """The first thing whose set has a number of an earlier one."""
    seen: set[int] = set()
    for thing in things:
        numbers = number_set(thing.attributes.get(attribute))
        if numbers is None:
            continue
        if seen & numbers:
            return {"thing": thing, "at": f"@{attribute}", "number": min(seen & numbers)}
        seen |= numbers
    return None


def quota_out_of_range(thing: Thing, _: Subject) -> Answer:
    """The quotas that the control groups do not take."""
    numbers = [(name, thing.number(name)) for name in _QUOTAS]
    return [
        {"at": name, "quota": number}
        for name, number in numbers
        if number is not None and number > 0 and not _LEAST_QUOTA <= number <= _MOST_QUOTA
    ]


def pool_runs_backwards(thing: Thing, _: Subject) -> Answer:
    """The least size is above the greatest."""
    least, most = thing.number("@thread_pool_min"), thing.number("@thread_pool_max")
    return least is not None and most is not None and least > most


def fewer_than_listed(thing: Thing, subject: Subject) -> Answer:
    """The number is below that of the listed threads."""
    count, listed = whole_number(thing.text), len(subject.at("iothreadids/iothread"))
    return {"listed": listed} if count is not None and 0 < count < listed else None


def more_than_machine(thing: Thing, subject: Subject) -> Answer:
    """More CPUs than the machine type takes; what is 255 for another reason has a rule of its own."""
    count, name = whole_number(thing.text), subject.derived(subject.root, "machine")
    machine = find_machine(name or "", subject.derived(subject.root, "arch") or "")
    if count is None or name is None or machine is None or machine.family == "pc":
        return None
    most = machine.most_cpus_of(name)
    return {"most": most} if most is not None and count > most else None


def allots_to_a_cpu(thing: Thing, subject: Subject) -> Answer:
    """An allotment to the whole guest, or to a CPU that it has; libvirt drops those to others."""
    if "vcpus" not in thing.attributes:
        return {"element": thing.name}
    numbers, most = number_set(thing.value("@vcpus")), most_cpus(subject.root)
    is_real = numbers is not None and most is not None and any(number < most for number in numbers)
    return {"element": thing.name} if is_real else None


_LISTS = {"vcpusched": ("CPUs", "vcpus='0'"), "iothreadsched": ("I/O threads", "iothreads='1'")}


def threads_not_listed(thing: Thing, _: Subject) -> Answer:
    """What a scheduler must list."""
    what, example = _LISTS[thing.name]
    return {"name": thing.name, "what": what, "example": example}
