"""What can go wrong, as one tree.

::

    LibvirtXMLError
    ├── SchemaError     a RELAX NG schema is broken (file, line)
    ├── ParseError      a document cannot be read (file, line, column); also a ValueError
    ├── ContentError    from_xml(strict=True): the model does not know all of a document (path); also a ValueError
    ├── WriteError      an object contains what XML cannot express (path); also a ValueError
    ├── FileChangedError  somebody else changed a file that is being edited (file)
    └── SpecError       a YAML document has problems (problems); in libvirt_xml.yaml_forms
"""

from __future__ import annotations


class LibvirtXMLError(Exception):
    """Base of every error that this library raises on purpose."""


class _PlacedError(LibvirtXMLError):
    """An error with a place in a file; ``str()`` gives ``file:line:column: message``, then the hint."""

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message, file, line, column)
        self.message = message
        self.file = file
        self.line = line
        self.column = column

    @property
    def hint(self) -> str | None:
        """What to do, where that is known."""
        hint: str | None = getattr(self.message, "hint", None)  # of a ``Sentence``
        return hint

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.message, self.file, self.line, self.column))

    def __str__(self) -> str:
        place = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        sentence = f"{self.message}; {self.hint}" if self.hint else self.message
        return f"{':'.join(place)}: {sentence}" if place else sentence


class SchemaError(_PlacedError):
    """A RELAX NG schema that cannot be used: ``file`` and ``line`` say where, ``message`` why."""


class ParseError(_PlacedError, ValueError):
    """A document that cannot be read: not well-formed, a wrong root, nested too deeply, or with a DTD.

    ``line`` and ``column`` count from 1; ``end`` is the line and column behind what is wrong there, where that has an
    end. ``file`` is set by ``from_file``. ``hint`` says how the document can be fixed, where that is known.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        end: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(message, file=file, line=line, column=column)
        self.end = end

    def __reduce__(self) -> tuple[object, ...]:
        return (*super().__reduce__(), {"end": self.end})


class _PathError(LibvirtXMLError, ValueError):
    """An error with a path into a document or an object; ``str()`` gives ``path: message``."""

    def __init__(self, message: str, *, path: str) -> None:
        super().__init__(message, path)
        self.message = message
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_path, (type(self), self.message, self.path))

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class ContentError(_PathError):
    """``strict=True`` met content that the model does not know, cannot convert, or misses; ``path`` says where."""


class WriteError(_PathError):
    """An object holds a value that cannot be written: a wrong type, or a character that XML forbids."""


class FileChangedError(_PlacedError):
    """A file was changed by somebody else while it was edited; nothing was written. ``file`` is its name."""


def _rebuild(
    cls: type[_PlacedError], message: str, file: str | None, line: int | None, column: int | None
) -> _PlacedError:
    return cls(message, file=file, line=line, column=column)


def _rebuild_path(cls: type[_PathError], message: str, path: str) -> _PathError:
    return cls(message, path=path)
