"""Filters, secrets and pools, which only a daemon of the system has all of."""

from __future__ import annotations

from libvirt_xml.apply import Host
from tests.real.system.system_daemon import SystemDaemon

FILTER = """<filter name='lx-clean' chain='root'><uuid>6c1a4e2e-0d5c-4a6a-9df7-0f2c6a2b1f01</uuid>
  <rule action='drop' direction='in' priority='500'><tcp dstportstart='23'/></rule>
  <rule action='accept' direction='inout'><all/></rule></filter>"""
GUEST = """<domain type='qemu'><name>filtered</name><memory unit='MiB'>32</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><interface type='network'><mac address='52:54:00:00:00:09'/><source network='filtered'/>
    <model type='virtio'/><filterref filter='lx-clean'/></interface></devices></domain>"""
NETWORK = "<network><name>filtered</name><bridge name='lxfil'/></network>"
SECRET = """secret:
  uuid: 6c1a4e2e-0d5c-4a6a-9df7-0f2c6a2b1f02
  usage: {type: ceph, name: client.libvirt}
"""


def test_a_filter_of_a_guest_that_runs(system: SystemDaemon) -> None:
    """It changes under the guest."""
    for document in (FILTER, NETWORK, GUEST):
        system.applied(document)
    with Host(system.uri) as host:
        guest = host.domain("filtered").start()
        try:
            changed = FILTER.replace("dstportstart='23'", "dstportstart='25'")
            system.applied(changed)
            assert "dstportstart='25'" in host.filter("lx-clean").document.to_xml()
            assert guest.state == "running"
            assert system.run("plan", GUEST).output == "Nothing to do.\n"
        finally:
            guest.destroy()
            guest.undefine()
            host.network("filtered").destroy()
            host.network("filtered").undefine()
            host.filter("lx-clean").undefine()


def test_a_guest_whose_filter_is_missing(system: SystemDaemon) -> None:
    """It does not start, and libvirt names the filter."""
    system.applied(NETWORK)
    with Host(system.uri) as host:
        try:
            text = """vm:
  {name: filtered, accel: tcg, memory: 64MiB, state: running, nics: [{network: filtered, filter: lx-none}]}
"""
            answer = system.run("apply", text, "--yes")
            assert answer.status == 3, answer
            assert "failed after it was created" in answer.output
            assert "lx-none" in answer.output
            assert host.domain("filtered").state == "off"
        finally:
            host.domain("filtered").undefine()
            host.network("filtered").destroy()
            host.network("filtered").undefine()


def test_a_secret_keeps_its_value(system: SystemDaemon) -> None:
    """It is set once; applying the document again does not touch it."""
    system.applied(SECRET)
    with Host(system.uri) as host:
        secret = host.secrets()[0]
        secret.set_value(b"key")
        system.applied(SECRET)
        changed = SECRET + "  description: of the cluster\n"
        system.applied(changed)
        assert host.connection.secretLookupByUUIDString(secret.uuid).value() == b"key"
        assert secret.document.description == "of the cluster"
        secret.undefine()


def test_a_pool_and_its_folder(system: SystemDaemon) -> None:
    """The folder is made, the pool is active; one that goes away is said."""
    folder = system.folder / "pool"
    pool = f"<pool type='dir'><name>disks</name><target><path>{folder}</path></target></pool>"
    answer = system.applied(pool)
    assert "done" in answer.output
    assert folder.is_dir()
    with Host(system.uri) as host:
        handle = host.pool("disks")
        assert handle.is_active
        handle.destroy()
        folder.rmdir()
        machine = f"""vm:
  {{name: homeless, accel: tcg, memory: 64MiB, state: stopped, disks: [{{path: {folder}/a.qcow2, size: 1MiB}}]}}
"""
        answer = system.run("apply", machine, "--yes")
        assert answer.status == 3, answer
        assert "No such file or directory" in answer.output
        assert "domain homeless: not begun" in answer.output
        handle.undefine()


def test_a_pool_that_moves(system: SystemDaemon) -> None:
    """A volume is made in its new folder, after somebody restarted it, and so is the guest that needs the volume."""
    places = [system.folder / "old", system.folder / "new"]
    pools = [f"<pool type='dir'><name>moves</name><target><path>{place}</path></target></pool>" for place in places]
    system.applied(pools[0])
    machine = f"""storage_pool: {{type: dir, name: moves, target: {{path: {places[1]}}}}}
---
vm: {{name: mover, accel: tcg, memory: 64MiB, state: stopped, disks: [{{pool: moves, volume: a.qcow2, size: 1MiB}}]}}
"""
    with Host(system.uri) as host:
        answer = system.run("apply", machine, "--yes")
        assert answer.status == 1, answer
        assert answer.output.count("not begun, as a pool must be restarted first") == 2, answer
        assert [*places[0].iterdir()] == []
        pool = host.pool("moves")
        pool.destroy()
        pool.build()
        pool.start()
        system.applied(machine)
        assert (places[1] / "a.qcow2").exists()
        host.domain("mover").undefine()
        pool.destroy()
        pool.undefine()
