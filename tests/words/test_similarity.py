"""Words that resemble others, and words that only who knows them takes for others."""

from __future__ import annotations

import pytest

from libvirt_xml.words.vocabulary import PLAIN, Vocabulary, of_documents


@pytest.mark.parametrize(
    ("word", "candidate", "difference"),
    [
        ("disk", "disk", 0.0),
        ("host-model", "Host_Model", 0.1),
        ("dsik", "disk", 0.35),
        ("iterfaec", "interface", 0.2 + 0.6 * 2 / 9),
        ("disks", "disk", 0.32),
        ("interfaces", "inter", 0.8),
        ("di", "disk", 1.0),
        ("a", "b", 1.0),
        ("d!sk", "disk", 0.35),
        ("x" * 101, "x" * 100, 1.0),
    ],
)
def test_difference(word: str, candidate: str, difference: float) -> None:
    """It is the same from either side."""
    assert PLAIN.difference(word, candidate) == pytest.approx(difference)
    assert PLAIN.difference(candidate, word) == pytest.approx(difference)


def test_vocabularies_are_apart() -> None:
    """What one knows the others do not; whoever is imported changes nothing."""
    assert PLAIN.difference("amd64", "x86_64") == 1.0
    assert of_documents().difference("AMD64", "x86_64") == 0.15
    assert Vocabulary({"amd64": ("x86",)}).closest("amd64", ["arm", "x86", "x86_64"]) == "x86"
