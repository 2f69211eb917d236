"""Folders hold about a dozen files and a docstring, file names occur once, functions are short."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.test_architecture import OF_CODEGEN, OF_PACKAGE, ROOT, _is_generated, _name

LARGEST = 13
"""How many modules a folder holds at most, its ``__init__`` counted."""
LARGE: dict[str, str] = {}
SHARED_NAMES = {
    "__init__": "a package",
    "__main__": "what ``python -m`` runs",
}
_OF_SCHEMAS = "RELAX NG's own name: of a node of the grammar tree, and of the interned pattern"
SHARED_PUBLIC_NAMES = {
    **dict.fromkeys(("Attribute", "Choice", "Data", "Empty", "Group", "Interleave", "List"), _OF_SCHEMAS),
    **dict.fromkeys(("NotAllowed", "OneOrMore", "Pattern", "Value"), _OF_SCHEMAS),
    "Element": f"{_OF_SCHEMAS}; and the base of the generated classes",
    "Text": f"{_OF_SCHEMAS}; and the text of a key of the vm form",
    "Rule": "of what libvirt refuses, and of what a vm may not contain",
    "merge": "of what is asked and what a host has, and of two YAML trees",
    "Node": "of the tree of XML and of the tree of YAML; no file knows both",
    "attribute": "the specifier in generated classes, and the derivative of RELAX NG's papers",
    "text": "the same",
    "children": "the specifier in generated classes, and the children of a node of the grammar tree",
    **dict.fromkeys(("KEYS", "ROWS", "TOPIC", "guess"), "what a topic of the vm form has"),
    "expand": "the same, and the expansion of the whole",
    "run": "what each command of the command line has",
    "make_parser": "the same",
}
"""Names that several modules define, with the reason."""
LONGEST_FUNCTION = 60
LONG = {
    "libvirt_xml/binding/reading/reader.py": {
        "_parse": "holds the handlers of expat, which share its locals: attributes cost a tenth of the time",
        "start": "the same",
    },
    "libvirt_xml/binding/writing/writer.py": {"element": "one loop over all kinds of fields: a call a field costs 7 %"},
    "libvirt_xml/relaxng/verdict/by_events.py": {"_follow_events": "holds the handlers of expat, as ``_parse`` does"},
}
"""Functions that are longer, with the reason."""

HAND_WRITTEN = [path for path in (*OF_PACKAGE, *OF_CODEGEN) if not _is_generated(path)]


def test_folders_are_small() -> None:
    """A folder with more files than a person can look over is several folders."""
    counts: dict[str, int] = defaultdict(int)
    for path in HAND_WRITTEN:
        counts[_name(path.parent)] += 1
    assert {folder: count for folder, count in counts.items() if count > LARGEST and folder not in LARGE} == {}


def test_packages_say_the_way_through_them() -> None:
    """``__init__.py`` begins with a docstring."""
    packages = [path for path in HAND_WRITTEN if path.name == "__init__.py"]
    assert [_name(path) for path in packages if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []


def test_file_names_are_unique() -> None:
    """Two files of one name are taken for each other."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in HAND_WRITTEN:
        places[path.stem].append(_name(path))
    assert {stem: names for stem, names in places.items() if len(names) > 1 and stem not in SHARED_NAMES} == {}


def _public_names(path: Path) -> Iterator[str]:
    """What a module defines for others."""
    for node in ast.parse(path.read_text("utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names = [name]
            case ast.Assign(targets=targets):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        yield from (name for name in names if not name.startswith("_"))


def test_public_names_are_unique() -> None:
    """Two things of one name are taken for each other; who has a reason is listed, and no reason is stale."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in OF_PACKAGE:
        for name in () if _is_generated(path) else {*_public_names(path)}:
            places[name].append(_name(path))
    shared = {name: files for name, files in places.items() if len(files) > 1}
    assert {name: files for name, files in shared.items() if name not in SHARED_PUBLIC_NAMES} == {}
    assert shared.keys() == SHARED_PUBLIC_NAMES.keys()


def _long_functions() -> Iterator[tuple[str, str]]:
    for path in HAND_WRITTEN:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if is_function and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION:
                yield _name(path), node.name


def test_functions_are_short() -> None:
    """A longer function is listed with its reason, and no reason is stale."""
    assert sorted(_long_functions()) == sorted((file, name) for file, names in LONG.items() for name in names)


def test_large_folders_exist() -> None:
    """An exception for a folder that is gone is stale."""
    assert [folder for folder in LARGE if not (ROOT / folder).is_dir()] == []
