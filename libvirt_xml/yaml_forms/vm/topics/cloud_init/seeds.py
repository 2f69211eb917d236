"""What cloud-init is told: the CD-ROM with its files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.findings import Findings, SpecError
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.describing import last_key
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import CLOUD_INIT_REFUSALS
from libvirt_xml.yaml_forms.shapes.shapes import Part, Text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, plain
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.key_shapes import PATH
from libvirt_xml.yaml_forms.vm.machine_types import check_part
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.cloud_init.cloud_init import Seed, complaint, make_seed
from libvirt_xml.yaml_forms.vm.topics.disks.buses import free_target
from libvirt_xml.yaml_forms.vm.volumes import Wanted, volume_tree

_PARTS = ("user_data", "meta_data", "network_config", "vendor_data")


_SEED = "a text, a map, or {file: PATH}"


class SeedContent(OneOf):
    """The content of a file of cloud-init."""

    def refuse(self, node: Node, path: str, findings: Findings) -> None:
        """Note that a value is of the wrong type; a list has the commands of a guest, or its packages."""
        if not isinstance(node, Sequence):
            super().refuse(node, path, findings)
            return
        message = render("wrong-type", "list-of-commands", key=last_key(path), expected=self.what)
        findings.add("wrong-type", message, node, path)


class CloudInit(Record):
    """What cloud-init is told."""

    def _mistake(self, node: Node, path: str) -> Sentence | None:
        is_content = isinstance(node, Scalar) and not node.is_hidden and "\n" in node.text
        return render("wrong-type", "text-of-user-data") if is_content else super()._mistake(node, path)


_CONTENT = SeedContent((Part(what="a map"), Text("a text")))

CLOUD_INIT = CloudInit(
    "cloud_init",
    {
        "user_data": Key(_CONTENT, f"the user data: {_SEED}"),
        "meta_data": Key(_CONTENT, f"the meta data, beside the instance id and the host name: {_SEED}"),
        "network_config": Key(_CONTENT, f"the network configuration: {_SEED}"),
        "vendor_data": Key(_CONTENT, f"the vendor data: {_SEED}"),
        "pool": Key(
            Text("the name of a pool"), "the pool that takes the CD-ROM; default: that of the first disk, or default"
        ),
        "volume": Key(Text("the name of a volume"), "the volume of the CD-ROM; default: VM-cidata.iso"),
        "path": Key(PATH, "the file of the CD-ROM, instead of pool and volume"),
    },
    bare="{user_data: {file: TEXT}}",
    example="{user_data: {file: user-data.yaml}}",
    synonyms="cloud-init",
    refusals=CLOUD_INIT_REFUSALS,
)
KEYS = {"cloud_init": Key(CLOUD_INIT, "what cloud-init in the guest is told, on a CD-ROM")}


def expand_cloud_init(draft: Draft) -> None:
    """The CD-ROM with the files of ``cloud_init``, and the volume that it is in."""
    keys = draft.get("cloud_init")
    if not isinstance(keys, Mapping):
        return
    seed = _seed_maker(draft, keys)
    if seed is None:
        return
    path = keys.get("path")
    pool = keys.get("pool") or _usual_pool(draft)
    name = text_at(keys, "volume") or (text_at(path) or "").rpartition("/")[2] or f"{draft.name}-cidata.iso"
    if path is not None and (keys.get("pool") or keys.get("volume")) is not None:
        draft.complain(render("impossible-combination", "seed-places"), path, "cloud_init.path")
    tree = volume_tree(name, "raw", None, keys.origin, path=path, is_sparse=False)
    draft.volumes.append(Wanted(tree, None if path is not None else text_at(pool), content=seed))
    source: dict[str, Any] = {"file": path} if path is not None else {"pool": pool, "volume": name}
    bus = draft.default("cdrom", "bus")
    if bus is not None:
        check_part(draft, "disk", Scalar(bus.text, None, draft.origin("cloud_init")), "cloud_init")
    content = {
        "type": "file" if path is not None else "volume",
        "device": "cdrom",
        "driver": {"name": "qemu", "type": "raw"},
        "source": source,
        "target": {"dev": free_target(draft, text_at(bus) or "sata"), "bus": bus},
        "readonly": True,
        "alias": draft.alias("disk", Scalar("cidata", None, keys.origin)),
    }
    if any(text_at(disk, "name") == "cidata" for disk in draft.maps("disks")):
        draft.complain(render("duplicate-name", "cidata"), keys, "cloud_init", "duplicate-name")
    draft.add("disks", content, keys.origin)


def _usual_pool(draft: Draft) -> Node:
    """The pool of the first disk that is in one."""
    pools = (pool for disk in draft.maps("disks") if (pool := disk.get("pool")) is not None)
    return next(pools, None) or draft.default("disk", "pool") or Scalar("default", None, draft.generation)


def _seed_maker(draft: Draft, keys: Mapping) -> Callable[[], Seed] | None:
    """How to make the files; ``None``, and a problem, where they cannot be made."""
    nodes = {name: node for name in _PARTS if (node := keys.get(name)) is not None}
    referenced = {name for name, node in nodes.items() if draft.references.is_reference(node)}
    parts = {name: _content(draft, node, f"{draft.path}.cloud_init.{name}") for name, node in nodes.items()}
    if draft.references.is_reading and None in parts.values():
        return None
    if _complain_of_user_data(draft, nodes, parts, referenced):
        return None
    _check_version(draft, nodes.get("network_config"))
    given = {name: part for name, part in parts.items() if part is not None}
    maker = partial(make_seed, hostname=draft.name, **given)
    is_whole = len(given) == len(parts)
    result = maker if is_whole else partial(_refuse, keys.origin, f"{draft.path}.cloud_init")
    if all(isinstance(part, dict) for part in given.values()):
        return result  # plain data of YAML can always be written: it need not be tried
    try:
        maker()
        return result
    except ValueError as error:
        is_hidden = "meta_data" in referenced
        message = render("invalid-value", "referenced-meta-data") if is_hidden else error.args[0]
        place, path = (nodes["meta_data"], "cloud_init.meta_data") if is_hidden else (keys, "cloud_init")
        draft.complain(message, place, path, "invalid-value")
        return None


def _complain_of_user_data(draft: Draft, nodes: dict[str, Node], parts: dict[str, Any], referenced: set[str]) -> bool:
    content = parts.get("user_data")
    if not isinstance(content, str | bytes):
        return False
    sentence = complaint(content, is_shown="user_data" not in referenced)
    if sentence is not None:
        draft.complain(sentence, nodes["user_data"], "cloud_init.user_data", "invalid-value")
    return sentence is not None


def _check_version(draft: Draft, node: Node | None) -> None:
    """A network configuration without its version is none to cloud-init."""
    content = node.items.get("network", node) if isinstance(node, Mapping) else None
    if not isinstance(content, Mapping) or "version" in content.items:
        return
    sections = [key for key in content.items if key in _OF_VERSION]
    if sections:
        number = _OF_VERSION[sections[0]]
        message = render("missing-key", "version-of-network", key=sections[0], version=number)
        place = content.place_of(sections[0])
        draft.complain(message, place, "cloud_init.network_config", "missing-key", expected=("version",))


_OF_VERSION = {**dict.fromkeys(("ethernets", "bonds", "bridges", "vlans", "wifis"), 2), "config": 1}
"""The parts of a network configuration of cloud-init, and the version that has them."""


def _refuse(origin: Origin, path: str) -> NoReturn:
    """What stands for the making of files of which some were not read."""
    findings = Findings()
    findings.add("unreadable-reference", render("unreadable-reference", "unread"), origin, path)
    raise SpecError(findings.problems)


def _content(draft: Draft, node: Node, path: str) -> Any:
    if isinstance(node, Mapping) and draft.references.is_reference(node):
        return draft.references.read(node, draft.findings, path)
    return plain(node)


TOPIC = Topic(KEYS, expand=expand_cloud_init)
