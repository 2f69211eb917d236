"""``convert --explain``: shows where each value of a document comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from libvirt_xml.cli.outputs.outputs import Item
from libvirt_xml.cli.style import printable

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.text.yaml_tree import Node

_HIDDEN = "****"
_WIDEST = 48  # what is longer does not move the columns of the others


def explain_origins(items: Sequence[Item]) -> str:
    """A line for each value: its path in the document form, the value, and what set it; then what a default omitted.

    If there are several documents, a path begins with the name of its document.
    """
    rows = [row for item in items for row in _rows(item, is_alone=len(items) == 1)]
    widths = [max((len(row[at]) for row in rows if len(row[at]) <= _WIDEST), default=0) for at in (0, 1)]
    return "".join(f"{path:<{widths[0]}}  {value:<{widths[1]}}  {origin}\n" for path, value, origin in rows)


def _rows(item: Item, *, is_alone: bool) -> Iterator[tuple[str, str, str]]:
    from libvirt_xml.yaml_forms.text.yaml_tree import leaves

    if item.tree is not None:
        start = item.kind if is_alone else f"{item.name or ''}:{item.kind}"
        for path, node in leaves(item.tree, start):
            yield printable(path), _shown(node, path.removeprefix(start)), printable(str(node.origin))
    if item.machine is not None:
        for key, origin in item.machine.switched_off.items():
            yield f"{'vm' if is_alone else f'{item.name}:vm'}.{key}", "false", printable(str(origin))


def _shown(node: Node, path: str) -> str:
    """A value on one line: text as it is, quoted if it could be mistaken; an empty map or list as itself.

    A secret is shown as a fixed number of asterisks.
    """
    from libvirt_xml.markup.secrets import is_secret
    from libvirt_xml.yaml_forms.text.yaml_tree import Scalar, Sequence as List

    if not isinstance(node, Scalar):
        return "[]" if isinstance(node, List) else "{}"
    if node.is_hidden or is_secret(path) or (".extra_." in path and is_secret(node.text)):
        return _HIDDEN
    return printable(node.text) if node.text.strip() else repr(node.text)
