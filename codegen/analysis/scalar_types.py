"""The Python type of a text, from the patterns that it may match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from codegen.model.model import Note, Scalar
from libvirt_xml.relaxng.datatypes.library import INTEGERS, make_datatype
from libvirt_xml.relaxng.regex.xsd_regex import compile_pattern
from libvirt_xml.relaxng.schema import tree
from libvirt_xml.validation.values.wording import wording

_KIND = {**dict.fromkeys(INTEGERS, "int"), "double": "float", "float": "float", "decimal": "float"}
_SHOWN = 2**16  # greater numbers are limits of the memory that holds them, which nobody needs to know
_TYPES = {"dateTime", "anyURI", "NCName"}
_SHORT = 60  # characters of a pattern that is shown
_NO_NUMBERS = ("873be5a0-6b8a-4a0b-a1df-ef3659cd64bc", "$B", "$NAME", "Request", "name", "1.1", "zz")
_NUMBER = re.compile(r"-?[0-9]+").fullmatch
_WORD_LIST = re.compile(r"[a-zA-Z][\w-]*(?:\|[a-zA-Z][\w-]*)+").fullmatch
_WORDS_IN_BRACKETS = re.compile(r"\([a-zA-Z][\w-]*\)(?:\|\([a-zA-Z][\w-]*\))+").fullmatch
_BOOLEANS = (("yes", "no"), ("on", "off"))


def scalar_of(patterns: Sequence[tree.Pattern]) -> Scalar:
    """The type of a text that any of the patterns may match."""
    kinds: set[str] = set()
    literals: dict[str, None] = {}
    leaves = list(_leaves(map(_content, patterns), set()))
    notes = _distinct(_note(leaf) for leaf in leaves if isinstance(leaf, tree.Data))
    for leaf in leaves:
        match leaf:
            case tree.Value(text):
                literals[" ".join(text.split())] = None
            case tree.Data() if _alternatives(leaf):
                literals |= dict.fromkeys(_alternatives(leaf))
            case tree.Data(type=name):
                kinds.add(_KIND.get(name, "str"))
            case tree.Text() | tree.List():
                kinds.add("str")
    if "int" in kinds:
        literals = {text: None for text in literals if not _NUMBER(text)}
    boolean = _boolean(set(literals))
    rest = [text for text in literals if not boolean or text not in boolean]
    limits = _limits(leaves)
    only = _only(boolean, set(literals))
    return Scalar(frozenset(kinds), tuple(rest), boolean, _define(patterns), notes, limits, only, defines_of(patterns))  # type: ignore[arg-type]


def _alternatives(data: tree.Data) -> list[str]:
    """The words of a pattern that is nothing but words: ``(vepa|bridge)``."""
    pattern = dict(data.params).get("pattern", "")
    plain = pattern.replace("(", "").replace(")", "") if _WORDS_IN_BRACKETS(pattern) else pattern
    word_list = _WORD_LIST(plain.removeprefix("(").removesuffix(")"))
    return word_list.group().split("|") if word_list else []


def has_free_text(patterns: Sequence[tree.Pattern]) -> bool:
    """Whether the patterns allow text that is neither a word of a closed set nor a number, hexadecimal or not."""
    for leaf in _leaves(map(_content, patterns), set()):
        match leaf:
            case tree.Text() | tree.List():
                return True
            case tree.Data(type=name) if _KIND.get(name, "str") == "str" and not _alternatives(leaf):
                pattern = dict(leaf.params).get("pattern")
                if pattern is None or any(map(compile_pattern(pattern), _NO_NUMBERS)):
                    return True
    return False


def _define(patterns: Sequence[tree.Pattern]) -> str:
    """The one define that all patterns are references to."""
    names = {content.name if isinstance(content, tree.Ref) else "" for content in map(_content, patterns)}
    return names.pop() if len(names) == 1 else ""


def defines_of(patterns: Sequence[tree.Pattern]) -> frozenset[str]:
    """The names of all defines that a text goes by in attributes or elements."""
    names: set[str] = set()
    waiting = [_content(pattern) for pattern in patterns]
    seen: set[tree.Pattern] = set()
    for pattern in waiting:
        if pattern in seen or isinstance(pattern, tree.Attribute | tree.Element):
            continue
        seen.add(pattern)
        match pattern:
            case tree.Ref(name=name):
                names.add(name)
                waiting.append(pattern.target)
            case tree.Nested():
                waiting.append(pattern.target)
            case _:
                waiting += tree.children(pattern)
    return frozenset(names)


def _note(data: tree.Data) -> Note | None:
    """What a datatype allows; ``None`` for free text."""
    params = dict(data.params)
    if _alternatives(data):
        return None
    least, most = _facets(data)
    if data.type in _KIND:
        if least is None:
            return None
        return Note(f"{least} or more" if most is None else f"{least} to {most}", is_range=True)
    pattern = params.get("pattern")
    return _in_words(data) if pattern or data.type in _TYPES else None


def _distinct(notes: Iterable[Note | None]) -> tuple[Note, ...]:
    """Notes, those that differ in their examples once, with the longer example."""
    longest: dict[str, Note] = {}
    for note in notes:
        if note is not None:
            longest[note.noun] = max(longest.get(note.noun, note), note, key=lambda known: len(known.example))
    return tuple(longest.values())


def _in_words(data: tree.Data) -> Note | None:
    """What the validator says of a datatype; the pattern itself, where that has no words for it and it is short."""
    words = wording(make_datatype(data.library, data.type, data.params))
    if words.kind == "pattern":
        pattern = dict(data.params)["pattern"]
        return Note(f"text like ``{pattern}``") if len(pattern) <= _SHORT else None
    if words.noun is None:
        return Note(", ".join(f"``{word}``" for word in words.words))
    return Note(str(words.noun), words.example)


def _facets(data: tree.Data) -> tuple[str | None, str | None]:
    """The least and the greatest value of a datatype, as written."""
    params = dict(data.params)
    bounds = INTEGERS.get(data.type, (None, None))
    least, most = (str(bound) if bound is not None and abs(bound) < _SHOWN else None for bound in bounds)
    return params.get("minInclusive", least), params.get("maxInclusive", most)


def _limits(leaves: Iterable[tree.Value | tree.Data | tree.Text | tree.List]) -> tuple[int | None, int | None]:
    """The least and the greatest whole number; ``None`` where there is no limit, or where other text is allowed."""
    ranges: list[tuple[str | None, str | None]] = []
    for leaf in leaves:
        match leaf:
            case tree.Value(text):
                ranges += [(text.strip(), text.strip())] if _NUMBER(text.strip()) else []
            case tree.Data() if _KIND.get(leaf.type) == "int":
                ranges.append(_facets(leaf))
            case tree.Data() if _alternatives(leaf):
                continue
            case _:
                return None, None
    lows = [int(low) for low, _ in ranges if low is not None]
    highs = [int(high) for _, high in ranges if high is not None]
    is_bound = len(lows) == len(ranges) > 0, len(highs) == len(ranges) > 0
    return min(lows) if is_bound[0] else None, max(highs) if is_bound[1] else None


def _boolean(literals: set[str]) -> tuple[str, str] | None:
    """The pair whose both words are allowed, or whose one word is all that is."""
    for pair in _BOOLEANS:
        if literals and (literals >= set(pair) or literals <= set(pair)):
            return pair
    return None


def _only(boolean: tuple[str, str] | None, literals: set[str]) -> str:
    """The word of a pair that is allowed without the other."""
    allowed = [word for word in boolean or () if word in literals]
    return allowed[0] if len(allowed) == 1 else ""


def _content(pattern: tree.Pattern) -> tree.Pattern:
    """What an attribute or element holds."""
    return pattern.content if isinstance(pattern, tree.Attribute | tree.Element) else pattern


def _leaves(
    patterns: Iterable[tree.Pattern], seen: set[tree.Pattern]
) -> Iterator[tree.Value | tree.Data | tree.Text | tree.List]:
    for pattern in patterns:
        if pattern in seen:
            continue
        seen.add(pattern)
        match pattern:
            case tree.Value() | tree.Data() | tree.Text() | tree.List():
                yield pattern
            case tree.Ref() | tree.Nested():
                yield from _leaves([pattern.target], seen)
            case tree.Element():
                continue
            case _:
                yield from _leaves(tree.children(pattern), seen)
