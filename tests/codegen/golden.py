"""Golden cases: ``tests/golden/NAME.toml`` is a tiny grammar, ``NAME.golden`` the Python that it gives.

``claim`` (one line); ``schema`` (RELAX NG without the ``grammar`` around it; without a ``start`` too where it is one
element), or ``schemas``: one by version; ``modules`` (generated files to show whole; else only the classes are shown);
``overlay``: as in ``codegen.overlay.overlay.Overlay``, what is not given is empty. At the end stand the approximations.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from codegen.build import build_model
from codegen.emit.python import write_class, write_modules
from codegen.model.model import Model
from codegen.overlay.overlay import Identity, NumberRule, Overlay, unit_of
from codegen.schemas.vendored import Version, load_version

FOLDER = Path(__file__).parents[1] / "golden"
ROOT_ELEMENT = "guest"

_OLDEST = "7.0.0"
_GRAMMAR = (
    '<grammar xmlns="http://relaxng.org/ns/structure/1.0"'
    ' datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">{}</grammar>'
)
_EMPTY_OVERLAY: dict[str, Any] = {
    "document_order": [ROOT_ELEMENT],
    "split_starts": [],
    "namespaces": {},
    "prefixes": {},
    "classes": {},
    "fields": {},
    "plurals": {},
    "aliases": {},
    "containers": [],
    "repeated": [],
    "required": [],
    "modules": {"guest": [ROOT_ELEMENT]},
    "module_titles": {"guest": "Guests"},
    "numbers": [],
    "anchors": {},
    "sentences": {},
    "class_sentences": {},
    "units": {},
    "text_defines": {},
    "text_sorts": {},
    "identities": {},
    "sets": [],
    "positional": [],
    "orders": {},
    "allowances": [],
    "least_sentences": 0,
}


def case_names() -> list[str]:
    """The names of all cases."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read_case(name: str) -> dict[str, Any]:
    """One case as written."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def make_model(case: dict[str, Any], folder: Path) -> Model:
    """The element model of a case; ``folder`` takes its schemas."""
    schemas = case.get("schemas") or {_OLDEST: case["schema"]}
    versions = [make_version(text, folder / version) for version, text in schemas.items()]
    return build_model(versions, make_overlay(case.get("overlay", {})))


def make_version(schema: str, folder: Path) -> Version:
    """One version with one grammar, ``guest.rng``."""
    body = schema.strip()
    body = f"<start>{body}</start>" if body.startswith("<element") else body
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{ROOT_ELEMENT}.rng").write_text(_GRAMMAR.format(body), encoding="utf-8")
    return load_version(folder)


def make_overlay(given: dict[str, Any]) -> Overlay:
    """An overlay with nothing but what is given."""
    values = _EMPTY_OVERLAY | given
    values["numbers"] = tuple(map(_number_rule, values["numbers"]))
    values["units"] = {path: unit_of(entry) for path, entry in values["units"].items()}
    values["identities"] = {path: Identity(tuple(keys), "") for path, keys in values["identities"].items()}
    return Overlay(**values)


def _number_rule(entry: dict[str, Any]) -> NumberRule:
    when, fallback = entry.get("when"), entry.get("fallback")
    condition = (when[0], when[1]) if when else None
    return NumberRule(tuple(entry["paths"]), condition, entry["base"], entry["form"], fallback and tuple(fallback))


def show(model: Model, modules: list[str]) -> str:
    """What a golden holds: the classes, or whole modules; then the approximations."""
    files = write_modules(model)
    aliases = {frozenset(words): name for name, words in model.aliases}
    parts = [f"# {name}\n{files[name]}" for name in modules]
    parts = parts or [write_class(made, aliases) for made in model.classes]
    loose = "".join(f"# {found.code} {found.path}: {found.detail}\n" for found in model.approximations)
    return "\n\n".join([*parts, loose] if loose else parts)
