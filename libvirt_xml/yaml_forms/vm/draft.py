"""A domain in the making: what the parts of an expansion share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from libvirt_xml.facts.first_versions import parsed
from libvirt_xml.validation.problem import Severity
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.layering.merging import by_device, merge
from libvirt_xml.yaml_forms.references import References
from libvirt_xml.yaml_forms.systems import System
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.rules import Settled, at
from libvirt_xml.yaml_forms.vm.volumes import Wanted

# The order in which libvirt writes.
ORDER = (
    "type", "name", "uuid", "title", "description", "metadata", "max_memory", "memory", "memory_backing", "vcpu",
    "iothreads", "cputune", "numatune", "os", "features", "cpu", "clock", "pm", "devices", "seclabels",
)  # fmt: skip
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
    domain: dict[str, Node] = field(default_factory=dict)
    devices: dict[str, list[Node] | Node] = field(default_factory=dict)
    volumes: list[Wanted] = field(default_factory=list)
    probed: dict[Origin, str] = field(default_factory=dict)
    vm: Mapping = field(init=False)
    """The spec, with its defaults."""
    generation: Origin = field(init=False)
    """What sets what the spec leaves open and no rule is needed for."""

    def __post_init__(self) -> None:
        self.vm = self.settled.vm
        self.generation = Origin("generation", str(self.settled.generation))

    @property
    def name(self) -> str:
        """The machine's name."""
        return self.text("name") or ""

    # Looking into the spec

    def get(self, *path: str) -> Node | None:
        """What stands at a path of keys."""
        return at(self.vm, *path)

    def text(self, *path: str) -> str | None:
        """The text at a path of keys."""
        found = at(self.vm, *path)
        return found.text if type(found) is Scalar else None

    def value(self, *path: str) -> Any:
        """The value at a path of keys."""
        found = at(self.vm, *path)
        return found.value if type(found) is Scalar else None

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
        found = self.settled.parts[part].get(name)
        return found if isinstance(found, Scalar) else None

    def fact(self, name: str) -> Any:
        """What is known of the machine: ``arch``, ``machine`` (the family), ``firmware``, ``family`` (of the os)."""
        return self.settled.facts.get(name)

    def origin(self, *path: str) -> Origin:
        """What set a key."""
        node = self.get(*path)
        return self.vm.origin if node is None else node.origin

    # Making the domain

    def put(self, name: str, content: Any, origin: Origin) -> None:
        """Set a child of the domain."""
        self.domain[name] = make(content, origin)

    def add(self, name: str, content: Any, origin: Origin) -> None:
        """Add a device to a list of devices."""
        held = self.devices.setdefault(name, [])
        assert isinstance(held, list)
        held.append(make(content, origin))

    def made(self, name: str) -> list[Mapping]:
        """The devices of a list so far."""
        held = self.devices.get(name)
        return [item for item in held if isinstance(item, Mapping)] if isinstance(held, list) else []

    def alias(self, kind: str, name: Node | None) -> dict[str, Any] | None:
        """The alias by which a device is told apart from now on: ``ua-disk-root``."""
        if not isinstance(name, Scalar) or self.value("aliases") is False:
            return None
        return {"name": Scalar(f"ua-{kind}-{name.text}", None, name.origin)}

    def lay_domain(self, made: Node, findings: Findings) -> Node:
        """What the spec says in the document form, layer by layer, over a domain."""
        said = self.get("domain")
        layers = list(said) if isinstance(said, Sequence) else [] if said is None else [said]
        if not self.settled.merges_lists:
            whole = reduce(merge, layers) if layers else None
            return made if whole is None else merge(made, whole, by_device)
        if not layers:
            return made
        from libvirt_xml.documents.domain import Domain
        from libvirt_xml.yaml_forms.layering.patching import lay

        for number, layer in enumerate(layers):
            path = f"{self.path}.domain" + (f"[{number}]" if isinstance(said, Sequence) else "")
            made = lay(made, layer, Domain, findings, path)
        return made

    def complain(
        self, message: str, at: Node | Origin, path: str, code: str = "impossible-combination", **more: Any
    ) -> None:
        """Note a problem at a path below ``vm``."""
        place = at if isinstance(at, Origin) else at.origin
        if place.line is None:  # a default: what it does not go with is the machine as a whole
            place = self.vm.origin
        self.findings.add(code, message, place, f"{self.path}.{path}" if path else self.path, **more)

    def complain_if_older(self, since: str, message: str, at: Node, path: str, severity: Severity = "error") -> None:
        """Note that a key needs a version of libvirt: a warning where no version was asked for."""
        if self.libvirt is not None and parsed(self.libvirt) >= parsed(since):
            return
        chosen: Severity = "warning" if self.libvirt is None else severity
        self.complain(message, at, path, "needs-newer-libvirt", severity=chosen)

    def tree(self) -> Mapping:
        """The domain in the document form, in libvirt's order."""
        devices = {name: self.devices[name] for name in DEVICES if name in self.devices}
        lists = {
            name: Sequence(held, held[0].origin) if isinstance(held, list) else held for name, held in devices.items()
        }
        made = {**self.domain, "devices": Mapping(lists, self.vm.origin)}
        return Mapping({name: made[name] for name in ORDER if name in made}, self.vm.origin)


def text_at(node: Node | None, *path: str) -> str | None:
    """The text at a path of keys in a tree; ``None`` where no single value stands."""
    found = at(node, *path)
    return found.text if type(found) is Scalar else None


def value(node: Node | None, *path: str) -> Any:
    """The value at a path of keys in a tree."""
    found = at(node, *path)
    return found.value if type(found) is Scalar else None


def positions(draft: Draft, key: str) -> Iterator[tuple[str, Mapping]]:
    """The maps of a list, each with its path below ``vm``."""
    for at_, item in enumerate(draft.maps(key)):
        yield f"{key}[{at_}]", item
