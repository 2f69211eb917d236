"""What would be done to an object that exists: what all kinds have in common."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from libvirt_xml.apply.merging.given.requests_as_read import as_libvirt_reads
from libvirt_xml.apply.merging.merge import Merged, merge
from libvirt_xml.apply.merging.remembering import digest_of
from libvirt_xml.apply.planning.host_plan import (
    WAITING,
    Action,
    Block,
    FilePlace,
    PlannedChange,
    PlannedStep,
    PowerChange,
    When,
    blocks_without,
    is_secret_change,
)
from libvirt_xml.apply.planning.live_words import describe_live_change
from libvirt_xml.apply.planning.wishes import Held, Terms, Wish
from libvirt_xml.apply.stamping.hidden_parts import hidden_digests
from libvirt_xml.apply.stamping.own_uuids import own_uuid
from libvirt_xml.apply.stamping.stamp import Stamp, can_be_stamped, read_stamp, refused_by, unstamped
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.matching import remembered_places
from libvirt_xml.changes.wording.change_words import describe_change
from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import render


def waits(changes: Collection[PlannedChange]) -> bool:
    """Whether something waits for the next start."""
    return any(planned.when in WAITING for planned in changes)


class ObjectPlanning:
    """One object that libvirt has. Kinds with more to say are subclasses."""

    def __init__(self, wish: Wish, held: Held, terms: Terms) -> None:
        self.wish, self.held, self.terms = wish, held, terms
        self.stamp = read_stamp(held.document)
        self.actual = unstamped(held.document)
        self.asked = as_libvirt_reads(unstamped(wish.document))
        _set_uuid(self.asked, _uuid(self.actual))
        self.merged = self.merge(self.actual)

    def step(self) -> PlannedStep:
        """What would be done, and what keeps it from being done."""
        self._related = RelatedPaths(self.lacking)  # merges: the lists change no more after that
        with remembered_places():
            return self._step()

    def _step(self) -> PlannedStep:
        changes = tuple(self.planned())
        action = self._action()
        power = self.power(changes)
        blocks = self.blocks(changes) if action == "change" or power is not None else ()
        return PlannedStep(
            value=self.value,
            kind=self.wish.kind,
            name=self.wish.name,
            uuid=_uuid(self.actual),
            action=action,
            document=self.merged.document,
            asked=self.asked,
            changes=changes,
            seen=seen_digest(self.held.document),
            owned=self.owned,
            power=power,
            autostart=self._autostart(),
            blocks=blocks_without(blocks, self.terms.allow),
            is_running=self.held.live is not None,
            notes=(render("plan", "transient"),) if self.held.is_transient and not blocks else tuple(self.notes()),
        )

    @property
    def is_ours(self) -> bool:
        """Whether libvirt-xml defined it. Where there is no place for a stamp, its UUID says so, or the asked one."""
        if can_be_stamped(self.actual):
            return self.stamp is not None
        return _uuid(self.actual) in (own_uuid(self.actual), _uuid(self.wish.document))

    @property
    def owned(self) -> frozenset[str]:
        """What was asked before, and what the running object still has of it: not what it was started without."""
        if self.stamp is None or self.held.live is None:
            return frozenset() if self.stamp is None else self.stamp.owned
        started = read_stamp(self.held.live)
        return self.stamp.owned | (self.stamp.leaving - (started.leaving if started is not None else frozenset()))

    def merge(self, actual: Element, *, is_live: bool = False) -> Merged[Element]:
        """What is asked, put into a document of libvirt; what this version of it refused is not asked again."""
        refused = refused_by(self.terms.libvirt, self.stamp)
        owned = self.owned if is_live or self.stamp is None else self.stamp.owned  # a definition has nothing to release
        return merge(self.asked, actual, owned, refused, is_live=is_live, machines=self.terms.machines)

    @cached_property
    def lacking(self) -> Mapping[str, Change]:
        """What the active object lacks of what is asked, by path."""
        if self.held.live is None:
            return {}
        return {change.path: change for change in self.merge(unstamped(self.held.live), is_live=True).changes}

    def is_lacking(self, path: str) -> bool:
        """Whether the active object lacks something at a path, above it or below."""
        return path in self._related

    def when_of(self, change: Change) -> When:
        """When a change of the definition takes effect in the active object, which lacks it."""
        return "restart"

    def left_alone(self) -> Iterator[Change]:
        """What somebody else added, worth a line."""
        return iter(())

    def power(self, changes: Collection[PlannedChange]) -> PowerChange | None:
        """What is done to make it active, or not; nothing is ever stopped but a guest."""
        return "start" if self.held.live is None and self.is_to_run else None

    @property
    def is_to_run(self) -> bool:
        """Whether it should be active; a new one until its first start succeeded."""
        is_due = self.wish.state == "new" and self.stamp is not None and self.stamp.start == "due"
        return self.wish.state == "running" or is_due

    def blocks(self, changes: Collection[PlannedChange]) -> Iterator[Block]:
        """Why it may not be changed."""
        if self.held.is_transient:
            yield Block(render("blocked", "transient"))
        name = getattr(self.actual, "name", None)
        if name is not None and name != self.wish.name:
            words = {"name": name, "uuid": _uuid(self.actual)}
            is_domain = self.wish.kind == "domain"
            sentence = render("blocked", "name", **words) if is_domain else render("blocked", "other-name", **words)
            yield Block(sentence, path="name")
        if _uuid(self.asked) != _uuid(self.actual):
            yield Block(render("blocked", "uuid", asked=_uuid(self.asked), actual=_uuid(self.actual)), path="uuid")
        if self.differs and not self.is_ours:
            if can_be_stamped(self.actual):
                yield Block(render("blocked", "adopt"), "adopt")
            else:
                yield Block(render("blocked", "adopt-unstamped", uuid=_uuid(self.actual)), "adopt")

    @property
    def value(self) -> bytes | None:
        """The value of a secret that would be sent."""
        return None

    def notes(self) -> Iterator[str]:
        """What people should know, although nothing follows from it."""
        return iter(())

    def planned(self) -> Iterator[PlannedChange]:
        """The changes, and what is left."""
        is_foreign = self.stamp is not None and self.stamp.asked == asked_digest(self.asked)
        for change in self.merged.changes:
            is_later = self.held.live is not None and self.is_lacking(change.path)
            when = self.when_of(change) if is_later else "now"
            # the digest has no secrets: who changed one cannot be told
            yield self._plan(change, when, self.actual, is_foreign=is_foreign and not is_secret_change(change))
        paths = RelatedPaths(change.path for change in self.merged.changes)
        for path, change in self.lacking.items():
            if path not in paths:
                when = "live only" if self.when_of(change) == "live" else "pending"
                yield self._plan(change, when, self.held.live or self.actual)
        for change in self.left_alone():
            yield self._plan(change, "left alone", self.actual)

    def _plan(self, change: Change, when: When, former: Element, *, is_foreign: bool = False) -> PlannedChange:
        place = FilePlace() if when == "left alone" or is_foreign else self.wish.place_of(change.path)
        describe = describe_live_change if former is self.held.live else describe_change
        words = describe(change, former, self.asked if when != "left alone" else self.merged.document)
        return PlannedChange(change, words, when, place, is_foreign)

    @property
    def differs(self) -> bool:
        """Whether libvirt has something else than it should."""
        return bool(self.merged.changes)

    def _action(self) -> Action:
        if self.differs:
            return "change"
        if self.stamp is None:
            can_adopt = "adopt" in self.terms.allow and can_be_stamped(self.held.document)
            return "adopt" if can_adopt and not self.held.is_transient else "none"
        is_known = self.stamp.owned == self.merged.owned and self.stamp.asked == asked_digest(self.asked)
        return "none" if is_known else "remember"

    def _autostart(self) -> bool | None:
        wanted = self.wish.autostart
        return None if wanted is None or wanted == self.held.autostart else wanted


def plan_new(wish: Wish) -> PlannedStep:
    """The step for an object that libvirt does not have."""
    document = unstamped(wish.document)
    return PlannedStep(
        kind=wish.kind,
        name=wish.name,
        uuid=_uuid(document),
        action="create",
        document=document,
        asked=as_libvirt_reads(document),
        power="start" if wish.state in ("running", "new") else None,
        autostart=True if wish.autostart else None,
        volume=wish.volume,
        value=wish.value,
    )


class RelatedPaths:
    """Paths, of which one can ask whether another is one of them, within one, or above one."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._above = {above for path in self._paths for above in _above(path)}

    def __contains__(self, path: str) -> bool:
        return path in self._paths or path in self._above or any(above in self._paths for above in _above(path))


