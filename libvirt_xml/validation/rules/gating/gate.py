"""The gate: which of the rules can be broken in a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from libvirt_xml.markup.pieces import LONGEST_KEPT, Irregular, is_comment
from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.validation.rules.gating.element_tokens import RepeatKey, by_element
from libvirt_xml.validation.rules.gating.need_index import NeedIndex
from libvirt_xml.validation.rules.gating.rule_tokens import Token, token_needs
from libvirt_xml.validation.rules.gating.sections import Sections
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import PieceParts, parts_of_piece

_MOST_PIECES = 20_000  # some 4 MB
_MOST_MASKS = 5_000


class Gate:
    """The gate of some rules. What it learns of pieces is kept, up to a limit."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        bits: dict[Token, int] = {}
        self._needs = NeedIndex(
            [
                (_mask(tokens, bits), _mask(forbidden, bits), rule)
                for rule in rules
                for tokens, forbidden in token_needs(rule)
            ]
        )
        self._tables = by_element(bits.items())
        self._numbers: dict[str, int] = {}
        """A number for each known piece: its place in ``_masks``."""
        self._masks: list[int] = [0]
        self._number_of_mask: dict[int, int] = {0: 0}
        self._keyed: dict[str, tuple[RepeatKey, ...]] = {}
        self.parsed: dict[str, PieceParts] = {}
        """The parts of known pieces."""
        self._differing = sum(bit for token, bit in bits.items() if token.is_differing)
        self._once: set[int] = set()
        self._candidates: dict[int, tuple[Rule, ...]] = {}
        self._bit_of = {rule: 1 << at for at, rule in enumerate(rules)}
        self._sections = Sections(rules, self.parsed)

    def look(
        self, name: str, attributes: Mapping[str, str], text: str, *, is_open: bool
    ) -> tuple[int, tuple[RepeatKey, ...]]:
        """The tokens of an element: a mask, and what another must have in common with it for those of two."""
        table = self._tables.get(name)
        return (0, ()) if table is None else table.look(attributes, text, is_open=is_open)

    def candidates(self, mask: int) -> tuple[Rule, ...]:
        """The rules that can be broken in a document with some tokens."""
        rules = self._candidates.get(mask)
        if rules is None:
            if len(self._candidates) >= _MOST_MASKS:
                self._candidates.clear()
            rules = self._candidates[mask] = self._needs.rules(mask)
        return rules

    def left(self, rules: tuple[Rule, ...], pieces: Sequence[str]) -> tuple[Rule, ...]:
        """Which of some candidates may be broken in a document by what its sections tell."""
        bits = sum(map(self._bit_of.__getitem__, rules))
        left = self._sections.left(bits, pieces)
        return rules if left == bits else tuple(rule for rule in rules if self._bit_of[rule] & left)

    def learn(self, piece: str) -> tuple[int, tuple[RepeatKey, ...]]:
        """The tokens of a piece that is not known. Raises Irregular.

        It is remembered when it comes again: most that are new come once.
        """
        parts: PieceParts | None = None
        mask = 0
        keys: tuple[RepeatKey, ...] = ()
        if piece[0] != "/" and not (piece[0] == "!" and is_comment(piece)):
            name, attributes, text, is_whole = parts = parts_of_piece(piece)
            mask, keys = self.look(name, attributes, text, is_open=not is_whole)
        mark = hash(piece)
        if mark not in self._once:
            if len(self._once) >= _MOST_PIECES:
                self._once.clear()
            self._once.add(mark)
        elif len(piece) <= LONGEST_KEPT and not is_secret(piece):
            self._keep(piece, mask, keys, parts)
        return mask, keys

    def _keep(self, piece: str, mask: int, keys: tuple[RepeatKey, ...], parts: PieceParts | None) -> None:
        if len(self._numbers) >= _MOST_PIECES:
            self._numbers.clear()
            self._keyed.clear()
            self.parsed.clear()
        number = self._number_of_mask.get(mask)
        if number is None:
            number = len(self._masks)
            self._masks.append(mask)
            self._number_of_mask[mask] = number
        if keys:
            self._keyed[piece] = keys
        if parts is not None:
            self.parsed[piece] = parts
        self._numbers[piece] = number

    def repeated(self, keys: Iterable[RepeatKey]) -> int:
        """The tokens of which something was met twice, or two things that differ."""
        mask, seen = 0, set[RepeatKey]()
        first: dict[int, object] = {}
        for key in keys:
            bit, value = key
            if bit & self._differing:
                if first.setdefault(bit, value) != value:
                    mask |= bit
            elif key in seen:
                mask |= bit
            else:
                seen.add(key)
        return mask


class Glance:
    """What the gate has seen of one document."""

    __slots__ = ("_gate", "_keys", "_mask", "is_whole", "pieces")

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self.is_whole = True
        """Whether everything that was shown could be looked at; if not, the glance tells nothing."""
        self._mask = 0
        self._keys: list[RepeatKey] = []
        self.pieces: Sequence[str] | None = ()
        """The pieces of the document; ``None`` where it is too large to hold them."""

    def see(self, pieces: Sequence[str]) -> None:
        """Look at pieces of a document."""
        self.pieces = pieces if self.pieces == () else None
        try:
            self._add(pieces)
        except Irregular:
            self.is_whole = False

    def _add(self, pieces: Sequence[str]) -> None:
        gate = self._gate
        known, keyed, masks = gate._numbers, gate._keyed, gate._masks
        numbers = set(map(known.get, pieces))
        for piece in filter(keyed.__contains__, pieces):
            self._keys += keyed[piece]
        if None in numbers:
            numbers.discard(None)
            for piece in [piece for piece in pieces if piece not in known]:
                mask, keys = gate.learn(piece)
                self._mask |= mask
                self._keys += keys
        for number in numbers:
            self._mask |= masks[number]  # type: ignore[index]

    def add(self, thing: Thing) -> None:
        """Look at an element."""
        mask, keys = self._gate.look(thing.name, thing.attributes, thing.text, is_open=bool(thing.children))
        self._mask |= mask
        self._keys += keys

    def candidates(self) -> tuple[Rule, ...]:
        """The rules that can be broken in what was seen."""
        rules = self._gate.candidates(self._mask | self._gate.repeated(self._keys))
        return self._gate.left(rules, self.pieces) if rules and self.pieces else rules


def _mask(tokens: Iterable[Token], bits: dict[Token, int]) -> int:
    """The bits of tokens, of which each has one from when it is met first."""
    mask = 0
    for token in tokens:
        mask |= bits.setdefault(token, 1 << len(bits))
    return mask
