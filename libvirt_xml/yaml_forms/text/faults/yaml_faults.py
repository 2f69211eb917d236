"""Why YAML text cannot be read, and where: told from what is written at the place where the parser stopped."""

from __future__ import annotations

import re

from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.text.faults.fault_places import YamlFault, indent_of, line_above, line_at
from libvirt_xml.yaml_forms.text.faults.indent_faults import (
    fault_of_block_text,
    fault_of_dash,
    fault_of_deeper_line,
    fault_of_first_in_line,
    value_behind,
)
from libvirt_xml.yaml_forms.text.faults.open_quotes import quote_left_open
from libvirt_xml.yaml_forms.text.lookalikes import name_of_space, odd_space

_XML = re.compile(r"\ufeff?\s*<(?:[?!A-Za-z])")
_PAIRS = {"[": "]", "{": "}"}
_PROMPT = re.compile(r"[$%] \w|[\w.-]+@[\w.-]+[:\w~/ .-]*[#$] ")
_DIFF = re.compile(r"^(diff -|@@ -\d+.* @@|--- \S.*\n\+\+\+ )|^\+ +[\w-]+:(?= |$)", re.MULTILINE)
_CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?= |\r?$)", re.MULTILINE)
_TEMPLATE = re.compile(r"\{\{|\{%")
_SPACE_MISSING = re.compile(r"[ -]*([A-Za-z_][\w-]*:)[^\s:/]\S*\Z")
_KEY = re.compile(r":(\s|\Z)")
_KEY_BEFORE = re.compile(r"(?<=[^\s,:] )([A-Za-z_][\w-]{0,40})\Z")
_SECOND_KEY = re.compile(r"(?:[,;] *| {2,})([A-Za-z_][\w-]*)\Z")
_WORD = re.compile(r"[ -]*([A-Za-z_][\w-]*)")
_WORD_ALONE = re.compile(r" *[A-Za-z_][\w-]*\Z").match
_COMMENT = re.compile(r"^[ \t]*(//|/\*)", re.MULTILINE)
_QUOTED_OR_BRACKET = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|#[^\n]*|[\[\]{}]""", re.DOTALL)


def yaml_fault(text: str, index: int, opened: int | None) -> YamlFault:
    """The fault where a parser stopped; ``opened`` is where what it was reading begins."""
    if _XML.match(text):
        return YamlFault(render("not-well-formed", "yaml-is-xml"), 0)
    if opened is not None and index >= len(text.rstrip()):
        index = opened
    return (
        _of_depth(text, index)
        or _of_lines(text, index, opened)
        or _of_character(text, index, opened)
        or (None if opened is None else _of_opened(text, index, opened))
        or _of_colon(text, index, opened)
        or _of_indent(text, index)
        or YamlFault(render("not-well-formed", "yaml", shown=text[index : index + 20].partition("\n")[0]), index)
    )


def begins_template(text: str, index: int) -> bool:
    """Whether a map in a map at an index is that of a template: ``{{ name }}``."""
    return text[index - 1 : index + 1] == "{{" or text[index : index + 2] == "{{"


def _space_in_line_above(text: str, start: int) -> re.Match[str] | None:
    line, start = line_above(text, start)
    return odd_space(text, start, start + len(line))


def _of_depth(text: str, index: int) -> YamlFault | None:
    before = text[:index]
    depth = before.count("[") + before.count("{") - before.count("]") - before.count("}")
    return YamlFault(render("not-well-formed", "yaml-depth", limit=MAX_DEPTH), index) if depth > MAX_DEPTH else None


def _of_lines(text: str, index: int, opened: int | None) -> YamlFault | None:
    """What was put into the file by other tools, or is to be expanded by them."""
    line, start = line_at(text, index)
    if line.lstrip().startswith("```"):
        return YamlFault(render("not-well-formed", "yaml-fence"), start)
    conflict = _CONFLICT.search(text)
    if conflict:
        return YamlFault(render("not-well-formed", "yaml-conflict"), conflict.start())
    if _DIFF.search(text):
        return YamlFault(render("not-well-formed", "yaml-diff"), start)
    for other, begin in (text.partition("\n")[0], 0), (line, start):
        if _PROMPT.match(other):
            return YamlFault(render("not-well-formed", "yaml-prompt"), begin)
    template = _TEMPLATE.search(line)
    if template:
        return YamlFault(render("not-well-formed", "yaml-template"), start + template.start())
    if "${" in line and opened is not None and text[opened : opened + 1] in _PAIRS:
        return YamlFault(render("not-well-formed", "yaml-with-variable"), index)
    if line.strip() == "...":
        return YamlFault(render("not-well-formed", "yaml-ellipsis"), index)
    return None


def _of_character(text: str, index: int, opened: int | None) -> YamlFault | None:
    character = text[index : index + 1]
    line, begin = line_at(text, index)
    space = odd_space(text, begin, begin + len(line)) or _space_in_line_above(text, begin)
    if space:
        return YamlFault(render("not-well-formed", "yaml-space", space=name_of_space(space[0])), space.start())
    if character == "\t":
        return YamlFault(render("not-well-formed", "yaml-tab"), index)
    if character and character in "@`%":
        return YamlFault(render("not-well-formed", "yaml-indicator", character=character), index)
    if opened is None:
        return None
    start = text[opened : opened + 1]
    if start in ("*", "&"):
        return YamlFault(render("not-well-formed", "yaml-indicator", character=start), opened)
    if start in ("|", ">"):
        return YamlFault(render("not-well-formed", "yaml-block", character=start), opened)
    return None


