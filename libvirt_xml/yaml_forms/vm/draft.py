"""A domain in the making: what the parts of an expansion share."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial, reduce
from typing import Any

from libvirt_xml.facts.first_versions import parsed
from libvirt_xml.validation.catalogue import Code, Severity
from libvirt_xml.yaml_forms.document.form_tables import FormTable, table_of
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.references import References
from libvirt_xml.yaml_forms.systems import System
from libvirt_xml.yaml_forms.text.merging import by_device, merge
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.rows import Rows, place_at
from libvirt_xml.yaml_forms.vm.rules import Settled, at
from libvirt_xml.yaml_forms.vm.volumes import Wanted


@cache
def _table(owner: str) -> FormTable:
    """The fields of an element, in the order in which libvirt writes them."""
    from libvirt_xml import documents

    return table_of(getattr(documents, owner))


@cache
def _refuse_unknown(name: str, owner: str) -> None:
    """A name that the document has not is a mistake in our code, and would be lost."""
    if name not in _table(owner).fields:
        raise KeyError(f"{owner} has no field {name!r}")


@cache
def _refuse_unknown_places(rows: Rows) -> None:
    for place in rows.places():
        _refuse_unknown(place.partition(".")[0], "Domain")


_OF_SEVERAL = ("impossible-combination", "missing-key", "unknown-name", "needs-newer-libvirt")
"""Codes of problems that are there because of something else in the spec."""
_DECIDING = ("os", "arch", "accel", "machine")
"""Keys that decide what the others may be."""
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")
# What the form itself may make of a domain.
FORM = frozenset({
    "type", "name", "uuid", "title", "description", "metadata", "max_memory", "memory", "memory_backing", "vcpu",
    "iothreads", "cputune", "numatune", "os", "features", "cpu", "clock", "pm", "devices", "seclabels",
})  # fmt: skip
# The order in which libvirt writes devices; the schema takes any.
DEVICES = (
    "disks", "controllers", "filesystems", "interfaces", "serials", "consoles", "channels", "inputs", "tpms",
    "graphics", "sounds", "audios", "videos", "hostdevs", "watchdogs", "memballoon", "rngs", "vsock",
)  # fmt: skip


@dataclass
class Draft:
    """One expansion: the spec with its defaults, and what has been made of it so far."""

    settled: Settled
    system: System | None
    findings: Findings
    references: References
    path: str
    is_probing: bool = False
    libvirt: str | None = None
    domain: dict[str, Any] = field(default_factory=dict)
    metadata: list[Node] = field(default_factory=list)
    devices: dict[str, list[Node] | Node] = field(default_factory=dict)
    volumes: list[Wanted] = field(default_factory=list)
    probed: dict[Origin, str] = field(default_factory=dict)
    vm: Mapping = field(init=False)
    """The spec, with its defaults."""
    generation: Origin = field(init=False)
    """What sets what the spec leaves open and no rule is needed for."""
    get: Callable[..., Node | None] = field(init=False)
    """What stands at a path of keys of the spec; ``text`` and ``value`` are those of a single value there."""
    text: Callable[..., str | None] = field(init=False)
    value: Callable[..., Any] = field(init=False)

    def __post_init__(self) -> None:
        self.vm = self.settled.vm
        self.get = partial(at, self.vm)
        self.text = partial(text_at, self.vm)
        self.value = partial(value, self.vm)
        self.generation = Origin("generation", str(self.settled.generation))

    @property
    def name(self) -> str:
        """The machine's name."""
        return self.text("name") or ""

    # Looking into the spec

    def is_on(self, key: str) -> bool:
        """Whether a device is wanted: ``true``, or a map that does not say ``enabled: false``."""
        node = self.get(key)
        if isinstance(node, Scalar):
            return node.value is True
        return isinstance(node, Mapping) and value(node, "enabled") is True

    def maps(self, key: str) -> list[Mapping]:
        """The maps of a list."""
        node = self.get(key)
        return [item for item in node if isinstance(item, Mapping)] if isinstance(node, Sequence) else []

    def default(self, part: str, name: str) -> Scalar | None:
        """What the generation says of a device."""
        node = self.settled.parts[part].get(name)
        return node if isinstance(node, Scalar) else None

    def fact(self, name: str) -> Any:
        """What is known of the machine: ``arch``, ``machine`` (the family), ``firmware``, ``family`` (of the os)."""
        return self.settled.facts.get(name)

    def origin(self, *path: str) -> Origin:
        """What set a key."""
        node = self.get(*path)
        return self.vm.origin if node is None else node.origin

    # Making the domain

    def put(self, place: str, content: Any, origin: Origin) -> None:
        """Set what is at a place of the domain: ``os.type.value``."""
        steps = place.split(".")
        _refuse_unknown(steps[0], "Domain")
        place_at(self.domain, steps, make(content, origin))

    def lay(self, rows: Rows) -> None:
        """Put the plain keys of the spec into the domain."""
        _refuse_unknown_places(rows)
        rows.lay(self.vm, self.domain)

    def add(self, name: str, content: Any, origin: Origin) -> None:
        """Add a device to a list of devices."""
        self.extend(name, [make(content, origin)])

    def extend(self, name: str, added: Iterable[Node]) -> None:
        """Add devices to a list of devices."""
        _refuse_unknown(name, "Devices")
        devices = self.devices.setdefault(name, [])
        assert isinstance(devices, list)
        devices.extend(added)

    def set_device(self, name: str, content: Any, origin: Origin) -> None:
        """Set the device of which a machine has one at most."""
        _refuse_unknown(name, "Devices")
        self.devices[name] = make(content, origin)

    def devices_in(self, name: str) -> list[Mapping]:
        """The devices of a list so far."""
        held = self.devices.get(name)
        return [item for item in held if isinstance(item, Mapping)] if isinstance(held, list) else []

    def alias(self, kind: str, name: Node | None) -> dict[str, Any] | None:
        """The alias by which a device is told apart from now on: ``ua-disk-root``."""
        if not isinstance(name, Scalar) or self.value("aliases") is False:
            return None
        return {"name": Scalar(f"ua-{kind}-{name.text}", None, name.origin)}

    def lay_domain(self, domain: Node, findings: Findings) -> Node:
        """What the spec says in the document form, layer by layer, over a domain."""
        domain_form = self.get("domain")
        layers = (
            list(domain_form) if isinstance(domain_form, Sequence) else [] if domain_form is None else [domain_form]
        )
        if not self.settled.merges_lists:
            whole = reduce(merge, layers) if layers else None
            return domain if whole is None else merge(domain, whole, by_device)
        if not layers:
            return domain
        from libvirt_xml.documents.domain import Domain
        from libvirt_xml.yaml_forms.layering.patching import lay

        for number, layer in enumerate(layers):
            path = f"{self.path}.domain" + (f"[{number}]" if isinstance(domain_form, Sequence) else "")
            domain = lay(domain, layer, Domain, findings, path)
        return domain

    def complain(
        self,
        message: str,
        at: Node | Origin,
        path: str,
        code: Code = "impossible-combination",
        *,
        because_of: Collection[str] = (),
        **more: Any,
    ) -> None:
        """Note a problem at a path below ``vm``, unless another one may be its reason: a wrong value beside it, or in
        what else it comes from, which is at the paths ``because_of``."""
        if code in _OF_SEVERAL and self._has_lost_beside(path, code):
            return
        if any(self._has_lost_at(other) for other in because_of):
            return
        place = at if isinstance(at, Origin) else at.origin
        if place.line is None:  # a default: what it does not go with is the machine as a whole
            place = self.vm.origin
        self.findings.add(code, message, place, f"{self.path}.{path}" if path else self.path, **more)

    def _has_lost_beside(self, path: str, code: Code) -> bool:
        """Whether a map on a path, or what everything depends on, has a key whose value was wrong."""
        if code == "impossible-combination" and self.vm.has_lost(*_DECIDING):
            return True
        node: Node | None = self.vm
        for name, index in _STEP.findall(path):
            if name:
                node = node.items.get(name) if isinstance(node, Mapping) else None
            elif isinstance(node, Sequence):
                node = node.items[int(index)] if int(index) < len(node) else None
            if isinstance(node, Mapping) and node.has_lost():
                return True
        return False

    def _has_lost_at(self, path: str) -> bool:
        """Whether the value at a path was wrong, or something in an item of the list there."""
        node: Node | None = self.vm
        for name in path.split("."):
            if not isinstance(node, Mapping) or node.has_lost(name):
                return isinstance(node, Mapping)
            node = node.items.get(name)
        parts = node.items if isinstance(node, Sequence) else ()
        return any(isinstance(part, Mapping) and part.has_lost() for part in parts)

    def complain_if_older(self, since: str, message: str, at: Node, path: str, severity: Severity = "error") -> None:
        """Note that a key needs a version of libvirt: a warning where no version was asked for."""
        if self.libvirt is not None and parsed(self.libvirt) >= parsed(since):
            return
        chosen: Severity = "warning" if self.libvirt is None else severity
        self.complain(message, at, path, "needs-newer-libvirt", severity=chosen)

    def device_tree(self) -> Mapping:
        """The devices in the document form, in libvirt's order."""
        devices: dict[str, Node] = {}
        for name in sorted(self.devices, key=_rank_of_device):
            held = self.devices[name]
            devices[name] = Sequence(held, held[0].origin) if isinstance(held, list) else held
        return Mapping(devices, self.vm.origin)

    def tree(self) -> Mapping:
        """The domain in the document form, in libvirt's order."""
        content = {**self.domain, "devices": self.device_tree()}
        if self.metadata:
            content["metadata"] = {"elements": self.metadata}
        ordered = _in_order(content, _table("Domain"))
        return Mapping({name: make(item, self.generation) for name, item in ordered.items()}, self.vm.origin)


