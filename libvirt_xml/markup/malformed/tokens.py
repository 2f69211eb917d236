"""What is wrong at a place where expat met a character that is not allowed there."""

from __future__ import annotations

import re

from libvirt_xml.markup.malformed.stops import Stop
from libvirt_xml.markup.secrets import is_secret_text
from libvirt_xml.messages import Sentence, render

CURLY_MARKS = "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb"
_LOOKED_BACK = 10_000
_LONGEST_NAME = 200
_LONGEST_VALUES = 1_000
_END_TAG = re.compile(r"</([^\s>]+)")
_START_TAG = re.compile(r"<([^\s/>]+)")
_BEFORE_VALUE = re.compile(r"([^\s='\"<>/]+)\s*=\s*$")
QUOTE_INSIDE = re.compile(r"""=\s*(?:"[^"]*[\[{:, ]"|'[^']*[\[{:, ]')\Z""")  # a value that a quote inside it ends
MISSING_MARK = re.compile(r"""([^\s='"<>/]++)\s*=\s*(["'])([^\s'"=<>]*)\s+[\w:.-]+\s*=\s*\2\Z""")
"""A value without the mark at its end, and the attribute behind it up to its mark."""
_BARE_ATTRIBUTE = re.compile(r"<[^<>]*\s([^\s='\"<>/]+)\s*$")
_ATTRIBUTE_NAME = re.compile(r"^[^/!?].*\s([^\s='\"<>/]+)\s*$", re.DOTALL)
_STRAY_BEFORE_TAG = re.compile(r"\s*(?:<|$)")
_OBJECT_OF_PROGRAM = re.compile(r"<[\w.]+(?::0x[0-9a-fA-F]+| object at 0x[0-9a-fA-F]+)[^>]*>")
_REST_OF_NAME = re.compile(r"([\w.-]+)\s*=")
_LONGEST_BEGINNING = 3  # letters of a name that white space cuts in two
_is_name = re.compile(r"[\w.-]+").fullmatch
_is_prefixed_name = re.compile(r"[\w.-]+:[\w.-]+").fullmatch
_AFTER_NAME = re.compile(r"""=\s*["']?([^"'<>=]{1,60}?)["']?\s*/?>""")  # behind the name of an element
_REFERENCE = re.compile(r"&[\w#.-]*$")
_NAME = r"""(?<![^\s='"<>/])([^\s='"<>/]++)"""  # whole: to begin inside of one takes quadratic time
_VALUE = re.compile(rf"""{_NAME}\s*=\s*(?:"[^"]*"|'[^']*')""")
_OPEN_VALUE = re.compile(rf"""{_NAME}\s*=\s*(["'])([^"']*(?:["'][^"']*)*)$""")


def invalid_token(stop: Stop, silencing_mark: str = "libvirt-xml:") -> Sentence:
    """Words for a character that is not allowed at its place."""
    before = stop.text[max(0, stop.index - _LOOKED_BACK) : stop.index]
    character = stop.text[stop.index : stop.index + 1]
    if not character:
        return render("not-well-formed", "missing")
    return (
        _in_value(before, character)
        or _reference(before, character)
        or _in_tag(stop, before, character)
        or _in_comment(before, silencing_mark)
        or _like_another(before, character)
        or render("not-well-formed", "character", character=shown_character(character))
    )


def _in_value(before: str, character: str) -> Sentence | None:
    """Words for a value without its quotation marks."""
    if character in CURLY_MARKS:
        return render("not-well-formed", "curly-quote", character=character)
    name = _BEFORE_VALUE.search(before[-_LONGEST_NAME:])
    if name is None:
        return None
    if character == "=":
        return render("not-well-formed", "equals-twice")
    if character == "\\":
        return render("not-well-formed", "backslash")
    return render("not-well-formed", "unquoted", name=name[1])


def _reference(before: str, character: str) -> Sentence | None:
    """Words for a character that must be written as a reference."""
    if character == "&" or _REFERENCE.search(before):
        return render("not-well-formed", "ampersand")
    if before[-2:] == "]]" and character == ">":
        return render("not-well-formed", "brackets")
    return None


def _in_tag(stop: Stop, before: str, character: str) -> Sentence | None:
    """Words for a tag that is not as it must be."""
    if character == "<":
        if _OBJECT_OF_PROGRAM.match(stop.rest_of_line):
            return render("not-well-formed", "object-in-value")
        return unclosed_tag(stop, before) or render("not-well-formed", "less-than-in-value")
    if _END_TAG.match(stop.text, max(0, stop.index - 1)):
        return render("not-well-formed", "no-open-element")
    if before[-2:] == "</":
        return render("not-well-formed", "end-tag-name")
    if before[-1:] == "<" and character != ":":
        if _STRAY_BEFORE_TAG.match(stop.text, stop.index):
            return render("not-well-formed", "less-than-alone")
        if character in "-=<":
            return render("not-well-formed", "note")
        return render("not-well-formed", "less-than-in-text")
    if _has_bad_colon(before, character):
        if before.rpartition("<")[2].startswith("?"):
            return render("not-well-formed", "instruction-name")
        return render("not-well-formed", "name")
    return _attribute(stop, before, character)


