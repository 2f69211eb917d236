"""The docstrings of generated classes and fields."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from codegen.model import Class, Condition, Field, Scalar
from codegen.versions import version_names

_WIDTH = 110
_PATHS = 6
_PLACES = 3
_BASES = {8: "octal (``0o755`` in Python)", 16: "hexadecimal (``0x1f`` in Python)"}
VERSIONS = version_names()
OLDEST = VERSIONS[0]


def class_docstring(made: Class) -> list[str]:
    """What an editor shows for a class: a sentence, where it stands, where it is documented."""
    lines = [made.sentence or f"The ``<{made.xml.local}>`` element of {_owner(made)}.", ""]
    shown = [f"/{path}" for path in made.paths[:_PATHS]]
    more = f" and {len(made.paths) - _PATHS} more" if len(made.paths) > _PATHS else ""
    lines += _wrapped(f"Element: {', '.join(f'``{path}``' for path in shown)}{more}", "    ")
    for discriminator in made.discriminators[:1]:
        lines += _wrapped(f"What else it may hold depends on ``{discriminator}``.")
    places = ", ".join(made.places[:_PLACES])
    places += f" and {len(made.places) - _PLACES} more" if len(made.places) > _PLACES else ""
    lines += _wrapped(f"Schema: {places}", "    ")
    if made.since:
        lines.append(f"First in libvirt {made.since} (of the versions with schemas here).")
    if made.url:
        lines += ["", made.url]
    return _quoted(lines)


def _owner(made: Class) -> str:
    steps = made.paths[0].split("/")
    return f"``<{steps[-2]}>``" if len(steps) > 1 else "libvirt"


def field_docstring(field: Field) -> list[str]:
    """What an editor shows for a field: its sentence, the values, when it may stand, since when."""
    return _quoted([line for fact in field_facts(field) for line in _wrapped(fact)])


def field_facts(field: Field) -> Iterator[str]:
    """All that is known of a field, a sentence each."""
    yield field.sentence or _plain_description(field)
    if isinstance(field.type, Scalar):
        values = _values(field.type)
        if values:
            yield values
    if field.unit:
        yield f"Unit: {field.unit}."
    for condition in field.conditions:
        yield _condition(condition)
    base = next((form.base for form in field.numbers if form.base in _BASES), 0)
    if base:
        yield f"In XML it is {_BASES[base]}."
    yield _when(field)


def _when(field: Field) -> str:
    """In which of the versions with schemas here a field is."""
    since = f"Since libvirt {OLDEST} or before"
    if field.since:
        before = VERSIONS[VERSIONS.index(field.since) - 1]
        since = f"In libvirt {field.since}, not yet in {before}"
    return f"{since}; gone after {field.until}." if field.until else f"{since}."


def _plain_description(field: Field) -> str:
    name = field.xml.local
    match field.kind:
        case "attribute":
            return f"The attribute ``{name}``."
        case "text":
            return "The text of the element."
        case "flag":
            return f"Whether ``<{name}/>`` is there."
        case _ if field.is_list:
            return f"The ``<{name}>`` elements."
        case _:
            return f"The element ``<{name}>``."


def _values(scalar: Scalar) -> str:
    words = [f"``{word}``" for word in scalar.literals]
    booleans = zip(scalar.boolean or (), (True, False), strict=False)
    words += [f"``{word}`` as ``{value}``" for word, value in booleans if scalar.only in ("", word)]
    words += list(scalar.notes)
    if not words:
        return ""
    is_open = "str" in scalar.kinds and (scalar.literals or scalar.boolean)
    return f"{'Known values' if is_open else 'Allowed'}: {', '.join(words)}."


def _condition(condition: Condition) -> str:
    name = f"{condition.owner}.{condition.field}"
    values = [f"``{value!r}``" for value in condition.values if value is not None]
    if not values:
        return f"Only where {name} is unset."
    return f"Goes with {name}: {', '.join(values)}{', or where it is unset' if None in condition.values else ''}."


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _quoted(lines: list[str]) -> list[str]:
    lines = [line.replace("\\", "\\\\").replace('"""', "'''") for line in lines]
    if len(lines) == 1 and not lines[0].endswith('"'):
        return [f'    """{lines[0]}"""']
    return [f'    """{lines[0]}', *(f"    {line}" if line else "" for line in lines[1:]), '    """']
