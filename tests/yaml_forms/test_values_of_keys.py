"""Values of other tools for keys of the form: each of the table is refused, and what is written instead is taken."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from libvirt_xml.yaml_forms.loading import Source, load
from libvirt_xml.yaml_forms.shapes.other_tools import values_of_keys

_TABLE = tomllib.loads(Path(values_of_keys.__file__).with_suffix(".toml").read_text("utf-8"))
_OMITTED = _TABLE.pop("as-omitted")
_PLACES = {
    **dict.fromkeys(("bus", "format", "cache", "discard", "io", "readonly"), "disks: [{path: /a.qcow2, KEY: VALUE}]"),
    "preallocation": "disks: [{size: 1GiB, KEY: VALUE}]",
    **dict.fromkeys(("link", "mtu"), "nics: [{network: default, KEY: VALUE}]"),
    "user": "nics: [{KEY: VALUE}]",
    "model": "tpm: {KEY: VALUE}",
    "shared": "memory: {size: 2GiB, KEY: VALUE}",
    "mode": "nics: [{direct: {dev: eth0, KEY: VALUE}}]",
    "driver": "shares: [{name: data, path: /srv, KEY: VALUE}]",
}
_WORDS = [(key, word, value) for key, words in _TABLE.items() for word, value in words.items()]
_KEYS_WITH_ONE = ["video", "sound", "tpm", "clock", "arch", "state", "accel", "uuid", "firmware"]


def _problems(key: str, value: str) -> list[tuple[str, str | None]]:
    place = _PLACES.get(key, "KEY: VALUE").replace("KEY", key).replace("VALUE", value)
    problems = load(Source(f"vm:\n  name: a\n  {place}\n")).problems
    return [(problem.message, problem.suggestion) for problem in problems]


@pytest.mark.parametrize(("key", "word", "value"), _WORDS, ids=[f"{key}-{word}" for key, word, _ in _WORDS])
def test_a_word_has_a_value(key: str, word: str, value: str) -> None:
    """A word of the table is one mistake, and its value is suggested and no mistake of its kind."""
    [(_, suggestion)] = _problems(key, word)
    assert suggestion == value
    assert not [message for message, _ in _problems(key, value) if f"{key!r} must be" in message]


@pytest.mark.parametrize("key", _KEYS_WITH_ONE)
def test_a_word_for_what_is_chosen_is_omitted(key: str) -> None:
    """``auto`` says what a key is when it is omitted, where it is no value of the key and no other is likelier."""
    (problem,) = load(Source(f"vm:\n  name: a\n  {key}: automatic\n")).problems
    assert (problem.hint or "").startswith("remove the key")
