"""A machine that is asked for on libvirt's test driver: wishes, plans and what came of them."""

from __future__ import annotations

from collections.abc import Collection

from libvirt_xml import Domain
from libvirt_xml.apply import Host
from libvirt_xml.apply.execution.executor import apply_plan, make_plan
from libvirt_xml.apply.execution.held_objects import terms_of
from libvirt_xml.apply.execution.results import StepResult
from libvirt_xml.apply.planning.host_plan import Consent, FilePlace, HostPlan
from libvirt_xml.apply.planning.wishes import WantedState, Wish

WEB = """<domain type='test'><name>web1</name><memory unit='MiB'>8</memory><os><type>hvm</type></os>
<devices>
  <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/a.img'/><target dev='vda'/></disk>
</devices></domain>"""


def wish_for(xml: str, state: WantedState = "unmanaged", autostart: bool | None = None) -> Wish:
    """What a file asks for."""
    return Wish("domain", Domain.from_xml(xml), state, autostart, lambda path: FilePlace("web1.xml", 3))


def planned(host: Host, wish: Wish, allow: Collection[Consent] = (), *, restart: bool = False) -> HostPlan:
    """The plan for one wish."""
    return make_plan(host, [wish], terms_of(host, allow, restart=restart))


def applied(host: Host, wish: Wish, allow: Collection[Consent] = (), *, restart: bool = False) -> StepResult:
    """What came of one wish."""
    terms = terms_of(host, allow, restart=restart)
    (result,) = apply_plan(host, make_plan(host, [wish], terms), terms, timeout=5)
    return result


def whens(plan: HostPlan) -> dict[str, str]:
    """When the changes of a plan take effect, by path."""
    return {planned.change.path: planned.when for planned in plan.steps[0].changes}
