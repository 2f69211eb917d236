"""Networks with a real bridge and dnsmasq: what changes while they are active, and what waits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libvirt_xml.apply import Host
from tests.real.system.system_daemon import SystemDaemon

LAN = """<network><name>lan</name><bridge name='lxlan'/>
  <dns><host ip='192.0.2.5'><hostname>five</hostname></host></dns>
  <ip address='192.0.2.1' netmask='255.255.255.0'>
    <dhcp><range start='192.0.2.100' end='192.0.2.200'/>
      <host mac='52:54:00:00:00:05' ip='192.0.2.5'/></dhcp></ip>
</network>"""
GUEST = """<domain type='qemu'><name>wired</name><memory unit='MiB'>32</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><interface type='network'><mac address='52:54:00:00:00:05'/><source network='lan'/>
    <model type='virtio'/></interface></devices></domain>"""


@pytest.fixture
def lan(system: SystemDaemon) -> Iterator[SystemDaemon]:
    """A network that is active."""
    system.applied(LAN)
    try:
        yield system
    finally:
        with Host(system.uri) as host:
            network = host.network("lan")
            if network.is_active:
                network.destroy()
            network.undefine()


def test_a_network_is_defined_and_active(lan: SystemDaemon) -> None:
    """With its bridge and its DHCP."""
    with Host(lan.uri) as host:
        live = host.network("lan").live
    assert live is not None
    assert live.bridge is not None
    assert live.bridge.name == "lxlan"
    assert "52:54:00:00:00:05,192.0.2.5" in lan.lease_file("lan")


@pytest.mark.parametrize(
    ("old", "new", "seen"),
    [
        ("<host mac=", "<host mac='52:54:00:00:00:06' ip='192.0.2.6'/><host mac=", "52:54:00:00:00:06,192.0.2.6"),
        ("<host mac='52:54:00:00:00:05' ip='192.0.2.5'/>", "", ""),
        ("'52:54:00:00:00:05' ip='192.0.2.5'", "'52:54:00:00:00:05' ip='192.0.2.7'", "52:54:00:00:00:05,192.0.2.7"),
        ("<dns>", "<dns><txt name='a' value='b'/>", ""),
        ("<hostname>five</hostname>", "<hostname>five</hostname><hostname>fifth</hostname>", ""),
        ("end='192.0.2.200'", "end='192.0.2.210'", ""),
        ("  <ip ", "  <portgroup name='fast' default='yes'/><ip ", ""),
    ],
    ids=["a host more", "a host less", "another address", "a TXT record", "a second name", "a longer range", "a group"],
)
def test_what_changes_while_it_is_active(lan: SystemDaemon, old: str, new: str, seen: str) -> None:
    """It is not destroyed, though dnsmasq may start again; the live network has it, and the plan is empty then."""
    asked = LAN.replace(old, new)
    assert asked != LAN
    answer = lan.run("plan", asked)
    assert answer.status == 1
    assert "live" in answer.output, answer
    lan.applied(asked)
    with Host(lan.uri) as host:
        network = host.network("lan")
        live = network.live
        assert live is not None
        assert live.to_xml().count("<host mac") == asked.count("<host mac")
    assert seen in lan.lease_file("lan")


def test_what_is_live_beside_what_waits(lan: SystemDaemon) -> None:
    """A name is live although the forwarder beside it waits, and although nothing of its container is active yet."""
    bare = LAN.replace("  <dns><host ip='192.0.2.5'><hostname>five</hostname></host></dns>\n", "")
    assert bare != LAN
    lan.applied(bare)
    forwarded = bare.replace("  <ip ", "  <dns><forwarder addr='192.0.2.9'/></dns><ip ")
    assert lan.run("apply", forwarded, "--yes").status == 1
    named = forwarded.replace("</dns>", "<txt name='a' value='b'/></dns>")
    plan, apply = lan.run("plan", named), lan.run("apply", named, "--yes")
    assert [line.split()[:4] for line in plan.output.splitlines()[1:3]] == [
        ["live", "+", "DNS:", "text"],
        ["pending", "+", "DNS:", "forwarder"],
    ], plan
    assert [line.split()[:4] for line in apply.output.splitlines() if "pending" in line][-1:] == [
        ["pending", "+", "DNS:", "forwarder"]
    ], apply
    with Host(lan.uri) as host:
        live = host.network("lan").live
        assert live is not None
        assert live.dns is not None
        assert ([text.name for text in live.dns.txts], live.dns.forwarders) == (["a"], [])


def test_what_waits_for_a_restart(lan: SystemDaemon) -> None:
    """It is in the definition, and the operator decides: the guest on it would lose its link."""
    lan.applied(GUEST)
    with Host(lan.uri) as host:
        guest = host.domain("wired").start()
        try:
            before = lan.process_of("lan")
            asked = LAN.replace("<bridge name='lxlan'/>", "<mtu size='1400'/><bridge name='lxlan'/>")
            plan = lan.run("plan", asked)
            assert (plan.status, "restart" in plan.output, "wired" in plan.output) == (1, True, True), plan
            answer = lan.run("apply", asked, "--yes")
            assert answer.status == 1, answer
            assert lan.process_of("lan") == before
            assert host.network("lan").is_active
            assert lan.run("plan", asked).status == 1
        finally:
            guest.destroy()
            guest.undefine()
        host.network("lan").destroy()
        host.network("lan").start()
    assert lan.run("plan", asked).output == "Nothing to do.\n"


def test_a_network_whose_address_is_taken(lan: SystemDaemon) -> None:
    """libvirt says why it does not start; it is defined, which is said."""
    other = LAN.replace("lan</name>", "lan2</name>").replace("lxlan", "lxlan2")
    answer = lan.run("apply", other, "--yes")
    with Host(lan.uri) as host:
        network = host.network("lan2")
        assert not network.is_active
        network.undefine()
    assert answer.status == 3
    assert "failed after it was created" in answer.output
    assert "already in use" in answer.output


def test_a_socket_that_only_reads(lan: SystemDaemon) -> None:
    """A plan that needs no secrets is made; applying it is refused, and nothing changed."""
    asked = LAN.replace("end='192.0.2.200'", "end='192.0.2.220'")
    answer = lan.run("apply", asked, "--yes", uri=lan.reading_uri)
    assert answer.status == 3, answer
    assert "read-only connection" in answer.output + answer.complaints
    with Host(lan.uri) as host:
        assert "192.0.2.220" not in host.network("lan").document.to_xml()
