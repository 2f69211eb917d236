"""What a text is meant to be where one token of it is wrong, for reading on behind that."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from libvirt_xml.markup.malformed.corrections import Correction, FaultRepair, added, blanks, insertion, one
from libvirt_xml.markup.malformed.stops import Stop
from libvirt_xml.markup.malformed.tokens import CURLY_MARKS, MISSING_MARK, QUOTE_INSIDE
from libvirt_xml.messages import Parameters

_BARE_VALUE = re.compile(r"""([^\s<>"']+?)(["']?)(?=\s|/?>)""")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)")
_OPEN_VALUE = re.compile(r"""=\s*(["'])([^<>"'=\n]*?)(["']?)(?=\s*/?>)""")
_ATTRIBUTE = re.compile(r"""\s*[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*')""")
_DECLARATION = re.compile(r"<\?xml\s[^<>]*?\?>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<[A-Za-z_][\w.-]*")
_ELEMENT_WITH_VALUE = re.compile(r"""<([\w.-]+)\s*=\s*(["']?)([^"'<>=\n]*?)\2\s*(/?)>""")
_LOOKED_BACK = 1_000
_LEFT_OVER = 200  # characters behind the root element that are no other version of the document

_RepairToken = Callable[[Stop, Parameters], "FaultRepair | None"]


def _quoted(stop: Stop, _: Parameters) -> FaultRepair | None:
    value = _BARE_VALUE.match(stop.text, stop.index)
    if value is None:
        return None
    mark = value[2] or "'"
    begin = insertion(stop.index, mark)
    return FaultRepair((begin,) if value[2] else (begin, insertion(value.end(1), mark)))


def _straight_marks(stop: Stop, _: Parameters) -> FaultRepair:
    """All curly marks become straight: a word processor changed them, which is one mistake."""
    marks = [at for at, character in enumerate(stop.text) if character in CURLY_MARKS]
    return FaultRepair(tuple(Correction(at, at + 1, '"') for at in marks))


def _without_backslashes(stop: Stop, _: Parameters) -> FaultRepair:
    slashes = [slash.start() for slash in re.finditer(r"\\(?=[\"'])", stop.text)]
    return FaultRepair(tuple(Correction(at, at + 1, "") for at in slashes))


def _ampersands(stop: Stop, _: Parameters) -> FaultRepair:
    """Those of the whole line: the address of a page has several."""
    start = stop.text.rfind("&", 0, stop.index + 1)
    end = (stop.text + "\n").index("\n", start)
    return FaultRepair(tuple(insertion(at.end(), "amp;") for at in _BARE_AMPERSAND.finditer(stop.text, start, end)))


def _entities(stop: Stop, parameters: Parameters) -> FaultRepair:
    name = str(parameters["reference"])
    text = f"&#{parameters['number']};" if "number" in parameters else f"&amp;{name[1:]}"
    starts = [at.start() for at in re.finditer(re.escape(name), stop.text)]
    return FaultRepair(tuple(Correction(at, at + len(name), text) for at in starts))


def _closed_value(stop: Stop) -> FaultRepair | None:
    """The mark at the end of a value that goes on into the next tag."""
    begin = stop.text.rfind("=", 0, stop.index)
    values = _OPEN_VALUE.finditer(stop.text, max(0, begin - _LOOKED_BACK), stop.index)
    *_, last = [None, *(value for value in values if value[3] != value[1])]
    if last is None:
        return None
    return one(last.end(2), last.end(3), last[1])


def _missing_mark(stop: Stop) -> FaultRepair | None:
    missing = MISSING_MARK.search(stop.text, max(0, stop.index - _LOOKED_BACK), stop.index)
    return missing and added(missing.end(3), missing[2])


def _escaped_marks(stop: Stop, _: Parameters) -> FaultRepair | None:
    start = stop.text.rfind("<", 0, stop.index)
    inside = QUOTE_INSIDE.search(stop.text, max(0, start), stop.index)
    if inside is None:
        return None
    mark = stop.text[stop.index - 1]
    first = stop.text.index(mark, inside.start()) + 1
    end = re.compile(rf"{mark}(?=\s*/?>)").search(stop.text, stop.index)
    if end is None or "<" in stop.text[first : end.start()]:
        return None
    reference = "&quot;" if mark == '"' else "&apos;"
    inner = [at for at in range(first, end.start()) if stop.text[at] == mark]
    return FaultRepair(tuple(Correction(at, at + 1, reference) for at in inner))


def _closed_tag(stop: Stop, parameters: Parameters) -> FaultRepair:
    """``>`` where the tag has an end tag, else ``/>``."""
    name = re.escape(str(parameters["name"]))
    following = re.compile(rf"<(/?){name}[\s/>]").search(stop.text, stop.index)
    return added(len(stop.text[: stop.index].rstrip()), ">" if following and following[1] else "/>")


def _closed_end_tag(stop: Stop, _: Parameters) -> FaultRepair:
    return added(len(stop.text[: stop.index].rstrip()), ">")


def _one_attribute(stop: Stop, _: Parameters) -> FaultRepair | None:
    second = _ATTRIBUTE.match(stop.text, stop.index)
    return second and one(second.start(), second.end(), blanks(second[0]))


def _declared_prefix(stop: Stop, parameters: Parameters) -> FaultRepair | None:
    root = _ROOT.search(_COMMENT.sub(lambda comment: blanks(comment[0]), stop.text))
    declaration = f" xmlns:{parameters['prefix']}='{parameters.get('namespace', 'urn:unknown')}'"
    return root and added(root.end(), declaration, is_sure="namespace" in parameters)


def _plain_comment(stop: Stop, _: Parameters) -> FaultRepair | None:
    start = stop.text.rfind("<!--", 0, stop.index) + 4
    end = stop.text.find("-->", start)
    return one(start, end, stop.text[start:end].replace("-", ".")) if end >= start >= 4 else None


def _without_declaration(stop: Stop, _: Parameters) -> FaultRepair | None:
    declaration = _DECLARATION.search(stop.text)
    return declaration and one(declaration.start(), declaration.end(), blanks(declaration[0]))


def _without_rest(stop: Stop, _: Parameters) -> FaultRepair:
    before = stop.text[max(0, stop.index - 2) : stop.index]
    start = stop.index - (len(before) - before.index("<") if before.endswith(("<", "</")) else 0)
    rest = stop.text[start:]
    return one(start, len(stop.text), blanks(rest), is_sure=len(rest) <= _LEFT_OVER)


def _without_fences(stop: Stop, _: Parameters) -> FaultRepair:
    fences = re.finditer(r"^[ \t]*```.*$", stop.text, re.MULTILINE)
    return FaultRepair(tuple(Correction(fence.start(), fence.end(), blanks(fence[0])) for fence in fences))


def _without_line(stop: Stop, _: Parameters) -> FaultRepair:
    start = stop.index - stop.column + 1
    return one(start, start + len(stop.line_text), blanks(stop.line_text))


def _without_note(stop: Stop, _: Parameters) -> FaultRepair:
    """Without what is up to the end of the line."""
    start = stop.index - 1
    end = start + len(stop.text[start:].partition("\n")[0])
    return one(start, end, blanks(stop.text[start:end]), is_sure="<" not in stop.text[start + 1 : end])


def _without_character(stop: Stop, _: Parameters) -> FaultRepair | None:
    character = stop.text[stop.index]
    if character.isprintable():
        return None
    places = [at for at, other in enumerate(stop.text) if other == character]
    return FaultRepair(tuple(Correction(at, at + 1, " ") for at in places))


def _element_of_value(stop: Stop, _: Parameters) -> FaultRepair | None:
    start = stop.text.rfind("<", 0, stop.index)
    tag = _ELEMENT_WITH_VALUE.match(stop.text, max(0, start))
    if tag is None:
        return None
    has_end = re.compile(rf"\s*</{re.escape(tag[1])}\s*>").match(stop.text, tag.end())
    return one(tag.start(), tag.end(), f"<{tag[1]}>{tag[3]}" if has_end else f"<{tag[1]}>{tag[3]}</{tag[1]}>")


TOKEN_REPAIRS: Mapping[str, _RepairToken] = {
    "unquoted": _quoted,
    "curly-quote": _straight_marks,
    "backslash": _without_backslashes,
    "ampersand": _ampersands,
    "entity": _entities,
    "entity-of-html": _entities,
    "less-than-in-text": lambda stop, _: one(stop.index - 1, stop.index, "&lt;"),
    "less-than-in-value": lambda stop, _: one(stop.index, stop.index + 1, "&lt;"),
    "less-than-alone": lambda stop, _: one(stop.index - 1, stop.index, " "),
    "quotation-open": lambda stop, _: _missing_mark(stop) or _closed_value(stop),
    "quotation-mark-twice": lambda stop, _: one(stop.index, stop.index + 1, ""),
    "note": _without_note,
    "no-space": lambda stop, _: added(stop.index, " "),
    "quote-inside": _escaped_marks,
    "tag-open": _closed_tag,
    "end-tag-open": _closed_end_tag,
    "no-greater-than": lambda stop, _: added(stop.index, ">"),
    "no-equals": lambda stop, _: added(stop.index, "="),
    "equals-twice": lambda stop, _: one(stop.index, stop.index + 1, ""),
    "attribute-twice": _one_attribute,
    "prefix": _declared_prefix,
    "prefix-of-libvirt": _declared_prefix,
    "hyphens": _plain_comment,
    "late-declaration": _without_declaration,
    "after-root": _without_rest,
    "no-open-element": _without_rest,
    "fence": _without_fences,
    "prompt": _without_line,
    "character": _without_character,
    "element-with-value": _element_of_value,
}
"""By the variant of what is said of a fault. Where several repairs are likely, there is none."""
