"""Plans of networks, pools, filters and secrets: whose they are, what goes, and when they are started."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from libvirt_xml import Domain, Element, Network, Nwfilter, Secret, StoragePool, StorageVolume
from libvirt_xml.apply import Host, HostPlan, StateError, StepResult, Wish, apply_plan, make_plan, terms_of
from libvirt_xml.apply.execution.needed_objects import with_needed
from libvirt_xml.apply.execution.result_text import result_lines
from libvirt_xml.apply.hosts.host_storage import HostPool
from libvirt_xml.apply.planning.host_plan import Consent, ObjectKind, PlannedStep
from libvirt_xml.apply.planning.kinds.needs import names_of, needs_of
from libvirt_xml.apply.planning.kinds.planner import plan_step
from libvirt_xml.apply.planning.plan_text import plan_lines
from libvirt_xml.apply.planning.wishes import Held, Terms
from libvirt_xml.apply.stamping.own_uuids import own_uuid
from libvirt_xml.apply.stamping.stamp import Stamp, stamped
from libvirt_xml.yaml_forms.vm.volumes import Volume

POOL = "<pool type='dir'><name>p</name>{}<target><path>{}</path></target></pool>"
UUID = "<uuid>6c1a4e2e-0d5c-4a6a-9df7-0f2c6a2b1f01</uuid>"
GUEST = """<domain type='test'><name>web1</name><memory unit='MiB'>8</memory><os><type>hvm</type></os><devices>
  <interface type='network'><source network='lan'/></interface></devices></domain>"""


def _pool(path: str = "/p", uuid: str = "") -> Wish:
    return Wish("storage_pool", StoragePool.from_xml(POOL.format(uuid, path)), "new")


def _plan(host: Host, wishes: Sequence[Wish], allow: Collection[Consent] = ()) -> HostPlan:
    return make_plan(host, wishes, terms_of(host, allow))


def _apply(host: Host, *wishes: Wish, allow: Collection[Consent] = ()) -> list[StepResult]:
    return apply_plan(host, _plan(host, wishes, allow), terms_of(host, allow))


def _consents(plan: HostPlan) -> list[str | None]:
    return [block.consent for step in plan.steps for block in step.blocks]


def test_a_pool_that_was_created_here(host: Host) -> None:
    """Its UUID is computed from its name, so its changes need no consent."""
    assert [result.outcome for result in _apply(host, _pool())] == ["done"]
    pool = host.pool("p")
    assert pool.uuid == own_uuid(pool.document)
    assert (pool.is_active, _plan(host, [_pool()]).sends) == (True, False)
    assert _consents(_plan(host, [_pool("/q")])) == []


def test_a_pool_of_somebody_else(host: Host) -> None:
    """It takes a consent; the UUID in the file is one for good."""
    host.define(StoragePool.from_xml(POOL.format(UUID, "/p")))
    plan = _plan(host, [_pool("/q")])
    assert _consents(plan) == ["adopt"]
    assert "does not name its UUID" in plan.steps[0].blocks[0].sentence
    assert _consents(_plan(host, [_pool("/q")], ["adopt"])) == []
    assert _consents(_plan(host, [_pool("/q", UUID)])) == []
    assert _consents(_plan(host, [_pool("/q", UUID.replace("6c1a", "6c1b"))])) == [None, "adopt"]


def test_a_pool_whose_first_start_fails(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes again, and the next run makes it: nothing says that its start is due."""

    def fail(self: HostPool) -> None:
        raise StateError("no")

    with monkeypatch.context() as patch:
        patch.setattr(HostPool, "start", fail)
        (result,) = _apply(host, _pool())
    assert (result.outcome, result.defined) == ("failed", False)
    assert "p" not in [pool.name for pool in host.pools()]
    assert [result.outcome for result in _apply(host, _pool())] == ["done"]


