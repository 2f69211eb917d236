"""Names for the closed sets of words that several fields share."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.model import Class, Field, Scalar
from codegen.naming import camel


def name_aliases(classes: Sequence[Class]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names and words: the schema's name of the type where it has one, else the first field that uses it."""
    users: dict[frozenset[str], list[tuple[Class, Field, Scalar]]] = {}
    for made in classes:
        for field in made.fields:
            if isinstance(field.type, Scalar) and field.type.is_closed:
                users.setdefault(frozenset(field.type.literals), []).append((made, field, field.type))
    taken = {made.name for made in classes}
    aliases = []
    for some in users.values():
        if len(some) > 1 and len(some[0][2].literals) > 1:
            name = _name(some, taken)
            taken.add(name)
            aliases.append((name, some[0][2].literals))
    return tuple(sorted(aliases))


def _name(users: list[tuple[Class, Field, Scalar]], taken: set[str]) -> str:
    defines = {scalar.define for _, _, scalar in users}
    candidates = [camel(define.removeprefix("vir")) for define in sorted(defines) if define]
    made, field, _ = users[0]
    candidates.append(made.name + camel(field.name))
    return next((name for name in candidates if name not in taken), candidates[-1] + "Word")
