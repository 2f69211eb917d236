"""Writing a file so that it is never half written."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress


def replace_file(path: str, data: bytes) -> None:
    """Put data in a file's place at once: whoever reads it sees the old or the new. Raises OSError.

    A link is followed; permissions are kept, the owner where this process may.
    """
    target = os.path.realpath(path)
    handle, beside = tempfile.mkstemp(prefix=".libvirt-xml-", dir=os.path.dirname(target))
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            _keep_mode(file.fileno(), target)
            os.fsync(file.fileno())
        os.replace(beside, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _keep_mode(handle: int, target: str) -> None:
    try:
        old = os.stat(target)
    except FileNotFoundError:
        os.fchmod(handle, 0o666 & ~_umask())
        return
    with suppress(OSError):
        os.fchown(handle, old.st_uid, old.st_gid)
    os.fchmod(handle, stat.S_IMODE(old.st_mode))


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
