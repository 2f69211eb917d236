"""The table of messages is complete, used, and its examples fit."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

import libvirt_xml
from libvirt_xml.messages import render
from libvirt_xml.messages.table import templates

PACKAGE = Path(libvirt_xml.__file__).parent
KEYS = sorted(templates())


def _parameters(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _used() -> set[tuple[str, str]]:
    """Codes and variants that the package renders, as literals in the call."""
    used = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "render" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "render" and len(node.args) == 2:
                code, variant = node.args
                if isinstance(code, ast.Constant) and isinstance(variant, ast.Constant):
                    used.add((str(code.value), str(variant.value)))
    return used


@pytest.mark.parametrize(("code", "variant"), KEYS)
def test_examples_fit(code: str, variant: str) -> None:
    """The example names exactly the parameters of the sentence, and the sentence can be made of it."""
    template = templates()[code, variant]
    assert set(template.example) == _parameters(template.text)
    assert render(code, variant, **template.example)


def test_every_sentence_is_used() -> None:
    """No sentence stays behind when the code that said it goes, and none is missing."""
    assert sorted(_used()) == KEYS
