"""The words that a field of a generated class allows, from its annotation: the schema's own, never typed again."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, Literal, get_args, get_origin


@cache
def words_of(owner: str, name: str) -> tuple[str, ...]:
    """The closed set of texts that a field takes; empty where other texts, or numbers, are allowed too."""
    from libvirt_xml import documents

    cls: type[Any] = getattr(documents, owner)
    annotation = cls.__annotations__[name]
    scope = {**vars(sys.modules[cls.__module__]), "Literal": Literal}
    type_hint = eval(annotation, scope)  # the annotation of a generated class
    members = [type_hint] if get_origin(type_hint) is Literal else list(get_args(type_hint))
    members = [member for member in members if member is not type(None)]
    if any(get_origin(member) is not Literal for member in members):
        return ()
    return tuple(str(word) for member in members for word in get_args(member))


def map_with_word(text: str, owner: str) -> str | None:
    """The map of the only field of a class that has a text among its words: ``{type: none}``."""
    from libvirt_xml import documents
    from libvirt_xml.binding.fields import specs_of

    fields = specs_of(getattr(documents, owner))
    names = [name for name in fields if name != "extra_" and text in words_of(owner, name)]
    return f"{{{names[0]}: {text}}}" if len(names) == 1 else None
