"""Plans of a domain, carried out on libvirt's test driver: what is done when, what is blocked, and a second time."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from libvirt_xml import Domain, Network
from libvirt_xml.apply import Host, HostDomain, StateError
from libvirt_xml.apply.execution.executor import apply_plan, make_plan
from libvirt_xml.apply.execution.held_objects import terms_of
from libvirt_xml.apply.execution.live_execution import bring_along
from libvirt_xml.apply.execution.result_text import result_lines
from libvirt_xml.apply.execution.results import StepResult
from libvirt_xml.apply.merging.remembering import refusals_of
from libvirt_xml.apply.planning.host_plan import Consent, FilePlace, HostPlan
from libvirt_xml.apply.planning.kinds.planner import plan_step
from libvirt_xml.apply.planning.plan_text import plan_lines, step_lines
from libvirt_xml.apply.planning.wishes import Held, Terms, WantedState, Wish
from libvirt_xml.apply.stamping.stamp import (
    STAMP_NAMESPACE,
    STAMP_PREFIX,
    Stamp,
    bare_stamp,
    read_stamp,
    refused_by,
)
from libvirt_xml.changes.change import Change
from tests.cost import cost_of

WEB = """<domain type='test'><name>web1</name><memory unit='MiB'>8</memory><os><type>hvm</type></os>
<devices>
  <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/a.img'/><target dev='vda'/></disk>
