"""The docstrings of generated classes and fields."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from codegen.model.model import Class, Condition, Field, Scalar
from codegen.schemas.vendored import version_names

_WIDTH = 110
_PATHS = 6
_PLACES = 3
_FEW = 3  # values that are listed even where their opposite is shorter
_BASES = {8: "octal (``0o755`` in Python)", 16: "hexadecimal (``0x1f`` in Python)"}
VERSIONS = version_names()


def class_docstring(model_class: Class) -> list[str]:
    """What an editor shows for a class: a sentence, the element's paths, where it is documented."""
    shown = [f"/{path}" for path in model_class.paths[:_PATHS]]
    more = f" and {len(model_class.paths) - _PATHS} more" if len(model_class.paths) > _PATHS else ""
    lines = [*([model_class.sentence, ""] if model_class.sentence else [])]
    lines += _wrapped(f"Element: {', '.join(f'``{path}``' for path in shown)}{more}", "    ")
    if model_class.deciding:
        lines += _wrapped(f"Which fields may be used depends on {_listed(model_class.deciding, 'and')}.")
    places = ", ".join(model_class.places[:_PLACES])
    places += f" and {len(model_class.places) - _PLACES} more" if len(model_class.places) > _PLACES else ""
    lines += _wrapped(f"Schema: {places}", "    ")
    lines += class_age(model_class)
    if model_class.url:
        lines += ["", model_class.url]
    return _quoted(lines)


def class_age(model_class: Class) -> Iterator[str]:
    """Which release added a class, if one did that is known here."""
    if model_class.release:
        yield f"Since libvirt {model_class.release}."
    elif model_class.since:
        yield f"First in libvirt {model_class.since} (of the versions with schemas here)."


def described_fields(model_class: Class) -> tuple[Field, ...]:
    """The fields of a class, without an age that is that of the class."""
    return tuple(
        replace(field, since="", release="") if _is_as_old(field, model_class) else field
        for field in model_class.fields
    )


def _is_as_old(field: Field, model_class: Class) -> bool:
    return field.since == model_class.since and field.release in ("", model_class.release)


def field_docstring(field: Field) -> list[str]:
    """What an editor shows for a field: its sentence, the values, when it may be used, since when; often nothing."""
    lines = [line for fact in field_facts(field) for line in _wrapped(fact)]
    return _quoted(lines) if lines else []


def field_facts(field: Field) -> Iterator[str]:
    """All that is known of a field beyond its name and type, a sentence each."""
    if field.sentence:
        yield field.sentence
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
    if field.neutral is not None:
        yield f"``ensure({field.type})`` gives it, and makes it if it is missing."
    yield from _when(field)


def _when(field: Field) -> Iterator[str]:
    """Which release added a field, or which of the versions with schemas here lack it."""
    if field.release:
        yield f"Since libvirt {field.release}."
    elif field.since:
        yield f"Added after libvirt {VERSIONS[VERSIONS.index(field.since) - 1]}; {field.since} has it."
    if field.until:
        yield f"Removed after libvirt {field.until}."


def _values(scalar: Scalar) -> str:
    words = [f"``{word}``" for word in scalar.literals]
    booleans = zip(scalar.boolean or (), (True, False), strict=False)
    words += [f"``{word}`` as ``{value}``" for word, value in booleans if scalar.only in ("", word)]
    words += map(str, scalar.notes)
    if not words:
        return ""
    is_open = "str" in scalar.kinds and (scalar.literals or scalar.boolean)
    return f"{'Known values' if is_open else 'Allowed'}: {', '.join(words)}."


def _condition(condition: Condition) -> str:
    name = f"{condition.owner}.{condition.field}"
    if None in condition.others and len(condition.others) == 1:
        return f"Only if {name} is set."
    if len(condition.others) < len(condition.values) and len(condition.values) > _FEW:
        return f"Not if {name} is {_words(condition.others)}."
    return f"Only if {name} is {_words(condition.values)}."


def _words(values: tuple[str | None, ...]) -> str:
    """Values, the absence of one last."""
    return _listed([*(value for value in values if value is not None), *("unset" for value in values if value is None)])


def _listed(words: Sequence[str], conjunction: str = "or") -> str:
    shown = [word if word == "unset" else f"``{word}``" for word in words]
    return f" {conjunction} ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part)


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _quoted(lines: list[str]) -> list[str]:
    lines = [line.replace("\\", "\\\\").replace('"""', "'''") for line in lines]
    if len(lines) == 1 and not lines[0].endswith('"'):
        return [f'    """{lines[0]}"""']
    return [f'    """{lines[0]}', *(f"    {line}" if line else "" for line in lines[1:]), '    """']
