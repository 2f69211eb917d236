"""The values of a configuration file: what each key takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from libvirt_xml.cli.exits import suggest_or_list
from libvirt_xml.cli.inputs.targets import PathTargets
from libvirt_xml.messages import hint_of, render


class WrongValueError(Exception):
    """A value is invalid; ``sentence`` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        raise WrongValueError(render("configuration", "quoted", value=value, kind=_kind(value)))
    raise WrongValueError(render("configuration", "string", kind=_kind(value)))


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongValueError(render("usage", "flag", kind=_kind(value)))
    return value


def _size(value: object) -> int:
    from libvirt_xml.cli.inputs.limiting import parse_limit

    try:
        return parse_limit(str(value) if type(value) is int else _text(value))
    except ValueError as error:
        raise WrongValueError(str(error)) from None


def _versions(value: object) -> tuple[str, ...]:
    from libvirt_xml.validation.libvirt_versions import place_of_version

    versions = _texts(value) if isinstance(value, list) else (_text(value),)
    if not versions:
        raise WrongValueError(render("configuration", "no-version"))
    for version in versions:
        try:
            place_of_version(version)
        except ValueError as error:
            raise WrongValueError(str(error)) from None
    return versions


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise WrongValueError(render("configuration", "strings", kind=_kind(value)))
    return tuple(value)


def _codes(value: object) -> tuple[str, ...]:
    from libvirt_xml.cli.options import unknown_code

    codes = _texts(value)
    error = unknown_code(codes)
    if error is not None:
        raise WrongValueError(error)
    return codes


def _codes_by_glob(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise WrongValueError(render("configuration", "patterns", kind=_kind(value)))
    return tuple((glob, _codes(codes)) for glob, codes in value.items())


def _per_path(value: object) -> tuple[PathTargets, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise WrongValueError(render("configuration", "tables", kind=_kind(value)))
    return tuple(_path_targets(number, entry) for number, entry in enumerate(value, 1))


def _path_targets(number: int, entry: Mapping[str, object]) -> PathTargets:
    values: dict[str, Any] = {}
    for key, value in entry.items():
        if key not in _OF_PATHS:
            advice = suggest_or_list(key, _OF_PATHS)
            raise WrongValueError(render("configuration", "unknown-entry-key", number=number, key=key, advice=advice))
        try:
            values[field_of(key)] = _OF_PATHS[key](value)
        except WrongValueError as error:
            reason = error.sentence
            invalid = render("configuration", "entry", number=number, key=key, reason=reason, advice=hint_of(reason))
            raise WrongValueError(invalid) from None
    if not values.get("paths"):
        raise WrongValueError(render("configuration", "no-paths", number=number))
    if len(values) == 1:
        raise WrongValueError(render("configuration", "no-target", number=number, known=", ".join(_TARGET_KEYS)))
    if "libvirt" in values and "schema_dir" in values:
        raise WrongValueError(render("configuration", "two-targets", number=number))
    return PathTargets(**values)


def field_of(key: str) -> str:
    """The field of ``Config`` for a key."""
    return key.replace("-", "_")


def _severity(value: object) -> str:
    if value not in ("error", "warning"):
        raise WrongValueError(render("configuration", "severity", value=value))
    return str(value)


def _kind(value: object) -> str:
    if isinstance(value, list):
        return "a list with other values"
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a string", dict: "a table"}
    return kinds.get(type(value), "a date")


_TARGET_KEYS: dict[str, Callable[[object], object]] = {
    "libvirt": _versions,
    "schema-dir": _text,
    "host": _text,
    "inventory": _text,
}
_OF_PATHS: dict[str, Callable[[object], object]] = {"paths": _texts, **_TARGET_KEYS}
READERS: dict[str, Callable[[object], object]] = {
    **_TARGET_KEYS,
    "per-path": _per_path,
    "select": _codes,
    "extend-select": _codes,
    "ignore": _codes,
    "per-file-ignores": _codes_by_glob,
    "exclude": _texts,
    "fail-on": _severity,
    "respect-gitignore": _flag,
    "max-size": _size,
}
"""The keys, and for each the function that makes its value or raises WrongValueError."""
