"""The past of a guest on a real QEMU: snapshots, managed save, checkpoints, backups; and what apply makes of it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml import (
    Domain,
    DomainBackup,
    DomainCheckpoint,
    DomainSnapshot,
)
from libvirt_xml.apply import (
    Host,
    HostDomain,
    HostError,
    StateError,
    StepResult,
    Wish,
    apply_plan,
    make_plan,
    terms_of,
)
from libvirt_xml.apply.planning.plan_text import plan_lines
from tests.real.hypervisor import Hypervisor

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

MiB = 1 << 20
XML = """<domain type='qemu'><name>past</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='{disk}'/>
    <target dev='vda' bus='virtio'/></disk></devices></domain>"""
SNAPSHOT = "<domainsnapshot><name>{}</name>{}</domainsnapshot>"
BACKUP = """<domainbackup mode='{}'>{}<disks><disk name='vda' backup='yes' type='file'>
  {}<driver type='qcow2'/></disk></disks></domainbackup>"""


class Past:
    """A guest with a disk of qcow2, defined by an apply."""

    def __init__(self, host: Host, folder: Path) -> None:
        self.host, self.folder = host, folder
        self.disk = folder / "past.qcow2"
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", str(self.disk), "8M"], check=True)
        self.xml = XML.format(disk=self.disk)

    @property
    def domain(self) -> HostDomain:
        return self.host.domain("past")

    def lines(self, xml: str = "") -> list[str]:
        """What a plan says."""
        wish = Wish("domain", Domain.from_xml(xml or self.xml))
        return [*plan_lines(make_plan(self.host, [wish], terms_of(self.host)))]

    def apply(self, xml: str = "") -> StepResult:
        """Apply it."""
        terms = terms_of(self.host)
        plan = make_plan(self.host, [Wish("domain", Domain.from_xml(xml or self.xml))], terms)
        (result,) = apply_plan(self.host, plan, terms, timeout=2)
        return result

    def remove(self) -> None:
        """Whatever it is."""
        if self.domain.is_active:
            self.domain.destroy()
        self.domain.undefine(managed_save=True, snapshots=True, checkpoints=True)


@pytest.fixture
def past(hypervisor: Hypervisor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    """It runs."""
    folder = hypervisor.folder / tmp_path_factory.mktemp("past").name
    folder.mkdir()
    with Host(hypervisor.uri) as host:
        past = Past(host, folder)
        assert past.apply().outcome == "done"
        past.domain.start()
        yield past
        past.remove()


def test_a_snapshot_brings_back_the_document_of_its_time(past: Past) -> None:
    """With memory and disk; then the plan says what it undid, and apply does that again."""
    domain = past.domain
    domain.suspend()
    snapshot = domain.snapshot(DomainSnapshot.from_xml(SNAPSHOT.format("before", "<memory snapshot='internal'/>")))
    document = snapshot.document
    assert (document.name, document.state) == ("before", "paused")
    domain.resume()
    titled = past.xml.replace("<memory", "<title>later</title><memory", 1)
    assert past.apply(titled).outcome == "done"
    assert past.lines(titled) == ["Nothing to do."]
    domain.revert(snapshot)
    assert domain.state == "paused"
    assert domain.document.title is None
    assert any("title" in line for line in past.lines(titled))
    assert past.apply(titled).outcome == "done"
    assert past.lines(titled) == ["Nothing to do."]
    snapshot.delete()
    assert domain.snapshots() == []


def test_a_snapshot_of_the_disk_changes_its_source(past: Past) -> None:
    """Which a plan says, and does not undo by itself: the guest would lose what it wrote since then."""
    disks = f"<disks><disk name='vda' snapshot='external'><source file='{past.folder}/over.qcow2'/></disk></disks>"
    snapshot = past.domain.snapshot(DomainSnapshot.from_xml(SNAPSHOT.format("outside", disks)), disk_only=True)
    source = past.domain.document.devices.disks[0].source
    assert source is not None
    assert source.file == f"{past.folder}/over.qcow2"
    assert past.apply().outcome == "blocked"
    assert any("--allow disk-source" in line for line in past.lines())
    snapshot.delete(metadata_only=True)


def test_a_saved_guest_goes_on(past: Past) -> None:
    """Paused, as it was saved; a second save of a guest that is off is impossible."""
    domain = past.domain
    domain.save(paused=True)
    assert (domain.state, domain.has_managed_save) == ("off", True)
    with pytest.raises(StateError):
        domain.save()
    assert past.lines() == ["Nothing to do."]
    domain.start()
    assert (domain.state, domain.has_managed_save) == ("paused", False)
    domain.resume()
    domain.save(running=True)
    domain.discard_saved()
    assert not domain.has_managed_save


def test_a_checkpoint_and_backups(past: Past) -> None:
    """A full one, and one of what changed since the checkpoint; the plan is not disturbed by them."""
    domain, full, more = past.domain, past.folder / "full.qcow2", past.folder / "more.qcow2"
    disks = "<disks><disk name='vda' checkpoint='bitmap'/></disks>"
    first = DomainCheckpoint.from_xml(f"<domaincheckpoint><name>first</name>{disks}</domaincheckpoint>")
    domain.backup(DomainBackup.from_xml(BACKUP.format("push", "", f"<target file='{full}'/>")), first)
    domain.wait_for_job(30)
    assert [checkpoint.name for checkpoint in domain.checkpoints()] == ["first"]
    assert domain.checkpoints()[0].document.name == "first"
    assert _virtual_size(full) == 8 * MiB
    since = "<incremental>first</incremental>"
    domain.backup(DomainBackup.from_xml(BACKUP.format("push", since, f"<target file='{more}'/>")))
    domain.wait_for_job(30)
    assert _virtual_size(more) == 8 * MiB
    assert past.lines() == ["Nothing to do."]
    domain.checkpoints()[0].delete()
    assert domain.checkpoints() == []


def test_a_backup_that_cannot_be_written(past: Past) -> None:
    """It says why, and no job is left."""
    with pytest.raises(HostError, match="No such file or directory"):
        past.domain.backup(DomainBackup.from_xml(BACKUP.format("push", "", "<target file='/nowhere/a.qcow2'/>")))
    past.domain.wait_for_job(10)


def test_a_backup_that_somebody_fetches_is_ended(past: Past) -> None:
    """It serves the disk until it is aborted."""
    server = f"<server transport='unix' socket='{past.folder}/socket'/>"
    scratch = f"<scratch file='{past.folder}/scratch.qcow2'/>"
    past.domain.backup(DomainBackup.from_xml(BACKUP.format("pull", server, scratch)))
    assert (past.folder / "socket").exists()
    past.domain.abort_job()
    past.domain.wait_for_job(10)
    assert not (past.folder / "socket").exists()


def test_verbs_in_a_row(past: Past) -> None:
    """Reboot, suspend, resume, autostart, undefine while it runs: then it is transient, and is not applied."""
    domain = past.domain
    domain.reboot()
    domain.suspend()
    domain.wait_for("paused", timeout=5)
    domain.resume()
    domain.wait_for("running", timeout=5)
    domain.autostart = True
    assert domain.autostart
    domain.autostart = False
    domain.undefine()
    assert (domain.is_transient, domain.is_active) == (True, True)
    assert past.apply(past.xml.replace("<vcpu>1", "<vcpu>2")).outcome == "blocked"
    past.host.define(Domain.from_xml(past.xml.replace("<memory", f"<uuid>{domain.uuid}</uuid><memory", 1)))
    assert not domain.is_transient


def _virtual_size(path: Path) -> int:
    done = subprocess.run(["qemu-img", "info", "--output=json", str(path)], capture_output=True, check=True)
    return int(json.loads(done.stdout)["virtual-size"])
