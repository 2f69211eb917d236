"""Plans of a domain, carried out on libvirt's test driver: what is done when, what is blocked, and a second time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

from libvirt_xml import Domain, Network
from libvirt_xml.apply import Host, HostDomain, StateError
from libvirt_xml.apply.execution.executor import apply_plan, make_plan
from libvirt_xml.apply.execution.held_objects import terms_of
from libvirt_xml.apply.execution.result_text import result_lines
from libvirt_xml.apply.planning.host_plan import Consent
from libvirt_xml.apply.planning.kinds.planner import plan_step
from libvirt_xml.apply.planning.plan_text import plan_lines, step_lines
from libvirt_xml.apply.planning.wishes import Held, Terms, Wish
from libvirt_xml.apply.stamping.stamp import (
    read_stamp,
)
from tests.apply.machines import WEB, applied, planned, whens, wish_for
from tests.cost import calls_of


def test_a_new_domain(host: Host) -> None:
    """It is defined, started, and there is nothing left to do; the stamp has paths, never values."""
    wish = wish_for(WEB, "running", autostart=True)
    assert planned(host, wish).steps[0].action == "create"
    result = applied(host, wish)
    assert (result.outcome, result.defined, result.power) == ("done", True, "start")
    web = host.domain("web1")
    assert (web.state, web.autostart) == ("running", True)
    plan = planned(host, wish)
    assert [*plan_lines(plan)] == ["Nothing to do."]
    assert not plan.sends
    assert plan.steps[0].action == "none"
    stamp = read_stamp(web.document)
    assert stamp is not None
    assert "devices.disks[vda].source.file" in stamp.owned
    assert "/a.img" not in web.document.metadata.to_xml()  # type: ignore[union-attr]
    assert applied(host, wish).outcome == "nothing to do"


def test_what_is_no_longer_asked_goes(host: Host) -> None:
    """Only what was asked before; what libvirt or somebody else added stays."""
    applied(host, wish_for(WEB.replace("<os>", "<title>t</title><os>")))
    web = host.domain("web1")
    document = web.document
    document.description = "somebody's"
    host.define(document)
    plan = planned(host, wish_for(WEB))
    assert whens(plan) == {"title": "now"}
    applied(host, wish_for(WEB))
    assert (web.document.title, web.document.description) == (None, "somebody's")
    assert [*plan_lines(planned(host, wish_for(WEB)))] == ["Nothing to do."]


def test_who_changed_it(host: Host) -> None:
    """A difference although the same is asked was made by somebody else; a device that is not ours is left alone."""
    applied(host, wish_for(WEB))
    document = host.domain("web1").document
    document.memory = None
    document = Domain.from_xml(
        host.domain("web1")
        .document.to_xml()
        .replace(">8192<", ">4096<")
        .replace(
            "</disk>",
            "</disk><disk type='file' device='disk'><source file='/b.img'/><target dev='vdb' bus='virtio'/></disk>",
        )
    )
    host.define(document)
    lines = [*plan_lines(planned(host, wish_for(WEB)))]
    assert any(line.endswith("changed by somebody else") and " memory" in line for line in lines)
    assert any("vdb" in line and line.endswith("not ours") for line in lines)


def test_a_domain_of_somebody_else_is_adopted_only_if_asked(host: Host) -> None:
    """And nothing is removed from it."""
    document = host.domain("old").document
    xml = document.to_xml().replace(">8192<", ">16384<")
    plan = planned(host, wish_for(xml))
    assert [block.consent for block in plan.steps[0].blocks] == ["adopt"]
    assert applied(host, wish_for(xml)).outcome == "blocked"
    assert host.domain("old").document == document
    assert applied(host, wish_for(xml), ["adopt"]).outcome == "done"
    assert not planned(host, wish_for(xml)).sends


def test_what_is_only_taken_over(host: Host) -> None:
    """The plan says so, as nothing else changes."""
    host.define(Domain.from_xml(WEB))
    assert [*plan_lines(planned(host, wish_for(WEB)))] == ["Nothing to do."]
    (_, line) = plan_lines(planned(host, wish_for(WEB), ["adopt"]))
    assert line.split()[:4] == ["now", "~", "taken", "over:"]
    assert applied(host, wish_for(WEB), ["adopt"]).outcome == "done"
    assert [*plan_lines(planned(host, wish_for(WEB), ["adopt"]))] == ["Nothing to do."]


@pytest.mark.parametrize(
    ("old", "new", "consent"),
    [
        ("/a.img", "/b.img", "disk-source"),
        ("<os>", "<os><loader readonly='yes' type='pflash'>/OVMF.fd</loader>", "new-hardware"),
        ("<type>", "<type machine='isapc'>", "new-hardware"),
    ],
)
def test_consents(host: Host, old: str, new: str, consent: Consent) -> None:
    """Dangerous changes are blocked: nothing is sent, unless they are allowed."""
    applied(host, wish_for(WEB))
    before = host.domain("web1").document
    wish = wish_for(WEB.replace(old, new).replace(">8<", ">9<"))
    plan = planned(host, wish)
    assert {block.consent for block in plan.steps[0].blocks} == {consent}
    assert plan.is_blocked
    assert any(f"--allow {consent}" in line for line in plan_lines(plan))
    assert applied(host, wish).outcome == "blocked"
    assert host.domain("web1").document == before
    assert applied(host, wish, [consent]).outcome == "done"
    assert not planned(host, wish).sends


def test_consents_of_one_sort(host: Host) -> None:
    """One line says all for which one is needed."""
    applied(host, wish_for(WEB))
    changed = WEB.replace("<os>", "<os><loader readonly='yes' type='pflash'>/OVMF.fd</loader>")
    plan = planned(host, wish_for(changed.replace("<type>", "<type machine='isapc'>")))
    (block,) = plan.steps[0].blocks
    things, _, _ = block.sentence.partition(": ")
    assert set(things.split(" and ")) == {"machine type", "boot loader"}


def test_a_controller_stays_as_long_as_a_disk_on_it(host: Host) -> None:
    """libvirt detaches none that is used; one that is not used goes at once."""
    parts = "<source file='/b.img'/><target dev='sda' bus='scsi'/><alias name='ua-b'/>"
    disk = f"<disk type='file' device='disk'>{parts}</disk>"
    controller = "<controller type='scsi' index='0' model='virtio-scsi'/>"
    xml = WEB.replace("</devices>", f"{disk}{controller}</devices>")
    applied(host, wish_for(xml, "running"))
    moved = xml.replace("'sda' bus='scsi'", "'vdb' bus='virtio'").replace(controller, "")
    assert set(whens(planned(host, wish_for(moved))).values()) == {"power cycle"}
    assert set(whens(planned(host, wish_for(WEB))).values()) == {"live"}


@pytest.mark.parametrize(
    ("metadata", "owner"),
    [
        ("<nova:instance xmlns:nova='http://openstack.org/xmlns/libvirt/nova/1.1'/>", "OpenStack Nova"),
        ("<ovirt-vm:vm xmlns:ovirt-vm='http://ovirt.org/vm/1.0'/>", "oVirt"),
        ("<kubevirt xmlns='http://kubevirt.io'/>", "KubeVirt"),
    ],
)
def test_machines_of_other_programs_are_never_touched(host: Host, metadata: str, owner: str) -> None:
    """Whatever is allowed."""
    host.define(Domain.from_xml(WEB.replace("<os>", f"<metadata>{metadata}</metadata><os>")))
    plan = planned(host, wish_for(WEB.replace(">8<", ">9<")), ["adopt", "disk-source", "new-hardware"])
    assert [str(block.sentence) for block in plan.steps[0].blocks] == [
        f"{owner} manages it, and would undo or misunderstand any change"
    ]


def test_a_saved_guest(host: Host) -> None:
    """It would go on with its old hardware: blocked while something would change; then it is discarded."""
    applied(host, wish_for(WEB, "running"))
    web = host.domain("web1")
    web.save()
    assert not planned(host, wish_for(WEB)).is_blocked
    wish = wish_for(WEB.replace(">8<", ">9<"))
    assert [block.consent for block in planned(host, wish).steps[0].blocks] == ["discard-saved"]
    assert applied(host, wish, ["discard-saved"]).outcome == "done"
    assert not web.has_managed_save


def test_two_writers(host: Host) -> None:
    """What changed since the plan is not overwritten."""
    applied(host, wish_for(WEB))
    terms = terms_of(host)
    plan = make_plan(host, [wish_for(WEB.replace(">8<", ">9<"))], terms)
    document = host.domain("web1").document
    document.title = "meanwhile"
    host.define(document)
    (result,) = apply_plan(host, plan, terms)
    assert result.outcome == "failed"
    assert str(result.error) == "domain web1 was changed since it was planned; plan again"
    assert host.domain("web1").document == document


def test_power(host: Host) -> None:
    """``stopped`` shuts down, ``running`` starts, ``unmanaged`` leaves it; a new one is started once."""
    assert applied(host, wish_for(WEB, "new")).power == "start"
    assert applied(host, wish_for(WEB, "new")).outcome == "nothing to do"
    assert applied(host, wish_for(WEB, "stopped")).power == "shutdown"
    assert applied(host, wish_for(WEB, "new")).outcome == "nothing to do"
    assert host.domain("web1").state == "off"
    assert applied(host, wish_for(WEB, "running")).power == "start"


def test_secrets_are_not_shown(host: Host) -> None:
    """Neither in text nor in JSON, of plan or result."""
    secret = WEB.replace("</devices>", "<graphics type='vnc' passwd='hidden1'/></devices>")
    applied(host, wish_for(secret))
    wish = wish_for(secret.replace("hidden1", "hidden2"))
    plan = planned(host, wish)
    result = applied(host, wish)
    texts: list[Any] = [plan.to_dict(), result.to_dict(), [*plan_lines(plan)], [*result_lines(result)]]
    assert "passwd" in json.dumps(texts)
    assert "hidden" not in json.dumps(texts)
    assert "hidden" not in host.domain("web1").document.metadata.to_xml()  # type: ignore[union-attr]


def test_a_step_that_fails_stops_what_needs_it(host: Host) -> None:
    """The rest goes on, and a second run from there."""
    network = Wish("network", Network.from_xml("<network><name>n</name><nonsense/></network>"), "running")
    needing = wish_for(
        WEB.replace("</devices>", "<interface type='network'><source network='n'/></interface></devices>")
    )
    other = wish_for(WEB.replace("web1", "web2"))
    outcomes = _outcomes(host, [needing, other, network])
    assert outcomes == {"network n": "failed", "domain web1": "not begun", "domain web2": "done"}
    network = Wish("network", Network.from_xml("<network><name>n</name><bridge name='b9'/></network>"), "running")
    outcomes = _outcomes(host, [needing, other, network])
    assert outcomes == {"network n": "done", "domain web1": "done", "domain web2": "nothing to do"}


def _outcomes(host: Host, wishes: Sequence[Wish]) -> dict[str, str]:
    terms = terms_of(host)
    return {result.step.title: result.outcome for result in apply_plan(host, make_plan(host, wishes, terms), terms)}


def test_other_names_and_uuids(host: Host) -> None:
    """An object that is another one is not changed into this one, whatever is allowed."""
    applied(host, wish_for(WEB))
    uuid = host.domain("web1").uuid
    other = wish_for(WEB.replace("<memory", "<uuid>6c1a4e2e-0d5c-4a6a-9df7-0f2c6a2b1f01</uuid><memory"))
    assert [block.path for block in planned(host, other, ["adopt"]).steps[0].blocks] == ["uuid"]
    renamed = wish_for(WEB.replace("web1", "web2").replace("<memory", f"<uuid>{uuid}</uuid><memory"))
    assert [block.path for block in planned(host, renamed, ["adopt"]).steps[0].blocks] == ["name"]


def test_what_libvirt_does_not_keep_is_told_once(host: Host) -> None:
    """And not asked for again; then there is nothing to do."""
    wish = wish_for(WEB.replace("<os>", "<genid/><os>"))
    refused = [pending.change.path for pending in applied(host, wish).refused]
    assert refused in ([], ["genid"])  # some versions make one up
    assert not planned(host, wish).sends
    assert applied(host, wish).outcome == "nothing to do"
    changed = wish_for(WEB.replace("<os>", "<genid/><title>t</title><os>"))
    assert applied(host, changed).refused == []


def test_networks(host: Host) -> None:
    """What libvirt changes in an active network is live; the rest needs a restart, which is left to the operator."""
    text = """<network><name>lan2</name><bridge name='virbr7'/><ip address='192.0.2.129' netmask='255.255.255.128'>
      <dhcp><range start='192.0.2.130' end='192.0.2.140'/></dhcp></ip></network>"""
    wish = Wish("network", Network.from_xml(text), "running")
    assert [result.outcome for result in apply_plan(host, make_plan(host, [wish], terms_of(host)), terms_of(host))] == [
        "done"
    ]
    lines = [*plan_lines(make_plan(host, [wish], terms_of(host)))]
    assert lines == ["Nothing to do."]
    more = text.replace("</dhcp>", "<host mac='52:54:00:00:00:01' ip='192.0.2.131'/></dhcp>").replace(
        "virbr7", "virbr8"
    )
    changed = Wish("network", Network.from_xml(more), "running")
    assert whens(make_plan(host, [changed], terms_of(host))) == {
        "bridge.name": "restart",
        "ips[192.0.2.129].dhcp.hosts[52:54:00:00:00:01]": "live",
    }


def test_a_first_start_that_fails_is_tried_again(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the new guest has been started once; after that it is left alone."""

    def fail(self: HostDomain) -> None:
        raise StateError("no")

    with monkeypatch.context() as patch:
        patch.setattr(HostDomain, "start", fail)
        assert applied(host, wish_for(WEB, "new")).outcome == "failed"
    plan = planned(host, wish_for(WEB, "new"))
    assert (plan.sends, plan.steps[0].power) == (True, "start")
    assert applied(host, wish_for(WEB, "new")).power == "start"
    assert not planned(host, wish_for(WEB, "new")).sends
    host.domain("web1").destroy()
    assert not planned(host, wish_for(WEB, "new")).sends


