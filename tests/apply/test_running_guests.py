"""Plans of a running guest on libvirt's test driver: what it gets at once, what waits, what it has yet to release."""

from __future__ import annotations

from dataclasses import replace

import pytest

from libvirt_xml import Cpu, Domain
from libvirt_xml.apply import Host
from libvirt_xml.apply.execution.executor import apply_plan, make_plan
from libvirt_xml.apply.execution.held_objects import terms_of
from libvirt_xml.apply.execution.live_execution import bring_along
from libvirt_xml.apply.execution.result_text import result_lines
from libvirt_xml.apply.hosts.domains.host_domain import HostDomain
from libvirt_xml.apply.merging.remembering import refusals_of
from libvirt_xml.apply.planning.host_plan import Consent
from libvirt_xml.apply.planning.plan_text import plan_lines
from libvirt_xml.apply.stamping.stamp import (
    STAMP_NAMESPACE,
    STAMP_PREFIX,
    Stamp,
    bare_stamp,
    read_stamp,
    refused_by,
)
from libvirt_xml.changes.change import Change
from tests.apply.machines import WEB, applied, planned, whens, wish_for


def test_when_changes_take_effect(host: Host) -> None:
    """In the running guest, at its next start, or in the definition only; what waits is told until it is so."""
    applied(host, wish_for(WEB, "running"))
    changed = WEB.replace(">8<", ">16<").replace("<os>", "<title>the web</title><os>")
    assert whens(planned(host, wish_for(changed))) == {"title": "live", "memory": "power cycle"}
    result = applied(host, wish_for(changed))
    assert [change.path for change in result.live] == ["title"]
    assert [pending.change.path for pending in result.pending] == ["memory"]
    plan = planned(host, wish_for(changed))
    assert (whens(plan), plan.sends, plan.waits) == ({"memory": "pending"}, False, True)
    assert whens(planned(host, wish_for(WEB.replace("<os>", "<title>the web</title><os>")))) == {"memory": "now"}
    result = applied(host, wish_for(changed), restart=True)
    assert (result.power, result.pending) == ("restart", [])
    assert [*plan_lines(planned(host, wish_for(changed)))] == ["Nothing to do."]


@pytest.mark.parametrize(
    ("vcpu", "when", "words"),
    [
        ("<vcpu current='2'>4</vcpu>", "live", "CPUs plugged in: 1 -> 2"),
        ("<vcpu>4</vcpu>", "power cycle", "CPUs plugged in: 1 -> all"),
        ("<vcpu>2</vcpu>", "live", "CPUs plugged in: 1 -> all"),
    ],
)
def test_more_cpus_than_a_running_guest_can_have(host: Host, vcpu: str, when: str, words: str) -> None:
    """They wait with its number: "requested vcpus is greater than max allowable vcpus for the live domain"."""
    applied(host, wish_for(WEB.replace("<os>", "<vcpu current='1'>2</vcpu><os>"), "running"))
    plan = planned(host, wish_for(WEB.replace("<os>", f"{vcpu}<os>")))
    assert whens(plan)["vcpu.current"] == when
    assert any(f"~ {words}" in line for line in plan_lines(plan))


def test_memory_that_waits_and_cpus_that_do_not(host: Host) -> None:
    """Memory that the running guest cannot have waits for it to be started; the CPUs that it can have do not."""
    parts = "<currentMemory unit='MiB'>8</currentMemory><vcpu current='1'>2</vcpu><os>"
    before = WEB.replace("<os>", parts)
    applied(host, wish_for(before, "running"))
    plan = planned(host, wish_for(before.replace(">8<", ">16<").replace("current='1'", "current='2'")))
    expected = {"memory": "power cycle", "current_memory": "power cycle", "vcpu.current": "live"}
    assert whens(plan) == expected


def test_memory_that_goes_along_waits_too(host: Host) -> None:
    """All of the memory is more than the running guest can have; nothing is tried that libvirt must refuse."""
    part = WEB.replace("<os>", "<currentMemory unit='MiB'>4</currentMemory><os>")
    applied(host, wish_for(part, "running"))
    more = wish_for(WEB.replace(">8<", ">16<"))
    assert whens(planned(host, more)) == {"memory": "power cycle", "current_memory": "power cycle"}
    assert [(pending.change.path, pending.reason) for pending in applied(host, more).pending] == [
        ("memory", ""),
        ("current_memory", ""),
    ]


