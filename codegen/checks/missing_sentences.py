"""Which classes and fields have no sentence of our own yet, with the paths under which to write one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from codegen.emit.docstrings import field_facts
from codegen.model.model import Class, Field, Model
from codegen.naming.paths import step


def missing_sentences(model: Model, modules: Collection[str] = ()) -> Iterator[str]:
    """Lines for people: a class with the place of its documentation, then its fields that lack a sentence."""
    prefixes = {uri: prefix for prefix, uri in model.namespaces}
    for made in model.classes:
        if modules and made.module not in modules:
            continue
        lines = [f"    {line}" for field in made.fields if not field.sentence for line in _field(made, field, prefixes)]
        if lines or not made.sentence:
            state = "" if made.sentence else "  (no sentence)"
            yield f"{made.module}: {made.name}  {made.paths[0]}{state}  {made.url}"
            yield from lines


def _field(made: Class, field: Field, prefixes: dict[str, str]) -> Iterator[str]:
    name = "text()" if field.kind == "text" else step(field.xml, prefixes)
    mark = "@" if field.kind == "attribute" else ""
    facts = " ".join(field_facts(field))
    yield f"{made.paths[0]}/{mark}{name}  {made.name}.{field.name}  {facts}".rstrip()
