"""The releases that added things, as data for validation."""

from __future__ import annotations

import json
from collections import defaultdict

from codegen.model.model import Addition, Model

SINCE = "since.json"


def write_since(model: Model) -> str:
    """By class and step the release, or ``by`` the first version with schemas that has it, where no page tells more."""
    classes: dict[str, dict[str, str]] = defaultdict(dict)
    for addition in model.additions:
        classes[addition.owner][addition.step] = _age(addition)
    content = {"generated": "by `python -m codegen write`", "classes": classes}
    return json.dumps(content, separators=(",", ": ")) + "\n"


def _age(addition: Addition) -> str:
    return addition.release or f"by {addition.newer}"
