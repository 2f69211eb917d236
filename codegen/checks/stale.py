"""Whether the overlay still fits the schemas: each of its paths must lead to a place, and change something there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from codegen.describing.documentation import shared_path
from codegen.model.model import Addition, Class, Field, Model, Scalar
from codegen.overlay.overlay import ANY, NumberRule, Overlay
from codegen.schemas.vendored import version_key


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a path leads: the class that has the field, the field (none at a root), and the child's class."""

    owner: Class | None
    field: Field | None
    model_class: Class | None
    step: str

    @property
    def field_paths(self) -> list[str]:
        """Every path under which the overlay may name the field."""
        return [f"{path}/{self.step}" for path in self.owner.paths] if self.owner else []


_Find = Callable[[str], _Spot | None]
_IsUsed = Callable[[str, _Spot], bool]


def stale_entries(model: Model, overlay: Overlay) -> Iterator[str]:
    """One sentence for each entry of the overlay that leads nowhere or changes nothing."""
    find = _finder(model)
    yield from _stale(find, "names.toml, prefixes", overlay.prefixes, _is_above(model))
    yield from _stale(find, "names.toml, fields", overlay.fields, _is_field)
    yield from _stale(find, "names.toml, aliases", overlay.aliases, _is_of_alias(model, overlay))
    yield from _stale(find, "names.toml, containers", overlay.containers, _is_container)
    yield from _stale(find, "names.toml, repeated", overlay.repeated, _is_child)
    yield from _stale(find, "names.toml, required", overlay.required, _is_field)
    yield from _stale(find, "anchors.toml", overlay.anchors, lambda _, spot: True)
    yield from _stale(find, "sentences/*.toml", (path for path in overlay.sentences if "*" not in path), _is_field)
    yield from _stale_shared(model, overlay)
    yield from _stale(find, "sentences/*.toml, classes", overlay.class_sentences, _is_class)
    yield from _stale(find, "units.toml", overlay.units, _is_field_of(overlay.units))
    yield from _stale(find, "order.toml", overlay.orders, _is_class)
    yield from _stale(find, "texts.toml", overlay.text_sorts, _is_field)
    yield from _stale(find, "identities.toml, identity", overlay.identities, _is_class)
    yield from _stale(find, "identities.toml, set", overlay.sets, _is_set)
    yield from _stale(find, "identities.toml, positional", overlay.positional, _is_item)
    yield from _stale(find, "behaviour.toml", (path for rule in overlay.behaviours for path in rule.paths), _is_class)
    yield from _stale(find, "neutral.toml", (*overlay.neutral, *overlay.significant), _is_makeable(model, overlay))
    yield from lists_without_rule(model, overlay)
    orders = (f"{path}/{name}" for path, names in overlay.orders.items() for name in names)
    yield from _stale(find, "order.toml", orders, lambda _, spot: True)
    for module, paths in overlay.modules.items():
        yield from _stale(find, f"modules.toml, {module}", paths, _is_above(model))
    for rule in overlay.numbers:
        yield from _stale(find, "numbers.toml", rule.paths, _is_field_of(rule.paths))
        yield from _stale_conditions(find, rule)
    yield from _stale_words(model, overlay)
    yield from wrong_releases(model.additions, overlay)


def lists_without_rule(model: Model, overlay: Overlay) -> Iterator[str]:
    """Lists of which the overlay does not say what tells their items apart, or says two things."""
    classes = {model_class.name: model_class for model_class in model.classes}
    prefixes = {uri: prefix for prefix, uri in model.namespaces}
    positional = set(overlay.positional)
    for owner in model.classes:
        for field in owner.fields:
            if not field.is_list or field.kind == "wildcard":
                continue
            item = classes.get(field.type) if isinstance(field.type, str) else None
            paths = item.paths if item else [f"{path}/{_step(field, prefixes)}" for path in owner.paths]
            has_identity = bool(item.identity) if item else field.is_set
            if has_identity is not positional.isdisjoint(paths):
                words = "both identity and reason" if has_identity else "neither identity nor reason"
                yield f"identities.toml: {paths[0]} has {words}"


def wrong_releases(additions: Iterable[Addition], overlay: Overlay) -> Iterator[str]:
    """Entries of since.toml for what no version added, or whose release is not between the versions around it."""
    added = {path: addition for addition in additions for path in addition.paths}
    given: dict[tuple[str, str], str] = {}
    for entry in overlay.since:
        for path in entry.paths:
            addition = added.get(path)
            if addition is None:
                yield f"since.toml: no version added anything at {path}"
                continue
            if not version_key(addition.older) < version_key(entry.release) <= version_key(addition.newer):
                yield f"since.toml: {path}: {entry.release} is not after {addition.older} up to {addition.newer}"
            if given.setdefault((addition.owner, addition.step), path) != path:
                yield f"since.toml: {path} is the same as {given[addition.owner, addition.step]}"
    yield from (
        f"since.toml: the exception {exception.path} has no reason"
        for exception in overlay.since_exceptions
        if not exception.reason
    )


def _stale(find: _Find, file: str, paths: Iterable[str], is_used: _IsUsed) -> Iterator[str]:
    for path in paths:
        spot = find(path)
        if spot is None:
            yield f"{file}: no version has anything at {path}"
        elif not is_used(path, spot):
            known = spot.field_paths or (spot.model_class.paths if spot.model_class else ())
            yield f"{file}: {path} changes nothing there; the model knows that place as {', '.join(known[:3])}"


