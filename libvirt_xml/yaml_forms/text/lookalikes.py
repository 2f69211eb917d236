"""Characters that only look like YAML: other white space, typographic quotation marks and dashes, commas at the ends of
lines, backslashes in double quotes. YAML takes each as part of a text, which nobody means.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import Sentence, render
from libvirt_xml.validation.problem import Problem
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.faults.fault_places import indent_of, line_at, place_of_characters
from libvirt_xml.yaml_forms.text.resolving import resolve
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence

FREE = frozenset({"description", "title", "metadata", "cloud_init"})
"""Keys of what is written for people, or in the guest's own words: whatever is below them may be meant."""
_SECRETS = frozenset({"secret.value"})  # by their name alone nobody would know
_OPENING = "\u201c\u201d\u201e\u2018\u2019\u201a\xab\xbb"
_ENDS = {",": "a comma", ";": "a semicolon"}
_SPACE = re.compile("[\t\x85\xa0\u1680\u2000-\u200b\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]")
_DASH = re.compile("[\u2010-\u2015\u2022\u2212\u25cf]\\s")
_PATH_OF_WINDOWS = re.compile(r'"(?:[A-Za-z]:|\\\\[\w.-]+)(?:\\\\[\w .-]+)*(\\[a-zA-Z0-9]).*"', re.DOTALL)
_VARIANTS = frozenset({"odd-space", "trailing-comma", "typographic-quotes", "backslash"})
_SIGN = r"[,;][ \t]*(?:#.*)?\r?$|;[ \t]*[\]},]"
_ITEM_IN_TEXT = re.compile(r"\n[ \t]*(- )")
_DEEPER_ITEM = r"^( *)[^ \n].*[^\s:][ \t]*\r?\n\1 +- "
_DRIVE = r"\"(?:[A-Za-z]:|\\)\\"
_SUSPICIOUS = re.compile(
    f"{_SIGN}|{_SPACE.pattern}|[{_OPENING}]|{_DASH.pattern}|{_DRIVE}|{_DEEPER_ITEM}", re.MULTILINE
).search


class Lookalike(NamedTuple):
    """What is wrong with a value, and how it was probably meant to be written."""

    sentence: Sentence
    written: str
    text: str


def is_lookalike(problem: Problem) -> bool:
    """Whether a problem is such a character."""
    return problem.code == "invalid-value" and problem.variant in _VARIANTS


def odd_space(text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """The first character of a text that looks like a space, and is none to YAML; not a tab."""
    spaces = _SPACE.finditer(text, start, len(text) if end is None else end)
    return next((space for space in spaces if space[0] != "\t"), None)


def name_of_space(character: str) -> str:
    """A character in words: "a no-break space (U+00A0)"."""
    if character == "\t":
        return "a tab"
    name = unicodedata.name(character, "control character").lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(character):04X})"


def is_kept_plain(text: str) -> bool:
    """Whether a text without quotes is not taken for a slip."""
    return text[-1] not in _ENDS and not _quoted(text) and not _DASH.match(text) and not _SPACE.search(text)


def right_characters(trees: list[Node], text: str, findings: Findings) -> list[Node]:
    """The trees of a text as they were probably meant, each such character a problem; no trees where they are in keys,
    since then nothing is where it belongs."""
    if not _SUSPICIOUS(text):
        return trees
    search = _Search(text, findings)
    righted = [search.righted(tree, "") for tree in trees]
    return [] if search.is_misread else righted


