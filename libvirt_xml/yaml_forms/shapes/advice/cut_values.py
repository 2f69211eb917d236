"""Values that a comma in brackets has cut, so that their rest is a key: ``{pin: 0-3,8-11}``."""

from __future__ import annotations

import re

from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar, is_null

_MOST = 50  # keys of a map that are looked at
_is_rest = re.compile(r"[0-9^/][\w.:/^+-]{0,60}").fullmatch


def value_cut(node: Mapping, name: str) -> tuple[str, str, bool] | None:
    """The key whose value a comma has cut, that value whole, and whether its rest begins with a key of this name."""
    if _is_rest(name) is None or len(node.items) > _MOST:
        return None
    names = list(node.items)
    rests = [_is_rest(key) is not None and is_null(item) for key, item in node.items.items()]
    at = names.index(name)
    start = at
    while start and rests[start]:
        start -= 1
    held = node.items[names[start]]
    if not rests[at] or rests[start] or not isinstance(held, Scalar) or is_null(held) or held.is_hidden:
        return None
    end = next((place for place in range(at, len(names)) if not rests[place]), len(names))
    return names[start], ",".join([held.text, *names[start + 1 : end]]), at == start + 1
