"""The table of messages is complete, used, and its examples fit."""

from __future__ import annotations

import ast
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import libvirt_xml
from libvirt_xml.messages import phrase, render
from libvirt_xml.messages.table import Template, templates
from libvirt_xml.validation.rules.compiled_rules import all_rules
from libvirt_xml.validation.values.wording import LIMITS

PACKAGE = Path(libvirt_xml.__file__).parent
KEYS = sorted(templates())
_DATATYPES = PACKAGE / "validation" / "values" / "datatypes.toml"
_FOREIGN_KEYS = PACKAGE / "yaml_forms" / "shapes" / "other_tools" / "foreign_keys.toml"
_FLAT_KEYS = PACKAGE / "yaml_forms" / "document" / "advice" / "flat_keys.toml"
_REMEDIES = PACKAGE / "validation" / "explaining" / "reasons" / "remedies.toml"


def _parameters(template: Template) -> set[str]:
    texts = (template.text, template.hint or "")
    names = [name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    return {name.split(".")[0].split("[")[0] for name in names}


def _uses_in_code() -> Iterator[tuple[tuple[str, str], str]]:
    """Codes and variants that the package renders, as literals in the call, and where."""
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "render" not in text and "phrase" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or len(node.args) != 2:
                continue
            code, variant = node.args
            is_message = ast.unparse(node.func).split(".")[-1] in ("render", "phrase")
            if is_message and isinstance(code, ast.Constant) and isinstance(variant, ast.Constant):
                yield (str(code.value), str(variant.value)), f"{path.relative_to(PACKAGE.parent)}:{node.lineno}"


def _uses_in_data() -> Iterator[tuple[tuple[str, str], str]]:
    """What rules say, what the tables of datatypes, remedies and foreign keys name, and the facets that are limits."""
    tables = tomllib.loads(_DATATYPES.read_text(encoding="utf-8"))
    parts = [part for entry in tables["merged"] for part in entry["of"]]
    for entry in (*tables["wording"], *tables["merged"], *parts):
        if "noun" in entry:
            yield ("datatype", entry["noun"]), _DATATYPES.name
    remedies = tomllib.loads(_REMEDIES.read_text(encoding="utf-8"))
    for variant in {variant for section in remedies.values() for variant in section.values()}:
        yield ("remedy", variant), _REMEDIES.name
    foreign_keys = tomllib.loads(_FOREIGN_KEYS.read_text(encoding="utf-8"))
    for variant in {variant for name, section in foreign_keys.items() if name != "user-data" for variant in section}:
        yield ("unknown-key", variant), _FOREIGN_KEYS.name
    flat_keys = tomllib.loads(_FLAT_KEYS.read_text(encoding="utf-8"))["said"]
    for variant in {variant for keys in flat_keys.values() for said in keys.values() for variant in said.values()}:
        yield ("unknown-key", variant), _FLAT_KEYS.name
    for rule in all_rules():
        yield (rule.code, "rule"), "libvirt_xml/validation/rules/catalogue"
    for facet in LIMITS:
        yield ("limit", facet), "libvirt_xml/validation/values/wording.py"


USES = dict((*_uses_in_code(), *_uses_in_data()))


@pytest.mark.parametrize(("code", "variant"), KEYS)
def test_examples_fit(code: str, variant: str) -> None:
    """The example names exactly the parameters of the sentence, and the sentence can be made of it."""
    template = templates()[code, variant]
    assert set(template.example) == _parameters(template), f"{template.file}: the example of [{code}.{variant}]"
    sentence = render(code, variant, **template.example)
    assert sentence == str(phrase(code, variant, **template.example))
    assert sentence or (code, variant) == ("lines", "none"), f"{template.file}: [{code}.{variant}] says nothing"


def test_every_sentence_is_used() -> None:
    """No sentence stays behind when the code that said it goes."""
    unused = [f"{templates()[key].file}: [{'.'.join(key)}] is not used" for key in KEYS if key not in USES]
    assert not unused, "\n".join(unused)


def test_every_sentence_exists() -> None:
    """What the code renders is in the table."""
    missing = [
        f"{place}: no [{'.'.join(key)}] in libvirt_xml/messages" for key, place in USES.items() if key not in KEYS
    ]
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("path", sorted((PACKAGE / "messages").glob("*.toml")), ids=lambda path: path.name)
def test_files_are_read_in_parts(path: Path) -> None:
    """What is read sentence by sentence is what TOML says of the whole file."""
    whole = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = {(code, variant): entry for code, variants in whole.items() for variant, entry in variants.items()}
    assert {key: template.text for key, template in templates().items() if template.file == path.name} == {
        key: entry["text"] for key, entry in entries.items()
    }
    assert all(templates()[key].example == entry.get("example", {}) for key, entry in entries.items())


IN_ONE_TEXT = {
    ("field", "unknown-meant"),
    ("module", "attribute-meant"),
    ("class", "attribute-meant"),
    ("cannot-write", "type-advice"),
    ("assignment", "type-advice"),
    ("host", "no-question-meant"),
    ("usage", "help-too"),
}
"""Of AttributeError, TypeError, ValueError and WriteError, which print nothing else; and a part of a hint."""


def test_advice_is_apart_from_what_is_wrong() -> None:
    """It is the hint of its sentence: one place adds it."""
    wrong = {
        key: template.text
        for key, template in templates().items()
        if {"hint", "advice"} & {name for _, name, _, _ in string.Formatter().parse(template.text)}
        or ("did you mean" in template.text and not template.text.startswith("did you mean"))
    }
    assert wrong.keys() == IN_ONE_TEXT
