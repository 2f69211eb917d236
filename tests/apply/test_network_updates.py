"""What libvirt changes in an active network: which parts a change is about, and what is sent for them."""

from __future__ import annotations

from typing import Any

import pytest

from libvirt_xml import Network
from libvirt_xml.apply import Host, RefusedError, UnreachableError, Wish, apply_plan, make_plan, terms_of
from libvirt_xml.apply.execution.network_execution import NetworkExecution
from libvirt_xml.apply.hosts.host_network import HostNetwork
from libvirt_xml.apply.merging.merge import merge
from libvirt_xml.apply.planning.kinds.network_plans import live_items, split_changes

_DNS = "<dns><host ip='192.0.2.2'><hostname>a</hostname></host><txt name='x' value='y'/></dns>"
_FORWARDED = _DNS.replace("<dns>", "<dns><forwarder addr='192.0.2.9'/>")
_RANGE = "<dhcp><range start='192.0.2.10' end='192.0.2.20'/></dhcp>"


def _network(dns: str = "", dhcp: str = "", forward: str = "<forward/>", second: str = "") -> Network:
    return Network.from_xml(
        f"<network><name>lan</name>{forward}{dns}<ip address='192.0.2.1' netmask='255.255.255.0'>{dhcp}</ip>"
        f"<ip family='ipv6' address='2001:db8::1' prefix='64'>{second}</ip></network>"
    )


def _bridge(*cards: str) -> str:
    return f"<forward mode='bridge'>{''.join(f'<interface dev={card!r}/>' for card in cards)}</forward>"


def _sections(old: Network, new: Network) -> list[str]:
    """The parts of all changes; ``no`` for a change that waits."""
    changes = [*split_changes(merge(new, old, merge(old, old).owned).changes)]
    return [item.section for change in changes for item in live_items(change)] + [
        "no" for change in changes if not live_items(change)
    ]


@pytest.mark.parametrize(
    ("old", "new", "sections"),
    [
        (_network(), _network(_DNS), ["dns-txt", "dns-host"]),
        (_network(_DNS), _network(), ["dns-txt", "dns-host"]),
        (_network(), _network(_DNS.replace("<dns>", "<dns enable='yes'>")), ["dns-txt", "dns-host", "no"]),
        (_network(), _network(_FORWARDED), ["dns-txt", "dns-host", "no"]),
        (_network(_FORWARDED), _network(), ["dns-txt", "dns-host", "no"]),
        (_network(), _network("<dns/>"), ["no"]),
        (_network(), _network(dhcp=_RANGE), ["ip-dhcp-range"]),
        (_network(), _network(dhcp=_RANGE.replace("</dhcp>", "<bootp file='x'/></dhcp>")), ["ip-dhcp-range", "no"]),
        (_network(dhcp=_RANGE), Network.from_xml("<network><name>lan</name><forward/></network>"), ["no", "no"]),
        (_network(_DNS), _network(_DNS.replace("'y'", "'z'")), ["dns-txt"]),
        (_network(forward=_bridge("e0", "e1")), _network(forward=_bridge("e0", "e2")), ["forward-interface"] * 2),
        (_network(), _network(forward="<forward mode='open'/>"), ["no"]),
    ],
)
def test_parts(old: Network, new: Network, sections: list[str]) -> None:
    """A container that came or went as a whole is its items: some are live, what libvirt cannot change waits."""
    assert _sections(old, new) == sections


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What is sent for a network: the test driver cannot update one, and shows no other definition."""
    calls: list[tuple[Any, ...]] = []

    def update(self: HostNetwork, command: str, section: str, part: Any, **words: Any) -> None:
        calls.append((command, section, part.to_xml().strip(), words["parent_index"]))
        if "refuse" in calls[-1][2]:
            raise RefusedError("no", words="libvirt says no")
        if "break" in calls[-1][2]:
            raise UnreachableError("gone")

    def read(self: NetworkExecution, handle: HostNetwork) -> Network:
        held = self.step.document if self.result.defined else handle.document
        assert isinstance(held, Network)
        return held

    monkeypatch.setattr(HostNetwork, "update", update)
    monkeypatch.setattr(NetworkExecution, "read", read)
    return calls


def _apply(host: Host, network: Network) -> Any:
    terms = terms_of(host)
    (result,) = apply_plan(host, make_plan(host, [Wish("network", network, "running")], terms), terms)
    return result


def _changed(host: Host, network: Network, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The result where libvirt keeps the active network as it is when another one is defined."""
    live = host.network("lan").read_live()
    monkeypatch.setattr(HostNetwork, "read_live", lambda self: live)
    monkeypatch.setattr(HostNetwork, "live", property(lambda self: live))
    return _apply(host, network)


@pytest.fixture
def network(host: Host) -> Host:
    """A host with a network of ours, active."""
    old = host.network("lan")
    old.destroy()
    old.undefine()
    assert _apply(host, _network(_DNS, _RANGE)).error is None
    return host


def test_the_right_ip_element(network: Host, sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A host of the second address goes into the second, whatever the first has."""
    more = _network(_DNS, _RANGE, second="<dhcp><host name='a' ip='2001:db8::2'/></dhcp>")
    _changed(network, more, monkeypatch)
    assert [(command, section, index) for command, section, _, index in sent] == [("add-last", "ip-dhcp-host", 1)]


def test_an_entry_that_libvirt_refuses(network: Host, sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The old one is put back; libvirt's words say why the new one waits."""
    result = _changed(network, _network(_DNS.replace("'y'", "'refuse'"), _RANGE), monkeypatch)
    assert [command for command, *_ in sent] == ["delete", "add-last", "add-last"]
    assert "'y'" in sent[-1][2]
    assert [planned.reason for planned in result.pending] == ["libvirt says no"]


def test_a_connection_that_breaks(network: Host, sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The step has failed."""
    result = _changed(network, _network(_DNS.replace("'y'", "'break'"), _RANGE), monkeypatch)
    assert (result.outcome, type(result.error)) == ("failed", UnreachableError)
