"""The rule by which a clone's files are named.

The machine's name in a path becomes the clone's, where it is a word of its own: ``/images/web1-data.qcow2`` is
``/images/web2-data.qcow2``. Where it is not in the path, the clone's name is added to that of the file:
``/images/root.qcow2`` is ``/images/root-web2.qcow2``.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath


def has_name(path: str, name: str) -> bool:
    """Whether a machine's name is a word of a path."""
    return _word(name).search(path) is not None


def renamed(path: str, old: str, new: str) -> str:
    """The path of a clone's file."""
    changed = _word(old).sub(lambda _: new, path)
    if changed != path:
        return changed
    whole = PurePosixPath(path)
    return str(whole.with_name(f"{whole.stem}-{new}{whole.suffix}")) if whole.name else path


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])")
