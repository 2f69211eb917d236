"""mypy and pyright accept what is right and reject every line that is wrong."""

import json
import re
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
BAD = FOLDER / "bad.py"
WRONG = {number for number, line in enumerate(BAD.read_text().splitlines(), 1) if "# wrong:" in line}


def mypy(path: Path) -> set[int]:
    """The lines in which mypy finds errors."""
    command = [sys.executable, "-m", "mypy", "--strict", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode in (0, 1), done.stderr
    return {int(line) for line in re.findall(rf"{path.name}:(\d+): error", done.stdout)}


def pyright(path: Path) -> set[int]:
    """The lines in which pyright finds errors."""
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    report = json.loads(done.stdout)
    found = report["generalDiagnostics"]
    return {item["range"]["start"]["line"] + 1 for item in found if item["severity"] == "error"}


def test_mypy() -> None:
    """mypy --strict rejects each wrong line, and nothing of what users rightly write."""
    assert mypy(BAD) == WRONG
    assert mypy(FOLDER / "good.py") == set()


def test_pyright() -> None:
    """pyright rejects each wrong line, and nothing of what users rightly write."""
    assert pyright(BAD) == WRONG
    assert pyright(FOLDER / "good.py") == set()


def test_there_is_something_to_reject() -> None:
    """The wrong lines are found at all."""
    assert len(WRONG) > 10
