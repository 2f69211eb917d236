"""The fields of a class: attributes, then text, then children in the order that the schema's groups demand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from codegen.analysis.cases import Cases, Decider, cases_of
from codegen.analysis.child_order import arranged, is_partial, is_total, ranked
from codegen.analysis.discriminators import Discriminator
from codegen.analysis.grouping import Group, Member
from codegen.analysis.scalar_types import defines_of, has_free_text, scalar_of
from codegen.analysis.summary import MANY, Summaries, Use
from codegen.describing.documentation import field_sentence, first_of, lookup
from codegen.describing.field_amounts import find_amount
from codegen.model.model import Field, Kind, NumberForm, Quantity, Scalar
from codegen.naming.naming import plural, snake
from codegen.naming.paths import Paths
from codegen.overlay.overlay import Overlay, OverlayError, Unit
from codegen.schemas.vendored import Version
from libvirt_xml.relaxng.schema import tree

_WILDCARD = tree.Name("", "*")
_TEXT = tree.Name("", "text()")


@dataclass(frozen=True, slots=True)
class Context:
    """What fields are made from, beside their group."""

    versions: list[Version]
    overlay: Overlay
    paths: Paths
    class_names: dict[Group, str]
    discriminators: dict[Group, list[Discriminator]]
    summaries: Summaries
    _cases: dict[Group, Cases] = field(default_factory=dict)
    _parents: dict[Group, list[tuple[Group, tree.Name]]] = field(default_factory=dict)

    def first_version(self, version: str) -> str:
        """The version as ``since`` shows it: empty for the oldest, which may only have inherited a thing."""
        return "" if version == self.versions[0].name else version

    def home(self, group: Group) -> tuple[Group, tree.Name] | None:
        """The class that holds a group at its canonical path, with the name it has there; ``None`` for a root."""
        if not self._parents:
            for parent in self.class_names:
                for name, child in parent.children.items():
                    self._parents.setdefault(child, []).append((parent, name))
        path = self.paths.canonical[group].rpartition("/")[0]
        return next((place for place in self._parents.get(group, []) if self.paths.canonical[place[0]] == path), None)

    def cases(self, group: Group) -> Cases:
        """The values that decide which fields of a class may be used."""
        if group not in self._cases:
            parent, name = self.home(group) or (None, None)
            above = self._deciders(parent) if parent else {}
            self._cases[group] = cases_of(group, self._deciders(group), above, name, self.summaries)
        return self._cases[group]

    def _deciders(self, group: Group) -> dict[Decider, Discriminator]:
        return {
            Decider(
                self.class_names[group],
                self.field_name(group, discriminator.attribute, "@"),
                _is_required_attribute(group, discriminator.attribute, self),
                tuple(discriminator.branches),
            ): discriminator
            for discriminator in self.discriminators[group]
        }

    def field_paths(self, group: Group, name: tree.Name, mark: str = "") -> list[str]:
        """Every path of a field; ``mark`` is ``@`` for an attribute."""
        step = mark + (name.local if mark else self.paths.step(name))
        return [f"{path}/{step}" for path in self.paths.all[group]]

    def field_name(self, group: Group, name: tree.Name, mark: str = "", *, is_list: bool = False) -> str:
        """The name of a field, by the overlay or by rule."""
        given = lookup(self.field_paths(group, name, mark), self.overlay.fields)
        if given:
            return given
        is_at_home = name.namespace == group.name.namespace
        by_rule = snake(name.local if is_at_home else self.paths.step(name))
        return self.overlay.plurals.get(by_rule, plural(by_rule.rstrip("_"))) if is_list else by_rule


def make_fields(group: Group, context: Context) -> tuple[Field, ...]:
    """The fields of a class in the order of their ranks. Raises OverlayError where two would have one name."""
    fields = [*_attributes(group, context), *_texts(group, context), *_children(group, context)]
    fields += _wildcards(group)
    names: set[str] = set()
    for model_field in fields:
        if model_field.name in names:
            path = context.paths.canonical[group]
            raise OverlayError(f"names.toml, fields: two fields {model_field.name!r} in {path}")
        names.add(model_field.name)
    return tuple(fields)


def _attributes(group: Group, context: Context) -> Iterator[Field]:
    wanted = context.overlay.orders.get(context.paths.canonical[group], ())
    names = _ordered_names([member.summary.attributes for member in group.members])
    for name in arranged(names, wanted, lambda name: f"@{context.paths.step(name)}"):
        uses = [(member, member.summary.attributes.get(name)) for member in group.members]
        yield _field(group, name, "attribute", uses, context)


def _texts(group: Group, context: Context) -> Iterator[Field]:
    if group.has_text:
        uses = [(member, member.summary.text) for member in group.members]
        yield _field(group, _TEXT, "text", uses, context)


def _children(group: Group, context: Context) -> Iterator[Field]:
    names, before = _child_order(group)
    partial = is_partial(names, before)
    names = arranged(names, context.overlay.orders.get(context.paths.canonical[group], ()), context.paths.step)
    field_names: dict[tree.Name, str] = {}
    for name in ranked(names, before, context.paths.canonical[group]):
        child = group.children[name]
        uses = [(member, member.summary.children.get(name)) for member in group.members]
        kind: Kind = "child" if child.is_class else "scalar" if child.has_text else "flag"
        after = tuple(field_names[first] for first in field_names if (first, name) in before) if partial else ()
        result = _field(group, name, kind, uses, context, after)
        field_names[name] = result.name
        yield result


def is_in_order(group: Group) -> bool:
    """Whether the schema says of every two children which comes first."""
    return is_total(*_child_order(group))


def _child_order(group: Group) -> tuple[list[tree.Name], set[tuple[tree.Name, tree.Name]]]:
    """The names of the children, and every pair of which the first comes before the second."""
    names = _ordered_names([member.summary.children for member in group.members])
    return names, {pair for member in group.members for pair in member.summary.order}


def _wildcards(group: Group) -> Iterator[Field]:
    if any(member.summary.any_element for member in group.members):
        yield Field(
            name="elements",
            kind="wildcard",
            xml=_WILDCARD,
            type="AnyElement",
            is_list=True,
            is_required=False,
            may_lack=False,
            is_container=False,
            since="",
            until=None,
            after=(),
            conditions=(),
            sentence="Foreign elements, kept whole.",
            unit="",
            numbers=(),
        )


def _ordered_names(holders: Iterable[dict[tree.Name, Use]]) -> list[tree.Name]:
    """Names in the order of the newest version, then what only older ones have."""
    names: dict[tree.Name, None] = {}
    for holder in reversed(list(holders)):
        names.update(dict.fromkeys(holder))
    return list(names)


def _field(
    group: Group,
    name: tree.Name,
    kind: Kind,
    uses: list[tuple[Member, Use | None]],
    context: Context,
    after: tuple[str, ...] = (),
) -> Field:
    holders = [member.version for member, use in uses if use]
    is_list = kind in ("scalar", "flag", "child") and any(use and use.most >= MANY for _, use in uses)
    mark = "@" if kind == "attribute" else ""
    paths = context.field_paths(group, name, mark)
    child = group.children.get(name) if not mark else None
    numbers = _numbers(group, paths, context)
    measured = [*paths, *context.paths.all[group]] if kind == "text" else paths
    overlay = context.overlay
    is_container = not is_list and any(path in overlay.containers for path in paths)
    newest = context.versions[-1].name
    unit = first_of(measured, overlay.units)
    type_ = _type(kind, child, uses, bool(numbers), context)
    field_name = "value" if kind == "text" else context.field_name(group, name, mark, is_list=is_list)
    sort = _sort(type_, paths, overlay)
    quantity = _quantity(group, unit, context) if isinstance(type_, Scalar) else None
    return Field(
        name=field_name,
        kind=kind,
        xml=name,
        type=type_,
        is_list=is_list,
        is_required=not (is_list or is_container or kind == "flag") and _is_required(uses, kind, paths, overlay),
        may_lack=any(path in overlay.required for path in paths),
        is_container=is_container,
        since=context.first_version(holders[0]),
        until=None if holders[-1] in (newest, group.members[-1].version) else holders[-1],
        after=after,
        conditions=() if kind == "text" else context.cases(group).conditions(name, is_attribute=kind == "attribute"),
        sentence=field_sentence(paths, overlay.sentences),
        unit=unit.phrase if unit else "",
        numbers=numbers,
        is_repeated=kind == "child" and not is_list and any(path in overlay.repeated for path in paths),
        quantity=quantity,
        amount=None if is_list else find_amount(field_name, kind, type_, unit, quantity.beside if quantity else ""),
        sort=sort,
        object=_object(type_, sort, overlay) if not is_list else "",
        is_set=kind == "scalar" and any(path in overlay.sets for path in paths),
        neutral=_neutral(paths, overlay) if kind == "child" else None,
        is_significant=kind == "child" and any(path in overlay.significant for path in paths),
    )


def _quantity(group: Group, unit: Unit | None, context: Context) -> Quantity | None:
    if unit is None or not unit.beside:
        return None
    return Quantity(unit.unit, context.field_name(group, tree.Name("", unit.beside), "@"), unit.step)


def _neutral(paths: list[str], overlay: Overlay) -> tuple[tuple[str, int | str], ...] | None:
    values = first_of(paths, overlay.neutral)
    return None if values is None else tuple(values.items())


def _sort(type_: Scalar | str, paths: list[str], overlay: Overlay) -> str:
    if not isinstance(type_, Scalar):
        return ""
    return lookup(paths, overlay.text_sorts) or overlay.text_defines.get(type_.define, "")


def _object(type_: Scalar | str, sort: str, overlay: Overlay) -> str:
    """The sort of Python's objects that a plain text may be assigned as."""
    if not isinstance(type_, Scalar) or type_.kinds != {"str"} or type_.boolean:
        return ""
    if sort == "uuid":
        return sort
    return next((overlay.text_objects[name] for name in sorted(type_.defines) if name in overlay.text_objects), "")


