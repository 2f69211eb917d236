"""One target under atheris: ``python -m tests.fuzz.run TARGET [libFuzzer's own arguments]``."""

from __future__ import annotations

import random
import sys

import atheris

with atheris.instrument_imports(include=["libvirt_xml"]):
    from tests.fuzz.edits import edited
    from tests.fuzz.seeds import seeds_of
    from tests.fuzz.targets import TARGETS


def _mutate(data: bytes, longest: int, seed: int) -> bytes:
    """Half of the changes are libFuzzer's, half such as keep most of a document well-formed."""
    chance = random.Random(seed)
    if chance.random() < 0.5:
        return atheris.Mutate(data, longest)  # type: ignore[no-any-return]
    return edited(data, chance)[:longest]


def main() -> None:
    _, name, *arguments = sys.argv
    sys.setrecursionlimit(1000)
    for data in seeds_of(name):  # what is made once, grammars above all, is no input's fault
        TARGETS[name](data)
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name], custom_mutator=_mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
