"""What cloud-init is told: the CD-ROM with its files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from libvirt_xml.spec.cloud_init import Seed, complaint, make_seed
from libvirt_xml.spec.tree import Mapping, Node, Scalar, plain
from libvirt_xml.spec.vm.disks import free_target
from libvirt_xml.spec.vm.draft import Draft, text
from libvirt_xml.spec.vm.volumes import Wanted, volume_tree

_PARTS = ("user_data", "meta_data", "network_config", "vendor_data")


def expand_cloud_init(draft: Draft) -> None:
    """The CD-ROM with the files of ``cloud_init``, and the volume that it is in."""
    said = draft.get("cloud_init")
    if not isinstance(said, Mapping):
        return
    seed = _seed_maker(draft, said)
    if seed is None:
        return
    path = said.get("path")
    pool = said.get("pool") or _usual_pool(draft)
    name = text(said, "volume") or (text(path) or "").rpartition("/")[2] or f"{draft.name}-cidata.iso"
    if path is not None and (said.get("pool") or said.get("volume")) is not None:
        draft.complain("a path, or a pool and a volume, not both", path, "cloud_init.path")
    tree = volume_tree(name, "raw", None, said.origin, path=path, is_sparse=False)
    draft.volumes.append(Wanted(tree, None if path is not None else text(pool), content=seed))
    source: dict[str, Any] = {"file": path} if path is not None else {"pool": pool, "volume": name}
    bus = draft.default("cdrom", "bus")
    content = {
        "type": "file" if path is not None else "volume",
        "device": "cdrom",
        "driver": {"name": "qemu", "type": "raw"},
        "source": source,
        "target": {"dev": free_target(draft, text(bus) or "sata"), "bus": bus},
        "readonly": True,
        "alias": draft.alias("disk", Scalar("cidata", None, said.origin)),
    }
    if any(text(disk, "name") == "cidata" for disk in draft.maps("disks")):
        draft.complain("the name 'cidata' is that of the CD-ROM for cloud-init", said, "cloud_init", "duplicate-name")
    draft.add("disks", content, said.origin)


def _usual_pool(draft: Draft) -> Node:
    """The pool of the first disk that is in one."""
    pools = (pool for disk in draft.maps("disks") if (pool := disk.get("pool")) is not None)
    return next(pools, None) or draft.default("disk", "pool") or Scalar("default", None, draft.generation)


def _seed_maker(draft: Draft, said: Mapping) -> Callable[[], Seed] | None:
    """How to make the files; ``None``, and a problem, where they cannot be made."""
    parts: dict[str, Any] = {}
    for name in _PARTS:
        node = said.get(name)
        if node is not None:
            parts[name] = _content(draft, node, f"{draft.path}.cloud_init.{name}")
            if parts[name] is None:
                return None
    user_data = parts.get("user_data")
    if isinstance(user_data, str | bytes) and (sentence := complaint(user_data)) is not None:
        at = said.get("user_data") or said
        draft.complain(sentence, at, "cloud_init.user_data", "invalid-value")
        return None
    maker = partial(make_seed, hostname=draft.name, **parts)
    if all(isinstance(part, dict) for part in parts.values()):
        return maker  # plain data of YAML can always be written: it need not be tried
    try:
        maker()
        return maker
    except ValueError as error:
        draft.complain(str(error), said, "cloud_init", "invalid-value")
        return None


def _content(draft: Draft, node: Node, path: str) -> Any:
    if isinstance(node, Mapping) and draft.references.is_reference(node):
        return draft.references.read(node, draft.findings, path)
    return plain(node)
