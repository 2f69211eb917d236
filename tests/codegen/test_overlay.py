"""The overlay and ``codegen.checks.stale``: the overlay fits the schemas, and every entry has its reason."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codegen.build import build_model
from codegen.checks.stale import stale_entries
from codegen.model.model import Model
from codegen.overlay.overlay import (
    ANY,
    FOLDER,
    Identity,
    NumberRule,
    Overlay,
    OverlayError,
    Unit,
    load_overlay,
)
from codegen.schemas.vendored import Version
from tests.codegen.golden import make_model

# A place that exists; the class there is known by another path.
_INDIRECT = "networkport/bandwidth/inbound/@average"
_KIB = Unit("KiB", "", 1, "KiB")
_IDENTITY = Identity(("name",), "")
_SCHEMA = """
<element name="guest">
  <attribute name="type"><choice><value>a</value><value>b</value></choice></attribute>
  <choice>
    <group>
      <attribute name="name"/>
      <attribute name="id"/>
    </group>
    <attribute name="name"/>
  </choice>
</element>
"""


def test_the_project_has_no_stale_entry(model: Model, overlay: Overlay) -> None:
    """Every entry of the overlay leads to a place and changes something there."""
    assert list(stale_entries(model, overlay)) == []


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("prefixes", {"domain/nix": "X"}, "names.toml, prefixes: no version has anything at domain/nix"),
        ("prefixes", {"inactiveDomain": "X"}, "names.toml, prefixes: inactiveDomain changes nothing there"),
        ("fields", {"domain/os/@nix": "x"}, "names.toml, fields: no version has anything at domain/os/@nix"),
        ("containers", ("domain/nix",), "names.toml, containers: no version has anything at domain/nix"),
        ("containers", ("domain/@type",), "names.toml, containers: domain/@type changes nothing there"),
        ("required", ("domain/@nix",), "names.toml, required: no version has anything at domain/@nix"),
        ("anchors", {"domain/nix": ("a.html", "")}, "anchors.toml: no version has anything at domain/nix"),
        ("sentences", {"domain/os/nix": "X."}, "sentences/*.toml: no version has anything at domain/os/nix"),
        ("sentences", {"nix": "X."}, "sentences/*.toml: no version has anything at nix"),
        (
            "sentences",
            {"networkport/mac/@nix": "X."},
            "sentences/*.toml: no version has anything at networkport/mac/@nix",
        ),
        ("sentences", {_INDIRECT: "X."}, f"sentences/*.toml: {_INDIRECT} changes nothing there"),
        ("sentences", {"filter/*/@nix": "X."}, "sentences/*.toml: no field takes the sentence of filter/*/@nix"),
        (
            "sentences",
            {"filterbinding/*/@address": "X.", "filterbinding/mac/@address": "X."},
            "sentences/*.toml: no field takes the sentence of filterbinding/*/@address",
        ),
        ("class_sentences", {"nix": "X."}, "sentences/*.toml, classes: no version has anything at nix"),
        ("class_sentences", {"domain/name": "X."}, "sentences/*.toml, classes: domain/name changes nothing there"),
        ("orders", {"domain/nix": ()}, "order.toml: no version has anything at domain/nix"),
        ("orders", {"domain": ("@nix",)}, "order.toml: no version has anything at domain/@nix"),
        ("units", {"domain/@nix": _KIB}, "units.toml: no version has anything at domain/@nix"),
        ("text_sorts", {"domain/@nix": "mac"}, "texts.toml: no version has anything at domain/@nix"),
        ("identities", {"domain/nix": _IDENTITY}, "identities.toml, identity: no version has anything at domain/nix"),
        ("identities", {"domain/@type": _IDENTITY}, "identities.toml, identity: domain/@type changes nothing"),
        ("sets", ("domain/name",), "identities.toml, set: domain/name changes nothing there"),
        ("positional", ("domain/devices/disk",), "identities.toml: domain/devices/disk has both identity and reason"),
        ("modules", {"cpu": ("domain/nix",)}, "modules.toml, cpu: no version has anything at domain/nix"),
        ("modules", {"nix": ()}, "modules.toml: no class is in the module nix"),
        ("plurals", {"nix": "nixes"}, "names.toml, plurals: no list is called nixes"),
        ("namespaces", {"urn:nix": "nix"}, "names.toml, namespaces: nothing is in urn:nix"),
        ("document_order", ("nix",), "modules.toml, document_order: no document element nix"),
        ("neutral", {"domain/nix": {}}, "neutral.toml: no version has anything at domain/nix"),
        ("neutral", {"domain/os": {}}, "neutral.toml: domain/os changes nothing there"),
        ("neutral", {"domain/vcpu": {"nix": 1}}, "neutral.toml: domain/vcpu changes nothing there"),
        ("significant", ("domain/devices",), "neutral.toml: domain/devices changes nothing there"),
        ("split_starts", ("nix",), "modules.toml, split_starts: no grammar with a start nix"),
    ],
)
def test_a_stale_entry_is_told(model: Model, overlay: Overlay, key: str, value: Any, expected: str) -> None:
    """An entry that leads nowhere, or changes nothing, is one sentence with file and path."""
    (found,) = stale_entries(model, _with(overlay, key, value))
    assert found.startswith(expected)


def _with(overlay: Overlay, key: str, value: Any) -> Overlay:
    old = getattr(overlay, key)
    new: Any = old | value if isinstance(old, dict) else (*old, *value)
    return replace(overlay, **{key: new})


def test_a_list_without_a_rule(model: Model, overlay: Overlay) -> None:
    """A list needs an identity or a reason why it has none."""
    positional = tuple(path for path in overlay.positional if path != "domain/devices/video")
    (sentence,) = stale_entries(model, replace(overlay, positional=positional))
    assert sentence == "identities.toml: domain/devices/video has neither identity nor reason"


@pytest.mark.parametrize(
    ("path", "when", "expected"),
    [
        ("domain/devices/nix", None, "numbers.toml: no version has anything at domain/devices/nix"),
        ("domain/vcpu/text()", ("nix", "x"), "numbers.toml: no attribute nix beside domain/vcpu/text()"),
        ("domain/vcpu/text()", ("nix", ANY), "numbers.toml: no attribute nix beside domain/vcpu/text()"),
        ("domain/vcpu/text()", ("placement", "x"), "numbers.toml: domain/vcpu/text(): placement is never 'x'"),
        ("domain/vcpu/text()", ("placement", "auto"), ""),
        ("domain/vcpu/text()", ("cpuset", ANY), ""),
    ],
)
def test_a_stale_number(model: Model, overlay: Overlay, path: str, when: tuple[str, str], expected: str) -> None:
    """A number's condition must be able to hold: such an attribute beside it, and such a value."""
    rule = NumberRule((path,), when, 10, "%d", None)
    found = list(stale_entries(model, replace(overlay, numbers=(rule,))))
    assert found == ([expected] if expected else [])


