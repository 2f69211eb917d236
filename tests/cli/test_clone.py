"""``clone`` and ``Domain.cloned``: another machine of a domain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import Domain
from libvirt_xml.apply.stamping.stamp import STAMP_NAMESPACE
from libvirt_xml.changes import compare
from libvirt_xml.cloning import make_clone
from libvirt_xml.cloning.path_names import renamed
from tests.cli.conftest import Run

_TEXT = f"""\
<!-- the front end -->
<domain type='kvm' id='3'>
  <name>web1</name>
  <uuid>9b1c5e62-6f0a-4d7e-9a52-3f1c8a1e7d10</uuid>
  <genid>43dc0cf8-809b-4adb-9bea-a9abb5f3d90e</genid>
  <metadata>
    <applied:applied xmlns:applied='{STAMP_NAMESPACE}'/>
    <mine:note xmlns:mine='urn:mine'/>
  </metadata>
  <memory>1048576</memory>
  <sysinfo type='smbios'>
    <system><entry name='uuid'>9b1c5e62-6f0a-4d7e-9a52-3f1c8a1e7d10</entry></system>
  </sysinfo>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE.fd</loader>
    <nvram>/var/lib/libvirt/qemu/nvram/web1_VARS.fd</nvram>
  </os>
  <devices>
    <disk type='file' device='disk'>   <!-- root -->
      <source file='/images/web1.qcow2'/>
      <target dev='vda'/>
      <alias name='ua-disk-root'/>
    </disk>
    <disk type='volume'><source pool='fast' volume='data 1'/><target dev='vdb'/></disk>
    <disk type='block'><source dev='/dev/sdb'/><target dev='vdc'/></disk>
    <disk type='file' device='cdrom'><source file='/iso/web1.iso'/><target dev='sda'/><readonly/></disk>
    <disk type='file'><source file='/images/shared.img'/><target dev='vdd'/><shareable/></disk>
    <interface type='network'>
      <mac address='52:54:00:6b:3c:58'/>
      <source network='default'/>
      <target dev='vnet3'/>
      <alias name='ua-nic-lan'/>
    </interface>
    <serial type='file'><source path='/var/log/web1.log'/><target port='0'/></serial>
    <channel type='unix'>
      <source mode='bind' path='/run/libvirt/qemu/channel/3-web1/org.qemu.guest_agent.0'/>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
    <graphics type='vnc' port='5901'/>
    <hostdev mode='subsystem' type='pci'>
      <source><address domain='0' bus='1' slot='0' function='0'/></source>
    </hostdev>
    <vsock><cid auto='no' address='4'/></vsock>
  </devices>
</domain>
"""
_COMMANDS = """\
  cp --reflink=auto --sparse=always /var/lib/libvirt/qemu/nvram/web1_VARS.fd /var/lib/libvirt/qemu/nvram/web2_VARS.fd
  cp --reflink=auto --sparse=always /images/web1.qcow2 /images/web2.qcow2
  virsh vol-clone --pool fast 'data 1' 'data 1-web2'
"""
_CHANGED = {
    "id", "name", "uuid", "genid", "os.nvram.value", "sysinfos[smbios].system.entries[uuid].value",
    "devices.disks[ua-disk-root].source.file", "devices.disks[vdb].source.volume",
    "devices.interfaces[ua-nic-lan].mac.address", "devices.serials[0].sources[0].path",
    "devices.channels[org.qemu.guest_agent.0].sources[bind].path", "devices.vsock.cid.auto",
    "devices.vsock.cid.address",
}  # fmt: skip


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "web1.xml"
    path.write_text(_TEXT)
    return path


def test_a_clone(run: Run, file: Path) -> None:
    """What identifies the machine changes, comments stay, and the host's work is listed."""
    done = run("clone", "web1.xml", "--name", "web2", "-o", "web2.xml")
    assert (done.status, done.out) == (0, "")
    head, commands, notes = done.err.partition(_COMMANDS)
    assert (head.count("\n"), commands) == (1, _COMMANDS)
    assert [line.partition(" ")[2] for line in notes.splitlines()] == [
        "disk vdc is not a file (block): both machines would use it",
        "host device 1 (pci) can be used by one running machine only",
        "vnc has the fixed port 5901, as the original",
    ]
    text = (file.parent / "web2.xml").read_text()
    assert text.startswith("<!-- the front end -->\n")
    assert "<!-- root -->" in text
    assert STAMP_NAMESPACE not in text
    assert file.read_text() == _TEXT
    clone: Any = Domain.from_xml(text)
    paths = {change.path for change in compare(Domain.from_xml(_TEXT), clone)}
    assert {path for path in paths if not path.startswith("metadata")} == _CHANGED
    assert clone.uuid == clone.sysinfos[0].system.entries[0].value
    assert clone.devices.serials[0].sources[0].path == "/var/log/web2.log"
    assert run("clone", "-", "--name", "web2", "-q", stdin=_TEXT.encode()).err == ""