def test_what_is_off_stays_off(host: Host) -> None:
    """A document says nothing about it: what was exported plans as nothing to do."""
    lan, images = host.network("lan"), host.pool("images")
    lan.destroy()
    images.destroy()
    wishes = [Wish("network", lan.document, "new"), Wish("storage_pool", images.document, "new")]
    assert [*plan_lines(_plan(host, wishes))] == ["Nothing to do."]


@pytest.mark.parametrize("is_asked", [False, True], ids=["of the host", "of a file"])
def test_a_network_that_a_guest_needs(host: Host, is_asked: bool) -> None:
    """It is started with the guest, and the plan says so; not for a guest that stays off."""
    host.network("lan").destroy()
    network = [Wish("network", host.network("lan").document, "new")] if is_asked else []
    stays_off = Wish("domain", Domain.from_xml(GUEST), "unmanaged")
    assert not any(step.power for step in _plan(host, [*network, stays_off]).steps)
    wishes = [*network, Wish("domain", Domain.from_xml(GUEST), "new")]
    lines = [*plan_lines(_plan(host, wishes))]
    assert lines[:2] == ["~ network lan", "    now         ~ start"]
    assert [result.outcome for result in _apply(host, *wishes)] == ["done", "done"]
    assert host.network("lan").is_active
    assert not _plan(host, wishes).sends


def test_a_network_that_is_nowhere(host: Host) -> None:
    """It is noted before anything is tried."""
    guest = Wish("domain", Domain.from_xml(GUEST.replace("'lan'", "'lna'")), "new")
    assert any("needs the network 'lna'" in line for line in plan_lines(_plan(host, [guest])))
    document = StorageVolume.from_xml("<volume><name>a</name><capacity unit='MiB'>1</capacity></volume>")
    volume = Wish("storage_volume", document, volume=Volume("a", document, "imgaes"))
    assert any("needs the pool 'imgaes'" in line for line in plan_lines(_plan(host, [volume])))
    both = [line for line in plan_lines(_plan(host, [volume, volume])) if "needs the pool 'imgaes'" in line]
    assert len(both) == 1


@pytest.mark.parametrize("is_asked", [False, True])
def test_a_filter_that_is_nowhere(host: Host, is_asked: bool) -> None:
    """It is noted, unless a file has it."""
    text = GUEST.replace("<source network='lan'/>", "<source network='lan'/><filterref filter='f'/>")
    filters = [Wish("nwfilter", Nwfilter.from_xml(FILTER.format("")))] if is_asked else []
    steps = [plan_step(wish, None, Terms()) for wish in (*filters, Wish("domain", Domain.from_xml(text)))]
    notes = [note for step in with_needed(host, steps) for note in step.notes]
    expected = "it needs the network filter 'f', which neither the host nor a file has"
    assert notes == ([] if is_asked else [expected])


def test_a_new_network_of_a_guest_that_starts_with_the_host(host: Host) -> None:
    """It starts with the host too: the guest could not start without it."""
    network = Wish("network", Network.from_xml("<network><name>lan2</name><bridge name='b7'/></network>"), "new")
    guest = Wish("domain", Domain.from_xml(GUEST.replace("'lan'", "'lan2'")), "new", autostart=True)
    assert [result.outcome for result in _apply(host, guest, network)] == ["done", "done"]
    assert host.network("lan2").autostart


@pytest.mark.parametrize(("start", "power"), [("due", "start"), ("", None)])
def test_a_network_that_is_off(start: str, power: str | None) -> None:
    """It is started when it is new, until that succeeded; if somebody turns it off then, it stays off."""
    network = Network.from_xml(f"<network><name>n</name>{UUID}<bridge name='b'/></network>")
    held = stamped(network, Stamp(str(network.uuid), start=start))
    assert plan_step(Wish("network", network, "new"), Held(held), Terms()).power == power


def test_a_pool_that_is_off() -> None:
    """One that was created here is mentioned: libvirt cannot note whether its first start failed."""
    pool = StoragePool.from_xml(POOL.format("", "/p"))
    pool.uuid = own_uuid(pool)
    step = plan_step(Wish("storage_pool", pool, "new"), Held(pool), Terms())
    assert (step.sends, [note.split(";")[0] for note in step.notes]) == (False, ["it is off"])


