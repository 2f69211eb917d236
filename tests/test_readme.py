"""What the README shows is true: its examples run, type-check, and its figures are the model's."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

from libvirt_xml import documents

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_run(example: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every example runs from the root of the project; a comment behind a print is what it prints."""
    monkeypatch.chdir(ROOT)
    exec(compile(example, "README.md", "exec"), {"__name__": "readme"})
    promised = re.findall(r"^print\(.*\) *# (.*)$", example, re.MULTILINE)
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in printed if line in promised] == promised


def test_examples_pass_mypy(tmp_path: Path) -> None:
    """Every example passes ``mypy --strict``."""
    paths = []
    for index, example in enumerate(EXAMPLES):
        path = tmp_path / f"example_{index}.py"
        path.write_text(example, encoding="utf-8")
        paths.append(str(path))
    command = [sys.executable, "-m", "mypy", "--strict", *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_figures() -> None:
    """The numbers of classes and fields are those of the generated code."""
    from libvirt_xml.binding.element import Element
    from libvirt_xml.binding.fields import specs_of

    names = documents._MODULES
    classes = [cls for cls in (getattr(documents, name) for name in names) if isinstance(cls, type)]
    fields = sum(len(specs_of(cls)) - 1 for cls in classes if issubclass(cls, Element))
    assert f"{len(classes)} classes with {fields:,} fields" in README


def test_every_document_is_in_the_table() -> None:
    """The table names every root element and its classes."""
    for tag, names in documents.ROOTS.items():
        assert f"`<{tag}>`" in README
        for name in names:
            assert f"`{name}`" in README


def test_the_demo_runs() -> None:
    """What ``make demo`` runs ends well, and shows what comes of a spec and of two slips."""
    command = [sys.executable, "docs/demo.py"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "<memory unit='GiB'>4</memory>" in done.stdout
    assert "no problems in 1 file" in done.stdout
    assert "help: did you mean 'virtio'?" in done.stdout
    assert "help: write memory: 4GiB" in done.stdout


def test_the_docstring_of_the_yaml_package_is_true() -> None:
    """Its example runs."""
    from libvirt_xml import yaml_forms

    assert doctest.testmod(yaml_forms) == doctest.TestResults(failed=0, attempted=4)
