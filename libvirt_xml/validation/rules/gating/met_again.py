"""What is met twice in a document, or differs: the keys of its elements, gathered section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from libvirt_xml.validation.rules.gating.element_tokens import RepeatKey

Keys = tuple[frozenset[RepeatKey], frozenset[RepeatKey], int]
"""What other elements must have in common with some elements for a token, or must not; and the tokens of what these
have in common with each other."""


def gather_keys(keys: Sequence[RepeatKey]) -> Keys | None:
    """The keys of elements, which come one by one; ``None`` where they have none."""
    if not keys:
        return None
    counts = Counter(keys)
    same = frozenset(key for key in counts if key[0] >= 0)
    return same, frozenset(counts.keys() - same), _mask_of(key for key in same if counts[key] > 1)


def met_again(groups: Iterable[Keys]) -> int:
    """The tokens of which something was met twice in some groups of elements, or two things that differ."""
    met, differing, mask = set[RepeatKey](), set[RepeatKey](), 0
    for same, differ, again in groups:
        if same:
            if not met.isdisjoint(same):
                mask |= _mask_of(met & same)
            met |= same
            if again:
                mask |= again
        if differ:
            differing |= differ
    if len({number for number, _ in differing}) != len(differing):
        counts = Counter(number for number, _ in differing)
        mask |= _mask_of((~number, None) for number, count in counts.items() if count > 1)
    return mask


def _mask_of(keys: Iterable[RepeatKey]) -> int:
    return sum(1 << number for number in {number for number, _ in keys})
