"""The examples: each is valid, says truly which libvirt it is for, and gives the XML that lies beside it.

``UPDATE_GOLDENS=1`` writes the XML anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from libvirt_xml import minimum_version
from libvirt_xml.cli.main import main
from libvirt_xml.yaml_forms.loading import Options, load
from libvirt_xml.yaml_forms.shapes.jsonschema import schema

EXAMPLES = Path(__file__).parents[1] / "examples"
SPECS = sorted(path for path in EXAMPLES.glob("*.yaml") if not path.stem.endswith("-user"))
OLDEST = re.compile(r"^# For libvirt (\S+) and later\.$", re.MULTILINE)


def test_there_is_an_example_of_everything() -> None:
    """What the issue of this library's first users asked for."""
    assert [path.stem for path in SPECS] == [
        "aarch64",
        "ceph",
        "database",
        "gpu-passthrough",
        "isolated-network",
        "microvm",
        "router",
        "s390x",
        "shares",
        "storage-pool",
        "web-server",
        "windows-11",
    ]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_an_example_gives_the_xml_beside_it(path: Path, tmp_path: Path) -> None:
    """As ``libvirt-xml convert -o`` writes it; images are left out."""
    assert main(["convert", "-q", str(path), "-o", f"{tmp_path}/"]) == 0
    made = {each.name: each.read_text(encoding="utf-8") for each in tmp_path.iterdir() if each.suffix == ".xml"}
    folder = EXAMPLES / path.stem
    if os.environ.get("UPDATE_GOLDENS"):
        folder.mkdir(exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, text in made.items():
            (folder / name).write_text(text, encoding="utf-8")
    assert made == {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir()}


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_an_example_fits_the_version_that_it_says(path: Path) -> None:
    """Neither an older one, nor only a newer one: of the versions whose schemas are here."""
    documents = load(path).raise_errors().documents
    oldest = max((minimum_version(each.element) or "99" for each in documents), key=_number)
    said = OLDEST.search(path.read_text(encoding="utf-8"))
    assert said is not None
    assert said[1] == oldest


@pytest.mark.parametrize("libvirt", ["9.0.0", "11.3.0", "12.8.0"])
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_an_example_is_not_refused(path: Path, libvirt: str) -> None:
    """By none of the releases that were asked, as far as it is for them."""
    said = OLDEST.search(path.read_text(encoding="utf-8"))
    if said is not None and _number(said[1]) > _number(libvirt):
        pytest.skip(f"it is for libvirt {said[1]} and later")
    problems = load(path, options=Options(libvirt=libvirt)).problems
    assert [str(problem) for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_an_editor_finds_nothing_wrong_with_an_example(path: Path) -> None:
    """Every example is what the JSON Schema says."""
    validator = jsonschema.Draft202012Validator(schema("all"))
    for document in YAML(typ="safe", pure=True).load_all(path):
        assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_an_example_comes_back(path: Path) -> None:
    """XML to YAML to XML, and domains to ``vm`` and back."""
    from libvirt_xml import Domain
    from libvirt_xml.changes import compare
    from libvirt_xml.yaml_forms.loading import Source
    from libvirt_xml.yaml_forms.text.emitting import dump
    from libvirt_xml.yaml_forms.vm.back import to_vm

    for document in load(path).documents:
        element: Any = document.element
        if isinstance(element, Domain):
            text = dump([("vm", to_vm(element))])
            (again,) = load(Source(text)).raise_errors().documents
            assert compare(again.element, element) == [], text


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
