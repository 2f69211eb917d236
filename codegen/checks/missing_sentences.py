"""Which classes and fields have no sentence of our own yet, with the paths under which to write one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from codegen.emit.docstrings import field_facts
from codegen.model.model import Class, Field, Model
from codegen.naming.paths import step


def missing_sentences(model: Model, modules: Collection[str] = ()) -> Iterator[str]:
    """Lines for people: a class with the place of its documentation, then its fields that lack a sentence."""
    prefixes = {uri: prefix for prefix, uri in model.namespaces}
    for owner in model.classes:
        if modules and owner.module not in modules:
            continue
        lines = [
            f"    {line}" for field in owner.fields if not field.sentence for line in _field(owner, field, prefixes)
        ]
        if lines or not owner.sentence:
            state = "" if owner.sentence else "  (no sentence)"
            yield f"{owner.module}: {owner.name}  {owner.paths[0]}{state}  {owner.url}"
            yield from lines


def _field(owner: Class, field: Field, prefixes: dict[str, str]) -> Iterator[str]:
    name = "text()" if field.kind == "text" else step(field.xml, prefixes)
    mark = "@" if field.kind == "attribute" else ""
    facts = " ".join(field_facts(field))
    yield f"{owner.paths[0]}/{mark}{name}  {owner.name}.{field.name}  {facts}".rstrip()