def test_a_network_that_waits_for_a_restart(host: Host) -> None:
    """The guests that it would cut off are named; those of other networks, and those that are off, are not."""
    asked = Network.from_xml(
        host.network("lan").document.to_xml().replace("virbr", "other").replace("<ip ", "<mtu size='1400'/><ip ")
    )
    lines = [*plan_lines(_plan(host, [Wish("network", asked, "new")], ["adopt"]))]
    assert any("cuts off no guest" in line for line in lines), lines
    for name, network, is_on in (("web1", "lan", True), ("web2", "other", True), ("web3", "lan", False)):
        guest = host.define(Domain.from_xml(GUEST.replace("web1", name).replace("'lan'", f"'{network}'")))
        if is_on:
            guest.start()
    lines = [*plan_lines(_plan(host, [Wish("network", asked, "new")], ["adopt"]))]
    assert any("cuts off these guests until they are off and on again: web1" in line for line in lines), lines


def test_a_volume_of_a_pool_that_is_off(host: Host) -> None:
    """The pool is started; whether the volume is there is not known before that."""
    images = host.pool("images")
    document = StorageVolume.from_xml("<volume><name>a</name><capacity unit='MiB'>1</capacity></volume>")
    images.create(document)
    images.destroy()
    wish = Wish("storage_volume", document, volume=Volume("a", document, "images"))
    lines = [*plan_lines(_plan(host, [wish]))]
    assert lines[:2] == ["~ pool images", "    now         ~ start"]
    assert any("note: its pool is off" in line for line in lines)
    assert [result.outcome for result in _apply(host, wish)] == ["done", "done"]
    assert [*plan_lines(_plan(host, [wish]))] == ["Nothing to do."]


def test_a_volume_of_a_pool_that_must_be_restarted(host: Host) -> None:
    """Until then its volumes are in its old place: none is made there, and no guest that needs one."""
    guest = GUEST.replace("<interface type='network'><source network='lan'/></interface>", DISK)
    document = StorageVolume.from_xml("<volume><name>a</name><capacity unit='MiB'>1</capacity></volume>")
    volume = Wish("storage_volume", document, volume=Volume("a", document, "p"))
    _apply(host, _pool("/p"))
    wishes = [_pool("/q"), volume, Wish("domain", Domain.from_xml(guest))]
    lines = [*plan_lines(_plan(host, wishes))]
    assert any("note: not done before the pool is restarted" in line for line in lines), lines
    assert any("pool-build p for a new folder" in line for line in lines), lines
    results = _apply(host, *wishes)
    assert [(result.outcome, result.obstacle) for result in results] == [
        ("done", None),
        ("not begun", "restart"),
        ("not begun", "restart"),
    ]
    assert [*result_lines(results[1])] == ["volume a: not begun, as a pool must be restarted first"]
    assert host.pool("p").volumes() == []


DISK = "<disk type='volume' device='disk'><source pool='p' volume='a'/><target dev='vda' bus='virtio'/></disk>"
VOLUME = """<volume><name>a</name><capacity unit='GiB'>{}</capacity><target><format type='{}'/></target>
  <backingStore><path>{}</path></backingStore></volume>"""


@pytest.mark.parametrize(
    ("asked", "notes"),
    [
        ((2, "qcow2", "/base"), []),
        ((1, "qcow2", "/base"), ["it has 2 GiB, more than the 1 GiB that are asked: nothing is ever shrunk"]),
        ((2, "raw", "/base"), ["its format is qcow2, not raw: nothing is ever overwritten"]),
        ((2, "qcow2", "/new"), ["its backing store is /base, not /new: nothing is ever overwritten"]),
    ],
)
def test_a_volume_that_is_not_as_asked(asked: tuple[object, ...], notes: list[str]) -> None:
    """It stays, and that is said: a plan with nothing to do would be no truth."""
    document = StorageVolume.from_xml(VOLUME.format(*asked))
    wish = Wish("storage_volume", document, volume=Volume("a", document, "images"))
    step = plan_step(wish, Held(StorageVolume.from_xml(VOLUME.format(2, "qcow2", "/base"))), Terms())
    assert ([*step.notes], step.sends) == (notes, False)
    lines = [*plan_lines(HostPlan("", "", (step,)))]
    assert lines == [*(["= volume a", *(f"    note: {note}" for note in notes)] if notes else []), "Nothing to do."]


