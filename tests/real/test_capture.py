"""Capturing a real libvirt: all its guests, in a file of a size that can be kept in git."""

from __future__ import annotations

from pathlib import Path

import pytest

from libvirt_xml.cli.main import main
from libvirt_xml.validation.rules.host_facts.facts_files import read_host, read_inventory
from tests.real.hypervisor import Hypervisor

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)


def test_a_real_host(hypervisor: Hypervisor, tmp_path: Path) -> None:
    """Every machine type that virsh lists has capabilities; equal ones are kept once."""
    files = tmp_path / "host.json", tmp_path / "inventory.json"
    assert main(["capture", "-c", hypervisor.uri, "-o", str(files[0]), "--inventory", str(files[1])]) == 0
    host = read_host(files[0].read_bytes())
    machines = host.machines("x86_64", "qemu")
    assert machines is not None
    assert {"q35", "pc", host.canonical("x86_64", "q35")} <= machines
    assert (host.most_cpus("x86_64", "qemu", "q35") or 0) > 1
    capabilities = host.domain_capabilities("x86_64", "qemu", "q35")
    assert capabilities is not None
    assert "virtio" in capabilities.values("devices/disk/enum[@name='bus']/value")
    assert len(set(host.documents)) == len(host.documents) < len(machines)
    assert files[0].stat().st_size < 40_000 + 1.2 * sum(map(len, host.documents))  # 12.8.0 says twice as much as 9.0.0
    assert read_inventory(files[1].read_bytes()).domains is not None


def test_a_read_only_connection(hypervisor: Hypervisor, capsys: pytest.CaptureFixture[str]) -> None:
    """It says that the connection is at fault."""
    from argparse import Namespace

    from libvirt_xml.apply import Host
    from libvirt_xml.cli.commands.capture import _capture

    with Host(hypervisor.uri, read_only=True) as host:
        options = Namespace(output=None, inventory=None, quiet=True, no_atomic=False)
        assert _capture(host, options, []) == 3
    assert "capture needs a connection that may write" in capsys.readouterr().err
