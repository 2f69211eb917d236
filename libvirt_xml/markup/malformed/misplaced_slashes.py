"""The slash of an end tag that is at the wrong end of it, or missing."""

from __future__ import annotations

import re

from libvirt_xml.markup.malformed.stops import Stop

_LOOKED_BACK = 10_000


def slash_at_the_end(stop: Stop) -> int | None:
    """Where ``<uuid/>`` is written behind a text, and is meant to end the ``<uuid>`` that is open."""
    name, line = stop.open_elements[-1]
    start = max(0, stop.index - _LOOKED_BACK)
    text = stop.text[start : stop.index]
    for element in re.finditer(rf"<{re.escape(name)}(?:\s[^<>]*)?>([^<>]*)(<{re.escape(name)}\s*/>)", text):
        if element[1].strip() and stop.line_of(start + element.start()) == line:
            return start + element.start(2)
    return None


def tag_instead_of_end(stop: Stop) -> int | None:
    """The line on which an element is ended by ``/>`` that goes on, where a tag without a slash is meant to end it."""
    name = re.escape(stop.open_elements[-1].name)
    start = max(0, stop.index - _LOOKED_BACK)
    text = stop.text[start : stop.index]
    last = re.search(rf"<{name}\s*>\s*</?\Z", text)
    if last is None:
        return None
    *_, first = [None, *re.finditer(rf"<{name}\s[^<>]*/>", text[: last.start()])]
    return None if first is None else stop.line_of(start + first.start())


def bare_tag_in_its_own(stop: Stop) -> int | None:
    """Where ``<disk>`` is written in a ``<disk type='file'>`` that is open, and is meant to end it."""
    *_, outer, inner = [None, None, *stop.open_elements]
    if outer is None or inner is None or outer.name != inner.name:
        return None
    bare = re.compile(rf"<{re.escape(inner.name)}\s*>")
    start = stop.start_of_line(inner.line)
    tag = bare.search(stop.text, start, (stop.text + "\n").index("\n", start))
    return None if tag is None else tag.start()
