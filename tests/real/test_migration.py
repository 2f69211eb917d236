"""A guest that runs moves to another libvirt: its stamp goes along, and there is nothing to do on the other host."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import Host, Wish, apply_plan, make_plan, terms_of
from tests.real.guests import write_disk
from tests.real.hypervisor import Hypervisor, started_or_skipped

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)


@pytest.fixture
def other() -> Iterator[Hypervisor]:
    """A second libvirt."""
    yield from started_or_skipped()


def test_a_guest_moves(hypervisor: Hypervisor, other: Hypervisor) -> None:
    """Live, with its definition; the source forgets it."""
    disk = hypervisor.folder / "moving.img"
    write_disk(disk, "hello")
    xml = f"""<domain type='qemu'><name>moving</name><memory unit='MiB'>32</memory>
      <os><type arch='x86_64' machine='q35'>hvm</type></os>
      <devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{disk}'/>
        <target dev='vda' bus='virtio'/></disk></devices></domain>"""
    wish = Wish("domain", Domain.from_xml(xml), "running")
    with Host(hypervisor.uri) as source, Host(other.uri) as target:
        terms = terms_of(source)
        (result,) = apply_plan(source, make_plan(source, [wish], terms), terms)
        assert result.outcome == "done"
        parameters = {"migrate_uri": f"unix://{hypervisor.folder}/migration.sock"}
        moved = source.domain("moving").migrate(target, undefine_source=True, unsafe=True, parameters=parameters)
        try:
            assert (moved.state, moved.is_persistent) == ("running", True)
            assert "moving" not in [domain.name for domain in source.domains()]
            plan = make_plan(target, [wish], terms_of(target))
            assert not plan.sends
            assert not plan.waits
        finally:
            moved.destroy()
            moved.undefine()
