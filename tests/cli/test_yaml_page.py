"""docs/yaml.md: every file that it shows is written, every command run, and what it prints is what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "yaml.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\S+)(?: (\S+))?\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
_VIRSH = '#!/bin/sh\necho "virsh $*" >>virsh.log\nif [ "$1 $2" = "dumpxml --inactive" ]; then cat "$3.xml"; fi\n'


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment with this source tree's command, and a virsh that writes down what it is asked."""
    tools = tmp_path / "tools"
    tools.mkdir()
    command = f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m libvirt_xml.cli "$@"\n'
    for name, script in {"libvirt-xml": command, "virsh": _VIRSH}.items():
        (tools / name).write_text(script)
        (tools / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    return kept | {"PATH": f"{tools}:{os.environ['PATH']}"}


def _commands(block: str) -> list[tuple[str, str]]:
    """Commands and what they print."""
    return re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)


def _narrow(table: str) -> str:
    """A table whose columns do not depend on its other lines."""
    return re.sub(" {2,}", "  ", table)


def test_the_page(tmp_path: Path, environ: dict[str, str]) -> None:
    """From top to bottom, in one folder."""
    folder = tmp_path / "folder"
    folder.mkdir()
    for language, name, text in BLOCKS:
        if language == "yaml":
            (folder / name).write_text(text)
        for command, expected in _commands(text) if language == "console" else []:
            done = subprocess.run(
                ["bash", "-c", f"{command} 2>&1"],
                cwd=folder, env=environ, capture_output=True, text=True, check=False,
            )  # fmt: skip
            printed = _narrow(done.stdout) if "--explain" in command else done.stdout
            if expected.endswith("...\n"):
                assert printed.startswith(expected.removesuffix("...\n")), command
            else:
                assert printed == (_narrow(expected) if "--explain" in command else expected), command
    log = (folder / "virsh.log").read_text()
    for name in re.findall(r"\S+\.(?:xml|iso)\b", log):
        assert (folder / name).exists() or name == "cloud1-cidata.iso", "virsh takes what is there"


def test_every_block_is_tested() -> None:
    """There are files with names and commands, and nothing else."""
    assert {language for language, _, _ in BLOCKS} == {"yaml", "console"}
    assert all(name for language, name, _ in BLOCKS if language == "yaml")
    assert sum(len(_commands(text)) for language, _, text in BLOCKS if language == "console") > 15
    assert len(BLOCKS) * 2 == PAGE.count("\n```")
