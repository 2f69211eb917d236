"""The project's own model, in numbers, and what every generated class must have."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

import pytest

from codegen.__main__ import _missing_sentences
from codegen.checks.missing_sentences import missing_sentences
from codegen.describing.documentation import field_sentence
from codegen.model.model import Model
from codegen.output import DOCUMENTS
from codegen.overlay.overlay import Overlay

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


def test_every_field_and_class_has_a_sentence(model: Model, overlay: Overlay) -> None:
    """What `codegen check` demands only rises: it is all that there is, and no less than it was."""
    assert overlay.least_sentences == model.sentence_count == sum(len(owner.fields) for owner in model.classes)
    assert overlay.least_class_sentences == model.class_sentence_count == len(model.classes)
    assert overlay.least_sentences >= 2928
    assert overlay.least_class_sentences >= 701


def test_fields_of_siblings_share_a_sentence() -> None:
    """A field without a sentence of its own takes that of `*`, which stands for the element that has it."""
    sentences = {"filter/rule/*/@type": "Shared.", "filter/rule/stp/@type": "Own."}
    found = [field_sentence([f"filter/rule/{name}/@type"], sentences) for name in ("icmp", "stp", "arp/deep")]
    assert found == ["Shared.", "Own.", ""]


def test_sentences_are_sentences(overlay: Overlay) -> None:
    """A sentence begins with a capital or a name in quotes, and ends with a full stop."""
    for text in (*overlay.sentences.values(), *overlay.class_sentences.values()):
        assert text[0].isupper() or text[0] in "`<", text
        assert text.endswith("."), text


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.py")), ids=lambda path: path.name)
def test_docstrings_say_something(path: Path) -> None:
    """Every class has a docstring with its path; no docstring only repeats the name of what it stands at."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module"
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    assert bool(classes) is (path.name not in _NO_CLASSES)
    for made in classes:
        assert "Element: ``/" in (ast.get_docstring(made) or ""), made.name
        texts = [node.value.value for node in made.body if isinstance(node, ast.Expr) and _is_text(node.value)]
        assert [text for text in texts if _FILLER.search(text)] == [], made.name


_FILLER = re.compile(r"^(The (attribute|element|text) |Whether ``<)|or before\.$")


def _is_text(node: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_a_sentence_that_goes_is_missed(model: Model, overlay: Overlay) -> None:
    """The model has as many sentences as the overlay promises, and one fewer is refused."""
    assert list(_missing_sentences(model, overlay)) == []
    raised = replace(overlay, least_sentences=model.sentence_count + 1)
    assert list(_missing_sentences(model, raised)) == [
        f"sentences.toml: {model.sentence_count} fields have a sentence; at least {model.sentence_count + 1} must"
    ]
    raised = replace(overlay, least_class_sentences=model.class_sentence_count + 1)
    assert [line.split(";")[0] for line in _missing_sentences(model, raised)] == [
        f"sentences.toml: {model.class_sentence_count} classes have a sentence"
    ]


def test_missing_sentences_are_listed(model: Model) -> None:
    """The list has every class and field without a sentence, and only those, with paths that the overlay takes."""
    fields = [field for made in model.classes for field in made.fields if not field.sentence]
    lines = list(missing_sentences(model))
    assert len([line for line in lines if line.startswith("    ")]) == len(fields)
    assert len([line for line in lines if "(no sentence)" in line]) == len(model.classes) - model.class_sentence_count
    of_secret = list(missing_sentences(model, ["secret"]))
    assert [line for line in of_secret if not line.startswith(("    secret/", "secret: "))] == []
