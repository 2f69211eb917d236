"""A document that rules are asked about: its tree, and what is derived from it, each worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from libvirt_xml.validation.rules.derived import FACTS
from libvirt_xml.validation.rules.host_facts.known_host import UNKNOWN_HOST, KnownHost
from libvirt_xml.validation.rules.rule_model import Driver
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.triggers.trigger_paths import TriggerPath, trigger_path

_DRIVER_OF_QEMU = frozenset({"qemu", "kvm", "hvf"})
_ASKED = _DRIVER_OF_QEMU | {"test", "lxc"}

_T = TypeVar("_T")


class Subject:
    """A document. What depends on the release of libvirt is told by the rules, not here."""

    def __init__(self, root: Thing, known: KnownHost = UNKNOWN_HOST) -> None:
        self.root = root
        self.known = known
        """What is known of the host that the document is for."""
        self._at: dict[str, list[Thing]] = {}
        self._facts: dict[tuple[int, str], str | None] = {}
        self._once: dict[Any, Any] = {}
        self._beside: dict[tuple[int, str], list[str]] = {}
        self._absolute: dict[str, list[str]] = {}
        """What stands at paths from the root: looked for once, however many elements ask."""

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

    def once(self, compute: Callable[[Subject], _T]) -> _T:
        """What a function of the module makes of the document; it is worked out once, however many elements ask."""
        if compute not in self._once:
            self._once[compute] = compute(self)
        return self._once[compute]  # type: ignore[no-any-return]

    def of_root(self, compute: Callable[[Thing], _T]) -> _T:
        """The same for a function of the root."""
        if compute not in self._once:
            self._once[compute] = compute(self.root)
        return self._once[compute]  # type: ignore[no-any-return]

    def beside(self, thing: Thing, path: TriggerPath) -> list[str]:
        """The values at a path that begins with ``..``: looked for once for all children of an element."""
        key = (id(thing.parent), path.text)
        values = self._beside.get(key)
        if values is None:
            values = self._beside[key] = path.values(thing)
        return values

    def values(self, thing: Thing, path: str) -> list[str]:
        """The attributes, texts or derived facts at a path."""
        compiled = trigger_path(path)
        if not compiled.is_absolute:
            return self._values(thing, compiled)
        values = self._absolute.get(path)
        if values is None:
            values = self._absolute[path] = self._values(thing, compiled)
        return values

    def _values(self, thing: Thing, path: TriggerPath) -> list[str]:
        if path.fact is None:
            return path.values(thing)
        facts = (self.derived(one, path.fact) for one in path.things(thing))
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
        from libvirt_xml.validation.rules.completed_things import completed_things

        return self.of_root(completed_things)


Answer = bool | dict[str, Any] | list[dict[str, Any]] | None
"""What the function of a rule says of an element: false or ``None`` for no hit, true for one, or the parameters of the
sentence, of which ``at`` and ``thing`` move the place; a list for several hits."""
