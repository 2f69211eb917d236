"""What somebody wrote, on one line, for a message that says where it belongs."""

from __future__ import annotations

from libvirt_xml.markup.secrets import is_secret, is_secret_text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null

LONGEST = 120  # characters that a message quotes
LONGEST_PART = 300  # those of a part of a document in its own form


def one_line(node: Node, longest: int = LONGEST) -> str | None:
    """A value as YAML on one line; ``None`` for one that is long, has several lines or nothing in it, or may hold a
    secret."""
    if is_null(node) or not _is_shown(node, longest):
        return None
    from libvirt_xml.yaml_forms.text.emitting import inline_text

    text = inline_text(node, in_flow=True)
    return text if len(text) <= longest and text.isprintable() else None


def _is_shown(node: Node, limit: int, owner: str = "") -> bool:
    """Whether all of a value may be quoted; one with more parts than a line has characters is not looked through."""
    if isinstance(node, Scalar):
        return not node.is_hidden and not is_secret(node.text)
    if len(node.items) > limit:
        return False
    if isinstance(node, Sequence):
        return all(_is_shown(item, limit // 2, owner) for item in node.items)
    return all(
        not is_secret_text(name, owner) and _is_shown(item, limit // 2, name) for name, item in node.items.items()
    )


def pairs_in_line(node: Mapping, names: tuple[str, ...]) -> str | None:
    """Some keys of a map with their values, on one line: ``start: 10.0.0.2, end: 10.0.0.9``."""
    written = one_line(Mapping({name: node.items[name] for name in names}, node.origin))
    return None if written is None else written[1:-1]
