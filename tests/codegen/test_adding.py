"""``python -m codegen add``: a new libvirt version."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from codegen import __main__ as command
from codegen.schemas import vendoring
from codegen.schemas.vendored import ROOT, SCHEMAS
from codegen.schemas.vendoring import VendoringError, add_version, read_source, render_source
from libvirt_xml.errors import SchemaError

NEWEST = SCHEMAS / "12.8.0"
_COPIED = ("codegen", "libvirt_xml", "schemas", "CHANGELOG.md")
_LAYOUTS = ["", "src/conf/schemas", "docs/schemas", "usr/share/libvirt/schemas"]


@pytest.fixture
def vendored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of vendored schemas."""
    folder = tmp_path / "schemas"
    folder.mkdir()
    monkeypatch.setattr(vendoring, "SCHEMAS", folder)
    monkeypatch.setattr(vendoring, "SOURCE", folder / "SOURCE.toml")
    return folder


@pytest.mark.parametrize("layout", _LAYOUTS)
def test_layouts(vendored: Path, tmp_path: Path, layout: str) -> None:
    """The folder may be that of an installed libvirt or a source tree; the RNG files are copied verbatim."""
    source = tmp_path / "libvirt"
    shutil.copytree(NEWEST, source / layout)
    (source / layout / "meson.build").write_text("", encoding="utf-8")
    target = add_version("12.8.0", source, "here")
    assert target == vendored / "12.8.0"
    copied = {path.name: path.read_bytes() for path in target.iterdir()}
    assert copied == {path.name: path.read_bytes() for path in NEWEST.glob("*.rng")}


def test_where_they_are_from(vendored: Path) -> None:
    """SOURCE.toml lists the versions in their order, with origin, licence and sha256, whatever the origin's letters."""
    add_version("12.8.0", NEWEST, 'a "new" \\ one, ä')
    add_version("9.10.0", NEWEST, "old")
    listed = tomllib.loads((vendored / "SOURCE.toml").read_text(encoding="utf-8"))["schemas"]
    assert [entry["version"] for entry in listed] == ["9.10.0", "12.8.0"]
    assert [entry["origin"] for entry in listed] == ["old", 'a "new" \\ one, ä']
    assert {entry["licence"] for entry in listed} == {"LGPL-2.1-or-later"}
    assert set(listed[0]["sha256"]) == {path.name for path in NEWEST.glob("*.rng")}


def test_the_project_has_its_source_file() -> None:
    """SOURCE.toml in the repository is what ``add`` writes."""
    origins = {name: entry["origin"] for name, entry in read_source().items()}
    assert vendoring.SOURCE.read_text(encoding="utf-8") == render_source(origins)


def test_a_folder_without_schemas(vendored: Path, tmp_path: Path) -> None:
    """A folder without ``domain.rng`` is refused, and nothing is left behind."""
    (tmp_path / "other.rng").write_text("<grammar/>", encoding="utf-8")
    with pytest.raises(VendoringError, match=r"no libvirt schemas \(domain\.rng\) in "):
        add_version("13.0.0", tmp_path, "here")
    assert list(vendored.iterdir()) == []


def test_broken_schemas(vendored: Path, tmp_path: Path) -> None:
    """A schema that does not load is refused with its place, and nothing is left behind."""
    broken = '<grammar xmlns="http://relaxng.org/ns/structure/1.0">\n<start><ref name="nix"/></start></grammar>'
    (tmp_path / "domain.rng").write_text(broken, encoding="utf-8")
    with pytest.raises(SchemaError, match=r"domain\.rng:2: "):
        add_version("13.0.0", tmp_path, "here")
    assert list(vendored.iterdir()) == []


@pytest.mark.parametrize(
    "version", ["13", "13.0", "v13.0.0", "13.0.x", "../13.0.0", "1_3.0.0", " 13.0.0", "", "13.0.01"]
)
def test_a_wrong_version(vendored: Path, version: str) -> None:
    """A version is three numbers; anything else is refused."""
    with pytest.raises(VendoringError, match=r"is no libvirt version, such as 12\.8\.0"):
        add_version(version, NEWEST, "here")


def test_a_version_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    """A vendored version is not replaced; the command says so in one line."""
    assert command.main(["add", "12.8.0", str(NEWEST), "--origin", "here"]) == 1
    assert capsys.readouterr().err == "codegen: 12.8.0 is vendored already\n"


def _changed(text: str) -> str:
    """The schemas of a libvirt to come: ``<target shiny=''>``, and several ``<downscript>``."""
    target = '<define name="diskTarget">\n    <element name="target">\n'
    before, found, rest = text.partition('<optional>\n        <element name="downscript">')
    script, end, after = rest.partition("</optional>")
    assert target in text
    assert found
    assert end
    text = f'{before}<zeroOrMore>\n        <element name="downscript">{script}</zeroOrMore>{after}'
    return text.replace(target, target + '      <optional><attribute name="shiny"/></optional>\n')


def test_what_changes_is_printed(tmp_path: Path) -> None:
    """The whole command, on a copy of the repository: it lists what is new in the model and what has changed."""
    copy, source = tmp_path / "repository", tmp_path / "installed"
    for name in _COPIED:
        ignored = shutil.ignore_patterns("__pycache__")
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, copy / name, ignore=ignored)
        else:
            shutil.copy(path, copy / name)
    shutil.copytree(NEWEST, source)
    common = source / "domaincommon.rng"
    common.write_text(_changed(common.read_text(encoding="utf-8")), encoding="utf-8")
    arguments = ["add", "13.0.0", str(source), "--origin", "a test"]
    done = subprocess.run(
        [sys.executable, "-m", "codegen", *arguments], cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "schemas copied to schemas/13.0.0",
        "new      domain/devices/disk/target/@shiny: DiskTarget.shiny attribute str",
        "changed  domain/devices/interface/downscript: Interface.downscript child InterfaceDownscript"
        " -> Interface.downscripts child[] InterfaceDownscript",
        "now: `python -m codegen write`; name what changed in CHANGELOG.md",
    ]