def _above(path: str) -> Iterator[str]:
    """The paths above a path."""
    return (path[:end] for end in range(len(path)) if path[end] in ".[")


def is_within(path: str, other: str) -> bool:
    """Whether a path is another one, or is within it."""
    return path == other or path.startswith((f"{other}.", f"{other}["))


def is_related(path: str, other: str) -> bool:
    """Whether two paths are one, or one is within the other."""
    return is_within(path, other) or is_within(other, path)


def seen_digest(document: Element) -> str:
    """What a document means, in short: another digest is another document."""
    return hashlib.sha256(document.to_xml().encode()).hexdigest()


def asked_digest(asked: Element) -> str:
    """A digest of all that is asked but secrets, to tell who changed something; one without UUID asks for any."""
    plain = copy.deepcopy(asked)
    _set_uuid(plain, None, is_forced=True)
    for _, element in plain.walk():
        for name in [name for name in element.__dict__ if is_secret(name)]:
            delattr(element, name)
    return digest_of(plain)


def stamp_for(asked: Element, merged: Merged[Element], refused: Mapping[str, str], libvirt: str, uuid: str) -> Stamp:
    """The stamp to keep."""
    return Stamp(uuid, merged.owned, refused, libvirt, hidden_digests(asked), asked=asked_digest(asked))


def _uuid(document: Element) -> str | None:
    uuid = getattr(document, "uuid", None)
    return uuid if isinstance(uuid, str) and uuid else None


def _set_uuid(document: Element, uuid: str | None, *, is_forced: bool = False) -> None:
    if is_forced or _uuid(document) is None:
        document.uuid = uuid  # type: ignore[attr-defined]
