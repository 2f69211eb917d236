"""What would be done to a host, as values: for people, for JSON, and for the one who does it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from libvirt_xml.apply.planning.creation_words import creation_words
from libvirt_xml.binding.element import Element
from libvirt_xml.changes.change import Change
from libvirt_xml.changes.wording.change_words import ChangeWords
from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.yaml_forms.vm.volumes import Volume

When = Literal["now", "live", "power cycle", "restart", "live only", "pending", "left alone"]
"""``now``: in the definition, no guest runs or the running one has it already. ``live``: in the running guest too.
``power cycle``: in the definition, the guest gets it at its next start; ``restart``: the same of a network or a pool.
``live only``: the definition has it, what is active does not, and it is tried there (again). ``pending``: the same, and
it waits for the next start. ``left alone``: somebody else added it, it stays."""

WAITING: tuple[When, ...] = ("pending", "power cycle", "restart", "live only")
"""When what is active lacks something, and may still do so after the plan is carried out."""

ObjectKind = Literal["secret", "nwfilter", "network", "storage_pool", "storage_volume", "domain"]
Action = Literal["create", "change", "adopt", "remember", "none"]
PowerChange = Literal["start", "shutdown", "restart"]
Consent = Literal["adopt", "disk-source", "new-hardware", "discard-saved"]
_NOUNS = {"storage_pool": "pool", "storage_volume": "volume", "nwfilter": "filter"}
CONSENTS: tuple[Consent, ...] = ("disk-source", "new-hardware", "discard-saved")


@dataclass(frozen=True)
class FilePlace:
    """Where a document asks for something."""

    file: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class PlannedChange:
    """One change, and when it takes effect. ``is_foreign``: somebody changed the host, the document is as it was."""

    change: Change
    words: ChangeWords
    when: When
    place: FilePlace = FilePlace()
    is_foreign: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Block:
    """Why a step is not done: nothing is sent unless ``consent`` is given; without one it is never done."""

    sentence: str
    consent: Consent | None = None
    path: str = ""


@dataclass(frozen=True)
class PlannedStep:
    """What would be done to one object.

    ``document`` is what would be defined, ``seen`` a digest of what libvirt had when this was planned, ``owned``
    what was asked before. ``power`` and
    ``autostart`` are what would be done about them, ``None`` for nothing. ``notes`` are sentences that people should
    read, although nothing follows from them. ``value`` is that of a secret, if it would be sent.
    """

    kind: ObjectKind
    name: str
    uuid: str | None
    action: Action
    document: Element = field(repr=False)
    asked: Element = field(repr=False)
    changes: tuple[PlannedChange, ...] = ()
    seen: str | None = None
    owned: frozenset[str] = frozenset()
    power: PowerChange | None = None
    autostart: bool | None = None
    blocks: tuple[Block, ...] = ()
    is_running: bool = False
    volume: Volume | None = None
    notes: tuple[str, ...] = ()
    value: bytes | None = field(default=None, repr=False)

    @property
    def title(self) -> str:
        """``domain web1``."""
        return f"{_NOUNS.get(self.kind, self.kind)} {self.name}"

    @property
    def sends(self) -> bool:
        """Whether applying it would change something that people see."""
        return self.action in ("create", "change", "adopt") or self.power is not None or self.autostart is not None

    @property
    def is_live_only(self) -> bool:
        """Whether applying it may change what is active although the definition stays."""
        return any(planned.when == "live only" for planned in self.changes)

    @property
    def waits(self) -> bool:
        """Whether what is active lacks something, and may still do so afterwards."""
        return any(planned.when in WAITING for planned in self.changes)


@dataclass(frozen=True)
class HostPlan:
    """What would be done to a host, in the order in which it would be done."""

    uri: str
    version: str
    steps: tuple[PlannedStep, ...]

    @property
    def is_blocked(self) -> bool:
        """Whether a step needs a consent, or can never be done."""
        return any(step.blocks for step in self.steps)

    @property
    def sends(self) -> bool:
        """Whether there is something to do."""
        return any(step.sends for step in self.steps)

    @property
    def is_live_only(self) -> bool:
        """Whether a running guest may change although no definition does."""
        return any(step.is_live_only for step in self.steps)

    @property
    def waits(self) -> bool:
        """Whether a guest lacks what its definition has, or will have."""
        return any(step.waits for step in self.steps)

    def to_dict(self) -> dict[str, Any]:
        """The plan for JSON; no secret is in it."""
        return {"uri": self.uri, "libvirt": self.version, "steps": [_step(step) for step in self.steps]}


def _step(step: PlannedStep) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "name": step.name,
        "uuid": step.uuid,
        "action": step.action,
        "creates": creation_words(step) or None,
        "running": step.is_running,
        "power": step.power,
        "autostart": step.autostart,
        "changes": [_planned(planned) for planned in step.changes],
        "notes": list(step.notes),
        "blocked": [{"message": block.sentence, "allow": block.consent, "path": block.path} for block in step.blocks],
    }


def _planned(planned: PlannedChange) -> dict[str, Any]:
    change = planned.change
    return {
        "when": planned.when,
        "kind": change.kind,
        "path": change.path,
        "text": str(planned.words),
        "old": None if is_secret_change(change) else json_value(change.old),
        "new": None if is_secret_change(change) else json_value(change.new),
        "secret": is_secret_change(change) or planned.words.is_secret,
        "changed_by_somebody_else": planned.is_foreign,
        "reason": planned.reason or None,
        "file": planned.place.file,
        "line": planned.place.line,
    }


def is_secret_change(change: Change) -> bool:
    """Whether the value of a change, or something in it, is a secret."""
    return is_secret(change.path) or any(_has_secret(value) for value in (change.old, change.new))


def _has_secret(value: object) -> bool:
    if not isinstance(value, Element):
        return False
    elements = (element for _, element in value.walk())
    return any(is_secret(name) for element in elements for name, held in element.__dict__.items() if held is not None)


def json_value(value: Any) -> Any:
    """A value as JSON has it: numbers, texts and truth values plainly, elements as XML."""
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if isinstance(value, Mapping):
        return {str(name): json_value(item) for name, item in value.items()}
    return value.to_xml().rstrip("\n") if hasattr(value, "to_xml") else str(value)


def blocks_without(blocks: Iterable[Block], allowed: Iterable[str]) -> tuple[Block, ...]:
    """The blocks that remain with some consents."""
    given = set(allowed)
    return tuple(block for block in blocks if block.consent is None or block.consent not in given)
