"""Reading the document form: what YAML means, as the XML that comes of it."""

from __future__ import annotations

import pytest

from libvirt_xml import Element
from libvirt_xml.yaml_forms.document import class_of, read_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping


def read(text: str) -> tuple[Element, list[str]]:
    """The object of the only key in YAML text, and the problems: place, code, path, message, suggestion."""
    findings = Findings()
    (document,) = read_yaml(text, findings)
    assert isinstance(document, Mapping)
    ((key, node),) = document.items.items()
    cls = class_of(key)
    assert cls is not None
    made = read_document(node, cls, findings, key)
    shown = [
        f"{each.line}:{each.column} {each.code} {each.path}: {each.message}"
        + (f" -> {each.suggestion}" if each.suggestion else "")
        for each in findings.in_order()
    ]
    return made, shown


RIGHT = {
    "attributes, texts and plain elements": (
        "domain: {type: kvm, name: a, memory: {value: 4, unit: GiB}, vcpu: 4}",
        "<domain type='kvm'><name>a</name><memory unit='GiB'>4</memory><vcpu>4</vcpu></domain>",
    ),
    "a text alone, and as a value": (
        "domain: {vcpu: {value: 4}, title: 4}",
        "<domain><vcpu>4</vcpu><title>4</title></domain>",
    ),
    "the written form of a number stays": (
        "interface: {address: {type: pci, slot: 0x03, bus: 0X1f, function: 007}}",
        "<interface><address type='pci' slot='0x03' bus='0X1f' function='007'/></interface>",
    ),
    "modes stay octal": (
        "storage_pool: {target: {permissions: {mode: 0600, owner: 0107}}}",
        "<pool><target><permissions><mode>0600</mode><owner>0107</owner></permissions></target></pool>",
    ),
    "a text is taken as it is written": (
        "domain: {name: 0x10, title: 1e3, description: true, uuid: 007}",
        "<domain><name>0x10</name><title>1e3</title><description>true</description><uuid>007</uuid></domain>",
    ),
    "true and false are yes and no, or on and off": (
        "disk: {driver: {discard_no_unref: true, cache: none}, target: {removable: false}}",
        "<disk><driver discard_no_unref='on' cache='none'/><target removable='off'/></disk>",
    ),
    "the words for true and false": (
        "hostdev: {managed: yes}",
        "<hostdev managed='yes'/>",
    ),
    "other words for true and false are text": (
        "hostdev: {managed: on}",
        "<hostdev managed='on'/>",
    ),
    "a boolean in an odd form": (
        "hostdev: {managed: ' yes '}",
        "<hostdev managed=' yes '/>",
    ),
    "an empty element that is there or not": (
        "disk: {readonly: true, shareable: false, transient: {}}",
        "<disk><readonly/><transient/></disk>",
    ),
    "null, {} and ''": (
        "domain: {name: '', title: null, description: ~, devices: {}, clock: null, vcpu: '', os: {}, cpu: {}}",
        "<domain><name/><devices/><vcpu/><os/><cpu/></domain>",
    ),
    "null in place of a text and of a list": (
        "domain: {vcpu: {value: null, placement: static}, devices: {disks: null, inputs: []}}",
        "<domain><vcpu placement='static'/><devices/></domain>",
    ),
    "lists": (
        "domain: {devices: {disks: [{type: file}, {}]}, os: {initargs: null, init: /a, boot_devices: [{dev: hd}]}}",
        "<domain><devices><disk type='file'/><disk/></devices><os><init>/a</init><boot dev='hd'/></os></domain>",
    ),
    "lists of plain elements": (
        "storage_pool: {source: {names: [a, 1, '']}}",
        "<pool><source><name>a</name><name>1</name><name/></source></pool>",
    ),
    "the order of keys is that of elements": (
        "domain: {vcpu: 1, memory: 2, name: a, type: kvm, id: 3}",
        "<domain type='kvm' id='3'><vcpu>1</vcpu><memory>2</memory><name>a</name></domain>",
    ),
    "a text before or after attributes": (
        "domain: {memory: {unit: KiB, value: 1}, current_memory: {value: 2, unit: KiB}}",
        "<domain><memory unit='KiB'>1</memory><currentMemory unit='KiB'>2</currentMemory></domain>",
    ),
    "a text before children": (
        "domain: {os: {nvram: {source: {file: /a}, value: x, type: file}}}",
        "<domain><os><nvram type='file'>x<source file='/a'/></nvram></os></domain>",
    ),
    "a total order of the schema": (
        "domain: {memtune: {swap_hard_limit: 3, soft_limit: 2, hard_limit: 1}}",
        "<domain><memtune><hard_limit>1</hard_limit><soft_limit>2</soft_limit><swap_hard_limit>3</swap_hard_limit>"
        "</memtune></domain>",
    ),
    "a partial order of the schema": (
        "domain: {os: {boot_devices: [{dev: hd}], initargs: [b], smbios: {mode: host}, init: /a, type: exe}}",
        "<domain><os><boot dev='hd'/><smbios mode='host'/><type>exe</type><initarg>b</initarg><init>/a</init></os>"
        "</domain>",
    ),
    "a number whose base another key decides, before and after it": (
        "interface: {address: {bus: 0x10, slot: 1f, type: pci}}",
        "<interface><address bus='0x10' slot='1f' type='pci'/></interface>",
    ),
    "foreign elements": (
        """domain: {metadata: {elements: ['<a:b xmlns:a="urn:a"> <!-- c --><a:d/></a:b>', <e/>]}}""",
        '<domain><metadata><a:b xmlns:a="urn:a"> <!-- c --><a:d/></a:b><e/></metadata></domain>',
    ),
    "libvirt's namespaces are declared where they are used": (
        "domain: {qemu_commandline: {args: [{value: -a}]}}",
        "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
        "<qemu:commandline><qemu:arg value='-a'/></qemu:commandline></domain>",
    ),
    "other prefixes": (
        "domain: {qemu_commandline: {args: []}, extra_: {namespaces: {q: http://libvirt.org/schemas/domain/qemu/1.0}}}",
        "<domain xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><q:commandline/></domain>",
    ),
    "prefixes of foreign elements may be declared above": (
        "domain: {metadata: {elements: [<a:b/>]}, extra_: {namespaces: {a: urn:a}}}",
        "<domain xmlns:a='urn:a'><metadata><a:b/></metadata></domain>",
    ),
    "the default namespace": (
        "domain: {metadata: {elements: [<b/>], extra_: {namespaces: {'': ''}}}}",
        "<domain><metadata xmlns=''><b/></metadata></domain>",
    ),
    "unknown attributes and content": (
        "disk: {type: file, source: {}, extra_: {attributes: {new: 007}, content: [<new a='1'/>, {text: x}]}}",
        "<disk type='file' new='007'><source/><new a=\"1\"/>x</disk>",
    ),
    "unknown content in its place, and what is not named after its fellows": (
        "disk: {source: {}, target: {}, extra_: {content: [<a/>, <b/>], order: [content, source, content]}}",
        "<disk><a/><source/><target/><b/></disk>",
    ),
    "comments and instructions": (
        "domain: {metadata: {elements: [<a/>], extra_: {content: [{comment: c}, {instruction: d e f},"
        " {instruction: g}], order: [content, elements]}}}",
        "<domain><metadata><!--c--><a/><?d e f?><?g?></metadata></domain>",
    ),
    "more to a plain element than its value": (
        "disk: {readonly: true, serial: a, extra_: {surplus: {readonly: <readonly x='1'/>, serial: <serial y='2'/>}}}",
        "<disk><readonly x=\"1\"/><serial y='2'>a</serial></disk>",
    ),
    "more to a plain element, with a prefix": (
        "disk: {readonly: true, extra_: {namespaces: {a: 'urn:a'}, surplus: {readonly: <readonly a:x='1'/>}}}",
        "<disk xmlns:a='urn:a'><readonly a:x=\"1\"/></disk>",
    ),
    "more to one of several": (
        "storage_pool: {source: {names: [a, b], extra_: {surplus: {'names[1]': <name y='2'/>}}}}",
        "<pool><source><name>a</name><name y='2'>b</name></source></pool>",
    ),
    "a text with an unknown element in it": (
        "domain: {os: {type: {arch: x86_64, value: hvm, extra_: {content: [<x/>], texts: [h, vm]}}}}",
        "<domain><os><type arch='x86_64'>h<x/>vm</type></os></domain>",
    ),
    "elements in turns": (
        "domain: {devices: {disks: [{type: a}, {type: b}, {type: c}], inputs: [{}], emulator: x,"
        " extra_: {order: [2 disks, inputs, disks]}}}",
        "<domain><devices><disk type='a'/><disk type='b'/><input/><emulator>x</emulator><disk type='c'/></devices>"
        "</domain>",
    ),
    "an order of more than there are": (
        "domain: {devices: {disks: [{}], inputs: [{}], extra_: {order: [inputs, 999999999 disks, 3 content, hubs]}}}",
        "<domain><devices><input/><disk/></devices></domain>",
    ),
    "nothing at all": ("domain: {extra_: {}}", "<domain/>"),
}


@pytest.mark.parametrize(("text", "xml"), RIGHT.values(), ids=RIGHT)
def test_right(text: str, xml: str) -> None:
    """What is right, as XML on one line; it is what reading that XML gives."""
    made, problems = read(text)
    assert problems == []
    assert made.to_xml(indent=None) == xml
    assert type(made).from_xml(xml) == made
