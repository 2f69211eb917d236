"""The tokens of pieces, each looked at once while it is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from libvirt_xml.markup.regular.pieces import is_comment, is_end_tag, may_be_kept
from libvirt_xml.validation.rules.gating.element_tokens import RepeatKey, by_element
from libvirt_xml.validation.rules.gating.rule_tokens import Token
from libvirt_xml.validation.rules.thing_reading import PieceParts, parts_of_piece

_MOST_PIECES = 20_000  # some 4 MB

TokensOfPiece = tuple[int, tuple[RepeatKey, ...]]
"""The tokens of an element as a mask, and what another must have in common with it for those of two."""


class PieceTokens:
    """The tokens of pieces and of elements. What is learnt of pieces that come again is kept, up to a limit."""

    def __init__(self, tokens: Iterable[tuple[Token, int]]) -> None:
        self._tables = by_element(tokens)
        self._known: dict[str, TokensOfPiece] = {}
        self.parsed: dict[str, PieceParts] = {}
        """The parts of known pieces."""
        self._same: dict[TokensOfPiece, TokensOfPiece] = {}
        """Answers that several pieces have, so that each is there once."""
        self._once: set[int] = set()

    def of_element(self, name: str, attributes: Mapping[str, str], text: str, *, is_open: bool) -> TokensOfPiece:
        """The tokens of an element."""
        table = self._tables.get(name)
        return _NONE if table is None else table.look(attributes, text, is_open=is_open)

    def of_pieces(self, pieces: Sequence[str], *, may_keep: bool = True) -> tuple[int, list[RepeatKey]]:
        """The tokens of some pieces together. Raises Irregular."""
        known = self._known
        mask, keys = 0, list[RepeatKey]()
        for piece in pieces:
            tokens = known.get(piece)
            if tokens is None:
                tokens = self._learn(piece, may_keep=may_keep)
            mask |= tokens[0]
            keys += tokens[1]
        return mask, keys

    def _learn(self, piece: str, *, may_keep: bool) -> TokensOfPiece:
        """The tokens of a piece, which may be remembered when it comes again: most that are new come once."""
        if is_end_tag(piece) or (piece[0] == "!" and is_comment(piece)):
            return _NONE
        parts = parts_of_piece(piece)
        name, attributes, text, is_whole = parts
        tokens = self.of_element(name, attributes, text, is_open=not is_whole)
        if not may_keep:
            return tokens
        mark = hash(piece)
        if mark not in self._once:
            if len(self._once) >= _MOST_PIECES:
                self._once.clear()
            self._once.add(mark)
        elif may_be_kept(piece):
            self._keep(piece, tokens, parts)
        return tokens

    def _keep(self, piece: str, tokens: TokensOfPiece, parts: PieceParts) -> None:
        if len(self._known) >= _MOST_PIECES:
            self._known.clear()
            self._same.clear()
            self.parsed.clear()
        self._known[piece] = self._same.setdefault(tokens, tokens)
        self.parsed[piece] = parts


_NONE: TokensOfPiece = (0, ())
