"""Documents with random edits of their text, made from a seed: most are odd in some way, many are not well-formed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.sources import REPOSITORY, document_roots

_ODD = (
    *("<!-- x -->", "<!-- > < a/> -->", "<!-- a -->b<!-- c -->", "<![CDATA[x]]>", "<![CDATA[ > <a/> ]]>", "<?p i?>"),
    *("<?p > < ?>", ">", " > ", " ", "\n", "\r\n", "\t", "&lt;", "&#10;", "text", "é>", "ä", "\u00a0", "\u2028"),
    *("<a/>", "</a>", "<a>", "'", '"', "/", "=", "<", "&", "\x00", "\x01", "--", "-->", "<!--", "<!DOCTYPE a>"),
    *("\ufeff", " x='1'", ' x="1"', " xmlns='urn:x'", " xmlns:p='urn:x'", "<p:a/>", "<a xmlns='urn:x'/>"),
    *("<p:a xmlns:p='urn:x'><b/> t </p:a>", "<metadata><x/></metadata>", "<metadata>", "</metadata>", "<acpi/>"),
)


@cache
def plain_documents() -> tuple[str, ...]:
    """Documents to edit: libvirt's own where they are at hand, and those of this repository."""
    paths: list[Path] = sorted((REPOSITORY / "docs" / "examples").glob("*.xml"))
    paths += sorted((REPOSITORY / "examples").rglob("*.xml"))
    for root in document_roots():
        paths += [path for path in sorted(root.rglob("*.xml")) if path.is_file()]
    return tuple(path.read_text("utf-8") for path in paths)


def edited_documents(seed: int, count: int) -> Iterator[str]:
    """Edited documents; the same for the same seed and documents."""
    chance = random.Random(seed)
    for _ in range(count):
        text = chance.choice(plain_documents())
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            text = _edited(text, chance)
        yield text


def _edited(text: str, chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.35:
        return _without_a_part(text, chance)
    at = chance.randrange(len(text) + 1)
    if chance.random() < 0.7:
        at = chance.choice([found.start() for found in re.finditer("[<>'\" /]", text)] or [0]) + chance.choice((0, 1))
    end = at + (chance.choice((1, 1, 2, 5, 20)) if kind > 0.8 else 0)
    return text[:at] + (chance.choice(_ODD) if kind < 0.9 else "") + text[end:]


def _without_a_part(text: str, chance: random.Random) -> str:
    """Text with two elements swapped, one repeated or left out: it mostly stays well-formed."""
    parts = re.split(r"(?<=/>)(?=\s*<)", text)
    one, two = chance.randrange(len(parts)), chance.randrange(len(parts))
    match chance.randrange(3):
        case 0:
            parts[one], parts[two] = parts[two], parts[one]
        case 1:
            parts.insert(one, parts[two])
        case _:
            parts[one] = ""
    return "".join(parts)
