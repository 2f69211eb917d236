"""A daemon of the system, and the commands that talk to it."""

from __future__ import annotations

import contextlib
import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

from libvirt_xml import Network
from libvirt_xml.apply import Host, HostError
from libvirt_xml.cli.main import main
from tests.real.faults.victim import Answer

TOOLS = ("libvirtd", "unshare", "dnsmasq", "ip", "iptables", "ebtables", "qemu-system-x86_64")


@dataclass
class SystemDaemon:
    """A running daemon in its folder."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def socket(self) -> Path:
        """For reading and writing."""
        return self.folder / "libvirt-sock"

    @property
    def uri(self) -> str:
        """How it is reached."""
        return f"qemu+unix:///system?socket={self.socket}"

    @property
    def reading_uri(self) -> str:
        """The socket that changes nothing."""
        return f"qemu+unix:///system?socket={self.socket}-ro"

    def why_no_networks(self) -> str:
        """Why a network with a bridge cannot be active here; empty if one can."""
        with Host(self.uri) as host:
            network = host.define(Network.from_xml("<network><name>probe</name><bridge name='lxprobe'/></network>"))
            try:
                network.start().destroy()
            except HostError as error:
                return error.words or str(error)
            finally:
                network.undefine()
        return ""

    def run(self, command: str, text: str, *options: str, uri: str = "") -> Answer:
        """What ``plan`` or ``apply`` says for a document."""
        path = self.folder / f"asked.{'xml' if text.startswith('<') else 'yaml'}"
        path.write_text(text, encoding="utf-8")
        output, complaints = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(complaints):
            status = main([command, *options, str(path), "-c", uri or self.uri])
        return Answer(status, output.getvalue(), complaints.getvalue())

    def applied(self, text: str, *options: str) -> Answer:
        """What ``apply`` says, after which there is nothing more to do."""
        answer = self.run("apply", text, "--yes", *options)
        assert answer.status == 0, answer
        again = self.run("plan", text, *options)
        assert (again.status, again.output) == (0, "Nothing to do.\n"), again
        return answer

    def lease_file(self, network: str) -> str:
        """What dnsmasq of a network reads: its hosts."""
        return (self.folder / "lib" / "dnsmasq" / f"{network}.hostsfile").read_text()

    def process_of(self, network: str) -> str:
        """The number of a network's dnsmasq, which a restart changes."""
        return (self.folder / "run" / "network" / f"{network}.pid").read_text()
