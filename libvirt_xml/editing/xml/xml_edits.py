"""What can be changed in an XML text: attributes, texts, elements. Everything else stays, byte for byte.

Places are those of the text as it was; all edits are applied at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from libvirt_xml.editing.texts.text_edits import TextEdit, applied, do_overlap
from libvirt_xml.editing.xml.xml_escapes import escaped, escaped_like, unescaped
from libvirt_xml.editing.xml.xml_layout import TIGHT, XmlLayout, pads_of
from libvirt_xml.editing.xml.xml_spans import Aside, AttributeSpan, XmlElement, scan_xml

Writer = Callable[[Sequence[str]], str]
"""Writes an element; it takes a new line and the indentation for each depth."""


def as_written(text: str) -> Writer:
    """The writer of an element on one line, or of one that is laid out already."""
    return lambda _: text


def tag_writer(name: str, attributes: Mapping[str, str]) -> Writer:
    """The writer of an empty element with attributes."""
    written = "".join(f" {attribute}='{escaped(value, chr(39))}'" for attribute, value in attributes.items())
    return as_written(f"<{name}{written}/>")


class Verbatim(str):
    """A written element that stays as it is: it was in the text before."""

    __slots__ = ()


_HARD_TO_STRIP = re.compile(r"<!\[CDATA\[|&#(?:0*(?:9|1[03]|32)|x0*(?:[9adAD]|20));")


class XmlEdits:
    """The edits of one well-formed text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = scan_xml(text)
        self.layout = XmlLayout(text, self.root)
        self._edits: list[TextEdit] = []
        self._removed: dict[XmlElement, list[XmlElement]] = {}
        self._filled: dict[XmlElement, tuple[list[str], str]] = {}
        self._placed: list[tuple[XmlElement, XmlElement | None, Writer | XmlElement]] = []
        self._everywhere: dict[str, list[XmlElement]] = {}

    @property
    def has_edits(self) -> bool:
        """Whether anything is to be changed."""
        return bool(self._edits or self._removed or self._placed)

    def everywhere(self, name: str) -> list[XmlElement]:
        """All elements of a name, in the order of the document."""
        if not self._everywhere:
            for element in self.root.walk():
                self._everywhere.setdefault(element.name, []).append(element)
        return self._everywhere.get(name, [])

    # Attributes

    def value_of(self, element: XmlElement, name: str) -> str:
        """The value of an attribute that is there."""
        span = element.attributes[name]
        return unescaped(self.text[span.value : span.end - 1])

    def set_attribute(self, element: XmlElement, name: str, value: str, before: Iterable[str] = ()) -> None:
        """Set the value of an attribute; a new one comes behind the last of those that libvirt writes ``before``."""
        span = element.attributes.get(name)
        if span is not None:
            quote, raw = self.text[span.end - 1], self.text[span.value : span.end - 1]
            self._replace(span.value, span.end - 1, escaped_like(raw, value, quote))
            return
        names = set(before)
        spans = list(element.attributes.values())
        at = max((index for index, other in enumerate(spans, 1) if other.name in names), default=0)
        gap, quote = self._gap_between(spans, at)
        place = spans[at - 1].end if at else element.name_end
        self._replace(place, place, f"{gap}{name}={quote}{escaped(value, quote)}{quote}")

    def _gap_between(self, spans: list[AttributeSpan], at: int) -> tuple[str, str]:
        """The white space before a new attribute, and its quotation mark: those of its neighbour."""
        if not spans:
            return " ", self.layout.quote
        neighbour = spans[at] if at < len(spans) else spans[-1]
        return self.text[neighbour.gap : neighbour.start], self.text[neighbour.end - 1]

    def remove_attribute(self, element: XmlElement, name: str) -> None:
        """Remove an attribute with the white space before it."""
        span = element.attributes[name]
        self._replace(span.gap, span.end, "")

    def rename_attribute(self, element: XmlElement, name: str, new: str) -> None:
        """Give an attribute another name."""
        span = element.attributes[name]
        self._replace(span.start, span.start + len(name), new)

    # Text

    def set_text(self, element: XmlElement, value: str, *, is_token: bool = False) -> None:
        """Set the text directly inside an element; that of a token keeps the white space around it."""
        runs = [run for run in element.text_runs() if self.text[slice(*run)].strip() or not element.children]
        if not runs:
            self._add_text(element, escaped(value))
            return
        for start, end in runs[1:]:
            self._replace(start, end, "")
        start, end = runs[0]
        raw = self.text[start:end]
        if is_token and raw.strip() and "<" not in raw and len(runs) == 1:
            start, end = start + len(raw) - len(raw.lstrip()), start + len(raw.rstrip())
        if "<" not in raw and len(runs) == 1:
            written = escaped_like(self.text[start:end], value, newline=self.layout.newline)
        else:
            written = (self._as_section(raw, value) or escaped(value)).replace("\n", self.layout.newline)
        self._replace(start, end, written)

    def section_or_text(self, element: XmlElement) -> str:
        """What is inside an element, as written, without white space around it; a CDATA section without its marks."""
        raw = self.text[element.tag_end : element.content_end].strip()
        is_section = raw.startswith("<![CDATA[") and raw.find("]]>") == len(raw) - 3
        return raw[len("<![CDATA[") : -len("]]>")].strip() if is_section else raw

    def strip_text(self, element: XmlElement, value: str) -> None:
        """Remove the white space around the text directly inside an element, which is a value then."""
        runs = [*element.text_runs()]
        texts = [self.text[slice(*run)] for run in runs]
        worded = [(start, text) for (start, _), text in zip(runs, texts, strict=True) if text.strip()]
        if not worded or any(_HARD_TO_STRIP.search(text) for text in texts):
            self.set_text(element, value)
            return
        first = worded[0][0] + len(worded[0][1]) - len(worded[0][1].lstrip())
        last = worded[-1][0] + len(worded[-1][1].rstrip())
        for start, end in runs:
            for outer in ((start, min(end, first)), (max(start, last), end)):
                if outer[0] < outer[1]:
                    self._replace(*outer, "")

    def remove_white_space(self, element: XmlElement) -> None:
        """Remove the texts directly inside that are white space alone."""
        for start, end in element.text_runs():
            if not self.text[start:end].strip():
                self._replace(start, end, "")

    def remove_texts(self, element: XmlElement) -> None:
        """Remove the texts directly inside, with the line of each that has lines of its own."""
        for start, end in element.text_runs():
            raw = self.text[start:end]
            before, behind = len(raw) - len(raw.lstrip()), len(raw.rstrip())
            if behind and "\n" in raw[:before] and "\n" in raw[behind:]:
                self._replace(start, start + behind, "")
            elif behind:
                self._replace(start + before, start + behind, "")

    def _add_text(self, element: XmlElement, written: str) -> None:
        if element.is_self_closing and written:
            self._replace(element.slash, element.end, f">{written}</{element.name}>")
        elif written:
            self._replace(element.tag_end, element.tag_end, written)

    def _as_section(self, raw: str, value: str) -> str | None:
        """The value as a CDATA section where the old one was just that."""
        is_section = raw.startswith("<![CDATA[") and raw.find("]]>") == len(raw) - 3
        return f"<![CDATA[{value}]]>" if is_section and value and "]]>" not in value and "\r" not in value else None

    # Elements

    def rename_element(self, element: XmlElement, new: str) -> None:
        """Give an element another name, in both of its tags."""
        self._replace(element.start + 1, element.name_end, new)
        if not element.is_self_closing:
            name = element.content_end + len("</")
            self._replace(name, name + len(element.name), new)

    def replace_element(self, element: XmlElement, write: Writer) -> None:
        """Write an element anew, where it is."""
        self._replace(element.start, element.end, self._written(element, write).lstrip())

    def _written(self, item: XmlElement | Aside, write: Writer) -> str:
        """An element as it is written at the place of another."""
        indentation = self.layout.indentation(item)
        pads = TIGHT if indentation is None else pads_of(indentation, self.layout.unit)
        return self._styled(write(pads))

    def _styled(self, written: str) -> str:
        return written if isinstance(written, Verbatim) else self.layout.styled(written)

    def insert_element(self, parent: XmlElement, after: XmlElement | None, write: Writer) -> None:
        """Insert an element behind another one, or as the first; several at one place come in their order."""
        self._placed.append((parent, after, write))

    def insert_comment_before(self, element: XmlElement, text: str) -> None:
        """Write a comment before an element, on a line of its own where the element begins one."""
        line = "" if self.layout.indentation(element) is None else self._line_of(element, element.start)
        self._replace(element.start, element.start, f"<!-- {text} -->{line}")

    def move_element(self, element: XmlElement, parent: XmlElement, after: XmlElement | None) -> None:
        """Move an element, with the edits inside it, behind another one or to the front."""
        self._placed.append((parent, after, element))

    def _place(self, parent: XmlElement, after: XmlElement | None, write: Writer) -> None:
        item: XmlElement | Aside | None = after
        if after is None and not parent.children:  # behind the comments
            item = next((aside for aside in reversed(parent.items)), None)
        if item is not None:
            self._insert_behind(parent, item, write)
        elif parent.children:
            self._insert_first(parent, parent.items[0], write)
        else:
            self._fill(parent, write)

    def _insert_behind(self, parent: XmlElement, item: XmlElement | Aside, write: Writer) -> None:
        layout = self.layout
        place = layout.end_with_comments(item.end)
        is_first = layout.indentation(item) is not None
        if is_first and (layout.is_end_of_line(place) or layout.skip_blank(place) == parent.content_end):
            place = layout.skip_blank(place) if layout.is_end_of_line(place) else place
            self._replace(place, place, self._line_of(item, place) + self._written(item, write))
        else:
            gap = "" if is_first else layout.gap_before(item)
            self._replace(item.end, item.end, gap + self._styled(write(TIGHT)))

    def _insert_first(self, parent: XmlElement, first: XmlElement | Aside, write: Writer) -> None:
        layout = self.layout
        is_beside = layout.is_same_line(parent.tag_end, first.start)
        place = parent.tag_end if is_beside else layout.skip_blank(parent.tag_end)
        start = layout.gap_before(first) if layout.indentation(first) is None else self._line_of(first, place)
        self._replace(place, place, start + self._written(first, write))

    def _line_of(self, item: XmlElement | Aside, place: int) -> str:
        """A new line with the indentation of an item; the line before it ends as the one of the place did.

        What is removed takes the end of its own line with it, which was that of the place.
        """
        return self.layout.newline_at(place) + (self.layout.indentation(item) or "")

    def _fill(self, parent: XmlElement, write: Writer) -> None:
        """Insert an element into one that has nothing inside but white space."""
        outer = self.layout.indentation(parent)
        base = None if outer is None else outer + self.layout.unit
        pads = TIGHT if base is None else pads_of(base, self.layout.unit)
        written = self._styled(write(pads))
        start = "" if base is None else self.layout.newline_at(parent.tag_end) + base
        end = "" if outer is None else self.layout.newline + outer
        self._filled.setdefault(parent, ([], end))[0].append(start + written)

    def remove_element(self, element: XmlElement, *, is_among_text: bool = False) -> None:
        """Remove an element, with its line where nothing else is on it; among text, where no text would change."""
        assert element.parent is not None
        if is_among_text and not self._has_blank_sides(element.parent, element):
            return
        self._removed.setdefault(element.parent, []).append(element)

    def _has_blank_sides(self, parent: XmlElement, element: XmlElement) -> bool:
        """Whether white space alone is around an element; else it is removed, with white space on one side."""
        at = parent.items.index(element)
        begin = parent.items[at - 1].end if at else parent.tag_end
        end = parent.items[at + 1].start if at + 1 < len(parent.items) else parent.content_end
        is_blank_before = not self.text[begin : element.start].strip()
        is_blank_behind = not self.text[element.end : end].strip()
        if is_blank_before and is_blank_behind:
            return True
        start, stop = begin if is_blank_before else element.start, end if is_blank_behind else element.end
        self._replace(start, stop, "")
        return False

    # The result

    def apply(self) -> str:
        """The text with all edits."""
        return applied(self.text, self.take())

    def take(self) -> list[TextEdit]:
        """All edits as spans; the next ones begin anew."""
        placed, self._placed = self._placed, []
        self._settle()
        moved = [element for *_, element in placed if isinstance(element, XmlElement)]
        writers = {element: self._mover(element) for element in moved}
        for element in writers:
            self.remove_element(element)
        for parent, after, what in placed:
            self._place(parent, after, writers[what] if isinstance(what, XmlElement) else what)
        self._settle()
        edits, self._edits = self._edits, []
        return edits

    def _settle(self) -> None:
        """Work out the edits of what depends on several elements."""
        for parent, (parts, end) in self._filled.items():
            self._close_filled(parent, "".join(parts), end)
        for parent, elements in self._removed.items():
            for run in self._runs(elements):
                self._remove_run(parent, run)
        self._filled.clear()
        self._removed.clear()

    def _mover(self, element: XmlElement) -> Writer:
        """The writer of an element that is there, with its edits, which are done with that."""
        start, end = element.start, element.end
        inside = [
            edit
            for edit in self._edits
            if start <= edit.start and edit.end <= end and (edit.start, edit.end) != (start, start)
        ]
        self._edits = [edit for edit in self._edits if edit not in inside]
        return lambda pads: self.written_at(element, pads[0], inside)

    def written_at(self, element: XmlElement, pad: str, edits: Sequence[TextEdit] = ()) -> Verbatim:
        """An element with edits inside it, as it is behind a new line and an indentation: its lines move with it."""
        start, end = element.start, element.end
        lines = self._moved_lines(element, pad) if pad else ()
        free = [line for line in lines if not any(do_overlap(line, edit) for edit in edits)]
        shifted = (TextEdit(edit.start - start, edit.end - start, edit.text) for edit in (*edits, *free))
        return Verbatim(applied(self.text[start:end], shifted))

    def _moved_lines(self, element: XmlElement, pad: str) -> Iterable[TextEdit]:
        """The edits that indent the elements and the comments in one as deep as before, seen from its end tag.

        A start tag alone may be indented for the place that it moves from.
        """
        old, new = self.layout.indentation_of_end(element), pad.removeprefix("\n")
        if old is None or old == new:
            return
        for outer in element.walk():
            runs = [*outer.text_runs()] if outer.items else []
            if any(self.text[slice(*run)].strip() for run in runs):
                continue  # the white space may be content
            for start, end in runs:
                line = self.layout.line_start(end)
                if line > start and self.text.startswith(old, line, end):
                    yield TextEdit(line, line + len(old), new)

    def _close_filled(self, parent: XmlElement, content: str, end: str) -> None:
        if parent.is_self_closing:
            self._replace(parent.slash, parent.end, f">{content}{end}</{parent.name}>")
            return
        blank = self.text[parent.tag_end : parent.content_end]
        if "\n" in blank or "\r" in blank:  # the end tag has its line
            place = self.layout.skip_blank(parent.tag_end)
            self._replace(place, place, content)
        else:
            self._replace(parent.tag_end, parent.content_end, content + end)

    def _runs(self, removed: Iterable[XmlElement]) -> Iterable[list[XmlElement]]:
        """The removed children of an element, those together that are beside each other on a line."""
        run: list[XmlElement] = []
        for element in sorted(set(removed), key=lambda element: element.place):
            is_beside = bool(run) and element.place == run[-1].place + 1
            if run and not (is_beside and self.layout.is_same_line(run[-1].end, element.start)):
                yield run
                run = []
            run.append(element)
        if run:
            yield run

    def _remove_run(self, parent: XmlElement, run: list[XmlElement]) -> None:
        layout = self.layout
        start, end = run[0].start, run[-1].end
        is_first = layout.indentation(run[0]) is not None
        if is_first and layout.is_end_of_line(end):
            lines = layout.line_start(start), layout.next_line(end)
            start, end = layout.with_blank_line(*lines, (parent.tag_end, parent.content_end))
        elif is_first and layout.skip_blank(end) == parent.content_end:  # whose tag goes up
            start = layout.end_of_line_above(start)
        elif is_first:
            end = layout.skip_blank(end)
        else:
            start -= len(layout.gap_before(run[0]))
        self._replace(start, end, "")

    def close_emptied(self, element: XmlElement) -> None:
        """Remove all elements in one that has nothing else inside but white space, which goes too."""
        self._removed.pop(element, None)
        end = f"></{element.name}>" if self.layout.empty_end == "></" else self.layout.empty_end
        self._replace(element.tag_end - 1, element.end, end)

    def make_empty(self, element: XmlElement) -> None:
        """Write an element without content, as one tag."""
        self._replace(element.tag_end - 1, element.end, "/>")

    def replace_span(self, start: int, end: int, text: str) -> None:
        """Put other text, as it is, between two offsets."""
        self._replace(start, end, text)

    def _replace(self, start: int, end: int, text: str) -> None:
        self._edits.append(TextEdit(start, end, text))