@pytest.mark.parametrize(("content", "count"), [(b"data", 0), (b"data\0\0", 0), (b"other", 1), (None, 0)])
def test_a_volume_with_other_content(content: bytes | None, count: int) -> None:
    """What was made for cloud-init is not made again; its size is that of the file system."""
    document = StorageVolume.from_xml("<volume><name>a</name><capacity unit='KiB'>9</capacity></volume>")
    held = StorageVolume.from_xml("<volume><name>a</name><capacity unit='KiB'>8</capacity></volume>")
    wish = Wish("storage_volume", document, volume=Volume("a", document, "images", content=b"data"))
    step = plan_step(wish, Held(held, value=content), Terms())
    assert (len(step.notes), step.sends) == (count, False)


RULE = "<rule action='accept' direction='in' priority='500'><tcp dstportstart='{}'/></rule>"
FILTER = "<filter name='f' chain='root'>{}</filter>"


def _step(kind: ObjectKind, asked: Element, held: Element, *, is_transient: bool = False) -> PlannedStep:
    return plan_step(Wish(kind, asked), Held(held, is_transient=is_transient), Terms())


def test_a_filter_is_its_rules(host: Host) -> None:
    """A rule that is not asked goes: one that stayed would keep a door open. What libvirt always writes stays."""
    held = Nwfilter.from_xml(FILTER.format(UUID + RULE.format(22) + RULE.format(80)))
    asked = Nwfilter.from_xml("<filter name='f'>" + UUID + RULE.format(22).replace(" priority='500'", "") + "</filter>")
    step = _step("nwfilter", asked, held)
    assert [(planned.change.kind, planned.change.path) for planned in step.changes] == [("removed", "rules[1]")]
    assert (step.blocks, len(step.document.rules)) == ((), 1)  # type: ignore[attr-defined]
    assert not _step("nwfilter", asked, step.document).sends


def test_a_secret_is_as_asked() -> None:
    """A description that is no longer asked goes; what it is for says that it is ours."""
    text = "<secret ephemeral='no' private='no'>{}<usage type='ceph'><name>ceph user</name></usage></secret>"
    asked = Secret.from_xml(text.format("").replace(" ephemeral='no' private='no'", ""))
    own = own_uuid(asked)
    assert own_uuid(Secret.from_xml("<secret/>")) is None
    assert own != own_uuid(Secret.from_xml(text.format("").replace("ceph user", "other")))
    step = _step("secret", asked, Secret.from_xml(text.format(f"<uuid>{own}</uuid><description>d</description>")))
    assert ([planned.change.path for planned in step.changes], step.blocks) == (["description"], ())
    other = Secret.from_xml(text.format(f"{UUID}<description>d</description>"))
    assert [block.consent for block in _step("secret", asked, other).blocks] == ["adopt"]


@pytest.mark.parametrize(
    ("asked", "has", "is_private", "sends_private", "sent"),
    [
        (None, b"a", "no", False, None),
        (b"a", b"a", "no", True, None),
        (b"b", b"a", "no", False, b"b"),
        (b"b", None, "no", False, b"b"),
        (b"b", None, "yes", False, None),
        (b"b", None, "yes", True, b"b"),
    ],
)
def test_the_value_of_a_secret(
    asked: bytes | None, has: bytes | None, is_private: str, sends_private: bool, sent: bytes | None
) -> None:
    """It is sent if libvirt has another one, which it says of a private one only if that is asked; it is not shown."""
    text = f"<secret private={is_private!r}>{UUID}<usage type='ceph'><name>c</name></usage></secret>"
    document = Secret.from_xml(text)
    terms = Terms(sends_private=sends_private)
    step = plan_step(Wish("secret", document, value=asked), Held(document, value=has), terms)
    assert (step.value, step.sends) == (sent, sent is not None)
    assert [str(planned.words) for planned in step.changes] == ["value: (not shown)"] * (sent is not None)
    assert bool(step.notes) is (is_private == "yes" and sent is None)
    assert all(planned["secret"] for planned in HostPlan("", "", (step,)).to_dict()["steps"][0]["changes"])
    assert "value=" not in repr(step)


