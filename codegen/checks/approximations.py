"""Where the model is looser than the schema. Each kind has a code; the overlay must list each place with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from codegen.analysis.grouping import Group
from codegen.analysis.summary import MANY
from codegen.model.model import Approximation, Class, Scalar
from codegen.naming.paths import Paths

_Finder = Callable[[Group], Iterator[tuple[str, str]]]


def find_approximations(paths: Paths, class_names: dict[Group, str]) -> Iterator[Approximation]:
    """Every approximation, by code and path."""
    for code, finder in CODES.items():
        for group in class_names:
            for step, detail in finder(group):
                path = paths.canonical[group] + (f"/{step}" if step else "")
                yield Approximation(code, path, detail)


def _richer_shape(group: Group) -> Iterator[tuple[str, str]]:
    """A class also stands for elements that have neither attributes nor children."""
    plain = [m for m in group.newest() if not (m.summary.attributes or m.summary.children or m.summary.any_element)]
    if plain:
        yield "", f"plain at {', '.join(sorted({str(m.element.place) for m in plain}))}"


def _empty_or_text(group: Group) -> Iterator[tuple[str, str]]:
    """A scalar also stands for an element that is empty; it reads as the empty string."""
    for name, child in group.children.items():
        if not child.is_class and child.has_text and not all(m.summary.text for m in child.members):
            yield name.local, "an empty element in some branches"


def _repeated_in_places(group: Group) -> Iterator[tuple[str, str]]:
    """A list also stands for what some element pattern allows once."""
    for name in group.children:
        counts = {m.summary.children[name].most >= MANY for m in group.newest() if name in m.summary.children}
        if len(counts) > 1:
            yield name.local, "single in some element patterns, repeatable in others"


def _repeated_group(group: Group) -> Iterator[tuple[str, str]]:
    """Lists whose items the schema wants in turns: ``a b a b``."""
    if any(member.summary.repeated_order for member in group.newest()):
        yield "", "a repeated group of several elements"


def _text_and_children(group: Group) -> Iterator[tuple[str, str]]:
    """Text and children in one class, which the schema has in different branches."""
    if group.has_text and group.children:
        yield "", "text in some branches, children in others"


def _same_name(group: Group) -> Iterator[tuple[str, str]]:
    """An attribute and a child of one name, so that one of the fields is named otherwise."""
    attributes = {name.local for member in group.members for name in member.summary.attributes}
    for name in group.children:
        if name.local in attributes:
            yield name.local, "both an attribute and a child"


def find_open_sets(classes: Iterable[Class]) -> Iterator[Approximation]:
    """Fields whose schema lists words, numbers or booleans beside free text, so that the type is open."""
    for owner in classes:
        for field in owner.fields:
            kind = field.type
            if not isinstance(kind, Scalar) or "str" not in kind.kinds:
                continue
            mark = "@" if field.kind == "attribute" else ""
            path = owner.paths[0] + ("" if field.kind == "text" else f"/{mark}{field.xml.local}")
            if kind.literals or kind.boolean:
                yield Approximation("open-set", path, "listed words beside free text")
            elif len(kind.kinds) > 1:
                yield Approximation("number-or-text", path, "a number or free text")


CODES: dict[str, _Finder] = {
    "richer-shape": _richer_shape,
    "empty-or-text": _empty_or_text,
    "repeated-in-places": _repeated_in_places,
    "repeated-group": _repeated_group,
    "text-and-children": _text_and_children,
    "same-name": _same_name,
}
