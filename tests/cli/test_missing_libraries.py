"""What reading and checking need: Python's own library. What else is missing is one sentence where it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_WITHOUT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {libraries!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
"""
_MACHINE = (
    "<domain type='kvm'><name>a</name><memory>1024</memory>"
    "<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>"
)
_ALL = ("lxml", "pathspec", "pycdlib", "yaml")


def _run(folder: Path, libraries: tuple[str, ...], script: str) -> subprocess.CompletedProcess[str]:
    text = _WITHOUT.format(libraries=libraries) + script
    return subprocess.run([sys.executable, "-c", text], cwd=folder, capture_output=True, text=True, check=False)


def _command(folder: Path, libraries: tuple[str, ...], *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run(folder, libraries, f"from libvirt_xml.cli.main import main\nsys.exit(main({[*arguments]!r}))\n")


def test_objects(tmp_path: Path) -> None:
    """Reading, writing, checking, explaining and editing need none of them."""
    script = f"""
import libvirt_xml
domain = libvirt_xml.Domain.from_xml({_MACHINE!r})
domain.memory.value = 2048
text = domain.to_xml()
assert libvirt_xml.Domain.from_xml(text) == domain
assert libvirt_xml.validate(text) == []
assert "did you mean 'name'" in str(libvirt_xml.validate(text.replace("<name>a</name>", "<naem>a</naem>"))[0])
assert "2048" in libvirt_xml.edited({_MACHINE!r}, domain)
"""
    done = _run(tmp_path, _ALL, script)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["validate", "a.xml"], 0),
        (["validate", "bad.xml"], 1),
        (["format", "--check", "a.xml"], 1),
        (["diff", "a.xml", "a.xml"], 0),
        (["edit", "a.xml", "--set", "name=b", "--diff"], 0),
        (["rule", "disk-target-repeated"], 0),
    ],
)
def test_commands(tmp_path: Path, arguments: list[str], status: int) -> None:
    (tmp_path / "a.xml").write_text(_MACHINE)
    (tmp_path / "bad.xml").write_text(_MACHINE.replace("name", "naem"))
    done = _command(tmp_path, _ALL, *arguments)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("library", "package", "arguments"),
    [
        ("yaml", "PyYAML", ["convert", "a.yaml"]),
        ("yaml", "PyYAML", ["validate", "a.yaml"]),
        ("lxml", "lxml", ["validate", "--schema-dir", "schemas", "a.xml"]),
        ("pathspec", "pathspec", ["validate", "."]),
        ("pycdlib", "pycdlib", ["convert", "a.yaml", "-o", "out/"]),
    ],
)
def test_what_is_missing_is_one_sentence(tmp_path: Path, library: str, package: str, arguments: list[str]) -> None:
    (tmp_path / ".gitignore").write_text("*.iso\n")
    (tmp_path / "a.xml").write_text(_MACHINE)
    (tmp_path / "a.yaml").write_text(
        "vm: {name: a, os: debian12, disks: [{path: /a.qcow2}], cloud_init: {user_data: '#cloud-config'}}\n"
    )
    (tmp_path / "schemas").mkdir()
    done = _command(tmp_path, (library,), *arguments)
    sentence = f"libvirt-xml: this needs {package}, which is not installed; pip install {package}\n"
    assert (done.returncode, done.stderr) == (2, sentence)
