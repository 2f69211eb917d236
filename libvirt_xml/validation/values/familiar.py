"""Words that people write where libvirt has others: ``familiar.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from libvirt_xml.relaxng.repair.similarity import Vocabulary

_FILE = Path(__file__).with_suffix(".toml")


def _read() -> Vocabulary:
    synonyms: dict[str, tuple[str, ...]] = {}
    for table in tomllib.loads(_FILE.read_text("utf-8")).values():
        for word, meant in table.items():
            synonyms[word] = (*synonyms.get(word, ()), *meant)
    return Vocabulary(synonyms)


FAMILIAR = _read()
"""Compares words of documents with libvirt's."""
