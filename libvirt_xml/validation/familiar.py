"""Words that people write where libvirt has others: ``familiar.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from libvirt_xml.relaxng import similarity

_FILE = Path(__file__).with_suffix(".toml")


def learn() -> None:
    """Let these words resemble libvirt's."""
    for table in tomllib.loads(_FILE.read_text("utf-8")).values():
        for word, meant in table.items():
            similarity.synonyms[word] = (*similarity.synonyms.get(word, ()), *meant)
