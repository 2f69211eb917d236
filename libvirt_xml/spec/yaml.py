"""YAML 1.2 text to trees. What constructs objects, loops or explodes is refused; every value knows its place."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.spec.findings import Findings
from libvirt_xml.spec.tree import Mapping, Node, Origin, Scalar, Sequence

MAX_DEPTH = 256
_SPARE = 100_000  # what aliases may add before they count as an attack
_CORE = frozenset({"str", "int", "float", "bool", "null", "map", "seq", "merge", "value", "timestamp"})
_PREFIX = "tag:yaml.org,2002:"
_INT = re.compile(r"[-+]?[0-9]{1,4000}|0o[0-7]{1,4000}|0x[0-9a-fA-F]{1,4000}").fullmatch
_FLOAT = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
).fullmatch
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def read_yaml(source: str | bytes, findings: Findings, file: str | None = None) -> list[Node]:
    """The documents of a YAML stream; none, and a problem among the findings, where it cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.docinfo import DocInfo
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    nodes: list[Any] = []
    text = ""
    try:
        text = _decoded(source)
        yaml = YAML(typ="safe", pure=True)
        constructor, _ = yaml.get_constructor_parser(text)
        yaml.doc_infos.append(DocInfo())  # a %YAML directive is written into it
        composer = constructor.composer
        while composer.check_node():
            nodes.append(composer.get_node())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        _refuse(findings, file, _sentence(error) + _hint(text, mark), mark)
        return []
    except (YAMLError, UnicodeError) as error:
        _refuse(findings, file, f"this is no YAML text: {' '.join(str(error).split())}", None)
        return []
    except RecursionError:
        _refuse(findings, file, f"nested deeper than {MAX_DEPTH}", None)
        return []
    builder = _Builder(findings, file)
    return [tree for node in nodes if node is not None and (tree := builder.document(node)) is not None]


def resolve(text: str) -> str | int | float | bool | None:
    """What a plain scalar is in YAML 1.2's core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in "0123456789-+.":
        if _INT(text):
            return int(text, 0 if text[:2] in ("0o", "0x") else 10)
        if _FLOAT(text):
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def _decoded(source: str | bytes) -> str:
    if isinstance(source, bytes):
        is_wide = source[:2] in (b"\xff\xfe", b"\xfe\xff")
        source = source.decode("utf-16" if is_wide else "utf-8")
    return source.removeprefix("\ufeff")


def _sentence(error: Any) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    return f"this is no YAML: {', '.join(parts)}"


def _hint(text: str, mark: Any) -> str:
    line = text.splitlines()[mark.line] if mark is not None and mark.line < len(text.splitlines()) else ""
    return "; inside of {} and [] a variable wants quotes: '${name}'" if "${" in line else ""


def _refuse(findings: Findings, file: str | None, message: str, mark: Any) -> None:
    origin = Origin("spec", "", file, mark.line + 1 if mark else None, mark.column + 1 if mark else None)
    findings.add("not-well-formed", message, origin, "")


class _Refusal(Exception):
    def __init__(self, message: str, mark: Any) -> None:
        super().__init__(message)
        self.mark = mark


class _Builder:
    """Composed nodes to trees; what is shared by aliases stays shared."""

    def __init__(self, findings: Findings, file: str | None) -> None:
        self._findings = findings
        self._file = file
        self._done: dict[int, tuple[Node, int]] = {}
        self._open: set[int] = set()
        self._count = 0

    def document(self, node: Any) -> Node | None:
        """The tree of one document, ``None`` where it is refused."""
        try:
            tree, size = self._build(node, 0)
            if size > self._count + _SPARE:
                raise _Refusal(f"its aliases make {size:,} values of {self._count:,}", node.start_mark)
        except _Refusal as refusal:
            _refuse(self._findings, self._file, str(refusal), refusal.mark)
            return None
        return tree

    def _build(self, node: Any, depth: int) -> tuple[Node, int]:
        done = self._done.get(id(node))
        if done is not None:
            return done
        if id(node) in self._open:
            raise _Refusal("an alias stands inside of what it names", node.start_mark)
        if depth > MAX_DEPTH:
            raise _Refusal(f"nested deeper than {MAX_DEPTH}", node.start_mark)
        self._count += 1
        tag: str = str(node.tag or "")
        if tag.removeprefix(_PREFIX) not in _CORE:
            raise _Refusal(
                f"the tag {tag.replace(_PREFIX, '!!')} is refused: values are text, numbers, maps and lists",
                node.start_mark,
            )
        value = node.value
        if isinstance(value, str):
            return self._scalar(node, value, tag), 1
        self._open.add(id(node))
        made = self._sequence(node, depth) if tag.endswith(":seq") else self._mapping(node, depth)
        self._open.discard(id(node))
        self._done[id(node)] = made
        return made

    def _origin(self, node: Any) -> Origin:
        mark = node.start_mark
        return Origin("spec", "", self._file, mark.line + 1, mark.column + 1)

    def _scalar(self, node: Any, text: str, tag: str) -> Scalar:
        is_plain = not node.style and not tag.endswith(":str")
        return Scalar(resolve(text) if is_plain else text, text, self._origin(node))

    def _sequence(self, node: Any, depth: int) -> tuple[Node, int]:
        items, size = [], 1
        for item in node.value:
            made, inner = self._build(item, depth + 1)
            items.append(made)
            size += inner
        return Sequence(items, self._origin(node)), size

    def _mapping(self, node: Any, depth: int) -> tuple[Node, int]:
        result = Mapping({}, self._origin(node))
        merged: list[Mapping] = []
        size = 1
        for key, item in node.value:
            made, inner = self._build(item, depth + 1)
            size += inner + 1
            if not isinstance(key.value, str):
                raise _Refusal("a key must be a name, not a map or a list", key.start_mark)
            if key.value == "<<" and not key.style:
                merged += self._merged(made, item)
                continue
            origin = self._origin(key)
            if key.value in result.items:
                first = result.keys[key.value]
                message = f"the key {key.value!r} stands here a second time; the first is on line {first.line}"
                self._findings.add("duplicate-key", message, origin, key.value)
                continue
            result.items[key.value] = made
            result.keys[key.value] = origin
        for base in merged:
            for name, held in base.items.items():
                if name not in result.items:
                    result.items[name] = held
                    result.keys[name] = base.place_of(name)
        return result, size

    def _merged(self, made: Node, node: Any) -> list[Mapping]:
        bases = list(made) if isinstance(made, Sequence) else [made]
        if not all(isinstance(base, Mapping) for base in bases):
            raise _Refusal("the merge key << takes a map or a list of maps", node.start_mark)
        return [base for base in bases if isinstance(base, Mapping)]
