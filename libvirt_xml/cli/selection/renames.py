"""Files that a baseline lists under a name that they no longer have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping
from itertools import islice
from os.path import basename

PlacedCodes = Counter[tuple[str, str]]
"""Codes and paths of the problems of a file, each with its number."""
_MOST = 100
"""How many files are compared with one: more cannot be told apart anyway."""


class RenamedFiles:
    """The listed files that are gone. Each is found once."""

    def __init__(self, gone: Mapping[str, PlacedCodes]) -> None:
        self._gone = dict(gone)
        self._frequency = Counter(place for places in gone.values() for place in places)
        self._by_clue: dict[Hashable, dict[str, None]] = defaultdict(dict)
        for file, places in gone.items():
            for clue in self._clues(file, places):
                self._by_clue[clue][file] = None

    def take(self, file: str, problems: PlacedCodes) -> tuple[str, PlacedCodes] | None:
        """The name under which a file with these problems was listed, and its problems at that time.

        It is that of a file with the same name in another folder and one of the problems, or else of one whose
        problems are all there: the one with most of them.
        """
        moved = [name for name in self._with_clue(basename(file)) if self._gone[name] & problems]
        edited = [name for place in problems for name in self._with_clue(place) if self._gone[name] <= problems]
        former = max(moved or edited, key=lambda name: (self._gone[name] & problems).total(), default=None)
        if former is None:
            return None
        places = self._gone.pop(former)
        for clue in self._clues(former, places):
            self._by_clue[clue].pop(former, None)
        return former, places

    def _with_clue(self, clue: Hashable) -> Iterator[str]:
        return islice(self._by_clue.get(clue, ()), _MOST)

    def _clues(self, file: str, places: PlacedCodes) -> tuple[Hashable, Hashable]:
        """What a file is found by: its name without the folder, and the rarest of its problems."""
        return basename(file), min(places, key=lambda place: (self._frequency[place], place))