class _Search:
    """One walk over trees; what several aliases share is looked at once."""

    def __init__(self, text: str, findings: Findings) -> None:
        self._text = text
        self._findings = findings
        self._seen: set[int] = set()
        self._places: set[Origin] = set()
        self.is_misread = False

    def righted(self, node: Node, path: str) -> Node:
        """A node, or what was meant by it."""
        if isinstance(node, Scalar):
            return self._scalar(node, path)
        if id(node) in self._seen:
            return node
        self._seen.add(id(node))
        if isinstance(node, Sequence):
            node.items[:] = [self.righted(item, f"{path}[{at}]") for at, item in enumerate(node.items)]
        else:
            self._mapping(node, path)
        return node

    def _mapping(self, node: Mapping, path: str) -> None:
        items = list(node.items.items())
        node.items.clear()
        for key, item in items:
            name = self._key(node, key, path)
            is_free = name in FREE
            node.items[name] = item if is_free else self.righted(item, f"{path}.{name}" if path else name)

    def _key(self, node: Mapping, key: str, path: str) -> str:
        """The name that a key was meant to be."""
        place = node.keys.get(key)
        if place is None or not self._is_plain(place, key):
            return key
        space = _SPACE.search(key)
        if space or _DASH.match(key):
            self._misread(key, space, place)
        name = _without_quotes(key)
        if name == key or name in node.items:
            return key
        message = render("unknown-key", "typographic-quotes", key=key)
        self._findings.add("unknown-key", message, place, f"{path}.{key}" if path else key, suggestion=name)
        node.keys[name] = node.keys.pop(key)
        return name

    def _misread(self, text: str, space: re.Match[str] | None, place: Origin) -> None:
        if self.is_misread:
            return
        self.is_misread = True
        sentence = (
            render("not-well-formed", "yaml-space", space=name_of_space(space[0]))
            if space and not _DASH.match(text)
            else render("not-well-formed", "yaml-dash", dash=f"U+{ord(text[0]):04X}")
        )
        self._findings.add("not-well-formed", sentence, place, "")

    def _misread_item(self, file: str | None, start: int, dash: int) -> None:
        """Note the dash of an item that belongs to the text above it."""
        if self.is_misread:
            return
        self.is_misread = True
        line, begin = line_at(self._text, start)
        column = indent_of(line) + 1
        is_item = line.lstrip().startswith("- ") and begin + column + 1 == start
        sentence = (
            render("not-well-formed", "yaml-item-in-text", column=column)
            if is_item
            else render("not-well-formed", "yaml-item-in-value")
        )
        place = place_of_characters(self._text, dash, 1)
        self._findings.add("not-well-formed", sentence, place._replace(file=file), "")

    def _scalar(self, node: Scalar, path: str) -> Scalar:
        span = node.origin.span
        written = "" if span is None else self._text[span.start : span.end]
        if written and written == node.text:
            return self._plain(node, path)
        item = _ITEM_IN_TEXT.search(written) if written[:1] not in ('"', "'", "|", ">") else None
        if item is not None and span is not None:
            self._misread_item(node.origin.file, span.start, span.start + item.start(1))
            return node
        likeness = _backslash(written, path)
        return node if likeness is None else self._meant(node, likeness, path)

    def _plain(self, node: Scalar, path: str) -> Scalar:
        if _DASH.match(node.text):
            self._misread(node.text, None, node.origin)
            return node
        likeness = _space(node.text, path) or _comma(node.text, path) or _quotes(node.text, path)
        return node if likeness is None else self._meant(node, likeness, path)

    def _meant(self, node: Scalar, likeness: Lookalike, path: str) -> Scalar:
        if node.origin not in self._places:  # a merged key is in several maps
            self._places.add(node.origin)
            suggestion = None if is_secret(path) or path in _SECRETS else likeness.written
            self._findings.add("invalid-value", likeness.sentence, node, path, suggestion=suggestion)
        is_plain = likeness.written == likeness.text
        return Scalar(resolve(likeness.text) if is_plain else likeness.text, likeness.text, node.origin)

    def _is_plain(self, place: Origin, text: str) -> bool:
        span = place.span
        return span is not None and self._text[span.start : span.end] == text


def last_key_of(path: str) -> str:
    """The last key of a path, quoted."""
    return repr(path.rpartition(".")[2].partition("[")[0])


def _righted_text(text: str) -> str:
    """A text without anything that looks like YAML."""
    return _without_quotes(_SPACE.sub(" ", text).strip().rstrip(",; "))


def _quoted(text: str) -> bool:
    return text[0] in _OPENING or text[-1] in _OPENING


def _without_quotes(text: str) -> str:
    return text.strip(_OPENING) or text


def _space(text: str, path: str) -> Lookalike | None:
    space = _SPACE.search(text)
    if space is None:
        return None
    meant = _righted_text(text)
    sentence = render("invalid-value", "odd-space", key=last_key_of(path), space=name_of_space(space[0]))
    return Lookalike(sentence, meant, meant)


def _comma(text: str, path: str) -> Lookalike | None:
    if text[-1] not in _ENDS:
        return None
    meant = _righted_text(text)
    sentence = render("invalid-value", "trailing-comma", key=last_key_of(path), sign=_ENDS[text[-1]])
    return Lookalike(sentence, meant, meant)


def _quotes(text: str, path: str) -> Lookalike | None:
    if not _quoted(text):
        return None
    meant = _righted_text(text)
    return Lookalike(render("invalid-value", "typographic-quotes", key=last_key_of(path)), meant, meant)


def _backslash(written: str, path: str) -> Lookalike | None:
    """A path of Windows in double quotes."""
    match = _PATH_OF_WINDOWS.fullmatch(written)
    if match is None or "'" in written:
        return None
    meant = written[1:-1] if written.startswith('"\\') else written[1:-1].replace("\\\\", "\\")
    sentence = render("invalid-value", "backslash", key=last_key_of(path), escape=match[1])
    return Lookalike(sentence, f"'{meant}'", meant)
