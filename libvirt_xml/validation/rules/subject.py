"""A document that rules are asked about: its tree, and what is derived from it, each worked out once."""

from __future__ import annotations

from typing import Any

from libvirt_xml.validation.rules.derived import FACTS
from libvirt_xml.validation.rules.host_facts.known_host import UNKNOWN_HOST, KnownHost
from libvirt_xml.validation.rules.rule_model import Driver
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.triggers.trigger_paths import trigger_path

_DRIVER_OF_QEMU = frozenset({"qemu", "kvm", "hvf"})
_ASKED = _DRIVER_OF_QEMU | {"test", "lxc"}


class Subject:
    """A document. What depends on the release of libvirt is told by the rules, not here."""

    def __init__(self, root: Thing, known: KnownHost = UNKNOWN_HOST) -> None:
        self.root = root
        self.known = known
        """What is known of the host that the document is for."""
        self._at: dict[str, list[Thing]] = {}
        self._facts: dict[tuple[int, str], str | None] = {}
        self._completed: tuple[Thing | None] | None = None

    def is_for(self, driver: Driver) -> bool:
        """Whether rules of a driver hold for the document; of others than domains that is not asked.

        What all drivers do is known of those of QEMU, of the test driver and of LXC. Others were never asked; their
        documents are mostly converted from other formats.
        """
        if self.root.name != "domain":
            return True
        written = self.root.attributes.get("type")
        return written in _DRIVER_OF_QEMU if driver == "qemu" else written in _ASKED

    def at(self, path: str) -> list[Thing]:
        """The elements at a path from the root."""
        things = self._at.get(path)
        if things is None:
            things = self._at[path] = trigger_path(path).things(self.root) if path else [self.root]
        return things

    def values(self, thing: Thing, path: str) -> list[str]:
        """The attributes, texts or derived facts at a path."""
        compiled = trigger_path(path)
        if compiled.fact is None:
            return compiled.values(thing)
        facts = (self.derived(one, compiled.fact) for one in compiled.things(thing))
        return [fact for fact in facts if fact is not None]

    def value(self, thing: Thing, path: str) -> str | None:
        """The first of ``values``."""
        return next(iter(self.values(thing, path)), None)

    def derived(self, thing: Thing, fact: str) -> str | None:
        """A derived fact of an element; ``None`` where it is not known. Raises KeyError for an unknown one."""
        key = (id(thing), fact)
        if key not in self._facts:
            self._facts[key] = FACTS[fact](thing, self)
        return self._facts[key]

    @property
    def machine(self) -> dict[str, str | None]:
        """Architecture, machine type, family and type of a domain, as far as they are known."""
        return {name: self.derived(self.root, name) for name in ("arch", "machine", "family", "virt")}

    def completed(self) -> Thing | None:
        """The root of the machine as libvirt completes it; ``None`` where that is not known. It takes milliseconds:
        only for rules that are asked seldom."""
        if self._completed is None:
            from libvirt_xml.validation.rules.completed_things import completed_things

            self._completed = (completed_things(self.root),)
        return self._completed[0]


Answer = bool | dict[str, Any] | list[dict[str, Any]] | None
"""What the function of a rule says of an element: false or ``None`` for no hit, true for one, or the parameters of the
sentence, of which ``at`` and ``thing`` move the place; a list for several hits."""
