"""Which rules a document may break, by its tokens: an index over what each rule needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from libvirt_xml.validation.rules.rule_model import Question

MaskedNeed = tuple[int, int, Question]
"""The tokens that a document must have, those it must not have, and the question to ask then."""


class NeedIndex:
    """All needs, by the token of each that the fewest others have: without it, none of them is looked at."""

    def __init__(self, needs: Sequence[MaskedNeed]) -> None:
        counts = Counter(bit for need, _, _ in needs for bit in bits_of(need))
        of_bit: dict[int, list[MaskedNeed]] = {}
        for needed in needs:
            rarest = min(bits_of(needed[0]), key=counts.__getitem__, default=0)
            of_bit.setdefault(rarest, []).append(needed)
        self._always = of_bit.pop(0, [])
        self._of_bit = list(of_bit.items())
        self._order = {question: at for at, (_, _, question) in enumerate(needs)}

    def questions(self, mask: int) -> tuple[Question, ...]:
        """The questions of which a document with these tokens fulfils a need."""
        near = [*self._always, *(needed for bit, needs in self._of_bit if bit & mask for needed in needs)]
        fulfilled = {question for need, forbidden, question in near if not need & ~mask and not forbidden & mask}
        return tuple(sorted(fulfilled, key=self._order.__getitem__))


def bits_of(mask: int) -> Iterator[int]:
    """The bits of a mask, each as a mask of its own."""
    while mask:
        lowest = mask & -mask
        yield lowest
        mask ^= lowest
