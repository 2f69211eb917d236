"""A guest to which things happen, and the commands that meet it then."""

from __future__ import annotations

import contextlib
import io
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from libvirt_xml import Domain
from libvirt_xml.apply import Host, HostError
from libvirt_xml.cli.main import main
from tests.real.guests import raw_disk, root_ports, write_disk
from tests.real.hypervisor import Hypervisor

_XML = """<domain type='qemu'><name>victim</name>
  <memory unit='MiB'>64</memory><currentMemory unit='MiB'>64</currentMemory><vcpu current='1'>2</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices>
    {disk}{ports}
    <interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>
  </devices></domain>"""
SECOND_NIC = "<interface type='user'><mac address='52:54:00:00:00:02'/><model type='virtio'/></interface>"


@dataclass
class Answer:
    """What a command said."""

    status: int
    output: str
    complaints: str


class Victim:
    """A guest that runs from a boot sector: it hears nothing that it is asked."""

    def __init__(self, hypervisor: Hypervisor) -> None:
        self.hypervisor = hypervisor
        self.disk = hypervisor.folder / "victim.img"
        write_disk(self.disk, "hello")
        self.xml = _XML.format(disk=raw_disk(self.disk), ports=root_ports(6))

    def start(self) -> None:
        """By an apply, so that it has its stamp."""
        answer = self.run("apply", "--yes")
        assert answer.status == 0, answer
        self.hypervisor.virsh("start", "victim")

    def remove(self) -> None:
        """Whatever became of it."""
        self.hypervisor.virsh("destroy", "victim")
        self.hypervisor.virsh("undefine", "victim")

    def run(self, command: str, *options: str, uri: str = "") -> Answer:
        """What ``plan`` or ``apply`` says for the document as it is now."""
        path = self.hypervisor.folder / "victim.xml"
        path.write_text(self.xml, encoding="utf-8")
        output, complaints = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(complaints):
            status = main([command, *options, str(path), "-c", uri or self.hypervisor.uri])
        return Answer(status, output.getvalue(), complaints.getvalue())

    def ask(self, old: str, new: str) -> None:
        """Ask for something else."""
        assert old in self.xml
        self.xml = self.xml.replace(old, new)

    @property
    def process(self) -> int:
        """The guest's QEMU."""
        return int((self.hypervisor.folder / "run/libvirt/qemu/run/victim.pid").read_text())

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """QEMU hangs for a while."""
        process = self.process
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)

    def held(self) -> tuple[Domain, Domain | None]:
        """What the host really has: the definition, and what runs."""
        with Host(self.hypervisor.uri) as host:
            domain = host.domain("victim")
            return domain.document, domain.live

    def exists(self) -> bool:
        """Whether the host knows it."""
        with Host(self.hypervisor.uri) as host:
            try:
                host.domain("victim")
            except HostError:
                return False
            return True


def macs(domain: Domain | None) -> list[str]:
    """The NICs of a document."""
    nics = [] if domain is None else domain.devices.interfaces
    return [str(nic.mac.address) for nic in nics if nic.mac is not None]


def cpus(domain: Domain | None) -> int | None:
    """The CPUs that a document has at the start, or now."""
    vcpu = None if domain is None else domain.vcpu
    return None if vcpu is None else vcpu.current or vcpu.value


def spec(folder: Path, text: str) -> str:
    """A file with a spec."""
    path = folder / "spec.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)
