"""Names for the closed sets of words that several fields share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from codegen.model.model import Class, Field, Scalar
from codegen.naming.naming import camel


def name_aliases(classes: Sequence[Class], given: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Names and words: the name ``given`` for the path of a field that uses them, else the schema's own name for the
    type, else that of the first field."""
    users: dict[frozenset[str], list[tuple[Class, Field, Scalar]]] = {}
    for owner in classes:
        for field in owner.fields:
            if isinstance(field.type, Scalar) and field.type.is_closed:
                users.setdefault(frozenset(field.type.literals), []).append((owner, field, field.type))
    taken = {owner.name for owner in classes}
    aliases = []
    for some in users.values():
        if len(some) > 1 and len(some[0][2].literals) > 1:
            name = next((given[path] for path in _paths(some) if path in given), "") or _name(some, taken)
            taken.add(name)
            aliases.append((name, some[0][2].literals))
    return tuple(sorted(aliases))


def _paths(users: list[tuple[Class, Field, Scalar]]) -> Iterator[str]:
    for owner, field, _ in users:
        step = f"@{field.xml.local}" if field.kind == "attribute" else field.xml.local
        yield from (f"{path}/{step}" for path in owner.paths)


def _name(users: list[tuple[Class, Field, Scalar]], taken: set[str]) -> str:
    defines = {scalar.define for _, _, scalar in users}
    candidates = [camel(define.removeprefix("vir")) for define in sorted(defines) if define]
    owner, field, _ = users[0]
    candidates.append(owner.name + camel(field.name))
    return next((name for name in candidates if name not in taken), candidates[-1] + "Word")