def test_ids(file: Path) -> None:
    """Random ones differ, derived ones do not."""
    domain = Domain.from_file(file)
    random = [domain.cloned("web2"), domain.cloned("web2")]
    derived: list[Any] = [domain.cloned("web2", ids="derived"), domain.cloned("web2", ids="derived")]
    assert random[0].uuid != random[1].uuid
    assert random[0].devices.interfaces != random[1].devices.interfaces
    assert derived[0] == derived[1] != domain.cloned("web3", ids="derived")
    assert derived[0].devices.interfaces[0].mac.address.startswith("52:54:00:")
    assert derived[0].uuid != derived[0].genid
    assert domain == Domain.from_xml(_TEXT)


def test_what_is_not_there(folder: Path) -> None:
    """A machine without identifiers gets none."""
    domain = Domain(type="kvm", name="a")
    work = make_clone(domain, "b")
    assert domain == Domain(type="kvm", name="b")
    assert (work.copies, work.notes) == ((), ())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/images/web1.qcow2", "/images/web2.qcow2"),
        ("/images/web1-data.qcow2", "/images/web2-data.qcow2"),
        ("/vms/web1/root.img", "/vms/web2/root.img"),
        ("/images/root.qcow2", "/images/root-web2.qcow2"),
        ("/images/web10.qcow2", "/images/web10-web2.qcow2"),
        ("disk", "disk-web2"),
        ("/images/myweb1", "/images/myweb1-web2"),
    ],
)
def test_names_of_files(path: str, expected: str) -> None:
    """The rule for the names of files."""
    assert renamed(path, "web1", "web2") == expected


def test_yaml(run: Run, folder: Path) -> None:
    """A vm is cloned as one: what follows from its name follows from the other."""
    text = (
        "# web\nvm:\n  name: web1   # the name\n  uuid: derived\n  os: debian12\n  disks:\n"
        "    - {name: root, size: 20GiB, image: {pool: images, volume: debian-12.qcow2}}\n"
        "  nics: [{name: lan, network: default, mac: derived}]\n"
    )
    (folder / "web1.yaml").write_text(text)
    done = run("clone", "web1.yaml", "--name", "web2", "--ids", "derived")
    assert done.status == 0
    assert done.out == text.replace("name: web1", "name: web2")
    assert "  virsh vol-clone --pool default web1-root.qcow2 web2-root.qcow2\n" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["web1.xml"], "expected one FILE and --name NAME"),
        (["web1.xml", "web1.xml", "--name", "b"], "expected one FILE"),
        (["web1.xml", "--name", "web1"], "the clone needs another name than 'web1'"),
        (["net.xml", "--name", "b"], "only domains can be cloned; this is a network"),
        (["web1.xml", "--name", "a/b"], "'a/b' is not the name of a machine"),
        (["web1.xml", "--name", "b", "--ids", "new"], "--ids"),
        (["none.xml", "--name", "b"], "none.xml"),
        (["web1.xml", "--name", "b", "-o", "no/b.xml"], "no/b.xml"),
    ],
)
def test_refusals(run: Run, file: Path, arguments: list[str], message: str) -> None:
    """One sentence, and nothing on standard output."""
    (file.parent / "net.xml").write_text("<network><name>a</name></network>")
    done = run("clone", *arguments)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_the_name_is_taken(file: Path) -> None:
    """A clone under the same name is none."""
    with pytest.raises(ValueError, match="another name"):
        libvirt_xml.Domain.from_file(file).cloned("web1")


def test_a_machine_without_a_name() -> None:
    """It has no clone: paths follow from names."""
    source = "<domain type='kvm'><devices><disk><source file='/a'/><target dev='vda'/></disk></devices></domain>"
    with pytest.raises(ValueError, match="the domain has no name"):
        Domain.from_xml(source).cloned("web2")


def test_the_only_domain_of_a_file(run: Run, folder: Path) -> None:
    """Networks beside it need no choice; of two domains one must be named."""
    path = folder / "lab.yaml"
    network, machine = "network: {name: lab}\n---\n", "vm: {name: web1, memory: 1GiB}\n"
    path.write_text(network + machine)
    done = run("clone", str(path), "--name", "web2")
    assert (done.status, done.out) == (0, network + machine.replace("web1", "web2"))
    path.write_text(f"{machine}---\n{machine.replace('web1', 'web3')}")
    done = run("clone", str(path), "--name", "web2")
    assert done.status == 2
    assert "--document NAME" in done.err


def test_what_was_derived_from_the_old_name() -> None:
    """Such an address, or UUID, is that of the new name, also if the others are random."""
    nic = {"name": "lan", "network": "default", "mac": "derived"}

    def machine(name: str) -> Any:
        vm = {"name": name, "uuid": "derived", "memory": "1GiB", "nics": [nic]}
        return libvirt_xml.load({"vm": vm}).domain

    assert machine("web1").cloned("web2") == machine("web2")
