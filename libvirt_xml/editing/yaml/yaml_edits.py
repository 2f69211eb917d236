"""What can be changed in a YAML text: values, keys of maps, items of lists, in lines and in brackets.

Places are those of the text as it was; all edits are applied at once.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Container, Sequence as AnySequence

from libvirt_xml.editing.texts.text_edits import TextEdit, applied
from libvirt_xml.editing.yaml.yaml_spans import YamlPair, YamlSpan
from libvirt_xml.yaml_forms.text.emitting import inline_text, item_lines, pair_lines, quoted_text
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Scalar, plain

_REST_OF_LINE = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?")
_PROPERTIES = re.compile(r"(?:[ \t]+[&!][^\s,\[\]{}]*)*")
_PLAIN_IN_BRACKETS = re.compile(r"[ \t]*[\w./*~][^,\[\]{}#:\r\n]*")  # a value in lines that is the same in brackets
_STEP = 2  # how much deeper a new map is
_FULL_LINE = re.compile(r"(?:\r\n|\r|\n)(?=[ \t]*[^\s])")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_LAST_NEWLINE = re.compile(r"(?:\r\n|\r|\n|)\Z")
_NEW_LINE = re.compile(r"(?:\r\n|\r|\n)([ ]*)(- )?")
_Part = YamlPair | YamlSpan


class NotEditableError(Exception):
    """A place of which the text cannot be changed without changing others."""


class YamlEdits:
    """The edits of one text, in lines that end as its own do."""

    def __init__(self, text: str) -> None:
        self.text = text
        match = _NEWLINE.search(text)
        self._newline = match[0] if match else "\n"
        self._edits: list[TextEdit] = []
        self._removed: set[int] = set()

    @property
    def edits(self) -> tuple[TextEdit, ...]:
        """What is to be changed. Of lines that go to one place, the deepest are first: their map or list ends there."""
        lines: dict[int, list[TextEdit]] = {}
        for edit in self._edits:
            if _depth(edit) < math.inf:
                lines.setdefault(edit.start, []).append(edit)
        inserted = {start: iter(sorted(edits, key=_depth, reverse=True)) for start, edits in lines.items()}
        return tuple(
            next(inserted[edit.start]) if _depth(edit) < math.inf else self._before_insertion(edit, inserted)
            for edit in self._edits
        )

    def _before_insertion(self, edit: TextEdit, inserted: Container[int]) -> TextEdit:
        """The removal of lines, which takes the line end before them if lines are inserted before that behind them."""
        end = edit.end - self._newline_before(edit.end)
        if edit.text or edit.start >= end or end not in inserted:
            return edit
        return TextEdit(edit.start - self._newline_before(edit.start), end, "")

    def _newline_before(self, offset: int) -> int:
        """How long the line end before an offset is."""
        return len(_LAST_NEWLINE.search(self.text[max(0, offset - 2) : offset])[0])  # type: ignore[index]

    def touches(self, span: YamlSpan) -> bool:
        """Whether a value, or a part of it, is changed or removed."""
        return any(edit.start < span.end and span.start < max(edit.end, edit.start + 1) for edit in self._edits)

    def apply(self) -> str:
        """The text with all edits."""
        return applied(self.text, self.edits)

    # Values

    def set_value(self, span: YamlSpan, node: Node, owner: YamlSpan) -> None:
        """Put another value in place of one; ``owner`` is the map or list that it is in."""
        if span.kind == "scalar" and isinstance(node, Scalar) and not _has_lines(node):
            self._replace(span.start, span.end, self._scalar(span, node, owner))
            return
        if owner.is_flow:
            self._replace(span.start, span.end, self._inline(node, owner))
            return
        pad = self._column_of(owner) * " "
        pair = next((pair for pair in owner.pairs if pair.value is span), None)
        lines = item_lines(node, pad) if pair is None else pair_lines("k", node, pad)
        first = lines[0][len(pad) + (1 if pair is None else 2) :].strip(" ")
        below = "".join(self._newline + line for line in lines[1:])
        self._set_lines(span, self._dash_of(span) + 1 if pair is None else pair.colon, first, below)

    def _set_lines(self, span: YamlSpan, begin: int, first: str, below: str) -> None:
        """Put a value behind a colon or a dash, and lines below; the comment on the line stays."""
        match = _PROPERTIES.match(self.text, begin, span.start)
        begin = match.end() if match else begin
        is_below = "\n" in self.text[begin : span.start] or "\r" in self.text[begin : span.start]
        if first:
            self._replace(begin, begin if is_below else span.end, f" {first}")
        elif not is_below:
            self._replace(begin, span.end, "")
        if is_below:
            self._replace(self._end_of_line(begin), span.end, below)
        elif below:
            place = self._end_of_line(span.end)
            self._replace(place, place, below)

    def _scalar(self, span: YamlSpan, node: Scalar, owner: YamlSpan) -> str:
        """A single value in the quotation marks of the old one."""
        if span.style in ("'", '"') and not isinstance(node.value, bool | None):
            return quoted_text(node, span.style)
        text = self._inline(node, owner)
        is_behind_colon = span.start == span.end and self.text[span.start - 1 : span.start] == ":"
        return f" {text}" if is_behind_colon else text

    def _inline(self, node: Node, owner: YamlSpan) -> str:
        if owner.is_flow and self._is_json(owner):
            return json.dumps(plain(node), ensure_ascii=False)
        return inline_text(node, in_flow=owner.is_flow)

    def _is_json(self, owner: YamlSpan) -> bool:
        return bool(owner.pairs) and all(self.text[pair.start] == '"' for pair in owner.pairs)

    # Maps

    def insert_pair(self, owner: YamlSpan, after: YamlPair | None, key: str, node: Node) -> None:
        """Insert a key behind another one, or as the first."""
        if owner.is_flow:
            self._insert_in_brackets(owner, after, owner.pairs, f"{self._key(owner, key)}: {self._inline(node, owner)}")
        else:
            pad = self._column_of(owner) * " "
            self._insert_lines(after, owner.pairs[0].start, pair_lines(key, node, pad), pad)

    def replace_scalar(self, span: YamlSpan, written: str) -> None:
        """Put something, as it is written in brackets, in place of a single value."""
        text = f" {written}" if self.text[span.start - 1 : span.start] == ":" else written
        self._replace(span.start, span.end, text)

    def wrap_in_list(self, span: YamlSpan) -> None:
        """Write a value as the only item of a list, in brackets where it is a single one, or in brackets itself."""
        if span.anchor or span.style in ("|", ">"):
            raise NotEditableError
        if span.kind == "scalar" or span.is_flow:
            self._replace(span.start, span.start, "[")
            self._replace(span.end, span.end, "]")
            return
        self._replace(span.start, span.start, "- ")
        for line in _FULL_LINE.finditer(self.text, span.start, span.end):
            self._replace(line.end(), line.end(), _STEP * " ")

    def rename_pair(self, owner: YamlSpan, pair: YamlPair, key: str) -> None:
        """Give a value another key."""
        self._replace(
            pair.start, pair.start + len(self.text[pair.start : pair.colon - 1].rstrip()), self._key(owner, key)
        )

    def remove_pair(self, owner: YamlSpan, pair: YamlPair) -> None:
        """Remove a key with its value, with the lines where nothing else is on them."""
        if owner.is_flow:
            self._remove_in_brackets(owner, pair, owner.pairs)
        elif self._is_first_of_line(pair.start):
            self._remove_lines(pair.start, pair.end)
        else:
            self._remove_first(owner, pair)

    def move_pair_into(self, owner: YamlSpan, pair: YamlPair, home: YamlPair | str, key: str) -> None:
        """Move a key, as it is, under another name, to the end of a map; into a new one in its place, which gets a
        name.
        """
        if isinstance(home, str):
            self._move_into_new(owner, pair, home, key)
        elif home.value.kind == "map" and home.value.is_flow:
            self._insert_moved(home.value, home.value.pairs[-1] if home.value.pairs else None, pair, key)
            self.remove_pair(owner, pair)
        elif home.value.pairs:
            column, place = self._column_of(home.value), self._end_of_line(home.value.end)
            self._replace(place, place, self._newline + column * " " + self._moved(owner, pair, key, column))
            self.remove_pair(owner, pair)
        else:
            raise NotEditableError

    def _move_into_new(self, owner: YamlSpan, pair: YamlPair, home: str, key: str) -> None:
        if owner.is_flow:
            written = f"{self._key(owner, home)}: {{{self._key(owner, key)}:{self._raw(pair)}}}"
            self._replace(pair.start, pair.end, written)
        else:
            column = self._column_of(owner) + _STEP
            below = self._newline + column * " " + self._moved(owner, pair, key, column)
            self._replace(pair.start, self._end_of_line(pair.end), f"{home}:{below}")

    def move_pairs_into_item(self, owner: YamlSpan, pairs: AnySequence[YamlPair], home: YamlPair | str) -> None:
        """Move keys, as they are, into the only item of a list in brackets; into a new one in their place."""
        if isinstance(home, str):
            if not all(_PLAIN_IN_BRACKETS.fullmatch(self._raw(pair)) for pair in pairs):
                raise NotEditableError
            first = owner.pairs.index(pairs[0])
            if owner.pairs[first : first + len(pairs)] != list(pairs):
                raise NotEditableError
            content = ", ".join(f"{self._key(owner, pair.key)}:{self._raw(pair)}" for pair in pairs)
            behind = "" if owner.is_flow else self._comments_behind(pairs[:-1])
            self._replace(pairs[0].start, pairs[-1].end, f"{self._key(owner, home)}: [{{{content}}}]{behind}")
        elif len(home.value.items) == 1 and home.value.items[0].is_flow and home.value.items[0].pairs:
            for pair in pairs:
                self._insert_moved(home.value.items[0], home.value.items[0].pairs[-1], pair, pair.key)
                self.remove_pair(owner, pair)
        else:
            raise NotEditableError

    def _comments_behind(self, pairs: AnySequence[YamlPair]) -> str:
        """The comment behind the first of some keys; the others have none."""
        comments = [self.text[pair.end : self._end_of_line(pair.end)] for pair in pairs]
        if any(comment.strip() for comment in comments[1:]):
            raise NotEditableError
        return comments[0] if comments else ""

    def move_pair_out(self, owner: YamlSpan, pair: YamlPair, outer: YamlSpan, lead: YamlPair) -> None:
        """Move a key, as it is, out of a map behind the key of another one in which that is."""
        if len(owner.pairs) == 1:
            raise NotEditableError
        if outer.is_flow:
            self._insert_moved(outer, lead, pair, pair.key)
            self.remove_pair(owner, pair)
            return
        column = self._column_of(outer)
        written = column * " " + self._moved(owner, pair, pair.key, column)
        if pair is owner.pairs[-1] and pair.end == lead.end:
            self._replace(self._line_start(pair.start), self._end_of_line(pair.end), written)
        else:
            place = self._end_of_line(lead.end)
            self._replace(place, place, self._newline + written)
            self.remove_pair(owner, pair)

    def _insert_moved(self, home: YamlSpan, after: YamlPair | None, pair: YamlPair, key: str) -> None:
        """Insert a key with the value of another one, as that is written, in brackets."""
        raw, value = self._raw(pair), pair.value
        if not value.is_flow and value.style not in ("'", '"') and not _PLAIN_IN_BRACKETS.fullmatch(raw):
            raise NotEditableError
        self._insert_in_brackets(home, after, home.pairs, f"{self._key(home, key)}:{raw}")

    def _raw(self, pair: YamlPair) -> str:
        """What is written behind the colon of a key, on its line."""
        raw = self.text[pair.colon : pair.end]
        if _NEWLINE.search(raw):
            raise NotEditableError
        return raw

    def _key(self, owner: YamlSpan, key: str) -> str:
        """A key as those beside it are written."""
        return json.dumps(key) if self._is_json(owner) else inline_text(Scalar(key), in_flow=owner.is_flow)

    def _moved(self, owner: YamlSpan, pair: YamlPair, key: str, column: int) -> str:
        """The lines of a key that is to be at a column, without the indentation of the first one."""
        name = inline_text(Scalar(key), in_flow=False)
        if owner.is_flow:
            return f"{name}:{self._raw(pair)}"
        old = self._column_of(owner)
        raw = self.text[pair.colon : self._end_of_line(pair.end)]
        lines = f"{name}:{raw}".splitlines(keepends=True)
        if any(line.strip() and not line.startswith(old * " ") for line in lines[1:]):
            raise NotEditableError
        return "".join([lines[0], *(column * " " + line[old:] if line.strip() else line for line in lines[1:])])

    def _remove_first(self, owner: YamlSpan, pair: YamlPair) -> None:
        """Remove a key that is on the line of a dash: the next one goes there, if no comment is between."""
        behind = owner.pairs[owner.pairs.index(pair) + 1 :]
        if not behind:
            raise NotEditableError
        between = self.text[pair.end : behind[0].start]
        self._replace(pair.start, pair.end if "#" in between else behind[0].start, "")

    # Lists

    def insert_item(self, owner: YamlSpan, after: YamlSpan | None, node: Node) -> None:
        """Insert an item behind another one, or as the first."""
        if owner.is_flow:
            self._insert_in_brackets(owner, after, owner.items, self._inline(node, owner))
        else:
            pad = self._column_of(owner) * " "
            self._insert_lines(after, self._dash_of(owner.items[0]), item_lines(node, pad), pad)

    def move_item(self, owner: YamlSpan, item: YamlSpan, after: YamlSpan | None) -> None:
        """Move an item, as it is, behind another one or to the front."""
        if owner.is_flow:
            self._insert_in_brackets(owner, after, owner.items, self.text[item.start : item.end])
        else:
            raw = self.text[self._dash_of(item) : self._end_of_line(item.end)]
            pad = self._column_of(owner) * " "
            self._insert_lines(after, self._dash_of(owner.items[0]), (pad + raw).splitlines(), pad)
        self.remove_item(owner, item)

    def remove_item(self, owner: YamlSpan, item: YamlSpan) -> None:
        """Remove an item with its lines."""
        if owner.is_flow:
            self._remove_in_brackets(owner, item, owner.items)
            return
        dash = self._dash_of(item)
        if not self._is_first_of_line(dash):
            raise NotEditableError
        self._remove_lines(dash, item.end)

    # Lines

    def _insert_lines(self, after: _Part | None, first: int, lines: list[str], pad: str) -> None:
        if after is None:
            head, *rest = lines
            written = self._newline.join([head[len(pad) :], *rest])
            self._replace(first, first, written + self._newline + pad)
        else:
            place = self._end_of_line(after.end)
            self._replace(place, place, "".join(self._newline + line for line in lines))

    def _remove_lines(self, start: int, end: int) -> None:
        begin, stop = self._line_start(start), self._end_of_line(end)
        newline = _NEWLINE.match(self.text, stop)
        if newline and self._take_removal(stop, len(self.text)):  # so do all lines behind, of which the last has no end
            newline, stop = None, len(self.text)
        if newline:
            stop = newline.end()
        elif begin:  # the last line has no end: that of the line before goes
            while (before := self._take_removal(None, begin)) is not None:
                begin = before.start
            begin -= self._newline_before(begin)
        self._replace(begin, stop, "")

    def _take_removal(self, start: int | None, end: int) -> TextEdit | None:
        """Take back the removal of what is between two places, or before one."""
        for edit in self._edits:
            if not edit.text and edit.end == end and edit.start < end and start in (None, edit.start):
                self._edits.remove(edit)
                return edit
        return None

    def _line_start(self, offset: int) -> int:
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1

    def _end_of_line(self, offset: int) -> int:
        """Behind a value and the comment on its line."""
        match = _REST_OF_LINE.match(self.text, offset)
        assert match is not None
        return match.end()

    def _is_first_of_line(self, offset: int) -> bool:
        return not self.text[self._line_start(offset) : offset].strip(" ")

    def _dash_of(self, item: YamlSpan) -> int:
        return self.text.rindex("-", 0, item.start)

    def _column_of(self, owner: YamlSpan) -> int:
        """Where the keys of a map in lines begin, or the dashes of a list."""
        start = owner.pairs[0].start if owner.kind == "map" else self._dash_of(owner.items[0])
        return start - self._line_start(start)

    # Brackets

    def _insert_in_brackets(
        self, owner: YamlSpan, after: _Part | None, parts: AnySequence[_Part], written: str
    ) -> None:
        if not parts:
            self._replace(owner.start + 1, owner.end - 1, written)
            return
        at = min(0 if after is None else parts.index(after), len(parts) - 2)
        separator = self.text[parts[at].end : parts[at + 1].start] if len(parts) > 1 else ", "
        if "#" in separator:
            separator = ", "
        if after is None:
            self._replace(parts[0].start, parts[0].start, written + separator)
        else:
            self._replace(after.end, after.end, separator + written)

    def _remove_in_brackets(self, owner: YamlSpan, part: _Part, parts: AnySequence[_Part]) -> None:
        """Remove a part with a comma: that before it, unless all before it are removed."""
        self._removed.add(part.start)
        at = next(index for index, other in enumerate(parts) if other is part)
        if any(other.start not in self._removed for other in parts[:at]):
            self._replace(parts[at - 1].end, part.end, "")
        elif at + 1 < len(parts):
            self._replace(part.start, parts[at + 1].start, "")
        else:
            self._replace(part.start, part.end, "")

    def _replace(self, start: int, end: int, text: str) -> None:
        self._edits.append(TextEdit(start, end, text))


def _has_lines(node: Scalar) -> bool:
    return isinstance(node.value, str) and "\n" in node.value


def _depth(edit: TextEdit) -> float:
    """How deep the lines are that an edit inserts; more than any where it inserts no lines."""
    match = _NEW_LINE.match(edit.text)
    if match is None or edit.end > edit.start:
        return math.inf
    return len(match[1]) + (0.5 if match[2] else 0)  # a list may be in the column of its key
