"""Addresses of devices as other tools print them: what is meant is suggested."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

VM = "vm:\n  name: a\n"
MEANT = [
    ("hostdevs: [{usb: 'Bus 001 Device 005'}]", "1.5"),
    ("hostdevs: [{usb: '001:005'}]", "1.5"),
    ("hostdevs: [{usb: /dev/bus/usb/001/005}]", "1.5"),
    ("hostdevs: [{usb: 'Bus 001 Device 005: ID 046d:c52b Logitech, Inc.'}]", "046d:c52b"),
    ("hostdevs: [{usb: {bus: 1, device: 5}}]", "1.5"),
    ("hostdevs: [{usb: {vendor: '0x046d', product: '0xc52b'}}]", "046d:c52b"),
    ("hostdevs: [{pci: '01:00.0 VGA compatible controller'}]", "01:00.0"),
    ("hostdevs: [{pci: 'host=01:00.0,pcie=1'}]", "01:00.0"),
    ("hostdevs: [{pci: 0000-01-00-0}]", "0000:01:00.0"),
    ("disks: [{path: /a.qcow2, target: /dev/vda}]", "vda"),
    ("disks: [{path: /a.qcow2, target: /dev/sda1}]", "sda"),
    ("nics: [{network: default, mac: '52:54:0:12:34:5'}]", "52:54:00:12:34:05"),
]
SAID = [
    ("52:54:00:ab:cd", "has 5 numbers between its colons; a MAC address has six"),
    ("52:54:00:12:34:56:78", "has 7 numbers between its colons; a MAC address has six"),
    ("52:54:00:12:34:5g", "has 'g', but the digits are hexadecimal"),
]


@pytest.mark.parametrize(("line", "meant"), MEANT, ids=[line for line, _ in MEANT])
def test_what_is_meant_is_suggested(line: str, meant: str) -> None:
    """Each address is one mistake, and what is meant is suggested."""
    (problem,) = load(Source(f"{VM}  {line}\n")).problems
    assert problem.suggestion == meant


@pytest.mark.parametrize(("mac", "said"), SAID)
def test_what_a_mac_address_lacks_is_said(mac: str, said: str) -> None:
    """Of an address that nothing is suggested for, the message says what is wrong with it."""
    (problem,) = load(Source(f"{VM}  nics: [{{network: default, mac: '{mac}'}}]\n")).problems
    assert said in problem.message
