"""The faults of a text behind the first: each one that has one likely repair is repaired, and the text read on."""

from __future__ import annotations

from dataclasses import dataclass, field

from libvirt_xml.errors import ParseError
from libvirt_xml.markup.malformed.corrections import FaultRepair, Shift, corrected, place_before
from libvirt_xml.markup.malformed.diagnosis import first_fault, refusal_at, with_plain_newlines
from libvirt_xml.markup.malformed.end_tag_repairs import end_repair, end_tag_repair
from libvirt_xml.markup.malformed.stops import Stop
from libvirt_xml.markup.malformed.token_repairs import TOKEN_REPAIRS
from libvirt_xml.messages import Sentence

_MOST_FAULTS = 12
_MOST_CORRECTIONS = 500
_LONGEST = 300_000  # characters of a text that is read more than once
_OF_STRUCTURE = ("end-tag", "element-open", "element-opened-again", "after-root", "no-open-element")


@dataclass
class ReadOn:
    """What is found behind the first fault of a text."""

    errors: list[ParseError] = field(default_factory=list)
    """The further faults, with their places in the text as it is."""
    meant: str | None = None
    """The text without its faults, where each had one likely repair."""
    shifts: list[Shift] = field(default_factory=list)

    def place(self, line: int, column: int) -> tuple[int, int]:
        """A place in the text as it is, by one in the text that is meant."""
        return place_before(self.shifts, line, column)


def read_on(source: str | bytes, told: ParseError) -> ReadOn:
    """Read a text behind the fault that is told of it, as often as it has faults that can be repaired."""
    reading = _RepeatedReading(with_plain_newlines(source), told, is_file=not isinstance(source, str))
    if len(reading.text) <= _LONGEST:
        reading.finish()
    return reading.result


class _RepeatedReading:
    """A text that is repaired while it is read."""

    def __init__(self, text: str, told: ParseError, *, is_file: bool) -> None:
        self.text = text
        self._told = told
        self.result = ReadOn()
        self._is_file = is_file
        self._is_sure = True
        self._last_stop = -1

    def finish(self) -> None:
        """Read until there is no fault, or one that cannot be repaired."""
        while len(self.result.errors) < _MOST_FAULTS:
            fault = first_fault(self.text, is_file=self._is_file)
            if fault is None:
                self.result.meant = self.text if self._is_sure and self._last_stop >= 0 else None
                return
            if not self._is_new(*fault) or not self._is_repaired(*fault):
                return

    def _is_new(self, stop: Stop, sentence: Sentence) -> bool:
        """Whether a fault is a mistake of its own, which is told then; the first is the one that is told already."""
        if self._last_stop < 0:
            is_new = (stop.line, stop.column, sentence) == (self._told.line, self._told.column, self._told.message)
        else:
            is_guess = not self._is_sure and sentence.variant in _OF_STRUCTURE
            is_new = stop.index > self._last_stop and not is_guess
            if is_new:
                self.result.errors.append(self._placed(refusal_at(stop, sentence)))
        self._last_stop = stop.index
        return is_new

    def _is_repaired(self, stop: Stop, sentence: Sentence) -> bool:
        repair = _repair_of(stop, sentence)
        if repair is None or not 0 < len(repair.corrections) <= _MOST_CORRECTIONS:
            return False
        self._is_sure = self._is_sure and repair.is_sure
        self.text, shifts = corrected(stop.text, repair.corrections)
        self.result.shifts[:0] = shifts
        return True

    def _placed(self, error: ParseError) -> ParseError:
        line, column = self.result.place(error.line or 1, error.column or 1)
        end = error.end and self.result.place(*error.end)
        return ParseError(error.message, line=line, column=column, end=end)


def _repair_of(stop: Stop, sentence: Sentence) -> FaultRepair | None:
    match sentence.variant:
        case "end-tag" | "end-tag-with-slash-behind" | "end-tag-opened-again":
            return end_tag_repair(stop)
        case "element-open" | "element-opened-again":
            return end_repair(stop)
        case variant if variant in TOKEN_REPAIRS:
            return TOKEN_REPAIRS[variant](stop, sentence.parameters)
    return None
