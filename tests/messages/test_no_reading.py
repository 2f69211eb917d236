"""No code reads a message: what it must know travels as a code, a variant, a parameter or an enum.

A message is what ``render`` returns, the ``message``, ``hint`` or ``advice`` of a problem or an error, and the text of
somebody else's exception. It may be printed, stored, hashed and put into another one; nothing may compare it, search
it, or take it apart.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import libvirt_xml

ROOT = Path(libvirt_xml.__file__).parent.parent
FILES = sorted([*(ROOT / "libvirt_xml").rglob("*.py"), *(ROOT / "codegen").rglob("*.py")])

TEXTS = {"message", "full_message", "hint", "advice", "strerror", "msg", "sentence"}
"""Attributes and variables that are messages."""
OF_OTHERS = {"problem", "reason", "context"}
"""Attributes of exceptions that are."""
READERS = {
    *("startswith", "endswith", "partition", "rpartition", "split", "rsplit", "splitlines", "replace", "translate"),
    *("removeprefix", "removesuffix", "find", "rfind", "index", "rindex", "count", "strip", "lstrip", "rstrip"),
    *("lower", "upper", "casefold"),
}
MATCHERS = {"match", "fullmatch", "search", "findall", "finditer", "sub", "subn"}


class _Reading(ast.NodeVisitor):
    """Finds expressions that read a message, in one function or module."""

    def __init__(self) -> None:
        self.found: list[ast.AST] = []
        self._errors = {"error", "refused", "refusal"}
        self._messages: set[str] = set()

    def _is_message(self, node: ast.AST) -> bool:
        match node:
            case ast.Name(id=name):
                return name in TEXTS or name in self._messages
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in self._errors:
                return attribute in TEXTS | OF_OTHERS
            case ast.Attribute(attr=attribute):
                return attribute in TEXTS
            case ast.Call(func=ast.Name(id="str"), args=[ast.Name(id=name)]) if name in self._errors:
                return True
            case ast.Call(func=ast.Name(id="str"), args=[inner]):
                return self._is_message(inner)
            case ast.Call(func=ast.Name(id="render") | ast.Attribute(attr="render")):
                return True
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr="args")):
                return name in self._errors
            case ast.JoinedStr(values=values):
                parts = [part.value for part in values if isinstance(part, ast.FormattedValue)]
                return any(self._is_message(part) or self._is_error(part) for part in parts)
            case ast.BoolOp(values=values):
                return any(map(self._is_message, values))
            case ast.NamedExpr(value=value):
                return self._is_message(value)
        return False

    def _is_error(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Name) and node.id in self._errors

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """A function has variables of its own."""
        inner = _Reading()
        inner._errors = set(self._errors)
        inner.generic_visit(node)
        self.found += inner.found

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """``error`` of ``except ... as error``."""
        if node.name:
            self._errors.add(node.name)
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        """A variable that is a message from here on."""
        if self._is_message(node.value):
            self._messages |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """``message == ...``, ``... in message``; whether there is one may be asked."""
        sides = [node.left, *node.comparators]
        asks_for_none = all(isinstance(operator, ast.Is | ast.IsNot) for operator in node.ops)
        if not asks_for_none and any(map(self._is_message, sides)):
            self.found.append(node)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Methods of a message, and regular expressions on one."""
        match node.func:
            case ast.Attribute(value=value, attr=name) if name in READERS and self._is_message(value):
                self.found.append(node)
            case ast.Attribute(attr=name) if name in MATCHERS and any(map(self._is_message, node.args)):
                self.found.append(node)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """A part of a message."""
        if self._is_message(node.value):
            self.found.append(node)
        self.generic_visit(node)

    def visit_Match(self, node: ast.Match) -> None:
        """``match message:``."""
        if self._is_message(node.subject):
            self.found.append(node.subject)
        self.generic_visit(node)


def _readings(tree: ast.AST) -> Iterator[str]:
    reading = _Reading()
    reading.visit(tree)
    yield from map(ast.unparse, reading.found)


def test_no_code_reads_a_message() -> None:
    """Give the cause a variant, a parameter or an enum, and decide by that."""
    readings = [
        f"{path.relative_to(ROOT).as_posix()}: {expression}"
        for path in FILES
        for expression in _readings(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert readings == []


@pytest.mark.parametrize(
    "code",
    [
        "if 'did you mean' in problem.message: pass",
        "if render('a', 'b') == 'c': pass",
        "text = render('a', 'b')\ntext.partition('; ')",
        "def f():\n    try: pass\n    except ValueError as error:\n        return str(error).startswith('bad')",
        "try: pass\nexcept OSError as error:\n    if error.strerror in known: pass",
        "try: pass\nexcept E as error:\n    if error.problem == 'x': pass",
        "try: pass\nexcept E as error:\n    if 'x' in error.args[0]: pass",
        "re.fullmatch('.*', problem.message)",
        "_END.sub('', f'{prefix}{problem.full_message}')",
        "match error.message:\n    case 'mismatched tag': pass",
        "error.message[4:]",
    ],
)
def test_what_reads_is_found(code: str) -> None:
    """Comparisons, searches, slices and regular expressions."""
    assert [*_readings(ast.parse(code))] != []


@pytest.mark.parametrize(
    "code",
    [
        "print(problem.message)",
        "if problem.hint is not None: pass",
        "text = f'{problem.message}; {problem.hint}' if problem.hint else problem.message",
        "if problem.code == 'invalid-value' and problem.variant == 'empty': pass",
        "raise UsageError(str(error)) from None",
        "name.partition('/')",
    ],
)
def test_what_does_not_read_is_left_alone(code: str) -> None:
    """Printing a message, and asking whether there is one."""
    assert [*_readings(ast.parse(code))] == []