def _stale_shared(model: Model, overlay: Overlay) -> Iterator[str]:
    """The sentences for fields of several classes that no field takes."""
    prefixes = {uri: prefix for prefix, uri in model.namespaces}
    fields = ((owner, field) for owner in model.classes for field in owner.fields if field.kind != "wildcard")
    paths = (f"{path}/{_step(field, prefixes)}" for owner, field in fields for path in owner.paths)
    taken = {shared_path(path) for path in paths if path not in overlay.sentences}
    for path in overlay.sentences:
        if "*" in path and path not in taken:
            yield f"sentences/*.toml: no field takes the sentence of {path}"


def _finder(model: Model) -> _Find:
    """Follows paths from the document elements down, also where a class goes by a shorter path."""
    prefixes = {uri: prefix for prefix, uri in model.namespaces}
    classes = {model_class.name: model_class for model_class in model.classes}
    roots = {path: model_class for model_class in model.classes for path in model_class.paths if "/" not in path}
    steps = {
        model_class.name: {_step(field, prefixes): field for field in model_class.fields}
        for model_class in model.classes
    }

    def find(path: str) -> _Spot | None:
        first, *rest = path.split("/")
        model_class = roots.get(first)
        spot = _Spot(None, None, model_class, first) if model_class else None
        for step in rest:
            field = steps[model_class.name].get(step) if model_class else None
            if field is None:
                return None
            owner, model_class = model_class, classes.get(field.type) if isinstance(field.type, str) else None
            spot = _Spot(owner, field, model_class, step)
        return spot

    return find


def _step(field: Field, prefixes: dict[str, str]) -> str:
    if field.kind == "text":
        return "text()"
    if field.kind == "attribute":
        return f"@{field.xml.local}"
    return f"{prefixes[field.xml.namespace]}:{field.xml.local}" if field.xml.namespace else field.xml.local


def _is_field(path: str, spot: _Spot) -> bool:
    return path in spot.field_paths


def _is_of_alias(model: Model, overlay: Overlay) -> _IsUsed:
    """Whether several fields share the words of the field at a path."""
    named = {name: frozenset(words) for name, words in model.aliases}

    def is_used(path: str, spot: _Spot) -> bool:
        words = spot.field.type.literals if spot.field and isinstance(spot.field.type, Scalar) else ()
        return named.get(overlay.aliases[path]) == frozenset(words)

    return is_used


def _is_field_of(paths: Iterable[str]) -> _IsUsed:
    """Where one entry lists several paths of one place, one of them must be what the model calls it."""
    listed = frozenset(paths)
    return lambda _, spot: not listed.isdisjoint(spot.field_paths)


def _is_container(path: str, spot: _Spot) -> bool:
    return _is_field(path, spot) and spot.field is not None and spot.field.is_container


def _is_child(path: str, spot: _Spot) -> bool:
    return _is_field(path, spot) and spot.field is not None and spot.field.is_repeated


def _is_class(path: str, spot: _Spot) -> bool:
    return spot.model_class is not None and path in spot.model_class.paths


def _is_item(path: str, spot: _Spot) -> bool:
    """Whether a path is where the items of a list are, by their class or by the list."""
    return _is_class(path, spot) or (spot.model_class is None and _is_field(path, spot))


def _is_makeable(model: Model, overlay: Overlay) -> _IsUsed:
    """Whether a path is of a child that may be absent, whose class requires what the entry gives, and nothing else."""
    required = {owner.name: {field.name for field in owner.fields if field.is_required} for owner in model.classes}

    def is_used(path: str, spot: _Spot) -> bool:
        field = spot.field
        if field is None or field.kind != "child" or field.is_list or field.is_container or field.is_required:
            return False
        return _is_field(path, spot) and required[str(field.type)] == {*overlay.neutral.get(path, {})}

    return is_used


def _is_set(path: str, spot: _Spot) -> bool:
    return _is_field(path, spot) and spot.field is not None and spot.field.is_set


def _is_above(model: Model) -> _IsUsed:
    """Whether a path is, or is above, what some class is named after."""
    homes = {model_class.paths[0] for model_class in model.classes}
    return lambda path, _: any(home == path or home.startswith(f"{path}/") for home in homes)


def _stale_conditions(find: _Find, rule: NumberRule) -> Iterator[str]:
    """The conditions that cannot hold: no such attribute beside the number, or no such value."""
    if rule.when is None:
        return
    name, value = rule.when
    for path in rule.paths:
        beside = find(f"{path.rpartition('/')[0]}/@{name}")
        if beside is None or beside.field is None:
            yield f"numbers.toml: no attribute {name} beside {path}"
        elif value != ANY and not _may_be(beside.field, value):
            yield f"numbers.toml: {path}: {name} is never {value!r}"


def _may_be(field: Field, value: str) -> bool:
    kind = field.type
    return not isinstance(kind, Scalar) or "str" in kind.kinds or value in (*kind.literals, *(kind.boolean or ()))


def _stale_words(model: Model, overlay: Overlay) -> Iterator[str]:
    """Entries that name something else than a path."""
    fields = [field for model_class in model.classes for field in model_class.fields]
    lists = {field.name for field in fields if field.is_list}
    namespaces = {model_class.xml.namespace for model_class in model.classes} | {
        field.xml.namespace for field in fields
    }
    roots = {root.element.local for root in model.roots}
    grammars = {root.kind for root in model.roots}
    modules = {model_class.module for model_class in model.classes}
    words = (
        ("names.toml, plurals: no list is called", overlay.plurals.values(), lists),
        ("names.toml, namespaces: nothing is in", overlay.namespaces, namespaces),
        ("modules.toml, document_order: no document element", overlay.document_order, roots),
        ("modules.toml, split_starts: no grammar with a start", overlay.split_starts, grammars),
        ("modules.toml: no class is in the module", overlay.modules, modules),
    )
    for claim, named, known in words:
        yield from (f"{claim} {word}" for word in named if word not in known)
