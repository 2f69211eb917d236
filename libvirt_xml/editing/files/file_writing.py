"""Writing files so that no file is ever half written."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress

from libvirt_xml.editing.files.inplace import overwrite, signals_raised
from libvirt_xml.messages import render


def replace_file(path: str, data: bytes, mode: int | None = None, *, is_atomic: bool = True) -> None:
    """Replace the content of a file at once: a reader sees the old or the new content. Raises OSError.

    Links are followed; permissions and extended attributes are kept, and the owner if this process may set it. Pipes
    and devices are written to. A file with several names, or a read-only one, is refused unless it is written in place.
    """
    replace_files({path: data}, {} if mode is None else {path: mode}, is_atomic=is_atomic)


def replace_files(
    contents: Mapping[str, bytes], modes: Mapping[str, int] | None = None, *, is_atomic: bool = True
) -> None:
    """``replace_file`` for several files: none is replaced before all are written beside their targets.

    A file with an entry in ``modes`` has that mode from the beginning, whatever existed before.
    """
    modes = modes or {}
    streams = [path for path in contents if _is_stream(path)]
    targets = {path: os.path.realpath(path) for path in contents if path not in streams}
    in_place = [] if is_atomic else [path for path, target in targets.items() if os.path.exists(target)]
    with signals_raised():
        if is_atomic:
            for path, target in targets.items():
                _check_replaceable(path, target)
        beside = {path: target for path, target in targets.items() if path not in in_place}
        _replace({target: (contents[path], modes.get(path)) for path, target in beside.items()})
        for path in in_place:
            overwrite(targets[path], contents[path], modes.get(path))
    for path in streams:
        with open(path, "wb") as stream:
            stream.write(contents[path])


def _check_replaceable(path: str, target: str) -> None:
    """Refuse what a new file would change silently: other names of the file, and that it is read-only."""
    try:
        status = os.stat(target)
    except OSError:
        return
    if status.st_nlink > 1:
        raise PermissionError(errno.EPERM, render("output", "links", number=status.st_nlink), path)
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise PermissionError(errno.EPERM, render("output", "read-only"), path)


def _replace(contents: Mapping[str, tuple[bytes, int | None]]) -> None:
    staged: dict[str, str] = {}
    try:
        for target, (data, mode) in contents.items():
            staged[target] = _write_beside(target, data, mode)
        for target, beside in staged.items():
            os.replace(beside, target)
    except BaseException:
        for beside in staged.values():
            with suppress(OSError):
                os.unlink(beside)
        raise


def _is_stream(path: str) -> bool:
    """Whether a path exists and is neither a file nor a folder: ``>(less)``, a terminal, the null device."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    return not stat.S_ISREG(mode)


def _write_beside(target: str, data: bytes, mode: int | None = None) -> str:
    """Create a file with the data in the folder of the target."""
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
    """Set owner, extended attributes and permissions of the replaced file, if no mode is given."""
    try:
        old = os.stat(target)
    except FileNotFoundError:
        _change_mode(handle, 0o666 & ~_umask() if mode is None else mode)
        return
    if hasattr(os, "fchown"):  # not on Windows
        with suppress(OSError):
            os.fchown(handle, old.st_uid, old.st_gid)
    if hasattr(os, "listxattr"):  # on Linux, access control lists are among them
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(handle, name, os.getxattr(target, name))
    _change_mode(handle, stat.S_IMODE(old.st_mode) if mode is None else mode)


def _change_mode(handle: int, mode: int) -> None:
    if hasattr(os, "fchmod"):  # on Windows since Python 3.13
        os.fchmod(handle, mode)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
