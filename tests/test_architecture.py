"""The rules of the code base: who may import whom, what is generated, how long a file may be."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "libvirt_xml"

CATALOGUE = {"codegen/emit/rule_catalogue.py", "codegen/emit/pages/rule_reference.py"}  # the emitters of rules
FORM = {"codegen/emit/vm_classes.py", "codegen/emit/vmschema.py", "codegen/emit/pages/vmreference.py"}
"""The emitters of the keys of the vm form."""

MANUAL = ROOT / "codegen" / "emit" / "manual"  # the emitters of the manual page and completions: from ``--help``

# From the bottom up: a layer imports those before it; a file of ``LAZY``, one later layer when it is asked to.
LAYERS = (
    "messages",
    "facts",
    "words",
    "markup",
    "relaxng",
    "binding",
    "behaviour",
    "documents",
    "parsing",
    "completion",
    "validation",
    "changes",
    "yaml_forms",
    "editing",
    "fixing",
    "apply",
    "cloning",
    "cli",
)
LAZY = {
    "libvirt_xml/behaviour/cloning_itself.py": {"cloning"},  # Domain.cloned
    "libvirt_xml/binding/element.py": {"validation", "editing", "yaml_forms"},  # validate, to_file, to_dict
}
LAZY_FOLDERS = {"behaviour": {"documents", "validation"}}  # the classes whose base classes these are, and their answers
SHARED = {"", "errors"}  # the package itself and its exceptions

_MARKS = (
    "# Generated ",
    "<!-- Generated ",
    "# Written ",
    '{"generated": "',
    '.\\" Generated ',
    "#compdef libvirt-xml\n# Generated ",
)
GENERATED = tuple(f"{mark}by `python -m codegen write`" for mark in _MARKS)
LONGEST = 400
VAGUE = {"utils", "helpers", "mixins", "manager"}
MACHINE_PATHS = ("/tmp" + "/", "/work" + "/", "../" + "shared")
CORPUS = {
    "tests/sources.py": "the corpus fixture: where the archive of libvirt's documents lies",
    "CONTRIBUTING.md": "tells people where the corpus fixture looks",
}


def _listed_files() -> list[Path]:
    """The files that git has or would take; all files, where this is no repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    names = done.stdout.split("\0") if done.returncode == 0 else map(str, ROOT.rglob("*"))
    paths = [ROOT / name for name in names if name]
    return sorted(path for path in paths if path.is_file() and not _is_made(path))


