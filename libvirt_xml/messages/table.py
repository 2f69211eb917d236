"""The table of messages, read when the first message is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

if TYPE_CHECKING:
    from libvirt_xml.messages.xml_examples import XmlExample

_HEAD = r"^\[([\w-]+)\.([\w-]+)\]"


class Template(NamedTuple):
    """One sentence with places for its parameters."""

    text: str
    """In the form of ``str.format``, with the ways to write values of ``notation``."""
    hint: str | None
    """What to do, in the same form; none where a suggestion says it, empty where the text does."""
    example: Mapping[str, Any]
    """One set of parameters, for tests and documentation."""
    file: str
    """The file that has it."""


class Parameters(dict[str, object]):
    """What a sentence was made of: text, numbers, truth values, tuples of them, and phrases. It cannot be changed.

    It is what ``json`` writes and reads, and hashable.
    """

    __slots__ = ()

    def __init__(self, values: Mapping[str, object] | Iterable[tuple[str, object]] = (), /, **more: object) -> None:
        super().__init__({name: _freeze(value) for name, value in dict(values, **more).items()})

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (dict(self),)

    def __copy__(self) -> Parameters:
        return self

    def __deepcopy__(self, memo: object) -> Parameters:
        return self

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("the parameters of a message cannot be changed")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse  # pyright: ignore[reportAssignmentType]


class Phrase(Parameters):
    """A part of a sentence: ``phrase`` names its template (``circumstance.value``), the rest are its parameters."""

    __slots__ = ()

    def __str__(self) -> str:
        code, _, variant = str(self["phrase"]).partition(".")
        return filled(template(code, variant).text, self)


class Hint(str):
    """What to do, which knows what it was made of: templates with their parameters."""

    __slots__ = ("parts",)
    parts: tuple[tuple[str, Parameters], ...]

    def written(self, write: Callable[[XmlExample], str]) -> str:
        """The same with what a function makes of the XML in the templates."""
        return "; ".join(_with_examples(text, parameters, write) for text, parameters in self.parts)


class Sentence(str):
    """A rendered sentence, which knows what it was made of."""

    __slots__ = ("code", "hint", "parameters", "variant")
    code: str
    variant: str
    parameters: Parameters
    hint: str | None


def render(code: str, variant: str, /, **parameters: object) -> Sentence:
    """The sentence for a code and variant.

    Raises ``KeyError`` for a sentence or parameter that does not exist: a mistake in our code.
    """
    sentence_template = template(code, variant)
    frozen = Parameters(parameters)
    sentence = Sentence(filled(sentence_template.text, frozen))
    sentence.code, sentence.variant, sentence.parameters = code, variant, frozen
    sentence.hint = sentence_template.hint and _hint((sentence_template.hint, frozen))
    return sentence


def with_more(hint: str | None, sentence: Sentence) -> Hint:
    """A hint with a sentence behind it."""
    more = template(sentence.code, sentence.variant).text, sentence.parameters
    return _hint(*hint.parts, more) if isinstance(hint, Hint) else _hint(more)


def _hint(*parts: tuple[str, Parameters]) -> Hint:
    hint = Hint("; ".join(filled(text, parameters) for text, parameters in parts))
    hint.parts = parts
    return hint


def with_hint(sentence: str) -> str:
    """A sentence and what to do, as people read them."""
    hint = hint_of(sentence)
    return f"{sentence}; {hint}" if hint else str(sentence)


def hint_of(sentence: str) -> str:
    """What to do; empty for a sentence that has no hint."""
    return (sentence.hint or "") if isinstance(sentence, Sentence) else ""


def phrase(code: str, variant: str, /, **parameters: object) -> Phrase:
    """A part of a sentence, to be a parameter of one."""
    return Phrase({"phrase": f"{code}.{variant}", **parameters})


def filled(text: str, parameters: Mapping[str, object]) -> str:
    """A template with its parameters."""
    from libvirt_xml.messages.notation import write_parameter

    written: list[str] = []
    for literal, name, spec, conversion in _parts(text):
        written.append(literal)
        if name is not None:
            value = parameters[name]
            written.append(write_parameter(repr(value) if conversion == "r" else value, spec or ""))
    return "".join(written)


def _with_examples(text: str, parameters: Mapping[str, object], write: Callable[[XmlExample], str]) -> str:
    from libvirt_xml.messages.xml_examples import written_with

    def written_phrase(value: object) -> str | None:
        if not isinstance(value, Phrase):
            return None
        code, _, variant = str(value["phrase"]).partition(".")
        return _with_examples(template(code, variant).text, value, write)

    return written_with(_parts(text), parameters, write, written_phrase)


@cache
def _parts(text: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """A template as literal texts, each with the name and the notation of the parameter behind it."""
    from string import Formatter

    return [*Formatter().parse(text)]


def _freeze(value: object) -> object:
    """A value that cannot be changed and that JSON can hold; what JSON has no form for is text."""
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, bool | int | float | Parameters):
        return value
    if isinstance(value, Mapping):
        return Phrase(value) if "phrase" in value else Parameters(value)
    if isinstance(value, tuple | list):
        return tuple(map(_freeze, value))
    return str(value)


@cache
def template(code: str, variant: str) -> Template:
    """The sentence for a code and variant, alone: to parse all files takes longer than to check a document."""
    import tomllib

    file, block = _block(code, variant)
    entry = tomllib.loads(block)[code][variant]
    return Template(entry["text"], entry.get("hint"), entry.get("example", {}), file)


def _block(code: str, variant: str) -> tuple[str, str]:
    """The file with a sentence, and the text under its head. Raises KeyError."""
    import re

    head = f"\n[{code}.{variant}]\n"
    for file, text in _texts():
        begin = text.find(head)
        if begin >= 0:
            following = re.compile(_HEAD, re.MULTILINE).search(text, begin + len(head))
            return file, text[begin : following.start() if following else len(text)]
    raise KeyError((code, variant))


def templates() -> Mapping[tuple[str, str], Template]:
    """All sentences by code and variant."""
    return {key: template(*key) for key in _blocks()}


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    """The names and texts of the TOML files beside and below this module."""
    from pathlib import Path

    files = sorted(Path(__file__).parent.rglob("*.toml"))
    return tuple((path.name, "\n" + path.read_text(encoding="utf-8")) for path in files)


@cache
def _blocks() -> Mapping[tuple[str, str], tuple[str, str]]:
    """The text under each ``[code.variant]`` of all files, and its file."""
    import re

    blocks: dict[tuple[str, str], tuple[str, str]] = {}
    for file, text in _texts():
        heads = [*re.finditer(_HEAD, text, re.MULTILINE)]
        ends = [*(head.start() for head in heads[1:]), len(text)]
        for head, end in zip(heads, ends, strict=True):
            key = (head[1], head[2])
            if key in blocks:
                raise ValueError(f"{file}: {head[0]} is defined in {blocks[key][0]} too")
            blocks[key] = (file, text[head.start() : end])
    return blocks
