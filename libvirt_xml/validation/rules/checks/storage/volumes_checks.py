"""Checks of volumes: their sizes."""

from __future__ import annotations

from libvirt_xml.validation.rules.derived.memory_sizes import bytes_of
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_LARGEST = 2**63 - 1
_CLUSTERS = frozenset(2**power for power in range(9, 22))
_LEAST_EXTENDED_CLUSTER = 16 << 10
_SIZES = ("capacity", "allocation")


def too_large(thing: Thing, _: Subject) -> Answer:
    """The sizes that no file can have."""
    sizes = ((name, bytes_of(thing.thing(name), usual=1)) for name in _SIZES)
    return [{"at": name, "bytes": size} for name, size in sizes if size is not None and size > _LARGEST]


def odd_cluster(thing: Thing, _: Subject) -> Answer:
    """A size of clusters that is no power of two, too small or too large; 0 stands for the usual one."""
    size = bytes_of(thing.thing("clusterSize"), usual=1)
    return {"bytes": size} if size and size not in _CLUSTERS else None


def cluster_below_extended(thing: Thing, _: Subject) -> Answer:
    """A size of clusters that is too small for extended entries; 0 stands for the usual one."""
    size = bytes_of(thing.thing("clusterSize"), usual=1)
    return {"bytes": size} if size and size in _CLUSTERS and size < _LEAST_EXTENDED_CLUSTER else None
