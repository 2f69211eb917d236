"""docs/how-to-add.md: what a recipe lists exists, and a forgotten part fails with the name of the file to edit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from codegen.analysis.scalar_types import _KIND
from codegen.overlay.overlay import load_overlay
from libvirt_xml import __version__, documents
from libvirt_xml.cli.commands.validate import make_parser
from libvirt_xml.cli.reports.report import FORMATS, Layout, make_report
from libvirt_xml.cli.style import Style
from libvirt_xml.relaxng.datatypes.library import _XSD, XSD, make_datatype
from libvirt_xml.validation.catalogue import WITHOUT_RULES
from libvirt_xml.validation.values.wording import Wording, _types, integer_bounds
from libvirt_xml.yaml_forms.document.kinds import key_of
from libvirt_xml.yaml_forms.vm.form import TOPICS
from libvirt_xml.yaml_forms.vm.topic import Topic

ROOT = Path(__file__).resolve().parent.parent
RECIPES = (ROOT / "docs" / "how-to-add.md").read_text(encoding="utf-8")
REPORTS = ROOT / "libvirt_xml" / "cli" / "reports"


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _reports() -> Iterator[str]:
    """The classes of reports in the folder."""
    for path in REPORTS.rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name.endswith("Report") and node.bases:
                yield node.name


def test_paths_and_tests_exist() -> None:
    """Each file, folder and test that a recipe names is there."""
    names = set(re.findall(r"`((?:libvirt_xml|codegen|tests|docs|schemas)/[\w./*-]+?)(?:::(\w+))?`", RECIPES))
    assert len(names) > 30
    for path, test in names:
        assert [*ROOT.glob(path.rstrip("/"))], f"docs/how-to-add.md: no {path}"
        assert not test or f"def {test}(" in _read(path), f"docs/how-to-add.md: {path} has no {test}"


def test_a_report_format_is_listed() -> None:
    """Each report is one of ``FORMATS``."""
    reports = {*_reports()}
    assert len(reports) > 5
    missing = reports - {name for _, name in FORMATS.values()}
    assert not missing, f"libvirt_xml/cli/reports/report.py: FORMATS lacks {missing}"


def test_a_report_format_has_its_report() -> None:
    """``make_report`` gives each format the report of its own name, not that of another one."""
    for name in FORMATS:
        report = make_report(name, print, Layout(Style(False)))
        expected = "".join(word.capitalize() for word in name.split("-")) + "Report"
        assert type(report).__name__ == expected, (
            f"libvirt_xml/cli/reports/report.py: {name} is {type(report).__name__}"
        )


def test_a_report_format_is_in_the_help() -> None:
    """``--help`` of validate names each format."""
    (help_text,) = [action.help or "" for action in make_parser()._actions if "--format" in action.option_strings]
    for name in FORMATS:
        assert re.search(rf"\b{name}\b", help_text), f"libvirt_xml/cli/commands/validate.py: help of --format, {name}"


def test_a_report_format_is_documented() -> None:
    """The page of the command has a row for each format."""
    for name in FORMATS:
        assert f"\n| `{name}` | " in _read("docs/command-line.md"), f"docs/command-line.md, Formats: no row for {name}"


def test_a_code_is_documented() -> None:
    """The page of problems has a section for each code."""
    sections = re.findall(r"^## ([a-z-]+)$", _read("docs/problems.md"), re.MULTILINE)
    assert not {*WITHOUT_RULES} - {*sections}, f"docs/problems.md: no section for { ({*WITHOUT_RULES} - {*sections}) }"


def test_a_kind_of_document_has_a_sentence() -> None:
    """Each root element has a sentence of our own."""
    missing = {*documents.ROOTS} - {*load_overlay().class_sentences}
    assert not missing, f"codegen/overlay/sentences/*.toml: no sentence in [classes] for {missing}"


def test_a_kind_of_document_is_in_the_readme() -> None:
    """The table of documents names each root element and class."""
    (table,) = re.findall(r"## Documents\n(.*?)\n## ", _read("README.md"), re.DOTALL)
    for root, classes in documents.ROOTS.items():
        assert f"`<{root}>`" in table, f"README.md, Documents: no row for <{root}>"
        for name in classes:
            assert f"`{name}`" in table, f"README.md, Documents: the row of <{root}> lacks {name}"


def test_a_kind_of_document_has_a_key() -> None:
    """Each document can be written as YAML."""
    for names in documents.ROOTS.values():
        for name in names:
            assert key_of(getattr(documents, name)), f"libvirt_xml/yaml_forms/document/kinds.py: no key for {name}"


def test_a_version_is_documented() -> None:
    """The README and the page of problems name the oldest and the newest version whose schemas are shipped."""
    oldest, *_, newest = documents.VERSIONS
    for path, sentence in [
        ("README.md", f"libvirt {oldest} to {newest}"),
        ("README.md", ", ".join(documents.VERSIONS)),
        ("docs/problems.md", f"{', '.join(documents.VERSIONS[:-1])} and {newest}"),
    ]:
        assert sentence in " ".join(_read(path).split()), f"{path}: does not name {sentence}"


TEXTS = {
    *("string", "normalizedString", "token", "language", "Name", "NCName", "NMTOKEN", "ID", "IDREF"),
    *("anyURI", "QName", "boolean", "dateTime"),
}
"""Datatypes that are ``str`` in Python."""


def test_a_datatype_has_a_type_in_python() -> None:
    """A number is not text by default: each datatype is in the table of the generator, or in ``TEXTS`` above."""
    missing = {*_XSD} - {*_KIND} - TEXTS
    assert not missing, f"codegen/analysis/scalar_types.py: _KIND lacks {missing}"


def test_a_datatype_has_a_phrase() -> None:
    """What a datatype allows is said in words, unless it is a whole number or any text."""
    for name in {*_XSD} - {"string", "normalizedString", "token"}:
        if integer_bounds(make_datatype(XSD, name)) is None:
            assert _types().get(name, Wording()) != Wording(), (
                f"libvirt_xml/validation/values/datatypes.toml: no entry with types = [{name!r}]"
            )


SENTENCE_TAKERS = {"UsageError", "ArgumentTypeError", "_WrongValueError", "complain"}


def test_a_topic_of_the_vm_form_is_listed() -> None:
    """Each module that makes a ``Topic`` is in the table of the form; else nobody would miss its keys."""
    package = import_module("libvirt_xml.yaml_forms.vm.topics")
    names = [module.name for module in walk_packages(package.__path__, f"{package.__name__}.")]
    listed = {id(topic) for topic in TOPICS}
    missing = {
        name
        for name in names
        for value in vars(import_module(name)).values()
        if isinstance(value, Topic) and id(value) not in listed
    }
    assert not missing, f"libvirt_xml/yaml_forms/vm/form.py: TOPICS lacks {missing}"


def test_the_command_words_nothing_itself() -> None:
    """What the command says is a template, not a literal in a call: add it to ``messages/command_*.toml``."""
    wrong = [
        f"{path.name}:{node.lineno}: {ast.unparse(node.args[0])}"
        for path in (ROOT / "libvirt_xml" / "cli").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in SENTENCE_TAKERS
        and node.args
        and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert not wrong, f"libvirt_xml/messages/command_*.toml: no template for {wrong}"


def test_the_changelog_has_a_section_for_the_version() -> None:
    """A release has one section, below what comes next."""
    sections = re.findall(r"^## \[(.*?)\]", _read("CHANGELOG.md"), re.MULTILINE)
    assert sections[:2] == ["Unreleased", __version__], "CHANGELOG.md"
    assert len({*sections}) == len(sections), "CHANGELOG.md"