@pytest.mark.parametrize(("former", "when"), [("", "power cycle"), (" passwd='old'", "live")])
def test_a_password_of_a_display(host: Host, former: str, when: str) -> None:
    """QEMU changes the one that a display was started with; it takes none where there was none."""
    display = "<graphics type='vnc'{}/></devices>"
    applied(host, wish_for(WEB.replace("</devices>", display.format(former)), "running"))
    plan = planned(host, wish_for(WEB.replace("</devices>", display.format(" passwd='new'"))))
    assert [*whens(plan).values()] == [when]


def test_a_guest_that_is_shut_down_next(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its definition changes; nothing is tried in it, and nothing waits for a power cycle."""
    applied(host, wish_for(WEB.replace("<os>", "<description>d</description><os>"), "running"))
    changed = WEB.replace(">8<", ">16<").replace("<os>", "<title>t</title><os>")
    plan = planned(host, wish_for(changed, "stopped"))
    assert (set(whens(plan).values()), plan.waits) == ({"now"}, False)
    monkeypatch.setattr("libvirt_xml.apply.execution.domain_execution.bring_along", _interrupt)
    monkeypatch.setattr(HostDomain, "shutdown", lambda *_: None)
    result = applied(host, wish_for(changed, "stopped"))
    assert (result.outcome, result.pending) == ("done", [])
    assert planned(host, wish_for(changed, "stopped")).steps[0].changes == ()
    assert "description" in whens(planned(host, wish_for(changed)))  # it was not shut down, and still has it


def test_what_only_the_running_guest_lacks(host: Host) -> None:
    """It is no power cycle that it waits for; --restart does that only if the guest does not take it."""
    applied(host, wish_for(WEB, "running"))
    changed = wish_for(WEB.replace("<os>", "<title>the web</title><os>"))
    terms = terms_of(host)
    (result,) = apply_plan(host, make_plan(host, [changed], terms), terms, is_live=False)
    assert [pending.when for pending in result.pending] == ["live only"]
    assert [line.split()[:2] for line in result_lines(result)][1:] == [["live", "only"]]
    plan = planned(host, changed)
    assert (whens(plan), plan.sends, plan.is_live_only, plan.waits) == ({"title": "live only"}, False, True, True)
    assert any(line.endswith("if the running guest does not take the change") for line in plan_lines(
        planned(host, changed, restart=True)
    ))  # fmt: skip
    result = applied(host, changed, restart=True)
    assert ([change.path for change in result.live], result.power) == (["title"], None)
    assert [*plan_lines(planned(host, changed))] == ["Nothing to do."]


_CPU = WEB.replace("<os>", "<cpu mode='host-passthrough'/><os>")
_FIRMWARE = WEB.replace("<os>", "<features><acpi/></features><os firmware='efi'>")


@pytest.mark.parametrize(("asked", "when"), [("<model>qemu64</model>", ""), ("<model>Nehalem</model>", "power cycle")])
def test_a_file_that_asks_for_what_libvirt_filled_in(host: Host, asked: str, when: str) -> None:
    """An export has the CPU that nobody asked for before: the guest was started with it, and lacks only another one."""
    cpu = "<cpu mode='custom' match='exact' check='none'><model>qemu64</model></cpu>"
    applied(host, wish_for(WEB))
    filled_in = host.domain("web1").document
    filled_in.cpu = Cpu.from_xml(cpu)
    host.define(filled_in).start()  # libvirt 12.8.0 fills it in by itself
    exported = WEB.replace("<os>", f"{cpu.replace('<model>qemu64</model>', asked)}<os>")
    assert [*whens(planned(host, wish_for(exported))).values()] == ([when] if when else [])
    result = applied(host, wish_for(exported))
    assert bool(result.pending) == bool(when)
    assert [*whens(planned(host, wish_for(exported))).values()] == (["pending"] if when else [])
    other = exported.replace(asked, "<model>Opteron_G1</model>")
    assert "power cycle" in whens(planned(host, wish_for(other))).values()


@pytest.mark.parametrize(("xml", "path"), [(_CPU, "cpu"), (_FIRMWARE, "os.firmware")])
@pytest.mark.parametrize("is_ours", [True, False])
def test_what_a_running_guest_does_not_show(host: Host, xml: str, path: str, is_ours: bool) -> None:
    """The stamp that it was started with tells what it lacks; if it had none, what the definition had before."""
    plain = xml.replace("<cpu mode='host-passthrough'/>", "").replace(" firmware='efi'", "")
    if is_ours:
        applied(host, wish_for(plain, "running"))
    else:
        host.define(Domain.from_xml(plain)).start()
    allow: list[Consent] = ["adopt", "new-hardware"]
    assert whens(planned(host, wish_for(xml), allow))[path] == "power cycle"
    result = applied(host, wish_for(xml), allow)
    assert [(pending.change.path, pending.when) for pending in result.pending] == [(path, "pending")]
    assert whens(planned(host, wish_for(xml))) == {path: "pending"}
    assert [pending.change.path for pending in applied(host, wish_for(xml)).pending] == [path]
    assert applied(host, wish_for(plain), allow).pending == []
    assert whens(planned(host, wish_for(plain))) == {}
    applied(host, wish_for(xml), allow)
    assert applied(host, wish_for(xml), restart=True).power == "restart"
    assert whens(planned(host, wish_for(xml))) == {}


def test_a_cpu_that_came_and_went(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """The running guest shows the one that libvirt chose for it: nothing of it has to go."""
    applied(host, wish_for(WEB, "running"))
    applied(host, wish_for(_CPU))
    read = HostDomain.read

    def show(self: HostDomain, **how: bool) -> Domain:
        document = read(self, **how)
        document.cpu = (
            Cpu.from_xml("<cpu mode='custom'><model>qemu64</model></cpu>") if how.get("live") else document.cpu
        )
        return document

    monkeypatch.setattr(HostDomain, "read", show)
    assert applied(host, wish_for(WEB)).pending == []
    assert [*plan_lines(planned(host, wish_for(WEB)))] == ["Nothing to do."]


@pytest.mark.parametrize(
    ("former", "mark"), [("", "+ CPU: mode"), ("<cpu mode='host-model'/>", "~ CPU: another one -> mode")]
)
def test_a_cpu_that_waits(host: Host, former: str, mark: str) -> None:
    """A guest that was started with one gets another one; which it has now is not shown."""
    applied(host, wish_for(WEB.replace("<os>", f"{former}<os>"), "running"))
    applied(host, wish_for(_CPU))
    assert [
        line for line in plan_lines(planned(host, wish_for(_CPU))) if f"pending     {mark} host-passthrough" in line
    ]


@pytest.mark.parametrize("ending", ["definitions only", "interrupt"])
def test_what_has_yet_to_leave_the_running_guest(host: Host, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """It is remembered from the define on: no document asks for it any more, and an apply may end at any moment."""
    with_title = WEB.replace("<os>", "<title>t</title><os>")
    applied(host, wish_for(with_title, "running"))
    terms = terms_of(host)
    with monkeypatch.context() as patch:
        patch.setattr("libvirt_xml.apply.execution.domain_execution.bring_along", _interrupt)
        plan = make_plan(host, [wish_for(WEB)], terms)
        if ending == "interrupt":
            with pytest.raises(KeyboardInterrupt):
                apply_plan(host, plan, terms)
        else:
            apply_plan(host, plan, terms, is_live=False)
    stamp = read_stamp(host.domain("web1").document)
    assert stamp is not None
    assert stamp.leaving == {"title"}
    assert whens(planned(host, wish_for(WEB))) == {"title": "live only"}
    assert [change.path for change in applied(host, wish_for(WEB)).live] == ["title"]
    assert host.domain("web1").read(live=True).title is None
    stamp = read_stamp(host.domain("web1").document)
    assert stamp is not None
    assert stamp.leaving == frozenset()
    assert whens(planned(host, wish_for(WEB))) == {}


def test_what_leaves_of_a_device_is_not_the_device(host: Host) -> None:
    """What goes of it waits for a power cycle; it is itself asked for still. One without a name is known by number."""
    port = "<graphics type='vnc' port='5907' autoport='no' listen='192.0.2.1'/>"
    rng = "<rng model='virtio'><backend model='random'>/dev/{}</backend></rng>"
    first = WEB.replace("</devices>", f"{port}{rng.format('random')}{rng.format('urandom')}</devices>")
    applied(host, wish_for(first, "running"))
    second = first.replace(" listen='192.0.2.1'", "").replace(rng.format("urandom"), "")
    applied(host, wish_for(second))
    stamp = read_stamp(host.domain("web1").document)
    assert stamp is not None
    assert "devices.graphics[vnc]" not in stamp.leaving
    assert {"devices.graphics[vnc].listen", "devices.rngs[1]", "devices.rngs[#2]"} <= stamp.leaving
    assert whens(planned(host, wish_for(second)))["devices.rngs[1]"] in ("pending", "live only")


def _interrupt(*arguments: object) -> None:
    raise KeyboardInterrupt


def test_what_the_guest_does_not_follow(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """libvirt took it without a word, and the running guest still lacks it: the report says so."""
    applied(host, wish_for(WEB, "running"))
    monkeypatch.setattr(HostDomain, "set_live_text", lambda *_: None)
    result = applied(host, wish_for(WEB.replace("<os>", "<title>the web</title><os>")))
    assert [(pending.change.path, pending.reason) for pending in result.pending] == [
        ("title", "libvirt accepted it, the guest has not followed")
    ]


def test_a_controller_comes_first(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """libvirt adds one of its own for a disk that comes before its controller: "No more available PCI slots"."""
    applied(host, wish_for(WEB, "running"))
    sent: list[str] = []
    monkeypatch.setattr(HostDomain, "attach", lambda _, device: sent.append(type(device).__name__))
    disk = "<disk type='file' device='disk'><source file='/b.img'/><target dev='sda' bus='scsi'/></disk>"
    controller = "<controller type='scsi' index='0' model='virtio-scsi'/>"
    applied(host, wish_for(WEB.replace("</devices>", f"{disk}{controller}</devices>")))
    assert sent == ["Controller", "Disk"]


def test_io_threads_are_counted_again(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their number and their list are two changes, and one call makes both true."""
    numbered = "<iothreads>{}</iothreads><iothreadids>{}</iothreadids><os>"
    threads = [f"<iothread id='{number}'/>" for number in (1, 5)]
    applied(host, wish_for(WEB.replace("<os>", numbered.format(2, "".join(threads))), "running"))
    live = Domain.from_xml(WEB.replace("<os>", numbered.format(2, "".join(threads))))
    removed: list[int] = []

    def remove(_: HostDomain, number: int) -> None:
        assert number not in removed
        removed.append(number)
        assert live.iothreadids is not None
        live.iothreads, live.iothreadids.iothreads = 1, live.iothreadids.iothreads[:1]

    read = HostDomain.read
    monkeypatch.setattr(HostDomain, "remove_live_thread", remove)
    monkeypatch.setattr(
        HostDomain, "read", lambda self, **how: Domain.from_xml(live.to_xml()) if how.get("live") else read(self, **how)
    )
    result = applied(host, wish_for(WEB.replace("<os>", numbered.format(1, threads[0]))))
    assert removed == [5]
    assert not any("iothread" in pending.change.path for pending in result.pending)


def test_another_libvirt_is_asked_again(host: Host) -> None:
    """What one version did not take is no refusal of another, neither in the plan nor in the running guest."""
    stamp = Stamp("u", refused={"title": "d"}, libvirt="9.0.0")
    assert refused_by("9.0.0", stamp) == {"title": "d"}
    assert (refused_by("12.8.0", stamp), refused_by("9.0.0", None)) == ({}, {})
    applied(host, wish_for(WEB, "running"))
    web = host.domain("web1")
    stamp = read_stamp(web.document)
    assert stamp is not None
    old = replace(stamp, refused=refusals_of([Change("added", "title", None, "t")]), libvirt="1.0.0")
    web.set_metadata(bare_stamp(old).to_xml(), STAMP_PREFIX, STAMP_NAMESPACE)
    asked = Domain.from_xml(WEB.replace("<os>", "<title>t</title><os>"))
    changed, pending, *_ = bring_along(web, lambda held: asked, frozenset(), terms_of(host))
    assert [change.path for change in changed] + [pending.change.path for pending in pending] == ["title"]
