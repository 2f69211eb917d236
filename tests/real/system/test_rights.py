"""The socket of a daemon of the system that lets everybody read and nobody write."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import Host
from libvirt_xml.cli.main import main
from tests.real.system.system_daemon import SystemDaemon

GUEST = """<domain type='qemu'><name>seen</name><memory unit='MiB'>32</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><graphics type='vnc' passwd='hidden1'/></devices></domain>"""


@pytest.fixture
def seen(system: SystemDaemon) -> Iterator[SystemDaemon]:
    """With a domain that has a password."""
    with Host(system.uri) as host:
        domain = host.define(Domain.from_xml(GUEST))
        yield system
        domain.undefine()


@pytest.mark.parametrize("command", ["plan", "apply"])
def test_what_is_there_is_not_planned(seen: SystemDaemon, command: str) -> None:
    """Without its passwords, they would be removed."""
    answer = seen.run(command, GUEST.replace("32", "64"), *["--yes"] * (command == "apply"), uri=seen.reading_uri)
    assert (answer.status, answer.output, answer.complaints.count("\n")) == (3, "", 1)
    assert "may" in answer.complaints or "does not allow" in answer.complaints


def test_nothing_is_made(seen: SystemDaemon) -> None:
    """libvirt refuses the first step, and the report says so."""
    answer = seen.run("apply", GUEST.replace("seen", "never"), "--yes", uri=seen.reading_uri)
    assert answer.status == 3, answer
    assert "domain never: failed; nothing was changed\n" in answer.output
    assert "does not allow" in answer.output


@pytest.mark.parametrize("argv", [["export", "domain", "seen"], ["capture"]])
def test_what_passwords_or_rights_are_needed_for(
    seen: SystemDaemon, argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """One line."""
    status = main([*argv, "-c", seen.reading_uri])
    output = capsys.readouterr()
    assert (status, output.out, output.err.count("\n")) == (3, "", 1)
