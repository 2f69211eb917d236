"""The table of messages, read when the first message is needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple


class Template(NamedTuple):
    """One sentence with places for its parameters."""

    text: str
    """In the form of ``str.format``."""
    example: Mapping[str, Any]
    """One set of parameters, for tests and documentation."""


def render(code: str, variant: str, /, **parameters: object) -> str:
    """The sentence for a code and variant.

    Raises ``KeyError`` for a sentence or parameter that does not exist: a mistake in our code.
    """
    return templates()[code, variant].text.format_map(parameters)


@cache
def templates() -> Mapping[tuple[str, str], Template]:
    """All sentences by code and variant, from the TOML files beside this module."""
    import tomllib
    from pathlib import Path

    table: dict[tuple[str, str], Template] = {}
    for resource in sorted(Path(__file__).parent.glob("*.toml")):
        for code, variants in tomllib.loads(resource.read_text(encoding="utf-8")).items():
            for variant, entry in variants.items():
                if (code, variant) in table:
                    raise ValueError(f"{resource.name}: {code}.{variant} is defined in another file too")
                table[code, variant] = Template(entry["text"], entry.get("example", {}))
    return table
