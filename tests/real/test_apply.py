"""Plan and apply on a real libvirt with a guest that runs: what changes at once, what waits, what the guest ignores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import Host, HostDomain, StepResult, Wish, apply_plan, make_plan, terms_of
from libvirt_xml.apply.execution import live_execution
from libvirt_xml.apply.planning.plan_text import plan_lines
from tests.real.guests import write_disk
from tests.real.hypervisor import Hypervisor

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

_NIC = "<interface type='user'><mac address='52:54:00:01:02:0{}'/><model type='virtio'/></interface>"
_RNG = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"


@pytest.fixture
def xml(hypervisor: Hypervisor) -> str:
    """A guest with free PCI slots, which ignores all requests."""
    disk = hypervisor.folder / "apply-guest.img"
    write_disk(disk, "hello")
    ports = "".join(f"<controller type='pci' index='{index}' model='pcie-root-port'/>" for index in range(1, 9))
    return f"""<domain type='qemu'><name>apply-guest</name><memory unit='MiB'>32</memory>
      <os><type arch='x86_64' machine='q35'>hvm</type></os>
      <devices>
        <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{disk}'/>
          <target dev='vda' bus='virtio'/></disk>
        <controller type='pci' index='0' model='pcie-root'/>{ports}
        {_NIC.format(1)}<!-- more -->
        <memballoon model='virtio'/>
      </devices></domain>"""


@pytest.fixture
def host(hypervisor: Hypervisor) -> Iterator[Host]:
    """The libvirt of the tests, without the guest at the end."""
    with Host(hypervisor.uri) as opened:
        yield opened
        for domain in opened.domains():
            if domain.name == "apply-guest":
                if domain.is_active:
                    domain.destroy()
                domain.undefine()


def _lines(host: Host, xml: str) -> list[str]:
    plan = make_plan(host, [Wish("domain", Domain.from_xml(xml))], terms_of(host))
    return [" ".join(line.split()) for line in plan_lines(plan)]


def _apply(host: Host, xml: str, *, start: bool = False) -> StepResult:
    terms = terms_of(host)
    wish = Wish("domain", Domain.from_xml(xml), "running" if start else "unmanaged")
    (result,) = apply_plan(host, make_plan(host, [wish], terms), terms, timeout=2)
    assert result.error is None, result.error
    return result


def _addresses(domain: HostDomain, *, live: bool) -> list[object]:
    devices = domain.read(live=live).devices
    return [device.address for device in (*devices.disks, *devices.interfaces, *devices.rngs)]


def test_a_running_guest(host: Host, xml: str) -> None:
    """Ten changes: those that QEMU can make are made, to the same addresses as in the definition; the rest waits."""
    assert _apply(host, xml, start=True).outcome == "done"
    assert _lines(host, xml) == ["Nothing to do."]
    guest = host.domain("apply-guest")
    kept = _addresses(guest, live=True)

    changed = (
        xml.replace("<memory unit='MiB'>32<", "<title>the guest</title><memory unit='MiB'>64<")
        .replace("<!-- more -->", f"{_NIC.format(2)}{_RNG}")
        .replace("<source file=", "<iotune><total_iops_sec>500</total_iops_sec></iotune><source file=")
    )
    lines = _lines(host, changed)
    assert any(line.startswith("live + title: the guest") for line in lines)
    assert any(line.startswith("live + nic 52:54:00:01:02:02") for line in lines)
    assert any(line.startswith("power cycle ~ memory at most: 32 MiB -> 64 MiB") for line in lines)
    result = _apply(host, changed)
    assert [planned.change.path for planned in result.pending] == ["memory"]
    live = guest.read(live=True)
    assert (live.title, len(live.devices.interfaces), len(live.devices.rngs)) == ("the guest", 2, 1)
    assert live.devices.disks[0].iotune is not None
    assert _addresses(guest, live=True) == _addresses(guest, live=False)
    assert [address for address in _addresses(guest, live=True) if address in kept] == kept
    assert [line for line in _lines(host, changed) if line.startswith(("live", "power cycle", "now"))] == []
    assert any(line.startswith("pending ~ memory") for line in _lines(host, changed))


def test_what_the_guest_does_not_release(host: Host, xml: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits, with the reason, and every plan says so until the guest was off and on again."""
    monkeypatch.setattr(live_execution, "_PATIENCE", 1.0)
    with_nic = xml.replace("<!-- more -->", _NIC.format(2))
    _apply(host, with_nic, start=True)
    guest = host.domain("apply-guest")
    guest.suspend()  # it certainly hears nothing
    result = _apply(host, xml)
    assert [planned.change.kind for planned in result.pending] == ["removed"]
    assert "still has the" in result.pending[0].reason
    assert len(guest.document.devices.interfaces) == 1
    assert any(line.startswith("live only - nic 52:54:00:01:02:02") for line in _lines(host, xml))
    guest.destroy()
    assert _lines(host, xml) == ["Nothing to do."]
    guest.start()
    assert _lines(host, xml) == ["Nothing to do."]


def test_the_definition_alone(host: Host, xml: str) -> None:
    """Without a running guest, everything is done at once; addresses and MACs stay."""
    _apply(host, xml)
    guest = host.domain("apply-guest")
    kept = _addresses(guest, live=False)
    changed = xml.replace("<!-- more -->", f"{_NIC.format(2)}{_RNG}").replace(">32<", ">48<")
    assert _apply(host, changed).pending == []
    assert _lines(host, changed) == ["Nothing to do."]
    assert _addresses(guest, live=False)[:2] == kept
    assert _apply(host, xml).outcome == "done"
    assert _addresses(guest, live=False) == kept