def _is_required(uses: list[tuple[Member, Use | None]], kind: Kind, paths: list[str], overlay: Overlay) -> bool:
    """Whether every branch of every version has it; text that may be empty is not required."""
    if any(path in overlay.required for path in paths):
        return True
    if kind == "text" and any(isinstance(pattern, tree.Text) for _, use in uses if use for pattern in use.patterns):
        return False
    return all(use is not None and use.least > 0 for _, use in uses)


def _type(
    kind: Kind,
    child: Group | None,
    uses: list[tuple[Member, Use | None]],
    is_number: bool,
    context: Context,
) -> Scalar | str:
    if kind == "child":
        assert child is not None
        return context.class_names[child]
    if kind == "flag":
        return Scalar()
    if kind == "scalar":
        assert child is not None
        patterns: list[tree.Pattern] = [member.element for member in child.members if member.summary.text]
    else:
        patterns = [pattern for _, use in uses if use for pattern in use.patterns]
    scalar = scalar_of(list(dict.fromkeys(patterns)))
    if kind == "text":
        scalar = replace(scalar, defines=defines_of([member.element for member, _ in uses]))
    if is_number:
        notes = tuple(note for note in scalar.notes if note.is_range)  # patterns tell the base, too
        kept = scalar.kinds if has_free_text(patterns) else scalar.kinds - {"str"}
        return replace(scalar, kinds=kept | {"int"}, notes=notes)
    return scalar


def _numbers(group: Group, paths: list[str], context: Context) -> tuple[NumberForm, ...]:
    forms: dict[NumberForm, None] = {}
    for rule in context.overlay.numbers:
        if not any(path in rule.paths for path in paths):
            continue
        when = None
        if rule.when is not None:
            sibling, value = rule.when
            when = (context.field_name(group, tree.Name("", sibling), "@"), value)
        forms[NumberForm(when, rule.base, rule.form, rule.fallback and rule.fallback[0])] = None
    return tuple(forms)


def _is_required_attribute(group: Group, name: tree.Name, context: Context) -> bool:
    uses = [(member, member.summary.attributes.get(name)) for member in group.members]
    return _is_required(uses, "attribute", context.field_paths(group, name, "@"), context.overlay)
