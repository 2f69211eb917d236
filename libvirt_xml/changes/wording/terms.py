"""The words of ``terms.toml``, and what takes their place where there are none."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of


def noun_of(cls: type[Element]) -> str:
    """What an item of a list is called: ``disk``, ``nic``."""
    return str(_terms()["nouns"].get(cls.__name__) or cls.tag_.replace("_", " ").replace("-", " "))


def has_sorts(cls: type[Element]) -> bool:
    """Whether items of a class are called by their sort."""
    return cls.__name__ in _terms()["sorts"]


def sort_of(item: Element) -> str:
    """What an item is called as one of its sort, with its number; nothing where its class has one sort only."""
    for field, sorts in _terms()["sorts"].get(type(item).__name__, {}).items():
        noun, name = sorts.get(str(item.__dict__.get(field)), ("", ""))
        if noun:
            return f"{noun} {item.__dict__.get(name, '')}".strip()
    return ""


def sort_fields(item: Element) -> list[str]:
    """The fields that the word for the sort of an item says already."""
    sorts = _terms()["sorts"].get(type(item).__name__, {})
    return [field for field, words in sorts.items() if str(item.__dict__.get(field)) in words]


def value_word(owner: str, name: str, value: Any) -> str:
    """The word for a value of a field; nothing where it has none."""
    return str(_terms()["values"].get(f"{owner}.{name}", {}).get(str(value), ""))


def absent_word(owner: type[Element], name: str) -> str | None:
    """What is so if a field has no value; ``None`` where that is plain."""
    word: str | None = _terms()["absent"].get(f"{owner.__name__}.{name}")
    return word


def section_of(owner: type[Element], name: str) -> str:
    """What a part of a document is called that is a subject of its own; nothing where it is not."""
    return str(_terms()["sections"].get(f"{owner.__name__}.{name}", ""))


def is_subject(owner: type[Element], name: str) -> bool:
    """Whether a field is a subject of its own, wherever it is."""
    return f"{owner.__name__}.{name}" in _terms()["subjects"]["fields"]


def word_of(owner: type[Element], name: str) -> str:
    """What a field is called; nothing where it adds nothing to what comes after it."""
    words: Mapping[str, str] = _terms()["fields"]
    key = f"{owner.__name__}.{name}"
    return words[key] if key in words else plain_word(name)


def plain_word(name: str) -> str:
    """The word for a field of any class; else its name, with spaces."""
    return _terms()["names"].get(name) or name.removesuffix("_element").replace("_", " ").strip()


def is_silent(owner: type[Element], name: str) -> bool:
    """Whether a field at the end of a path adds nothing to what is before it."""
    field, silent = f"{owner.__name__}.{name}", _terms()["silent"]
    return field in silent["fields"] or (name in silent["names"] and field not in _terms()["fields"])


def is_first(owner: type[Element], name: str) -> bool:
    """Whether the description of a whole element begins with a field."""
    return f"{owner.__name__}.{name}" in _terms()["first"]["fields"]


def is_omitted(owner: type[Element], name: str, value: Any) -> bool:
    """Whether the description of a whole element leaves a field out, or this value of it."""
    omitted, field = _terms()["omitted"], f"{owner.__name__}.{name}"
    is_own_address = name == "address" and "alias" in specs_of(owner)
    is_usual = isinstance(value, str | bool) and omitted["usual"].get(field) == value
    return is_own_address or is_usual or name in omitted["names"] or field in omitted["fields"]


@cache
def _terms() -> dict[str, Any]:
    text = files("libvirt_xml.changes.wording").joinpath("terms.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