def _of_opened(text: str, index: int, opened: int) -> YamlFault | None:
    """Quotes and brackets."""
    start = text[opened : opened + 1]
    if start in ('"', "'"):
        slash = text.rfind("\\", opened, index + 1)
        if start == '"' and slash >= index - 1 and index != opened:
            return YamlFault(render("not-well-formed", "yaml-escape", escape=text[slash : slash + 2]), slash)
        return YamlFault(render("not-well-formed", "yaml-quote-open", quote=start), opened)
    if start not in _PAIRS:
        return None
    comment = _COMMENT.search(text, opened, index)
    if comment:
        return YamlFault(render("not-well-formed", "yaml-comment"), comment.start(1))
    if not _is_closed(text, opened):
        return YamlFault(render("not-well-formed", "yaml-bracket-open", bracket=start, closing=_PAIRS[start]), opened)
    key = _KEY_BEFORE.search(text, opened, index) if text[index : index + 1] == ":" else None
    if key is not None:
        return YamlFault(render("not-well-formed", "yaml-comma-before-key", key=key[1]), key.start(1))
    return YamlFault(render("not-well-formed", "yaml-comma", closing=_PAIRS[start]), index)


def _is_closed(text: str, opened: int) -> bool:
    depth = 0
    for token in _QUOTED_OR_BRACKET.finditer(text, opened):
        depth += 1 if token[0] in "[{" else -1 if token[0] in "]}" else 0
        if depth == 0:
            return True
    return False


def _of_colon(text: str, index: int, opened: int | None) -> YamlFault | None:
    """Colons that are missing, lack a space, or are one too many."""
    line, start = line_at(text, index)
    above, above_start = line_above(text, start)
    if text[index : index + 1] == ":":
        if ": " in text[start:index]:
            second = _SECOND_KEY.search(text, start, index)
            if second:
                return YamlFault(render("not-well-formed", "yaml-two-keys", key=second[1]), second.start(1))
            return YamlFault(render("not-well-formed", "yaml-colon"), index)
        joined = _SPACE_MISSING.match(above)
        if joined:
            sentence = render("not-well-formed", "yaml-colon-without-space", text=joined[0].lstrip(" -")[:40])
            return YamlFault(sentence, above_start + joined.end(1))
        if not _KEY.search(above):
            line, start = above, above_start
    elif opened is not None:
        line, start = line_at(text, opened)
    fault = fault_of_block_text(text, line, start) or fault_of_dash(line, start)
    if fault is not None:
        return fault
    line, start = _head_of_items(text, line, start)
    word = _WORD.match(line)
    if word and not _KEY.search(line):
        if word.end() == len(line) and _is_head(text, start, line):
            return YamlFault(
                render("not-well-formed", "yaml-no-colon-of-head", key=word[1][:40]), start + word.start(1)
            )
        value = value_behind(line[word.end() :], word[1])
        return YamlFault(
            render("not-well-formed", "yaml-no-colon", key=word[1][:40], value=value), start + word.start(1)
        )
    return None


def _head_of_items(text: str, line: str, start: int) -> tuple[str, int]:
    """The line above the items of a list, if a line is one of them and that has no colon; else the line."""
    head, head_start = line, start
    while head.lstrip().startswith("- ") and not _KEY.search(head) and head_start:
        head, head_start = line_above(text, head_start)
    return (line, start) if _KEY.search(head) or not _WORD_ALONE(head) else (head, head_start)


def _is_head(text: str, start: int, line: str) -> bool:
    """Whether the next line is below the only word of a line."""
    below = text[start + len(line) :].lstrip("\r\n").partition("\n")[0]
    return indent_of(below) > indent_of(line) or below.lstrip().startswith("- ")


def _of_indent(text: str, index: int) -> YamlFault | None:
    """What stands behind a value, and lines that fit to none above."""
    _, start = line_at(text, index)
    before = text[start:index].rstrip()
    if text[index : index + 1] == "," and before[-1:] in ('"', "'"):
        return YamlFault(render("not-well-formed", "yaml-comma-after-quote"), index)
    if text[index : index + 1] == "," and before[-1:] in ("]", "}"):
        return YamlFault(render("not-well-formed", "yaml-comma-after-bracket", bracket=before[-1]), index)
    if before.endswith(('"', "'")):
        opened = quote_left_open(text, start + len(before))
        if opened is not None:
            return YamlFault(render("not-well-formed", "yaml-quote-open", quote=text[opened]), opened)
        quote = before[-1]
        if text[index - 1 : index] == quote and text[index : index + 1].isalnum():
            other, twice = ("'", '\\"') if quote == '"' else ('"', "''")
            return YamlFault(render("not-well-formed", "yaml-quote-within", twice=twice, other=other), index - 1)
        return YamlFault(render("not-well-formed", "yaml-after-quote"), index)
    if text[index : index + 1] in ("]", "}"):
        return YamlFault(render("not-well-formed", "yaml-bracket-closed", bracket=text[index]), index)
    if text[index : index + 1] == "," and before[-1:] == ",":
        return YamlFault(render("not-well-formed", "yaml-two-commas"), index)
    if not before:
        return fault_of_first_in_line(text, index)
    return fault_of_deeper_line(text, index)
