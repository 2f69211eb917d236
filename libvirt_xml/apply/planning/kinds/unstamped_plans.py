"""What would be done to objects in which libvirt has no place for a stamp: filters, secrets and pools."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from libvirt_xml.apply.merging.merge import merge
from libvirt_xml.apply.planning.host_plan import Block, PlannedChange
from libvirt_xml.apply.planning.kinds.object_plans import ObjectPlanning
from libvirt_xml.apply.stamping.own_uuids import own_uuid
from libvirt_xml.changes.change import Change, ChangeKind
from libvirt_xml.changes.wording.change_words import ChangeWords
from libvirt_xml.messages import render

_IDENTITY = {"usage", "usage.name", "usage.volume", "usage.target"}


class WholePlanning(ObjectPlanning):
    """A filter or a secret. libvirt adds nothing to them, so what is not asked goes: other rules would open a door."""

    @property
    def owned(self) -> frozenset[str]:
        """All that it has."""
        return merge(self.actual, self.actual).owned


class SecretPlanning(WholePlanning):
    """A secret, and its value if that is asked. One that is private cannot be read back, and is sent when it is new."""

    @property
    def value(self) -> bytes | None:
        """The one that is asked, if libvirt has another one, or has to take it again."""
        asked = self.wish.value
        if getattr(self.actual, "private", None):
            return asked if self.terms.sends_private else None
        return None if asked == self.held.value else asked

    @property
    def differs(self) -> bool:
        """The document, or the value."""
        return super().differs or self.value is not None

    def planned(self) -> Iterator[PlannedChange]:
        """The changes of the document, and the value, which is not shown."""
        yield from super().planned()
        if self.value is not None:
            is_new = self.held.value is None and not getattr(self.actual, "private", None)
            kind: ChangeKind = "added" if is_new else "changed"
            words = ChangeWords(kind, "value", "", None, None, True)
            yield PlannedChange(Change(kind, "value", None, None), words, "now", self.wish.place_of(""))

    def blocks(self, changes: Collection[PlannedChange]) -> Iterator[Block]:
        """What libvirt keeps of a secret as long as it has it."""
        yield from super().blocks(changes)
        paths = {planned.change.path for planned in changes}
        uuid = getattr(self.actual, "uuid", None)
        if paths & _IDENTITY:
            yield Block(render("blocked", "secret-usage", uuid=uuid), path="usage")
        if getattr(self.actual, "private", None) and not getattr(self.merged.document, "private", None):
            yield Block(render("blocked", "secret-private", uuid=uuid), path="private")

    def notes(self) -> Iterator[str]:
        """What cannot be compared."""
        if self.wish.value is not None and self.value is None and getattr(self.actual, "private", None):
            yield render("plan", "private-value")


class PoolPlanning(ObjectPlanning):
    """A pool. libvirt adds to it what it measures, so nothing is ever removed."""

    def notes(self) -> Iterator[str]:
        """One that was created here may never have been started."""
        uuid = getattr(self.actual, "uuid", None)
        if self.held.live is None and self.wish.state == "new" and uuid == own_uuid(self.actual):
            yield render("plan", "pool-off")
