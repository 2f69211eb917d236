"""Strategies for texts: what XML can hold, and what a datatype allows."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import strategies as st

from libvirt_xml.relaxng.datatypes.library import make_datatype
from libvirt_xml.relaxng.schema import tree

CHARACTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
"""The characters of XML, but for the three control characters that it has."""

_NASTY = (
    "\n",
    "\t",
    "\r",
    "\r\n",
    " ",
    "&",
    "<",
    ">",
    "]]>",
    "'",
    '"',
    "&amp;",
    "<!--",
    "\u00a0",
    "\u2028",
    "\U0001f980",
)
_INTEGERS = {
    "integer": (-(2**80), 2**80),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "positiveInteger": (1, 2**80),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
}
_FORMS = ("{}", "{}", "{}", " {}", "{}\n", "0{}", "+{}")
_SAMPLES = {
    "double": ("0", "1.5", "-2.", ".5", "1e3"),
    "anyURI": ("http://example.org/a?b#c", "a/b", "urn:x:y", ""),
}

texts = st.lists(st.one_of(st.text(CHARACTERS, max_size=6), st.sampled_from(_NASTY)), max_size=3).map("".join)
"""Any text that XML can hold, the hard ones often."""

names = st.sampled_from(("a", "b", "name", "x-y", "Größe", "_1"))
"""Names without a prefix."""

padding = st.sampled_from(("", "", "", " ", "\n ", "\t"))
"""White space around a token."""


def data_texts(data: tree.Data) -> st.SearchStrategy[str]:
    """Texts that a datatype allows, its facets and exceptions minded."""
    return _allowed(data.library, data.type, data.params).filter(lambda text: not _matches(data.excluded, text))


@cache
def _allowed(library: str, name: str, params: tuple[tuple[str, str], ...]) -> st.SearchStrategy[str]:
    datatype = make_datatype(library, name, params)
    patterns = [value for facet, value in params if facet == "pattern"]
    if patterns:
        drawn = st.from_regex(re.compile(to_python(patterns[0])), fullmatch=True, alphabet=CHARACTERS)
    elif name in _INTEGERS:
        drawn = _integers(name, params)
    elif name in _SAMPLES:
        drawn = st.sampled_from(_SAMPLES[name])
    elif name == "dateTime":
        drawn = st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds"))
    elif name == "NCName":
        drawn = names
    else:
        drawn = texts
    return drawn.filter(datatype.allows)


def _integers(name: str, params: tuple[tuple[str, str], ...]) -> st.SearchStrategy[str]:
    low, high = _INTEGERS[name]
    for facet, value in params:
        match facet:
            case "minInclusive":
                low = max(low, int(value))
            case "maxInclusive":
                high = min(high, int(value))
    return st.builds(lambda form, number: form.format(number), st.sampled_from(_FORMS), st.integers(low, high))


def _matches(pattern: tree.Pattern | None, text: str) -> bool:
    """Whether a text matches what a datatype excepts."""
    match pattern:
        case tree.Value(value, type, library):
            datatype = make_datatype(library, type)
            return datatype.value(text) == datatype.value(value)
        case tree.Data(type, library, params, excluded):
            return make_datatype(library, type, params).allows(text) and not _matches(excluded, text)
        case tree.Choice(branches):
            return any(_matches(branch, text) for branch in branches)
    return False


def to_python(pattern: str) -> str:
    """An XML Schema pattern for Python's ``re``, near enough to draw from: ``^`` and ``$`` are no anchors there."""
    parts: list[str] = []
    in_class = False
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            character += next(characters)
        elif in_class:
            in_class = character != "]"
            character = "\\[" if character == "[" else character
        elif character == "[":
            in_class = True
        elif character in "^$":
            character = f"\\{character}"
        parts.append(character)
    return "".join(parts)
