"""What people write by mistake, and what is said of it: ``mistakes.toml``.

``python -m tests.validation.mistakes`` writes it anew, for the difference to be read.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from libvirt_xml import validate

FILE = Path(__file__).with_name("mistakes.toml")
_HEAD = """\
# What people write by mistake, as whole documents, and all that is said of each: place, code, message and advice.
# `python -m tests.validation.mistakes` writes what is said now; read the difference.
"""


def cases() -> list[dict[str, Any]]:
    """The documents, each with what is said of it."""
    return tomllib.loads(FILE.read_text("utf-8"))["case"]  # type: ignore[no-any-return]


def said_of(document: str) -> list[str]:
    """The problems of a document, as the table has them."""
    problems = validate(document)
    return [f"{problem.line}:{problem.column} {problem.code}: {problem.full_message}" for problem in problems]


def main() -> None:
    """Write the table."""
    parts = [_HEAD]
    for case in cases():
        lines = "".join(f"    {_text(line)},\n" for line in said_of(case["document"]))
        parts.append(f"[[case]]\ndocument = {_text(case['document'])}\nsays = [\n{lines}]\n")
    FILE.write_text("\n".join(parts), "utf-8")


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\")
    return f'"""{escaped}"""'


if __name__ == "__main__":
    main()
