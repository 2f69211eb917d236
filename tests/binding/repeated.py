"""What libvirt reads although it is written in two elements of one name, of which its schemas have one."""

from __future__ import annotations

from typing import NamedTuple

QEMU = "http://libvirt.org/schemas/domain/qemu/1.0"
TYPE = "<type arch='x86_64' machine='q35'>hvm</type>"


class Repeated(NamedTuple):
    """What stands in the first and in the second, and what may be added."""

    tag: str
    first: str
    second: str
    added: str

    def twice(self) -> str:
        """A domain with both."""
        return self._domain(self._element(self.first) + "<title>t</title>" + self._element(self.second))

    def once(self) -> str:
        """A domain that means the same."""
        return self._domain(self._element(self.first + self.second) + "<title>t</title>")

    def _domain(self, inside: str) -> str:
        system = "" if self.tag == "os" else f"<os>{TYPE}</os>"
        head = (
            f"<domain type='qemu' xmlns:qemu='{QEMU}'><name>m</name><memory>131072</memory><vcpu current='1'>2</vcpu>"
        )
        return f"{head}<iothreads>2</iothreads>{system}{inside}</domain>"

    def _element(self, inside: str) -> str:
        return f"<{self.tag}>{inside}</{self.tag}>"


REPEATED = (
    Repeated("os", f"{TYPE}<boot dev='hd'/>", "<boot dev='network'/><bootmenu enable='yes'/>", "<boot dev='cdrom'/>"),
    Repeated("features", "<acpi/><smm state='on'/>", "<apic/><pae/>", "<vmport state='off'/>"),
    Repeated("memoryBacking", "<nosharepages/>", "<locked/><source type='memfd'/>", "<discard/>"),
    Repeated(
        "cputune",
        "<shares>1024</shares><vcpupin vcpu='0' cpuset='0'/>",
        "<period>100000</period><vcpupin vcpu='1' cpuset='0'/>",
        "<quota>50000</quota>",
    ),
    Repeated(
        "memtune",
        "<hard_limit unit='KiB'>2000000</hard_limit>",
        "<soft_limit unit='KiB'>1000000</soft_limit>",
        "<swap_hard_limit unit='KiB'>3000000</swap_hard_limit>",
    ),
    Repeated(
        "blkiotune",
        "<device><path>/dev/sda</path><weight>400</weight></device>",
        "<device><path>/dev/sdb</path><weight>500</weight></device>",
        "<weight>300</weight>",
    ),
    Repeated("pm", "<suspend-to-mem enabled='no'/>", "<suspend-to-disk enabled='yes'/>", ""),
    Repeated("iothreadids", "<iothread id='4'/>", "<iothread id='7'/>", "<iothread id='9'/>"),
    Repeated(
        "vcpus",
        "<vcpu id='1' enabled='no' hotpluggable='yes'/>",
        "<vcpu id='0' enabled='yes' hotpluggable='no' order='1'/>",
        "<vcpu id='2' enabled='no' hotpluggable='yes'/>",
    ),
    Repeated("keywrap", "<cipher name='aes' state='off'/>", "<cipher name='dea' state='on'/>", ""),
    Repeated("idmap", "<uid start='0' target='1000' count='10'/>", "<gid start='0' target='1000' count='10'/>", ""),
    Repeated("perf", "<event name='cmt' enabled='yes'/>", "<event name='mbmt' enabled='yes'/>", ""),
    Repeated("qemu:commandline", "<qemu:arg value='-a'/>", "<qemu:env name='x' value='y'/>", "<qemu:arg value='-b'/>"),
    Repeated(
        "qemu:capabilities",
        "<qemu:add capability='hda-duplex'/>",
        "<qemu:del capability='ccid-emulated'/>",
        "<qemu:add capability='usb-serial'/>",
    ),
)
