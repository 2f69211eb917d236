"""The objects of the inventory that examples of rules are for, as documents that a libvirt can define."""

from __future__ import annotations

from libvirt_xml.validation.rules.host_facts.known_host import sample_host
from tests.real.rules.asking.oracle import Oracle

_RUNS = "<!-- runs -->"


def objects_beside(oracle: Oracle) -> list[str]:
    """The networks, pools, secrets and domains of the sample."""
    inventory = sample_host().inventory
    assert inventory is not None
    assert oracle.daemon is not None
    folder = oracle.daemon.folder / "sample"
    networks = [
        f"<network><name>{network.name}</name><bridge name='{network.bridge}'/>"
        + "".join(f"<portgroup name='{name}'/>" for name in network.portgroups)
        + f"</network>{_RUNS if network.is_active else ''}"
        for network in inventory.networks or ()
    ]
    pools = [
        f"<pool type='dir'><name>{pool.name}</name><target><path>{folder}/{pool.name}</path></target></pool>"
        + (_RUNS if pool.is_active else "")
        for pool in inventory.pools or ()
    ]
    for pool in inventory.pools or ():
        (folder / pool.name).mkdir(parents=True, exist_ok=True)
        for volume in pool.volumes:
            (folder / pool.name / volume.name).touch()
    filters = [f"<filter name='{filter.name}'/>" for filter in inventory.filters or ()]
    secrets = [
        f"<secret><uuid>{secret.uuid}</uuid><usage type='{secret.type}'><name>{secret.usage}</name></usage></secret>"
        for secret in inventory.secrets or ()
    ]
    domains = [
        f"<domain type='qemu'><name>{domain.name}</name><uuid>{domain.uuid}</uuid><memory unit='MiB'>32</memory>"
        f"<os><type arch='x86_64' machine='q35'>hvm</type></os><devices>"
        + "".join(f"<graphics type='vnc' port='{port}' autoport='no'/>" for port in domain.ports)
        + f"</devices></domain>{_RUNS if domain.is_active else ''}"
        for domain in inventory.domains or ()
    ]
    return [*networks, *pools, *filters, *secrets, *domains]
