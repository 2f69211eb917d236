"""What applies to a guest that runs: memory, CPUs, threads, media; and what others did to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import Host, HostDomain, StateError, StepResult, Wish, apply_plan, make_plan, terms_of
from libvirt_xml.apply.planning.host_plan import Consent
from libvirt_xml.apply.planning.plan_text import plan_lines
from tests.real.guests import write_disk
from tests.real.hypervisor import Hypervisor

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)


class Guest:
    """A guest of one document."""

    def __init__(self, host: Host, folder: Path) -> None:
        self.host = host
        for name in ("live.img", "one.iso", "two.iso"):
            write_disk(folder / name, "hello")
        self.xml = f"""<domain type='qemu'><name>live-guest</name>
          <memory unit='MiB'>64</memory><currentMemory unit='MiB'>64</currentMemory><vcpu current='1'>2</vcpu>
          <iothreads>1</iothreads>
          <os><type arch='x86_64' machine='q35'>hvm</type></os>
          <devices>
            <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{folder}/live.img'/>
              <target dev='vda' bus='virtio'/></disk>
            <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><source file='{folder}/one.iso'/>
              <target dev='sda' bus='sata'/><readonly/></disk>
            <graphics type='vnc' autoport='yes' passwd='first1'><listen type='address' address='127.0.0.1'/></graphics>
          </devices></domain>"""

    @property
    def domain(self) -> HostDomain:
        return self.host.domain("live-guest")

    def power_cycle(self) -> None:
        """Off and on again."""
        self.domain.destroy()
        self.domain.start()

    def lines(self, xml: str) -> list[str]:
        """The plan for a document."""
        plan = make_plan(self.host, [Wish("domain", Domain.from_xml(xml))], terms_of(self.host))
        return [" ".join(line.split()) for line in plan_lines(plan)]

    def apply(self, xml: str, *allow: Consent, start: bool = False, is_live: bool = True) -> StepResult:
        """Apply it; nothing may fail."""
        terms = terms_of(self.host, allow)
        wish = Wish("domain", Domain.from_xml(xml), "running" if start else "unmanaged")
        (result,) = apply_plan(self.host, make_plan(self.host, [wish], terms), terms, timeout=2, is_live=is_live)
        assert result.error is None, result.error
        assert result.refused == []
        return result


@pytest.fixture
def guest(hypervisor: Hypervisor) -> Iterator[Guest]:
    """It runs."""
    with Host(hypervisor.uri) as host:
        guest = Guest(host, hypervisor.folder)
        guest.apply(guest.xml, start=True)
        yield guest
        if guest.domain.is_active:
            guest.domain.destroy()
        guest.domain.undefine(managed_save=True, snapshots=True, nvram="keep")


@pytest.mark.parametrize("is_ours", [True, False])
@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("<os>", "<features><acpi/></features><os firmware='efi'>", "firmware"),
        ("<os>", "<cpu mode='maximum'/><os>", "CPU"),
    ],
)
def test_what_the_guest_does_not_show(guest: Guest, old: str, new: str, word: str, is_ours: bool) -> None:
    """It waits, and every plan says so until the guest was off; also of a guest that somebody else started."""
    if not is_ours:
        guest.domain.destroy()
        guest.domain.undefine()
        guest.host.define(Domain.from_xml(guest.xml)).start()
    changed = guest.xml.replace(old, new)
    consents: list[Consent] = ["new-hardware", "adopt"]
    assert word in "".join(str(planned.words) for planned in guest.apply(changed, *consents).pending)
    marks = (f"pending + {word}", f"pending ~ {word}: another one")  # libvirt gives each guest a CPU
    assert any(line.startswith(marks) for line in guest.lines(changed))
    guest.power_cycle()
    assert guest.lines(changed) == ["Nothing to do."]
    guest.apply(guest.xml, *consents)
    assert any(line.startswith(f"pending - {word}") for line in guest.lines(guest.xml))
    guest.power_cycle()
    assert guest.lines(guest.xml) == ["Nothing to do."]


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("<vcpu current='1'>", "<vcpu current='2'>", "cpus"),
        ("<iothreads>1<", "<iothreads>2<", "threads"),
        ("one.iso", "two.iso", "sda"),
        ("first1", "second", "password"),
        ("<os>", "<description>what it is</description><os>", "description"),
    ],
)
def test_at_once(guest: Guest, old: str, new: str, word: str) -> None:
    """The plan says live, and so it is; then there is nothing to do."""
    changed = guest.xml.replace(old, new)
    assert changed != guest.xml
    lines = guest.lines(changed)
    assert [line for line in lines[1:] if not line.startswith("live")] == [], (word, lines)
    assert "second" not in "".join(lines)
    assert guest.apply(changed).pending == []
    assert guest.lines(changed) == ["Nothing to do."]


def test_a_balloon_that_the_guest_does_not_inflate(guest: Guest) -> None:
    """It is told once, and noted after that: a boot sector has no driver. Another size is told again."""
    smaller, smallest, other = (
        guest.xml.replace("<currentMemory unit='MiB'>64<", f"<currentMemory unit='MiB'>{size}<")
        for size in (48, 40, 44)
    )
    note = "note: the guest uses 64 MiB of memory, though it was told to use"
    for changed, size in ((smaller, 48), (smallest, 40)):
        assert guest.lines(changed)[1].startswith("live ~ memory")
        assert [planned.change.path for planned in guest.apply(changed).pending] == ["current_memory"]
        assert guest.lines(changed)[1].startswith(f"{note} {size} MiB:")
        assert guest.lines(changed)[2:] == ["Nothing to do."]
    assert guest.apply(smallest.replace("<os>", "<title>t</title><os>")).pending == []
    guest.power_cycle()
    assert guest.lines(smallest.replace("<os>", "<title>t</title><os>"))[1].startswith(note)
    guest.apply(other, is_live=False)
    assert any(line.startswith("live only ~ memory") for line in guest.lines(other))


def test_memory_of_a_guest_that_others_started(guest: Guest) -> None:
    """Its definition says what it was told: nothing to do, before it is taken over and after that."""
    asked = guest.xml.replace("<currentMemory unit='MiB'>64<", "<currentMemory unit='MiB'>48<")
    guest.domain.destroy()
    guest.domain.undefine()
    guest.host.define(Domain.from_xml(asked)).start()
    note = (
        "note: the guest uses 64 MiB of memory, though it was told to use 48 MiB: its balloon has no driver, or not yet"
    )
    assert guest.lines(asked)[1:] == [note, "Nothing to do."]
    assert guest.apply(asked, "adopt").pending == []
    assert guest.lines(asked)[1:] == [note, "Nothing to do."]
    assert guest.lines(guest.xml)[1].startswith("now ~ memory now: 48 MiB -> ")


def test_memory_of_a_guest_without_a_balloon(guest: Guest) -> None:
    """It uses all, whether it runs or starts: nothing waits for a power cycle, and a note says so."""
    bare = guest.xml.replace("</devices>", "<memballoon model='none'/></devices>")
    guest.apply(bare)
    guest.power_cycle()
    smaller = bare.replace("<currentMemory unit='MiB'>64<", "<currentMemory unit='MiB'>48<")
    note = "note: the guest uses 64 MiB of memory, not 48 MiB: it has no balloon, so it cannot use less than all"
    assert [line.partition(" live-guest")[0] for line in guest.lines(smaller)] == [
        *("~ domain", "now ~ memory now: 64 MiB -> 48 MiB", note)
    ]
    assert guest.apply(smaller).pending == []
    for _ in range(2):
        assert guest.lines(smaller)[1:] == [note, "Nothing to do."]
        guest.power_cycle()


def test_a_disk_of_a_guest_never_shrinks(guest: Guest) -> None:
    """Where the guest uses a volume as something else, its disk may be larger than the volume: QEMU would cut it."""
    disk = Path(str(guest.domain.document.devices.disks[0].path))
    size = disk.stat().st_size
    with pytest.raises(StateError, match="nothing is ever shrunk"):
        guest.domain.grow_live_disk("vda", size - 512)
    assert disk.stat().st_size == size
    guest.domain.grow_live_disk("vda", size + 512)
    assert disk.stat().st_size == size + 512


def test_a_saved_guest_is_not_changed_without_consent(guest: Guest) -> None:
    """It would go on with the hardware that it had."""
    guest.domain.save()
    changed = guest.xml.replace("<vcpu current='1'>2<", "<vcpu current='1'>3<")
    assert any("--allow discard-saved" in line for line in guest.lines(changed))
    assert guest.apply(changed).outcome == "blocked"
    assert guest.domain.has_managed_save
    assert guest.apply(changed, "discard-saved").outcome == "done"
    assert not guest.domain.has_managed_save
    assert guest.lines(changed) == ["Nothing to do."]


def test_changed_by_somebody_else(guest: Guest) -> None:
    """It is said, and undone."""
    document = guest.domain.document
    document.vcpu.value = 4  # type: ignore[union-attr]
    guest.host.define(document)
    assert any(line.endswith("changed by somebody else") for line in guest.lines(guest.xml))
    assert guest.apply(guest.xml).outcome == "done"
    assert guest.lines(guest.xml) == ["Nothing to do."]


_WATCHDOG = "<watchdog model='i6300esb' action='reset'/>"
_CHANNEL = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
_NICS = "".join(
    f"<interface type='user'><mac address='52:54:00:00:00:0{number}'/><model type='virtio'/></interface>"
    for number in (1, 2)
)
_RNG = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"
_ACPI = "<features><acpi/></features>"


@pytest.mark.parametrize(
    ("machine", "more", "devices", "whens"),
    [
        ("q35", "", _WATCHDOG, {"power cycle"}),
        ("q35", "", _CHANNEL, {"power cycle"}),
        ("q35", "", _RNG + _NICS, {"live", "power cycle"}),
        ("pc", "", _RNG, {"power cycle"}),
        ("pc", _ACPI, _WATCHDOG, {"live"}),
    ],
)
def test_a_place_for_a_device(guest: Guest, machine: str, more: str, devices: str, whens: set[str]) -> None:
    """The plan knows which devices the running guest has a slot or a controller for; so it turns out."""
    guest.domain.destroy()
    guest.domain.undefine()
    if machine == "pc":
        guest.xml = guest.xml.replace("'q35'", "'pc'").replace("sda", "hda").replace("'sata'", "'ide'")
    guest.xml = guest.xml.replace("<devices>", f"{more}<devices>")
    guest.apply(guest.xml, start=True)
    changed = guest.xml.replace("</devices>", f"{devices}</devices>")
    lines = guest.lines(changed)[1:]
    waiting = [line for line in lines if line.startswith("power cycle ")]
    assert {"power cycle" if line in waiting else line.split()[0] for line in lines} == whens
    assert len(guest.apply(changed).pending) == len(waiting)
    assert [line.split()[0] for line in guest.lines(changed)[1:]] == ["pending"] * len(waiting)