def test_numbered_parts_are_in_one_line(host: Host) -> None:
    """If nothing but their number is said of them."""
    applied(host, wish_for(WEB))
    ports = "".join(f"<controller type='pci' index='{index}' model='pcie-root-port'/>" for index in (1, 2, 3))
    other = "<controller type='usb' index='4' model='qemu-xhci'/><controller type='usb' index='5' model='ehci'/>"
    xml = WEB.replace("</devices>", f"<controller type='pci' index='0' model='pcie-root'/>{ports}{other}</devices>")
    lines = [" ".join(line.split()) for line in plan_lines(planned(host, wish_for(xml)))]
    assert "now + PCIe slot 1, 2, 3 web1.xml:3" in lines
    assert "now + controller usb 4: model qemu-xhci web1.xml:3" in lines
    assert "now + controller usb 5: model ehci web1.xml:3" in lines


def test_planning_is_linear() -> None:
    """Twice the devices, all changed, cost at most 2.4 times the calls; also beside a running guest."""

    def document(number: int, part: str) -> Domain:
        disks = "".join(
            f"<disk type='file' device='disk'><source file='/{at}'/><target dev='vd{at}'/>{part}</disk>"
            for at in range(number)
        )
        return Domain.from_xml(WEB.replace("<devices>", f"<devices>{disks}"))

    def plan(number: int) -> None:
        held = Held(document(number, ""), document(number, ""))
        step = plan_step(Wish("domain", document(number, "<readonly/>")), held, Terms())
        assert len([*step_lines(step)]) > number

    plan(10)
    small, large = (calls_of(partial(plan, number)) for number in (80, 160))
    assert large < 2.4 * small
