"""The project's own model, in numbers, and what every generated class must have."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from codegen.model import Model
from codegen.output import DOCUMENTS
from codegen.overlay import Overlay

_ROOTS = {
    "capabilities",
    "cpu",
    "device",
    "domain",
    "domainCapabilities",
    "domainbackup",
    "domaincheckpoint",
    "domainsnapshot",
    "filter",
    "filterbinding",
    "inactiveDomain",
    "interface",
    "network",
    "networkport",
    "pool",
    "secret",
    "storagepoolCapabilities",
    "sysinfo",
    "volume",
}
_NO_CLASSES = {"__init__.py", "literals.py"}


def test_size(model: Model) -> None:
    """The model covers what libvirt's schemas have: about 700 classes with 2,900 fields."""
    assert len(model.classes) >= 690
    assert sum(len(made.fields) for made in model.classes) >= 2900


def test_every_kind_of_document_has_a_root(model: Model) -> None:
    """Each document element of libvirt's schemas has its class, and no other element is one."""
    assert {root.element.local for root in model.roots} == _ROOTS
    names = {made.name for made in model.classes}
    assert {root.class_name for root in model.roots} <= names


def test_the_versions(model: Model) -> None:
    """The model is the union of the vendored versions, oldest first."""
    assert model.versions == ("7.0.0", "9.0.0", "11.3.0", "12.8.0")


def test_names_are_unique(model: Model) -> None:
    """Class names and the names of closed sets are unique in the package; field names in their class."""
    names = [*(made.name for made in model.classes), *(name for name, _ in model.aliases)]
    assert len(set(names)) == len(names)
    for made in model.classes:
        fields = [field.name for field in made.fields]
        assert len(set(fields)) == len(fields), made.name


def test_names_are_identifiers(model: Model) -> None:
    """Every name can be written in Python."""
    names = [name for made in model.classes for name in (made.name, *(field.name for field in made.fields))]
    assert [name for name in names if not name.isidentifier()] == []


def test_no_two_patterns_stand_on_one_line() -> None:
    """No line of a vendored schema starts two elements: grouping knows element patterns by file and line."""
    schemas = DOCUMENTS.parents[1] / "schemas"
    crowded = [
        f"{path.name}:{number}"
        for path in sorted(schemas.glob("*/*.rng"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if line.count("<element") > 1
    ]
    assert crowded == []


def test_own_sentences(model: Model, overlay: Overlay) -> None:
    """At least 150 fields say what they mean in words of their own; the documents themselves all do."""
    sentences = set(overlay.sentences.values())
    assert sum(field.sentence in sentences for made in model.classes for field in made.fields) >= 150
    roots = {root.class_name for root in model.roots}
    assert [made.name for made in model.classes if made.name in roots and not made.sentence] == []


def test_sentences_are_sentences(overlay: Overlay) -> None:
    """A sentence begins with a capital or a name in quotes, and ends with a full stop."""
    for text in (*overlay.sentences.values(), *overlay.class_sentences.values()):
        assert text[0].isupper() or text[0] in "`<", text
        assert text.endswith("."), text


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.py")), ids=lambda path: path.name)
def test_everything_is_documented(path: Path) -> None:
    """Every class, and every field of it, has a docstring in the generated source."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module"
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    assert bool(classes) is (path.name not in _NO_CLASSES)
    for made in classes:
        assert ast.get_docstring(made), made.name
        assert list(_undocumented(made)) == []


def _undocumented(made: ast.ClassDef) -> Iterator[str]:
    """The fields that no string follows."""
    for field, follower in zip(made.body, [*made.body[1:], None], strict=True):
        if isinstance(field, ast.AnnAssign):
            is_text = isinstance(follower, ast.Expr) and isinstance(follower.value, ast.Constant)
            if not is_text:
                yield f"{made.name}.{ast.unparse(field.target)}"
