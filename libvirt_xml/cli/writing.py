"""Writing files so that none is ever half written."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress


def replace_file(path: str, data: bytes, mode: int | None = None) -> None:
    """Put data in a file's place at once: whoever reads it sees the old or the new. Raises OSError.

    A link is followed; permissions are kept, the owner where this process may. A pipe or a device is written to.
    """
    replace_files({path: data}, {} if mode is None else {path: mode})


def replace_files(contents: Mapping[str, bytes], modes: Mapping[str, int] | None = None) -> None:
    """``replace_file`` for several: none is replaced before all are written beside their places.

    A file that has one of the ``modes`` has it from the beginning, whatever there was before.
    """
    modes = modes or {}
    staged: dict[str, str] = {}
    try:
        for path, data in contents.items():
            if not _is_stream(path):
                target = os.path.realpath(path)
                staged[target] = _write_beside(target, data, modes.get(path))
        for target, beside in staged.items():
            os.replace(beside, target)
    except BaseException:
        for beside in staged.values():
            with suppress(OSError):
                os.unlink(beside)
        raise
    for path in filter(_is_stream, contents):
        with open(path, "wb") as stream:
            stream.write(contents[path])


def _is_stream(path: str) -> bool:
    """Whether this is there and no file: ``>(less)``, a terminal, the null device. A folder is none either."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    return not stat.S_ISREG(mode)


def _write_beside(target: str, data: bytes, mode: int | None = None) -> str:
    """A new file with the data in the target's folder."""
    handle, beside = tempfile.mkstemp(prefix=".libvirt-xml-", dir=os.path.dirname(target))
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            _set_mode(file.fileno(), target, mode)
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
    return beside


def _set_mode(handle: int, target: str, mode: int | None) -> None:
    """Owner and permissions of the file that is replaced, if no mode is given."""
    try:
        old = os.stat(target)
    except FileNotFoundError:
        os.fchmod(handle, 0o666 & ~_umask() if mode is None else mode)
        return
    with suppress(OSError):
        os.fchown(handle, old.st_uid, old.st_gid)
    os.fchmod(handle, stat.S_IMODE(old.st_mode) if mode is None else mode)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
