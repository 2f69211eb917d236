"""How values are written in sentences: short, in quotation marks, as tags, as lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from libvirt_xml.messages.credentials import without_credentials

_LONGEST = 60  # characters of a value that is shown
_ALL, _FEW = 12, 8  # of more values than the first, ``few`` names as many as the second
_WORDS = frozenset({"quoted", "tag", "xml", "or", "and", "few"})


def write_parameter(value: object, spec: str, tag_way: Callable[[object], str] | None = None) -> str:
    """A parameter as its template has it: ``{name:quoted}``, ``{names:tag and few}``.

    ``quoted`` and ``tag`` are ways to write one value; a phrase is written as it is, and so is ``xml``, which
    ``xml_examples`` can write in another notation, as it can a ``tag``: ``tag_way``. Several values are joined by
    ``or`` unless ``and`` is there; ``few`` has only the first of many, and phrases behind them. Anything else is a
    format specification of Python. Passwords in URLs are hidden.
    """
    if isinstance(value, str):
        value = without_credentials(value)
        if not spec:
            return value
    words = spec.split()
    if not _WORDS.issuperset(words):
        return format(value, spec)
    way = quote if "quoted" in words else (tag_way or tag) if "tag" in words else str
    if not isinstance(value, tuple | list):
        return way(value) if words else format(value)
    return _write_several(value, way, "and" if "and" in words else "or", is_short="few" in words)


def _write_several(values: Sequence[object], way: Callable[[str], str], word: str, *, is_short: bool) -> str:
    items = [way(without_credentials(value)) if isinstance(value, str) else str(value) for value in values]
    if not is_short:
        return join(items, word)
    phrases = [str(value) for value in values if not isinstance(value, str)]
    names = [way(without_credentials(value)) for value in values if isinstance(value, str)]
    if len(names) > _ALL:
        listed = f"{', '.join(names[:_FEW])} and {len(names) - _FEW} more"
        return f"{listed}, {word} {join(phrases, word)}" if phrases else listed
    if len(phrases) > 1:  # which may have commas of their own
        return f"{', '.join([*names, *phrases[:-1]])}, {word} {phrases[-1]}"
    return join([*names, *phrases], word)


def cut(text: str) -> str:
    """A value fit to be shown: not long, with nothing in it that cannot be seen."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
    if short.isprintable():
        return short
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in short)


def quote(text: object) -> str:
    """A value in quotation marks."""
    plain = cut(str(text))
    return f'"{plain}"' if "'" in plain else f"'{plain}'"


def tag(name: object) -> str:
    """The name of an element as its start tag."""
    return f"<{cut(str(name))}>"


def join(items: Sequence[str], word: str = "or") -> str:
    """``a, b or c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