def test_a_path_that_the_model_knows_by_another_name(model: Model, overlay: Overlay) -> None:
    """A path that exists but is not the one looked up is told with the one to write; beside that one it is fine."""
    (found,) = stale_entries(model, replace(overlay, units={_INDIRECT: _KIB}))
    assert "the model knows that place as domain/devices/interface/bandwidth/inbound/@average" in found
    both = {_INDIRECT: _KIB, "domain/devices/interface/bandwidth/inbound/@average": _KIB}
    assert list(stale_entries(model, replace(overlay, units=both))) == []


@pytest.mark.parametrize(
    ("overlay", "message"),
    [
        ({"classes": {"guest/nix": "Nix"}}, "names.toml, classes: no class at guest/nix"),
        ({"fields": {"guest/@id": "name"}}, "names.toml, fields: two fields 'name' in guest"),
        ({"modules": {"other": ["other"]}}, "modules.toml: no module holds guest"),
        ({"document_order": []}, "modules.toml, document_order: no rank for <guest>"),
    ],
)
def test_an_overlay_that_does_not_fit(tmp_path: Path, overlay: dict[str, Any], message: str) -> None:
    """What makes the model impossible is an error with file and path."""
    with pytest.raises(OverlayError, match=message):
        make_model({"schema": _SCHEMA, "overlay": overlay}, tmp_path)


def test_one_name_for_two_classes(versions: list[Version], overlay: Overlay) -> None:
    """Two classes of one name are an error that names both paths."""
    clash = replace(overlay, classes={**overlay.classes, "domain/os": "Clock"})
    with pytest.raises(OverlayError, match=r"one name for two classes: Clock: domain/\w+ and domain/\w+$"):
        build_model(versions, clash)


@pytest.mark.parametrize("key", ["prefixes", "classes", "fields", "plurals", "containers", "required"])
def test_a_name_needs_a_reason(tmp_path: Path, key: str) -> None:
    """An entry of names.toml whose reason is empty is refused."""
    folder = tmp_path / "overlay"
    shutil.copytree(FOLDER, folder)
    entry = f'\n[[{key}]]\nreason = ""\nnames = {{}}\npaths = []\n'
    names = folder / "names.toml"
    names.write_text(names.read_text(encoding="utf-8") + entry, encoding="utf-8")
    with pytest.raises(KeyError, match=f"{key}: an entry without a reason"):
        load_overlay(folder)


def test_numbers_have_evidence() -> None:
    """Each number rule has a base that C knows, a form that printf knows, and says where libvirt does so."""
    rules = load_overlay().numbers
    assert {rule.base for rule in rules} <= {0, 8, 10, 16}
    assert all(rule.form.count("%") == 1 for rule in rules)
    text = (FOLDER / "numbers.toml").read_text(encoding="utf-8")
    assert text.count("\nevidence = ") >= text.count("\n[[number]]")
