"""Folders of the host that the guest can mount."""

from __future__ import annotations

from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key, Record
from libvirt_xml.yaml_forms.shapes.libvirt_fields import LibvirtFields
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.shapes.other_tools.folder_keys import share_of_text
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import SHARE_REFUSALS
from libvirt_xml.yaml_forms.shapes.shapes import Flag, Text, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of, name_by_alias
from libvirt_xml.yaml_forms.vm.draft import Draft, positions, text_at
from libvirt_xml.yaml_forms.vm.key_shapes import DEVICE_NAME, FILE, of_device
from libvirt_xml.yaml_forms.vm.machine_types import check_device
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.host.host_checks import check_share

SHARE = Record(
    "a share",
    {
        "name": Key(DEVICE_NAME, "what the share is called, here and as its alias (ua-share-NAME)"),
        "path": Row(FILE, "the folder of the host", is_required=True, place="source.dir"),
        "tag": Key(Text("a tag"), "what the guest mounts; default: the share's name"),
        "readonly": Row(Flag(), "whether the guest must not write", place="readonly"),
        "driver": Key(Words(("virtiofs", "9p")), "how it is shared; default: virtiofs"),
        "cache": Row(
            Words(("none", "always")),
            "whether the host keeps what the guest reads (virtiofs)",
            place="binary.cache.mode",
        ),
        "queue": Row(Whole(1), "length of the queue (virtiofs)", place="driver.queue"),
    },
    inner=LibvirtFields("Filesystem", "filesystems", "ua-share", reads=lambda name, item: ROWS.keys_in(name, item)),
    of_fields=of_device("filesystems", "shares"),
    synonyms="shares",
    refusals=SHARE_REFUSALS,
    kinds=("path",),
    reads=share_of_text,
    example="{name: data, path: /srv/data}",
)
KEYS = {"shares": Key(NamedList(SHARE, "a list of shares"), "folders of the host that the guest can mount")}
ROWS: Rows = Rows("Filesystem", SHARE.keys)


def expand(draft: Draft) -> None:
    """``filesystem``."""
    tags: dict[str, str] = {}
    for path, share in positions(draft, "shares"):
        tag = share.get("tag") or share.get("name")
        if not isinstance(tag, Scalar):
            if not share.has_lost():
                message = render("missing-key", "share-tag")
                draft.complain(message, share, path, "missing-key", expected=("name", "tag"))
            continue
        if tag.text in tags:
            message = render("duplicate-name", "share-tag", tag=tag.text)
            draft.complain(message, tag, f"{path}.tag", "duplicate-name")
        tags[tag.text] = path
        check_device(draft, text_at(share, "driver") or "virtiofs", share.origin, path)
        check_share(draft, share, tag, path)
        draft.add("filesystems", _share(draft, share, tag, path), share.origin)


def _share(draft: Draft, share: Mapping, tag: Scalar, path: str) -> dict[str, Any]:
    is_virtiofs = text_at(share, "driver") in (None, "virtiofs")
    for key in ("cache", "queue"):
        if not is_virtiofs and share.get(key) is not None:
            message = render("impossible-combination", "share-of-virtiofs", key=key)
            draft.complain(message, share.get(key) or share, f"{path}.{key}")
    content: dict[str, Any] = {
        "type": "mount",
        "accessmode": "passthrough" if is_virtiofs else "mapped",
        "driver": {"type": share.get("driver") or "virtiofs"} if is_virtiofs else None,
        "binary": None,
        "source": None,
        "target": {"dir": tag},
        "readonly": None,
        "alias": draft.alias("share", share.get("name")),
    }
    ROWS.lay(share, content)
    return content


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``shares``, of folders."""
    shares = [_guess_share(share) for share in devices_of(domain, "filesystems")]
    return {"shares": [share for share in shares if share] or None}


def _guess_share(share: Mapping) -> VmSpec | None:
    if text_at(share, "type") != "mount" or text_at(share, "source", "dir") is None:
        return None
    tag = text_at(share, "target", "dir") or ""
    name = name_by_alias(share, "share")
    return {
        "name": name,
        **ROWS.read(share),
        "tag": tag if name != tag else None,
        "driver": None if text_at(share, "driver", "type") == "virtiofs" else "9p",
    }


TOPIC = Topic(KEYS, expand=expand, guess=guess)