def _is_made(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return "__pycache__" in parts or parts[0] in {".git", ".venv", ".cache", "dist"}


FILES = _listed_files()
SOURCES = [path for path in FILES if path.suffix == ".py"]
OF_PACKAGE = [path for path in SOURCES if path.is_relative_to(ROOT / PACKAGE)]
OF_CODEGEN = [path for path in SOURCES if path.is_relative_to(ROOT / "codegen")]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _imports(path: Path) -> tuple[tuple[str, bool], ...]:
    """The modules that a file imports, and whether lazily: inside a function, or for type checkers only."""
    return tuple(_imports_in(ast.parse(path.read_text(encoding="utf-8")), is_lazy=False))


def _imports_in(node: ast.AST, *, is_lazy: bool) -> Iterator[tuple[str, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from ((alias.name, is_lazy) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            yield from ((f"{child.module}.{alias.name}", is_lazy) for alias in child.names)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or _is_for_types(child)
            yield from _imports_in(child, is_lazy=is_lazy or inside)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _layer(module: str) -> str:
    """The folder or module of the package that a dotted name leads to; empty for a name of the package itself."""
    steps = module.split(".")[1:]
    return steps[0] if steps and ((ROOT / PACKAGE / steps[0]).is_dir() or steps[0] in {"errors", "parsing"}) else ""


def _is_generated(path: Path) -> bool:
    """Whether the first line says so."""
    return path.read_text(encoding="utf-8", errors="replace").startswith(GENERATED)


def test_there_is_something_to_check() -> None:
    """The rules below look at files that are there."""
    assert len(OF_PACKAGE) > 50
    assert len(OF_CODEGEN) > 20
    assert sum(len(_imports(path)) for path in OF_PACKAGE) > 200


def test_the_package_does_not_import_the_generator() -> None:
    """``codegen`` is for development: what users install knows nothing of it."""
    wrong = [_name(path) for path in OF_PACKAGE for module, _ in _imports(path) if module.split(".")[0] == "codegen"]
    assert wrong == []


def test_the_generator_imports_relaxng_and_errors_only() -> None:
    """There is one RELAX NG implementation; nothing else helps, but the table of the vm form, what values are in
    words, and the catalogue of rules."""
    wrong = [
        f"{_name(path)}: {module}"
        for path in OF_CODEGEN
        for module, _ in _imports(path)
        if module.split(".")[0] == PACKAGE
        and _layer(module) not in {"relaxng", "errors"}
        and not (_layer(module) == "yaml_forms" and _name(path) in FORM)
        and not module.startswith("libvirt_xml.validation.values.wording.")
        and not (module.startswith("libvirt_xml.validation.rules.") and _name(path) in CATALOGUE)
        and not path.is_relative_to(MANUAL)
    ]
    assert wrong == []


def test_every_folder_is_a_layer() -> None:
    """A new folder of the package takes its place in the list of layers, or holds data alone."""
    folders = {path.parent for path in OF_PACKAGE if path.parent.parent == ROOT / PACKAGE}
    assert {folder.name for folder in folders} - {"grammars"} <= set(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_layers_import_downwards(layer: str) -> None:
    """A layer imports itself and the layers below, but for ``LAZY`` and ``LAZY_FOLDERS``."""
    late = LAZY_FOLDERS.get(layer, set())
    allowed = {*SHARED, *LAYERS[: LAYERS.index(layer) + 1]}
    wrong = [
        f"{_name(path)}: {module}"
        for path in OF_PACKAGE
        if path.is_relative_to(ROOT / PACKAGE / layer)
        for module, is_lazy in _imports(path)
        if module.split(".")[0] == PACKAGE
        and _layer(module) not in allowed
        and not (is_lazy and _layer(module) in {*LAZY.get(_name(path), ()), *late})
    ]
    assert wrong == []


def test_relaxng_and_binding_know_nothing_of_each_other() -> None:
    """Reading documents needs no schema, checking schemas no classes."""
    wrong = [
        f"{_name(path)}: {module}"
        for path in OF_PACKAGE
        for module, _ in _imports(path)
        if path.is_relative_to(ROOT / PACKAGE / "binding") and _layer(module) == "relaxng"
    ]
    assert wrong == []


def test_one_module_imports_libvirt() -> None:
    """libvirt-python is optional: there is one place that needs it and says what to install."""
    importers = [
        _name(path)
        for path in (*OF_PACKAGE, *OF_CODEGEN)
        for module, _ in _imports(path)
        if module.split(".")[0].startswith("libvirt") and module.split(".")[0] != PACKAGE
    ]
    assert importers == ["libvirt_xml/apply/hosts/bindings.py"]


def test_one_module_imports_expat() -> None:
    """There is one way to set expat up, and one place that knows its errors."""
    importers = [_name(path) for path in OF_PACKAGE for module, _ in _imports(path) if module.startswith("xml.parsers")]
    assert importers == ["libvirt_xml/markup/parsers.py"]


def test_a_folder_is_wholly_generated_or_wholly_hand_written() -> None:
    """No folder of package, generator or documentation mixes both, but for the generator's own lock."""
    folders: dict[Path, set[bool]] = {}
    for path in FILES:
        is_data = path.name == "names.lock" or path.name == "py.typed" or not path.stat().st_size
        if path.relative_to(ROOT).parts[0] in {PACKAGE, "codegen", "docs"} and not is_data:
            folders.setdefault(path.parent, set()).add(_is_generated(path))
    assert [_name(folder) for folder, kinds in folders.items() if len(kinds) > 1] == []
    generated = {_name(folder) for folder, kinds in folders.items() if kinds == {True}}
    assert {"libvirt_xml/documents", "libvirt_xml/grammars", "docs/reference"} <= generated


def test_hand_written_files_are_short() -> None:
    """No hand-written Python file has more than 400 lines."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES if not _is_generated(path)}
    assert {_name(path): length for path, length in lengths.items() if length > LONGEST} == {}


def test_no_vague_names() -> None:
    """A module is named after what it does."""
    names = [_name(path) for path in SOURCES if {path.stem, path.parent.name} & VAGUE]
    assert names == []


def test_no_paths_of_a_machine() -> None:
    """No file knows where somebody's disk has things; only the corpus fixture looks beside the repository."""
    found = [
        f"{_name(path)}: {machine}"
        for path in FILES
        if _name(path) not in CORPUS and "schemas" not in path.parts
        for machine in MACHINE_PATHS
        if machine.encode() in path.read_bytes()
    ]
    assert found == []


def test_the_exceptions_are_needed() -> None:
    """An exception for a file that is gone, or no longer looks beside the repository, is stale."""
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in CORPUS if (ROOT / name).exists()}
    stale = [name for name in CORPUS if not any(path in texts.get(name, "") for path in MACHINE_PATHS)]
    assert stale == []


def _neighbours() -> dict[tuple[str, str], dict[str, set[str]]]:
    """For each folder of package and generator, which of its sub-folders import which others; lazily too."""
    arrows: dict[tuple[str, str], dict[str, set[str]]] = {}
    for path in (*OF_PACKAGE, *OF_CODEGEN):
        own = path.relative_to(ROOT).parent.parts
        for module, is_lazy in _imports(path):
            other = _folder(module.split("."))
            depth = next((at for at, (one, two) in enumerate(zip(own, other, strict=False)) if one != two), 0)
            if depth and not (is_lazy and (_name(path) in LAZY or {*LAZY_FOLDERS} & {*own})):
                above = "/".join(own[:depth])
                arrows.setdefault((above, own[depth]), {}).setdefault(other[depth], set()).add(_name(path))
    return arrows


def _folder(steps: list[str]) -> tuple[str, ...]:
    """The folder that a dotted name is in."""
    while steps and not (ROOT.joinpath(*steps)).is_dir():
        steps = steps[:-1]
    return tuple(steps)


def test_neighbouring_folders_import_in_one_direction() -> None:
    """No two sub-folders of a folder import each other, by whatever way around."""
    arrows = _neighbours()
    circles = []
    for above, start in arrows:
        seen, todo = set(), [start]
        while todo:
            for other in arrows.get((above, todo.pop()), {}):
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        if start in seen:
            circles.append(f"{above}/{start}")
    assert circles == []


@pytest.mark.parametrize("package", ["libvirt_xml", "libvirt_xml.validation", "libvirt_xml.yaml_forms"])
def test_public_names_are_found(package: str) -> None:
    """A package knows in which module each of its names is; a module that moves leaves none behind."""
    module = import_module(package)
    for name in module._HOMES:
        assert getattr(module, name) is not None
