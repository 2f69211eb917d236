"""What shares and host devices cannot have: libvirt or QEMU refuses it."""

from __future__ import annotations

from libvirt_xml.facts.driver import most_queue, most_tag_bytes, since
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.machine_types import check_part


def check_share(draft: Draft, share: Mapping, tag: Scalar, path: str) -> None:
    """The length of the tag and of the queue, and read-only virtiofs, which is newer than virtiofs."""
    driver = text_at(share, "driver") or "virtiofs"
    most, length = most_tag_bytes(driver), len(tag.text.encode())
    if most is not None and length > most:
        key = "tag" if share.get("tag") is not None else "name"
        message = render("invalid-value", "share-tag", driver=driver, most=most, length=length)
        draft.complain(message, tag, f"{path}.{key}", "invalid-value")
    queue = value(share, "queue")
    if isinstance(queue, int) and driver == "virtiofs" and (queue > most_queue() or queue.bit_count() != 1):
        message = render("invalid-value", "share-queue", most=most_queue(), queue=queue)
        draft.complain(message, share.get("queue") or share, f"{path}.queue", "invalid-value")
    if value(share, "readonly") is True and driver == "virtiofs":
        first = since("readonly_virtiofs")
        message = render("needs-newer-libvirt", "readonly-virtiofs", since=first)
        draft.complain_if_older(first, message, share.get("readonly") or share, f"{path}.readonly")


def check_hostdev(draft: Draft, hostdev: Mapping, kind: str, path: str) -> None:
    """What belongs to one kind of host device only."""
    model = hostdev.get("model")
    if kind == "mdev" and isinstance(model, Scalar):
        check_part(draft, "mdev", model, f"{path}.model")
    if kind != "pci" and hostdev.get("rom") is not None:
        draft.complain(render("impossible-combination", "hostdev-rom"), hostdev.place_of("rom"), f"{path}.rom")
    if kind == "mdev" and value(hostdev, "display") is True and not draft.devices_in("graphics"):
        message = render("impossible-combination", "hostdev-display")
        draft.complain(message, hostdev.place_of("display"), f"{path}.display")
