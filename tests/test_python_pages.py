"""What the pages on Python show is true: the examples run, print what they say, and type-check."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "python"
EXAMPLES = {
    f"{page.stem}-{number}": example
    for page in sorted(FOLDER.glob("*.md"))
    for number, example in enumerate(re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL), 1)
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_run(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Every example runs beside the folders of the project; a comment behind a print is what it prints."""
    for folder in ("docs", "examples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    exec(compile(EXAMPLES[name], f"{name}.py", "exec"), {"__name__": "example"})
    promised = re.findall(r"^ *print\(.*\) *# (.*)$", EXAMPLES[name], re.MULTILINE)
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in printed if line in promised] == promised


@pytest.mark.parametrize("name", ["building-3", "building-4"])
def test_what_building_refuses(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The page shows the errors that its examples print."""
    exec(compile(EXAMPLES[name], "building.py", "exec"), {"__name__": "example"})
    page = (FOLDER / "building.md").read_text(encoding="utf-8")
    printed = capsys.readouterr().out
    assert printed
    assert f"\n```\n{printed}```\n" in page


def test_examples_pass_mypy(tmp_path: Path) -> None:
    """Every example passes ``mypy --strict``."""
    for name, example in EXAMPLES.items():
        (tmp_path / f"{name.replace('-', '_')}.py").write_text(example, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", *map(str, sorted(tmp_path.glob("*.py")))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_every_page_is_listed() -> None:
    """The index names every page."""
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [
        page.name for page in FOLDER.glob("*.md") if page.name != "README.md" and f"({page.name})" not in index
    ] == []
