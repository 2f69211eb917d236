"""Faulty documents of many kinds that grow: the tests count what explaining them costs, and the benchmark times it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from libvirt_xml.markup.limits import MAX_DEPTH

_DOMAIN = "<domain type='kvm'><name>a</name><memory>1</memory>...</domain>"
_DEVICES = _DOMAIN.replace("...", "<devices>...</devices>")
_CHAIN = _DEVICES.replace("...", "<disk type='file'><source file='/x'/>...<target dev='vda'/></disk>")
_METADATA = _DOMAIN.replace("...", "<frob/><metadata>...</metadata>")
_NETWORK = "<network><name>a</name>...</network>"
_CAPABILITIES = "<capabilities><host><cpu><arch>x86_64</arch></cpu>...</host></capabilities>"
_QEMU = "xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'"


class Growing(NamedTuple):
    """A kind of document: parts, ``#`` in which is their number, ``...`` in what is around them, and, for those that
    are inside each other, how each ends."""

    part: str
    around: str = _DEVICES
    end: str = ""

    def make(self, count: int) -> str:
        """A document of so many parts, or of so many as depth allows."""
        if self.end:
            count = min(count, MAX_DEPTH - 10)
        begins = "".join(self.part.replace("#", str(at)) for at in range(count))
        ends = "".join(self.end.replace("#", str(at)) for at in reversed(range(count)))
        return self.around.replace("...", begins + ends)


def disks(count: int, faulty: range = range(0)) -> str:
    """Many disks, some of which have the same fault."""
    buses = ("vritio" if at in faulty else "virtio" for at in range(count))
    parts = (
        f"<disk type='file'><source file='/{at}'/><target dev='vd{at}' bus='{bus}'/></disk>"
        for at, bus in enumerate(buses)
    )
    return _DEVICES.replace("...", "\n".join(parts))


GROWING: Mapping[str, Growing] = {
    # What is missing
    "element": Growing("<disk type='file'><source file='/a#'/></disk>\n"),
    "attribute": Growing("<console><target port='#'/></console>\n"),
    "attribute of a leaf": Growing("<input bus='usb'/>"),
    "name of a network": Growing("<interface type='network'><mtu size='#'/></interface>"),
    "element in types": Growing(
        "<disk type='network'><driver name='qemu'/></disk><disk type='block'><serial>#</serial></disk>"
    ),
    "element beside unknown ones": Growing("<disk type='file'><source file='/a'/><serial>#</serial><frob#/></disk>"),
    "element in a chain": Growing("<backingStore type='file'><source file='/x'/>", _CHAIN, "</backingStore>"),
    "both in topology": Growing(
        "<cpu id='#' socket_id='0' core_id='#'/>",
        _CAPABILITIES.replace(
            "...", "<topology><cells num='1'><cell id='0'><cpus num='1'>...</cpus></cell></cells></topology>"
        ),
    ),
    "memory of cells": Growing("<cell id='#' cpus='#'/>", _DOMAIN.replace("...", "<cpu><numa>...</numa></cpu>")),
    # Values and texts
    "equal values": Growing("<disk type='file'><source file='/a'/><target dev='a' bus='vritio'/></disk>\n"),
    "various values": Growing("<disk type='file'><target dev='a' bus='x#'/></disk>"),
    "other values": Growing("<backingStore type='fil'>", _CHAIN, "</backingStore>"),
    "switched types": Growing("<disk type='network'><source file='/a#'/><target dev='a'/></disk>"),
    "switched interfaces": Growing("<interface type='bridge'><source network='a#'/></interface>"),
    "values of a network": Growing("<host mac='x#'/>", _NETWORK.replace("...", "<ip><dhcp>...</dhcp></ip>")),
    "padded values": Growing("<input type=' tablet'/>"),
    "long text": Growing("a" * 50, _DOMAIN.replace("...", "<uuid>...</uuid>")),
    "long value": Growing("1," * 50, _DOMAIN.replace("...", "<vcpu cpuset='...x'>1</vcpu>")),
    "texts between": Growing("text#<input type='tablet'/>"),
    "text in pieces": Growing("a&lt;b<!-- # -->", _DOMAIN.replace("...", "<vcpu>...</vcpu>")),
    "text in levels": Growing("<backingStore type='file'>text#", _CHAIN, "</backingStore>"),
    # Names
    "unknown elements": Growing("<frob#/>"),
    "unknown elements of one name": Growing("<frob a='#'><b/></frob>"),
    "unknown elements on a line each": Growing("<frob\n\n a='#'\n/>\n"),
    "unknown elements with a letter": Growing("<frob a='\N{LATIN SMALL LETTER E WITH ACUTE}'/>"),
    "unknown elements in each other": Growing("<x>", _DOMAIN, "</x>"),
    "misspelt elements": Growing("<disc type='file'><source file='/#'/><target dev='a'/></disc>"),
    "misspelt elements in a chain": Growing(
        "<backingStore type='file'><fromat type='raw'/>", _CHAIN, "</backingStore>"
    ),
    "long names": Growing("x" * 50, _DEVICES.replace("...", "<.../>")),
    "attributes of an element": Growing(" a#='1'", _DOMAIN.replace("...", "<vcpu...>1</vcpu>")),
    "similar attributes of an element": Growing(" cpuset#='1'", _DOMAIN.replace("...", "<vcpu...>1</vcpu>")),
    "attributes of a disk": Growing(
        " a#='1'", _DEVICES.replace("...", "<disk type='file'...><source file='/a'/></disk>")
    ),
    "attributes of disks": Growing("<disk type='file' frob#='1'><target dev='a'/></disk>"),
    "elements as attributes": Growing("<disk><type>file</type><target><dev>vd#</dev></target></disk>"),
    "attributes as elements of disks": Growing("<disk type='file'><target dev='vd#'/><cache mode='none'/></disk>"),
    "attributes as elements": Growing("<vcpu value='#'/>", _DOMAIN),
    # Places
    "names in turn": Growing(
        "<name>#</name><title>#</title><uuid>#</uuid><vcpu>#</vcpu><memory>#</memory><description>#</description>",
        _DOMAIN,
    ),
    "blocks in turn": Growing(
        "<vcpu>x</vcpu><os><type>hvm</type><boot dev='x'/></os><features><acpi x='1'/></features><cpu mode='x'/>"
        "<clock offset='x'/><pm><suspend-to-mem enabled='x'/></pm><memtune><hard_limit>x</hard_limit></memtune>",
        _DOMAIN,
    ),
    "repeated elements": Growing("<vcpu>#</vcpu>", _DOMAIN),
    "equal elements": Growing("<vcpu>1</vcpu>", _DOMAIN),
    "equal elements behind others": Growing("<frob#/><vcpu>1</vcpu>", _DOMAIN),
    "misplaced elements": Growing("<disk type='file'><target dev='a#'/></disk>", _DOMAIN),
    "misplaced parts": Growing("<boot dev='hd'/>", _DOMAIN),
    "order": Growing("<ip address='1.1.1.1'><tftp root='/'/><tftp root='/#'/></ip>", _NETWORK),
    "dropped and missing": Growing("<target dev='a#'/><disk type='file'><source file='/a#'/></disk>"),
    "tuning": Growing(
        "<vcpupin vcpu='#' cpuset='x#'/><iothreadpin iothread='#'/><vcpusched vcpus='#'/>",
        _DOMAIN.replace("...", "<cputune>...</cputune>"),
    ),
    # What decides, and what belongs elsewhere
    "left attributes": Growing("<video><model type='virtio' ram='#' vgamem='#'/></video>"),
    "attributes of another type": Growing(
        "<hostdev mode='subsystem' type='mdev' model='vfio-pci'>"
        "<source><address domain='0' bus='0' slot='0' function='#'/></source></hostdev>"
    ),
    "texts that decide": Growing(
        "<initarg>#</initarg><frob#/><loader>#</loader>", _DOMAIN.replace("...", "<os><type>hvm</type>...</os>")
    ),
    "attributes of a child": Growing("<ip family='ipv6'><dhcp start='fd00::#' end='fd00::#'/></ip>", _NETWORK),
    "what remedies replace": Growing("<cdrom><source file='/a#'/></cdrom><disk type='qcow2'><target dev='a'/></disk>"),
    "placeholders": Growing("<vcpupin vcpu='{{ # }}' cpuset='$X'/>", _DOMAIN.replace("...", "<cputune>...</cputune>")),
    "units": Growing(
        "<page size='2M' nodeset='#'/>",
        _DOMAIN.replace("...", "<memoryBacking><hugepages>...</hugepages></memoryBacking>"),
    ),
    "documents in a document": Growing("<network><name>#</name></network>", _DOMAIN),
    "names that are confused": Growing("<vcpus>#</vcpus><cpu>#</cpu>", _DOMAIN),
    # Comments and namespaces
    "comments": Growing("<!-- # --><frob/>"),
    "comments that silence": Growing("<!-- libvirt-xml: ignore=unknown-element -->\n<frob/>\n"),
    "comments that silence nothing": Growing("<!-- libvirt-xml: ignore=unknown-elemnt -->\n<frob/>\n"),
    "prefixes": Growing(" xmlns:p#='u:#'", _METADATA.replace("...", "<r...><a xmlns:q='u'/></r>")),
    "prefixes in turn": Growing("<a xmlns:q#='u:#'/>", _METADATA.replace("...", "<r xmlns='u'>...</r>")),
    "prefixes in levels": Growing("<a xmlns='u:#' xmlns:p#='v:#'>", _METADATA, "</a>"),
    "foreign elements": Growing("<frob xmlns='u:#'/>"),
    "other namespaces": Growing("<arg value='#'/>", _DOMAIN.replace("...", f"<commandline {_QEMU}>...</commandline>")),
    "metadata": Growing("<a:b xmlns:a='u#'><c/>#</a:b>", _METADATA),
    # Roots
    "fragment": Growing("<mac address='x#'/>", "<interface type='network'>...</interface>"),
    "several candidates": Growing("<usage type='x#'/>", "<secret>...</secret>"),
    "snapshot": Growing("<disk name='a#' snapshot='x'/>", "<domainsnapshot><disks>...</disks></domainsnapshot>"),
    "part as root": Growing("<vcpupin vcpu='#' cpuset='x'/>", "<cputune>...</cputune>"),
    "wrapped documents": Growing("<domain type='kvm'><name>#</name></domain>", "<domains>...</domains>"),
    "forgotten wrapper": Growing("<disk name='a#'/>", "<domainsnapshot>...</domainsnapshot>"),
    "older libvirt": Growing(
        "<cpu id='#' socket_id='0' die_id='0' core_id='#' siblings='#'/>",
        _CAPABILITIES.replace(
            "...", "<topology><cells num='1'><cell id='0'><cpus num='1'>...</cpus></cell></cells></topology>"
        ),
    ),
    "unknown root": Growing("<a/>", "<frob>...</frob>"),
}
"""By what is wrong: documents with as many faults as parts, or with one in them."""

NEWER: Mapping[str, Growing] = {
    "values": Growing("<input type='evdev'><source dev='/dev/#'/></input>"),
    "elements": Growing("<crypto model='virtio' type='qemu'><backend model='builtin' queues='#'/></crypto>"),
}
"""What libvirt 7.0.0 lacks and a newer one has."""
