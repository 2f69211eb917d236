"""The step for what is asked of one object, by its kind."""

from __future__ import annotations

from libvirt_xml.apply.planning.host_plan import PlannedStep
from libvirt_xml.apply.planning.kinds.domain_plans import DomainPlanning
from libvirt_xml.apply.planning.kinds.network_plans import NetworkPlanning
from libvirt_xml.apply.planning.kinds.object_plans import ObjectPlanning, plan_new
from libvirt_xml.apply.planning.kinds.unstamped_plans import PoolPlanning, SecretPlanning, WholePlanning
from libvirt_xml.apply.planning.kinds.volume_plans import plan_volume
from libvirt_xml.apply.planning.wishes import Held, Terms, Wish

_PLANNINGS: dict[str, type[ObjectPlanning]] = {
    "domain": DomainPlanning,
    "network": NetworkPlanning,
    "nwfilter": WholePlanning,
    "secret": SecretPlanning,
    "storage_pool": PoolPlanning,
}


def plan_step(wish: Wish, held: Held | None, terms: Terms) -> PlannedStep:
    """What would be done for a wish, where libvirt has ``held``; its blocks are those that the terms do not allow."""
    if wish.kind == "storage_volume":
        return plan_volume(wish, held)
    if held is None:
        return plan_new(wish)
    return _PLANNINGS.get(wish.kind, ObjectPlanning)(wish, held, terms).step()
