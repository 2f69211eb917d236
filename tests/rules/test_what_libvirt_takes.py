"""Documents next to those that a libvirt refuses: what it takes has no error, and what it refuses has the right one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from libvirt_xml.validation import Validator
from libvirt_xml.validation.rules.rule_examples import whole_document

_NIC = "<interface type='{}'>{}<model type='{}'/>{}</interface>"
_VIDEO = "<video>{2}<model type='{0}' {1}/></video>"
_NONE = "<video><model type='none'>{}</model></video>"
_PORT = "<interface type='{}'><source {}/><virtualport type='802.1Qbh'/></interface>"
_PC = "<os><type arch='x86_64' machine='pc'>hvm</type></os>"
_SMM = "<features><acpi/><smm state='{}'><tseg unit='MiB'>48</tseg></smm></features>"
_VCPUS = (
    "<vcpu{}>2</vcpu><vcpus><vcpu id='0' enabled='yes' hotpluggable='no'/>"
    "<vcpu id='1' enabled='{}' hotpluggable='yes'/></vcpus>"
)
_SATA = "<controller type='sata'{}><address type='pci' domain='0' bus='0' slot='{}' function='{}'/></controller>"
_BRIDGE = "<controller type='pci' index='{}' model='pcie-to-pci-bridge'/>"
_ROOT_PORT = "<controller type='pci' index='{}' model='pcie-root-port'/>"
_ON_BUS_1 = "<address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>"
_UPSTREAM = "<controller type='pci' index='2' model='pcie-switch-upstream-port'/>"
_TABLET = "<input type='tablet' bus='usb'><address type='usb' bus='0' port='{}'/></input>"
_SERIAL = "<serial type='pty'><target type='{}'{}/></serial>"
_FIRMWARE = "<domain type='qemu'><name>t</name><memory unit='MiB'>128</memory><os{}>{}</os></domain>"
_EMULATOR = "<devices><emulator>/usr/bin/qemu-system-x86_64</emulator></devices>"
_FLASH = "<loader readonly='yes' type='pflash'>/x</loader>"
_NETWORK = "<network><name>n</name>{}</network>"
_LIMIT = "<bandwidth><inbound average='10'/></bandwidth>"
_TAG = "<vlan><tag id='4'/></vlan>"
_IP = "<ip address='10.0.0.1' netmask='255.255.255.0'/>"
_ADDRESS = "<address type='{}' controller='0' bus='0' target='0' unit='0'/>"
_TPM = "<tpm{}><backend type='emulator'{}><active_pcr_banks><sha256/></active_pcr_banks></backend></tpm>"
_CACHE = "<features><acpi/><tcg><tb-cache{}>{}</tb-cache></tcg></features>"

_S390_CONSOLE = (
    "<os><type arch='s390x' machine='s390-ccw-virtio'>hvm</type></os><features/><console type='pty'>"
    "<target type='virtio'/><address type='ccw' cssid='0xfe' ssid='0x0' devno='0x0002'/></console>"
)

_TAKEN = [
    _S390_CONSOLE,
    _NIC.format("user", "", "e1000", "<driver rx_queue_size='100'/>"),
    _NIC.format("user", "", "virtio", "<mtu size='0'/>"),
    _NIC.format("vdpa", "<source dev='/dev/vhost-vdpa-0'/>", "virtio", "<ip address='10.0.0.5' prefix='24'/>"),
    _PORT.format("network", "network='default'"),
    _VIDEO.format("vga", "vram='513'", ""),
    _VIDEO.format("none", "heads='2'", ""),
    _VIDEO.format("none", "", "<driver name='vhostuser'/>"),
    _VIDEO.format("qxl", "ram='2097152'", ""),
    _VIDEO.format("qxl", "vram='4294967295'", ""),
    _NONE.format("<acceleration accel2d='yes' accel3d='yes'/>"),
    _NONE.format("<acceleration rendernode='/dev/dri/renderD128'/>"),
    _NONE.format("<resolution x='0' y='600'/>"),
    _PC + _SMM.format("off"),
    _VCPUS.format(" current='1'", "no"),
    _VCPUS.format(" current='2'", "yes"),
    _VCPUS.format("", "no"),
    _SATA.format(" index='0'", "0x1f", "0x2") + _SATA.format("", "0x05", "0x0"),
    _ROOT_PORT.format(1) + _BRIDGE.format(2),
    _BRIDGE.format(1) + _ROOT_PORT.format(2),
    _BRIDGE.format(2),
    _BRIDGE.format(1) + _BRIDGE.format(4),
    _ROOT_PORT.format(1) + "<rng model='virtio'><backend model='builtin'/></rng>" + _BRIDGE.format(2),
    _TABLET.format(4),
    "<controller type='usb' index='0' model='qemu-xhci'/>" + _TABLET.format(4),
    _SERIAL.format("isa-serial", " port='3'"),
    _SERIAL.format("usb-serial", " port='4'"),
    _SERIAL.format("isa-serial", "") * 4,
    "<serial type='pty'/>" * 4,
    _SERIAL.format("isa-debug", " port='0'") + _SERIAL.format("isa-serial", " port='0'"),
    "<graphics type='vnc' port='5999' autoport='yes'/><graphics type='spice' port='5999' autoport='no'/>",
    _NETWORK.format("<forward mode='bridge'/><bridge name='br0'/><dns><forwarder addr='10.0.0.1'/></dns>"),
    _NETWORK.format("<forward mode='bridge'/><bandwidth/>"),
    _NETWORK.format("<forward mode='bridge'/><bridge name='b'/>" + _LIMIT),
    _NETWORK.format("<forward mode='bridge'/><bridge name='b'/><portgroup name='a'>" + _LIMIT + "</portgroup>"),
    _NETWORK.format("<forward mode='hostdev'><pf dev='e'/></forward><portgroup name='a'><bandwidth/></portgroup>"),
    _TPM.format(" model='tpm-tis'", " version='2.0'"),
    _TPM.format(" model='tpm-crb'", ""),
    _CACHE.format("", 1024),
    "<channel type='pipe'><source path='/x'/><target type='guestfwd' address='10.0.2.1' port='4600'/></channel>",
    "<graphics type='vnc' port='0' autoport='yes'/>",
    "<graphics type='vnc' port='-1'/>",
    "<graphics type='vnc' socket='/s'><listen type='socket'/></graphics>",
    f"<name>{'n' * 247}</name>",
]
_REFUSED = [
    (_NIC.format("user", "", "virtio", "<driver rx_queue_size='300'/>"), "nic-queue-size"),
    (_NIC.format("user", "", "virtio", "<mtu size='1500'/>"), "nic-mtu-type"),
    (_NIC.format("ethernet", "", "virtio", "<coalesce><rx><frames max='7'/></rx></coalesce>"), "nic-coalesce-type"),
    (_PORT.format("direct", "dev='eth0' mode='vepa'"), "nic-virtualport-missing-parameters"),
    ("<interface type='direct'><source dev='e' mode='vepa'/><virtualport/></interface>", "nic-virtualport-type"),
    (_VIDEO.format("vga", "vram='512'", ""), "video-vram-min"),
    (_VIDEO.format("vmvga", "heads='2'", ""), "video-heads"),
    (_VIDEO.format("qxl", "ram='2097153'", ""), "video-memory-max"),
    (_VIDEO.format("qxl", "vram='2147483648'", ""), "video-memory-max"),
    (_PC + _SMM.format("on"), "feature-tseg-machine"),
    ("<vcpu current='3'>2</vcpu><vcpus/>", "vcpu-current-above-most"),
    (_SATA.format("", "0x05", "0x0"), "pci-fixed-address"),
    (_BRIDGE.format(1), "pci-bridge-without-port"),
    (_ROOT_PORT.format(1) + _BRIDGE.format(2) + _BRIDGE.format(3), "pci-bridge-without-port"),
    (_ROOT_PORT.format(1) + _UPSTREAM + _BRIDGE.format(3), "pci-bridge-without-port"),
    (
        _ROOT_PORT.format(1) + f"<rng model='virtio'><backend model='builtin'/>{_ON_BUS_1}</rng>" + _BRIDGE.format(2),
        "pci-bridge-without-port",
    ),
    ("<controller type='pci' model='pci-root'/>", "pci-root-machine"),
    (_TABLET.format(5), "usb-address-port-range"),
    (_PC + _TABLET.format(3), "usb-address-port-range"),
    (_SERIAL.format("isa-serial", "") * 5, "serial-isa-port"),
    ("<serial type='pty'/>" * 4 + _SERIAL.format("isa-serial", ""), "serial-isa-ports-all-used"),
    (_FIRMWARE.format(" firmware='efi'", "<type machine='q35'>hvm</type>"), "os-uefi-without-acpi"),
    (_FIRMWARE.format("", "<type machine='pc'>hvm</type>" + _FLASH), "os-uefi-without-acpi"),
    (_FIRMWARE.format("", "<type>hvm</type>" + _FLASH).replace("</os>", f"</os>{_EMULATOR}"), "os-uefi-without-acpi"),
    (_NETWORK.format("<forward mode='vepa'><interface dev='e'/></forward>" + _LIMIT), "net-bandwidth-in-mode"),
    (
        _NETWORK.format("<forward mode='bridge'/><portgroup name='a'>" + _LIMIT + "</portgroup>"),
        "net-portgroup-bandwidth",
    ),
    (_NETWORK.format("<forward dev='e'/>" + _TAG + _IP), "net-vlan-in-mode"),
    (_NETWORK.format("<forward mode='bridge'/>" + _TAG), "net-vlan-plain-bridge"),
    (_TPM.format("", ""), "tpm-pcr-banks-version"),
    (_CACHE.format("", 64), "feature-tcg-cache-size"),
    (f"<memballoon model='virtio'>{_ADDRESS.format('drive')}</memballoon>", "virtio-address-type"),
    (f"<controller type='virtio-serial' index='0'>{_ADDRESS.format('drive')}</controller>", "virtio-address-type"),
    (
        f"<controller type='scsi' index='0' model='virtio-scsi'>{_ADDRESS.format('drive')}</controller>",
        "virtio-address-type",
    ),
    (
        "<disk type='file'><driver name='qemu' type='raw'/><source file='/x'/><target dev='vda' bus='xen'/></disk>",
        "disk-bus-of-other",
    ),
    (
        "<channel type='pipe'><source path='/x'/><target type='guestfwd' address='host' port='1'/></channel>",
        "channel-guestfwd-ipv6",
    ),
    ("<graphics type='vnc' port='0' autoport='no'/>", "graphics-vnc-port"),
    ("<controller type='usb' index='0' model='none'/><input type='tablet'/>", "usb-device-without-usb"),
    (
        "<domain type='qemu'><name>t</name><memory>131072</memory><bootloader/></domain>",
        "os-type-missing",
    ),
]


@pytest.fixture(scope="module", name="libvirt_9")
def _libvirt_9() -> Validator:
    return Validator("9.0.0")


@pytest.mark.parametrize("example", _TAKEN)
def test_taken_by_libvirt_9(example: str, libvirt_9: Validator) -> None:
    """No rule refuses what libvirt 9.0.0 took when it was asked."""
    problems = libvirt_9.validate(whole_document(example))
    assert [problem.code for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize(("example", "code"), _REFUSED)
def test_refused_by_libvirt_9(example: str, code: str, libvirt_9: Validator) -> None:
    """What libvirt 9.0.0 refused has one error, which says why."""
    problems = libvirt_9.validate(whole_document(example))
    assert {problem.code for problem in problems if problem.severity == "error"} == {code}


_EDGES = tomllib.loads(Path(__file__).with_name("edges_of_checks.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", _EDGES, ids=range(len(_EDGES)))
def test_edges_of_checks(case: dict[str, str], libvirt_9: Validator) -> None:
    """Beside a limit, the rules say what libvirt 9.0.0 said."""
    problems = libvirt_9.validate(whole_document(case["example"]))
    errors = {problem.code for problem in problems if problem.severity == "error"}
    assert errors == ({case["refused"]} if "refused" in case else set())