@pytest.mark.parametrize(
    ("asked", "paths"),
    [
        ("<secret private='yes'>{}<usage type='ceph'><name>c</name></usage></secret>", []),
        ("<secret private='yes'>{}<description>d</description><usage type='ceph'><name>c</name></usage></secret>", []),
        ("<secret private='yes'>{}<usage type='ceph'><name>d</name></usage></secret>", ["usage"]),
        ("<secret private='yes'>{}<usage type='volume'><volume>/c</volume></usage></secret>", ["usage"]),
        ("<secret private='yes'>{}</secret>", ["usage"]),
        ("<secret private='no'>{}<usage type='ceph'><name>c</name></usage></secret>", ["private"]),
        ("<secret>{}<description>d</description><usage type='ceph'><name>c</name></usage></secret>", []),
    ],
)
def test_what_libvirt_keeps_of_a_secret(asked: str, paths: list[str]) -> None:
    """What it is for, and that it is private: the plan does not promise a change that libvirt refuses."""
    held = f"<secret private='yes'>{UUID}<usage type='ceph'><name>c</name></usage></secret>"
    step = _step("secret", Secret.from_xml(asked.format(UUID)), Secret.from_xml(held))
    assert [block.path for block in step.blocks] == paths


@pytest.mark.parametrize(("kind", "hint"), [("network", "libvirt renames domains only"), ("domain", "virsh domrename")])
def test_another_name_of_its_uuid(kind: ObjectKind, hint: str) -> None:
    """Only a domain can get another name."""
    classes: dict[str, type[Network | Domain]] = {"network": Network, "domain": Domain}
    held = classes[kind].from_xml(f"<{kind}><name>a</name>{UUID}</{kind}>")
    step = _step(kind, classes[kind].from_xml(f"<{kind}><name>b</name>{UUID}</{kind}>"), held)
    lines = [*plan_lines(HostPlan("", "", (step,)))]
    assert any(hint in line for line in lines), lines


@pytest.mark.parametrize("uuid", ["", UUID])
def test_a_guest_needs_its_secrets(uuid: str) -> None:
    """By UUID, or by what they are for; they are made first."""
    secret = Secret.from_xml(f"<secret>{uuid}<usage type='ceph'><name>c</name></usage></secret>")
    auth = "<auth username='u'><secret type='ceph' {}/></auth>"
    disk = "<disk type='network'><source protocol='rbd' name='p/i'>{}</source><target dev='vda'/></disk>"
    names = names_of(plan_step(Wish("secret", secret), None, Terms()))
    for reference in ("usage='c'", f"uuid='{secret.uuid or own_uuid(secret)}'"):
        devices = f"<devices>{disk.format(auth.format(reference))}</devices>"
        guest = Domain.from_xml(f"<domain><name>g</name>{devices}</domain>")
        assert needs_of(plan_step(Wish("domain", guest), None, Terms())) & names


def test_what_is_transient() -> None:
    """It is said, also where it is as asked."""
    network = Network.from_xml(f"<network><name>n</name>{UUID}<bridge name='b'/></network>")
    step = _step("network", network, network, is_transient=True)
    assert (step.sends, [note.split(":")[0] for note in step.notes]) == (False, ["it is transient"])
    other = Network.from_xml("<network><name>n</name><bridge name='c'/></network>")
    step = _step("network", other, network, is_transient=True)
    assert (step.notes, [block.consent for block in step.blocks]) == ((), [None, "adopt"])