def _has_bad_colon(before: str, character: str) -> bool:
    """Whether a name in a tag has a colon too many, at its beginning or at its end."""
    tag = before.rpartition("<")[2]
    if tag[:1] in ("!", "") and character != ":":
        return False
    return character == ":" or (before[-1:] == ":" and tag[-2:-1].isalnum())


def _attribute(stop: Stop, before: str, character: str) -> Sentence | None:
    """Words for an attribute that is not as it must be, or is in an end tag."""
    tag = before.rpartition("<")[2]
    value = _AFTER_NAME.match(stop.rest_of_line)
    name = tag.rstrip()
    if character == "=" and value and _is_name(name):
        shown = "..." if is_secret_text(name) else value[1].strip()
        return render("not-well-formed", "element-with-value", name=name, value=shown)
    if character == "=" and value and _is_prefixed_name(name):
        return render("not-well-formed", "prefixed-with-value", name=name)
    is_name = character.isalnum() and before[-1:].isspace()
    bare = _BARE_ATTRIBUTE.search(before) if character in "/>" or is_name else None
    if bare:
        return _no_value(stop, bare[1])
    if tag.startswith("/") and is_name:
        return render("not-well-formed", "end-tag-attribute")
    attribute = _ATTRIBUTE_NAME.search(tag) if character in "'\"" else None
    if attribute:
        return render("not-well-formed", "no-equals", name=attribute[1])
    if QUOTE_INSIDE.search(tag) and not character.isspace():
        return render("not-well-formed", "quote-inside", quote=before[-1:], other="'" if before[-1:] == '"' else '"')
    if character in "'\"" and before[-1:] == character:
        return render("not-well-formed", "quotation-mark-twice")
    missing = MISSING_MARK.search(before[-_LONGEST_VALUES:]) if not character.isspace() else None
    if missing:
        line = stop.line_of(stop.index - len(missing[0]))
        return render("not-well-formed", "quotation-open", name=missing[1], line=line)
    if before[-1:] in ("'", '"') and character.isalnum():
        return render("not-well-formed", "no-space")
    if before[-1:] == "/" and not character.strip():
        return render("not-well-formed", "no-greater-than")
    if before[-1:].isspace() and tag[:1].isalpha() and (character.isdigit() or character in "-."):
        return render("not-well-formed", "name-begin", character=shown_character(character))
    return None


def _no_value(stop: Stop, name: str) -> Sentence:
    """Words for a name of an attribute that is followed by another, or by the end of the tag."""
    rest = _REST_OF_NAME.match(stop.rest_of_line)
    if rest is not None and len(name) <= _LONGEST_BEGINNING:
        return render("not-well-formed", "no-value-or-space", name=name, joined=name + rest[1])
    return render("not-well-formed", "no-value", name=name)


def _in_comment(before: str, silencing_mark: str) -> Sentence | None:
    """Words for two hyphens in a comment."""
    start = before.rfind("<!--")
    comment = before[start + 1 :]
    if start < 0 or "-->" in comment or not comment.endswith("--"):
        return None
    if silencing_mark in comment:
        return render("not-well-formed", "reason")
    outer = before.rfind("<!--", 0, start) if comment.strip("-!") == "" else -1
    is_nested = outer >= 0 and "-->" not in before[outer:start]
    if is_nested:
        return render("not-well-formed", "comment-in-comment")
    return render("not-well-formed", "hyphens")


def _like_another(before: str, character: str) -> Sentence | None:
    """Words for what is nearly the beginning of a comment, and for what is nearly a space."""
    if before.rpartition("<")[2] in ("!", "!-"):
        return render("not-well-formed", "comment-begin")
    if character.isspace() and not character.isascii():
        return render("not-well-formed", "odd-space", character=shown_character(character))
    return None


def unclosed_tag(stop: Stop, before: str) -> Sentence | None:
    """Words for a tag that goes on into the next: the mark that ends a value, or the tag, is missing."""
    begin = before.rfind("<")
    if begin < 0:
        return None
    end_tag = _END_TAG.match(before, begin)
    if end_tag:
        return render("not-well-formed", "end-tag-open", name=end_tag[1])
    tag = _VALUE.sub(lambda value: " " * len(value[0]), before[begin:])
    value = _OPEN_VALUE.search(tag)
    if value is None:
        name = _START_TAG.match(tag)
        is_open = name is not None and not re.search("['\"]", tag)
        return render("not-well-formed", "tag-open", name=name[1]) if name and is_open else None
    if not (">" in value[3] or "\n" in value[3]):
        return None
    line = stop.line_of(stop.index - len(before) + begin + value.start(2))
    return render("not-well-formed", "quotation-open", name=value[1], line=line)


def shown_character(character: str) -> str:
    """A character in quotation marks; one that cannot be seen by its number."""
    if not (character.strip() and character.isprintable()):
        return f"U+{ord(character):04X}"
    return f'"{character}"' if character == "'" else f"'{character}'"
