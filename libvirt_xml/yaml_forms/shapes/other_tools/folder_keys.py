"""Folders of the host as containers have them, ``/srv:/mnt:ro``, and the shares that they mean."""

from __future__ import annotations

import re

from libvirt_xml.messages import Sentence, render
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar, Sequence

_FOLDER = re.compile(r"(/[^:,]*)[:,]([^:,]*)(?:[:,](ro|rw|[a-zA-Z,]+))?").fullmatch
_IN_FOLDER = re.compile(r"(?:\./|~/|\.\./)?(?=[\w.-]+/?[\w./-]*:/)").match
_MOST = 6  # folders that a message names


def share_of_text(text: str) -> str | None:
    """The share that ``/srv:/mnt:ro`` of a container means, or ``/srv,tag`` of virt-install."""
    match = _FOLDER(text)
    if match is None:
        return None
    name = re.sub(r"[^A-Za-z0-9_.-]", "-", (match[2] or match[1]).strip("/").rpartition("/")[2]) or "data"
    readonly = ", readonly: true" if match[3] is not None and "ro" in match[3].split(",") else ""
    return f"{{name: {name}, path: {match[1]}{readonly}}}"


def folders(key: str, node: Mapping) -> Sentence | None:
    """``volumes: [./data:/srv]``: folders of the host, as containers have them."""
    item = node.items.get(key)
    parts = item.items if isinstance(item, Sequence) else []
    texts = [part.text for part in parts if isinstance(part, Scalar) and not part.is_hidden]
    shares = [share_of_text(_whole(text)) for text in texts]
    known = [share for share in shares if share is not None]
    if not known or len(known) < len(parts) or len(known) > _MOST:
        return None
    return render("unknown-key", "folders", key=key, shares=f"[{', '.join(known)}]")


def _whole(text: str) -> str:
    """A folder with an absolute path, of which only the end may be known."""
    relative = _IN_FOLDER(text)
    return text if relative is None else f"/PATH/{text[relative.end() :]}"
