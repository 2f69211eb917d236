"""Which hand-written base classes a class has, and what they add to it; read from their source, not imported."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from codegen.model.model import Behaviour, Class, Member, Scalar
from codegen.overlay.overlay import BehaviourRule, OverlayError
from codegen.schemas.vendored import ROOT

FOLDER = ROOT / "libvirt_xml" / "behaviour"
_PCI = {"domain", "bus", "slot", "function"}
_SPECIAL = {"__iter__", "__str__", "__getitem__", "__setitem__", "__delitem__", "__contains__"}


def with_behaviour(classes: list[Class], rules: Iterable[BehaviourRule]) -> list[Class]:
    """The classes with their base classes. Raises OverlayError where a base class and a field have one name."""
    rules = tuple(rules)
    result = [replace(model_class, behaviours=tuple(_behaviours(model_class, rules))) for model_class in classes]
    for model_class in result:
        fields = [field.name for field in model_class.fields]
        taken = [member.name for member in model_class.members if member.name in fields]
        if taken:
            raise OverlayError(f"behaviour.toml: {taken[0]!r} is a field of {model_class.name}")
    return result


def _behaviours(model_class: Class, rules: tuple[BehaviourRule, ...]) -> Iterator[Behaviour]:
    for rule in rules:
        if not _has_shape(model_class, rule.shape) and not {*rule.paths} & {*model_class.paths}:
            continue
        module, _, name = rule.base.partition(".")
        yield Behaviour(module, name, read_members(FOLDER / f"{module}.py", name))


def _has_shape(model_class: Class, shape: str) -> bool:
    match shape:
        case "size":
            return any(field.kind == "text" and field.quantity for field in model_class.fields)
        case "pci":
            numbers = {field.name for field in model_class.fields if isinstance(field.type, Scalar)}
            return numbers >= _PCI
    return False


@cache
def read_members(path: Path, name: str) -> tuple[Member, ...]:
    """The public methods and properties of a class, by its source."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return tuple(_members(node))
    raise OverlayError(f"behaviour.toml: there is no {name} in {path.name}")


def _members(owner: ast.ClassDef) -> Iterator[Member]:
    for node in owner.body:
        if isinstance(node, ast.FunctionDef) and (not node.name.startswith("_") or node.name in _SPECIAL):
            decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
            if "overload" in decorators or any(word.endswith(".setter") for word in decorators):
                continue
            sentence = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ").replace("``", "`")
            call = node.name if "property" in decorators else f"{node.name}({_parameters(node)})"
            yield Member(node.name, call, sentence)


def _parameters(node: ast.FunctionDef) -> str:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)][1:]
    return ", ".join([*names, *(f"{argument.arg}=" for argument in node.args.kwonlyargs)])
