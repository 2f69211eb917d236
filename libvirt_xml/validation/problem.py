"""What is wrong with a document, as data. Rendering it is the command line's affair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in a document.

    ``path`` is an XPath as lxml's ``getpath`` gives it, an attribute as its last step
    (``/domain/devices/disk[2]/target/@bus``). ``line`` and ``column`` count from 1 and are those of the start tag
    concerned, of the attribute for an attribute; for something that is missing, of its parent.
    """

    code: str
    """Which sort of problem: a key of ``catalogue.CODES``."""
    severity: Severity
    message: str
    """One sentence: what is wrong, in which circumstances, what is allowed."""
    file: str | None = None
    line: int | None = None
    column: int | None = None
    path: str | None = None
    expected: tuple[str, ...] = ()
    """What would have been right: names or values."""
    suggestion: str | None = None
    """The name or value that was probably meant."""
    about: str | None = None
    """The code that a comment names without need, for ``unused-ignore``."""

    def __str__(self) -> str:
        place = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        if self.line is None and self.path:  # of an object, where the path is all there is to find it by
            place.append(self.path)
        return f"{':'.join(place)}: {self.message}" if place else self.message
