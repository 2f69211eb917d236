"""Which tag is meant where an end tag does not fit, by the names and by the indentation."""

from __future__ import annotations

import re

from libvirt_xml.markup.malformed.corrections import FaultRepair, added, blanks, one
from libvirt_xml.markup.malformed.misplaced_slashes import bare_tag_in_its_own, slash_at_the_end
from libvirt_xml.markup.malformed.stops import OpenElement, Stop
from libvirt_xml.words.vocabulary import of_documents

_END_TAG = re.compile(r"</([^\s>]+)\s*>?")
_TAG = r"""<{}(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*>"""
_FIRST_TAG = re.compile(r"^([ \t]*)<(?!!)", re.MULTILINE)


def end_tag_repair(stop: Stop) -> FaultRepair | None:
    """The repair of an end tag that belongs to another element than the one that is open."""
    end_tag = _END_TAG.match(stop.text, max(0, stop.text.rfind("</", 0, stop.index + 2)))
    if end_tag is None or not stop.open_elements:
        return None
    written, expected = end_tag[1], stop.open_elements[-1]
    outer = [element.name for element in stop.open_elements[:-1]]
    opened_again = re.search(rf"<({re.escape(expected.name)})>\s*\Z", stop.text[: end_tag.start()])
    slash = slash_at_the_end(stop)
    if slash is not None:
        return one(slash, stop.text.index(">", slash), f"</{expected.name}")
    if outer[-1:] == [expected.name] and opened_again:
        return added(opened_again.start(1), "/")
    bare = bare_tag_in_its_own(stop)
    if bare is not None:
        return added(bare + 1, "/")
    if outer[-1:] == [written]:
        return _ended(stop, expected, end_tag.start())
    if written in outer:
        names = [element.name for element in stop.open_elements[outer.index(written) + 1 :]]
        return added(end_tag.start(), "".join(f"</{name}>" for name in reversed(names)), is_sure=False)
    if of_documents().is_misspelling(written, expected.name):
        return one(end_tag.start(1), end_tag.end(1), expected.name)
    return one(end_tag.start(), end_tag.end(), blanks(end_tag[0]), is_sure=False)


def end_repair(stop: Stop) -> FaultRepair | None:
    """The repair of a document that ends while its root element is open."""
    text = stop.text.rstrip()
    last = stop.open_elements[-1].name
    if [element.name for element in stop.open_elements] == [last, last] and text.endswith(f"<{last}>"):
        return added(len(text) - len(last) - 1, "/")
    return added(len(text), f"</{last}>") if len(stop.open_elements) == 1 else None


def _ended(stop: Stop, element: OpenElement, end: int) -> FaultRepair | None:
    """The repair of an element that is not ended before the end tag of the one around it."""
    tags = re.finditer(_TAG.format(re.escape(element.name)), stop.text[:end])
    *_, tag = [None, *(tag for tag in tags if tag[0][-2:] != "/>" and stop.line_of(tag.start()) == element.line)]
    if tag is None:
        return added(end, f"</{element.name}>", is_sure=False)
    content = stop.text[tag.end() : end]
    if not content.strip():
        return added(tag.end() - 1, "/")
    if "<" not in content:
        return added(tag.end() + len(content.rstrip()), f"</{element.name}>")
    return _by_indentation(stop, element, tag, end)


def _by_indentation(stop: Stop, element: OpenElement, tag: re.Match[str], end: int) -> FaultRepair:
    """Children are indented further than their parent; what is not comes behind it."""
    line_start = stop.text.rfind("\n", 0, tag.start()) + 1
    indent = stop.text[line_start : tag.start()]
    following = list(_FIRST_TAG.finditer(stop.text, tag.end(), end))
    if indent.strip() or not following:
        return added(end, f"</{element.name}>", is_sure=False)
    if len(following[0][1]) <= len(indent):
        return added(tag.end() - 1, "/")
    behind = next((first.end() - 1 for first in following if len(first[1]) <= len(indent)), end)
    is_sure = not re.match(rf"<{re.escape(element.name)}\s*>", stop.text[behind:end])  # it may be meant as its end
    return added(len(stop.text[:behind].rstrip()), f"</{element.name}>", is_sure=is_sure)