def _in_order(content: dict[str, Any], table: FormTable) -> dict[str, Any]:
    """What is made of an element, in libvirt's order; so are the maps that several topics have put something into."""
    return {
        name: _in_order(content[name], table_of(field.cls))
        if isinstance(content[name], dict) and field.cls is not None
        else content[name]
        for name, field in table.fields.items()
        if name in content
    }


def _rank_of_device(name: str) -> int:
    return DEVICES.index(name) if name in DEVICES else len(DEVICES)


def in_order(domain: Mapping, expansion: Mapping) -> Mapping:
    """A domain with what the form makes in libvirt's order, and after it what only the document form says."""
    first = [name for name in _table("Domain").fields if name in domain.items and (name in expansion or name in FORM)]
    rest = [name for name in domain.items if name not in first]
    return Mapping({name: domain.items[name] for name in (*first, *rest)}, domain.origin, domain.keys)


def text_at(node: Node | None, *path: str) -> str | None:
    """The text at a path of keys in a tree; ``None`` where no single value stands."""
    for step in path:
        node = node.items.get(step) if type(node) is Mapping else None
    return node.text if type(node) is Scalar and node.value is not None else None


def value(node: Node | None, *path: str) -> Any:
    """The value at a path of keys in a tree."""
    for step in path:
        node = node.items.get(step) if type(node) is Mapping else None
    return node.value if type(node) is Scalar else None


def positions(draft: Draft, key: str) -> Iterator[tuple[str, Mapping]]:
    """The maps of a list, each with its path below ``vm``."""
    for at_, item in enumerate(draft.maps(key)):
        yield f"{key}[{at_}]", item