</devices></domain>"""


def _wish(xml: str, state: WantedState = "unmanaged", autostart: bool | None = None) -> Wish:
    return Wish("domain", Domain.from_xml(xml), state, autostart, lambda path: FilePlace("web1.xml", 3))


def _plan(host: Host, wish: Wish, allow: Collection[Consent] = (), *, restart: bool = False) -> HostPlan:
    return make_plan(host, [wish], terms_of(host, allow, restart=restart))


def _apply(host: Host, wish: Wish, allow: Collection[Consent] = (), *, restart: bool = False) -> StepResult:
    terms = terms_of(host, allow, restart=restart)
    (result,) = apply_plan(host, make_plan(host, [wish], terms), terms, timeout=5)
    return result


def _whens(plan: HostPlan) -> dict[str, str]:
    return {planned.change.path: planned.when for planned in plan.steps[0].changes}


def test_a_new_domain(host: Host) -> None:
    """It is defined, started, and there is nothing left to do; the stamp has paths, never values."""
    wish = _wish(WEB, "running", autostart=True)
    assert _plan(host, wish).steps[0].action == "create"
    result = _apply(host, wish)
    assert (result.outcome, result.defined, result.power) == ("done", True, "start")
    web = host.domain("web1")
    assert (web.state, web.autostart) == ("running", True)
    plan = _plan(host, wish)
    assert [*plan_lines(plan)] == ["Nothing to do."]
    assert not plan.sends
    assert plan.steps[0].action == "none"
    stamp = read_stamp(web.document)
    assert stamp is not None
    assert "devices.disks[vda].source.file" in stamp.owned
    assert "/a.img" not in web.document.metadata.to_xml()  # type: ignore[union-attr]
    assert _apply(host, wish).outcome == "nothing to do"


def test_when_changes_take_effect(host: Host) -> None:
    """In the running guest, at its next start, or in the definition only; what waits is told until it is so."""
    _apply(host, _wish(WEB, "running"))
    changed = WEB.replace(">8<", ">16<").replace("<os>", "<title>the web</title><os>")
    assert _whens(_plan(host, _wish(changed))) == {"title": "live", "memory": "power cycle"}
    result = _apply(host, _wish(changed))
    assert [change.path for change in result.live] == ["title"]
    assert [planned.change.path for planned in result.pending] == ["memory"]
    plan = _plan(host, _wish(changed))
    assert (_whens(plan), plan.sends, plan.waits) == ({"memory": "pending"}, False, True)
    assert _whens(_plan(host, _wish(WEB.replace("<os>", "<title>the web</title><os>")))) == {"memory": "now"}
    result = _apply(host, _wish(changed), restart=True)
    assert (result.power, result.pending) == ("restart", [])
    assert [*plan_lines(_plan(host, _wish(changed)))] == ["Nothing to do."]


def test_what_only_the_running_guest_lacks(host: Host) -> None:
    """It is no power cycle that it waits for; --restart does that only if the guest does not take it."""
    _apply(host, _wish(WEB, "running"))
    changed = _wish(WEB.replace("<os>", "<title>the web</title><os>"))
    terms = terms_of(host)
    (result,) = apply_plan(host, make_plan(host, [changed], terms), terms, is_live=False)
    assert [planned.when for planned in result.pending] == ["live only"]
    assert [line.split()[:2] for line in result_lines(result)][1:] == [["live", "only"]]
    plan = _plan(host, changed)
    assert (_whens(plan), plan.sends, plan.is_live_only, plan.waits) == ({"title": "live only"}, False, True, True)
    assert any(line.endswith("if the running guest does not take the change") for line in plan_lines(
        _plan(host, changed, restart=True)
    ))  # fmt: skip
    result = _apply(host, changed, restart=True)
    assert ([change.path for change in result.live], result.power) == (["title"], None)
    assert [*plan_lines(_plan(host, changed))] == ["Nothing to do."]


def test_another_libvirt_is_asked_again(host: Host) -> None:
    """What one version did not take is no refusal of another, neither in the plan nor in the running guest."""
    stamp = Stamp("u", refused={"title": "d"}, libvirt="9.0.0")
    assert refused_by("9.0.0", stamp) == {"title": "d"}
    assert (refused_by("12.8.0", stamp), refused_by("9.0.0", None)) == ({}, {})
    _apply(host, _wish(WEB, "running"))
    web = host.domain("web1")
    stamp = read_stamp(web.document)
    assert stamp is not None
    old = replace(stamp, refused=refusals_of([Change("added", "title", None, "t")]), libvirt="1.0.0")
    web.set_metadata(bare_stamp(old).to_xml(), STAMP_PREFIX, STAMP_NAMESPACE)
    asked = Domain.from_xml(WEB.replace("<os>", "<title>t</title><os>"))
    changed, pending = bring_along(web, lambda held: asked, frozenset(), terms_of(host))
    assert [change.path for change in changed] + [planned.change.path for planned in pending] == ["title"]


@pytest.mark.parametrize("is_ours", [True, False])
def test_the_cpu_of_a_running_guest(host: Host, is_ours: bool) -> None:
    """The guest does not show it as it was asked for: the stamp that it was started with tells, or nobody."""
    if is_ours:
        _apply(host, _wish(WEB, "running"))
    else:
        host.define(Domain.from_xml(WEB)).start()
    changed = _wish(WEB.replace("<os>", "<cpu mode='host-passthrough'/><os>"))
    assert _whens(_plan(host, changed, ["adopt"]))["cpu"] == "power cycle"
    result = _apply(host, changed, ["adopt"])
    assert [(planned.change.path, planned.when) for planned in result.pending] == [("cpu", "pending")]
    assert _whens(_plan(host, changed)) == ({"cpu": "pending"} if is_ours else {})
    assert [planned.change.path for planned in _apply(host, changed).pending] == ["cpu"] * is_ours
    if is_ours:
        assert _whens(_plan(host, _wish(WEB))) == {"cpu": "now"}
    assert _apply(host, changed, restart=True).power == ("restart" if is_ours else None)
    assert _whens(_plan(host, changed)) == {}


@pytest.mark.parametrize("ending", ["definitions only", "interrupt"])
def test_what_has_yet_to_leave_the_running_guest(host: Host, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """It is remembered from the define on: no document asks for it any more, and an apply may end at any moment."""
    with_title = WEB.replace("<os>", "<title>t</title><os>")
    _apply(host, _wish(with_title, "running"))
    terms = terms_of(host)
    with monkeypatch.context() as patch:
        patch.setattr("libvirt_xml.apply.execution.domain_execution.bring_along", _interrupt)
        plan = make_plan(host, [_wish(WEB)], terms)
        if ending == "interrupt":
            with pytest.raises(KeyboardInterrupt):
                apply_plan(host, plan, terms)
        else:
            apply_plan(host, plan, terms, is_live=False)
    stamp = read_stamp(host.domain("web1").document)
    assert stamp is not None
    assert stamp.leaving == {"title"}
    assert _whens(_plan(host, _wish(WEB))) == {"title": "live only"}
    assert [change.path for change in _apply(host, _wish(WEB)).live] == ["title"]
    assert host.domain("web1").read(live=True).title is None
    stamp = read_stamp(host.domain("web1").document)
    assert stamp is not None
    assert stamp.leaving == frozenset()
    assert _whens(_plan(host, _wish(WEB))) == {}


def _interrupt(*arguments: object) -> None:
    raise KeyboardInterrupt


def test_what_is_no_longer_asked_goes(host: Host) -> None:
    """Only what was asked before; what libvirt or somebody else added stays."""
    _apply(host, _wish(WEB.replace("<os>", "<title>t</title><os>")))
    web = host.domain("web1")
    document = web.document
    document.description = "somebody's"
    host.define(document)
    plan = _plan(host, _wish(WEB))
    assert _whens(plan) == {"title": "now"}
    _apply(host, _wish(WEB))
    assert (web.document.title, web.document.description) == (None, "somebody's")
    assert [*plan_lines(_plan(host, _wish(WEB)))] == ["Nothing to do."]


def test_who_changed_it(host: Host) -> None:
    """A difference although the same is asked was made by somebody else; a device that is not ours is left alone."""
    _apply(host, _wish(WEB))
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
    lines = [*plan_lines(_plan(host, _wish(WEB)))]
    assert any(line.endswith("changed by somebody else") and " memory" in line for line in lines)
    assert any("vdb" in line and line.endswith("not ours") for line in lines)


def test_a_domain_of_somebody_else_is_adopted_only_if_asked(host: Host) -> None:
    """And nothing is removed from it."""
    document = host.domain("old").document
    xml = document.to_xml().replace(">8192<", ">16384<")
    plan = _plan(host, _wish(xml))
    assert [block.consent for block in plan.steps[0].blocks] == ["adopt"]
    assert _apply(host, _wish(xml)).outcome == "blocked"
    assert host.domain("old").document == document
    assert _apply(host, _wish(xml), ["adopt"]).outcome == "done"
    assert not _plan(host, _wish(xml)).sends


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
    _apply(host, _wish(WEB))
    before = host.domain("web1").document
    wish = _wish(WEB.replace(old, new).replace(">8<", ">9<"))
    plan = _plan(host, wish)
    assert {block.consent for block in plan.steps[0].blocks} == {consent}
    assert plan.is_blocked
    assert any(f"--allow {consent}" in line for line in plan_lines(plan))
    assert _apply(host, wish).outcome == "blocked"
    assert host.domain("web1").document == before
    assert _apply(host, wish, [consent]).outcome == "done"
    assert not _plan(host, wish).sends


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
    plan = _plan(host, _wish(WEB.replace(">8<", ">9<")), ["adopt", "disk-source", "new-hardware"])
    assert [str(block.sentence) for block in plan.steps[0].blocks] == [
        f"{owner} manages it, and would undo or misunderstand any change"
    ]


def test_a_saved_guest(host: Host) -> None:
    """It would go on with its old hardware: blocked while something would change; then it is discarded."""
    _apply(host, _wish(WEB, "running"))
    web = host.domain("web1")
    web.save()
    assert not _plan(host, _wish(WEB)).is_blocked
    wish = _wish(WEB.replace(">8<", ">9<"))
    assert [block.consent for block in _plan(host, wish).steps[0].blocks] == ["discard-saved"]
    assert _apply(host, wish, ["discard-saved"]).outcome == "done"
    assert not web.has_managed_save


def test_two_writers(host: Host) -> None:
    """What changed since the plan is not overwritten."""
    _apply(host, _wish(WEB))
    terms = terms_of(host)
    plan = make_plan(host, [_wish(WEB.replace(">8<", ">9<"))], terms)
    document = host.domain("web1").document
    document.title = "meanwhile"
    host.define(document)
    (result,) = apply_plan(host, plan, terms)
    assert result.outcome == "failed"
    assert str(result.error) == "domain web1 was changed since it was planned; plan again"
    assert host.domain("web1").document == document


def test_power(host: Host) -> None:
    """``stopped`` shuts down, ``running`` starts, ``unmanaged`` leaves it; a new one is started once."""
    assert _apply(host, _wish(WEB, "new")).power == "start"
    assert _apply(host, _wish(WEB, "new")).outcome == "nothing to do"
    assert _apply(host, _wish(WEB, "stopped")).power == "shutdown"
    assert _apply(host, _wish(WEB, "new")).outcome == "nothing to do"
    assert host.domain("web1").state == "off"
    assert _apply(host, _wish(WEB, "running")).power == "start"


def test_secrets_are_not_shown(host: Host) -> None:
    """Neither in text nor in JSON, of plan or result."""
    secret = WEB.replace("</devices>", "<graphics type='vnc' passwd='hidden1'/></devices>")
    _apply(host, _wish(secret))
    wish = _wish(secret.replace("hidden1", "hidden2"))
    plan = _plan(host, wish)
    result = _apply(host, wish)
    texts: list[Any] = [plan.to_dict(), result.to_dict(), [*plan_lines(plan)], [*result_lines(result)]]
    assert "passwd" in json.dumps(texts)
    assert "hidden" not in json.dumps(texts)
    assert "hidden" not in host.domain("web1").document.metadata.to_xml()  # type: ignore[union-attr]


def test_a_step_that_fails_stops_what_needs_it(host: Host) -> None:
    """The rest goes on, and a second run from there."""
    network = Wish("network", Network.from_xml("<network><name>n</name><nonsense/></network>"), "running")
    needing = _wish(WEB.replace("</devices>", "<interface type='network'><source network='n'/></interface></devices>"))
    other = _wish(WEB.replace("web1", "web2"))
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
    _apply(host, _wish(WEB))
    uuid = host.domain("web1").uuid
    other = _wish(WEB.replace("<memory", "<uuid>6c1a4e2e-0d5c-4a6a-9df7-0f2c6a2b1f01</uuid><memory"))
    assert [block.path for block in _plan(host, other, ["adopt"]).steps[0].blocks] == ["uuid"]
    renamed = _wish(WEB.replace("web1", "web2").replace("<memory", f"<uuid>{uuid}</uuid><memory"))
    assert [block.path for block in _plan(host, renamed, ["adopt"]).steps[0].blocks] == ["name"]


def test_what_libvirt_does_not_keep_is_told_once(host: Host) -> None:
    """And not asked for again; then there is nothing to do."""
    wish = _wish(WEB.replace("<os>", "<genid/><os>"))
    refused = [planned.change.path for planned in _apply(host, wish).refused]
    assert refused in ([], ["genid"])  # some versions make one up
    assert not _plan(host, wish).sends
    assert _apply(host, wish).outcome == "nothing to do"
    changed = _wish(WEB.replace("<os>", "<genid/><title>t</title><os>"))
    assert _apply(host, changed).refused == []


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
    assert _whens(make_plan(host, [changed], terms_of(host))) == {
        "bridge.name": "restart",
        "ips[192.0.2.129].dhcp.hosts[52:54:00:00:00:01]": "live",
    }


def test_a_first_start_that_fails_is_tried_again(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the new guest has been started once; after that it is left alone."""

    def fail(self: HostDomain) -> None:
        raise StateError("no")

    with monkeypatch.context() as patch:
        patch.setattr(HostDomain, "start", fail)
        assert _apply(host, _wish(WEB, "new")).outcome == "failed"
    plan = _plan(host, _wish(WEB, "new"))
    assert (plan.sends, plan.steps[0].power) == (True, "start")
    assert _apply(host, _wish(WEB, "new")).power == "start"
    assert not _plan(host, _wish(WEB, "new")).sends
    host.domain("web1").destroy()
    assert not _plan(host, _wish(WEB, "new")).sends


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
    small, large = (cost_of(partial(plan, number))[0] for number in (80, 160))
    assert large < 2.4 * small
