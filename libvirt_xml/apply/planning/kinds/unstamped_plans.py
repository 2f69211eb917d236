"""What would be done to objects in which libvirt has no place for a stamp: filters, secrets and pools."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.apply.merging.merge import merge
from libvirt_xml.apply.planning.kinds.object_plans import ObjectPlanning
from libvirt_xml.apply.stamping.own_uuids import own_uuid
from libvirt_xml.messages import render


class WholePlanning(ObjectPlanning):
    """A filter or a secret. libvirt adds nothing to them, so what is not asked goes: other rules would open a door."""

    @property
    def owned(self) -> frozenset[str]:
        """All that it has."""
        return merge(self.actual, self.actual).owned


class PoolPlanning(ObjectPlanning):
    """A pool. libvirt adds to it what it measures, so nothing is ever removed."""

    def notes(self) -> Iterator[str]:
        """One that was created here may never have been started."""
        uuid = getattr(self.actual, "uuid", None)
        if self.held.live is None and self.wish.state == "new" and uuid == own_uuid(self.actual):
            yield render("plan", "pool-off")
