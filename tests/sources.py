"""Where libvirt's own test documents are: the archive beside the repository, and a libvirt source tree.

The project needs neither; without them the tests that use them are skipped.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import shutil
import tarfile
import tempfile
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
SCHEMAS = REPOSITORY / "schemas"
VERSIONS = ("7.0.0", "9.0.0", "11.3.0", "12.8.0")
ABSENT = "libvirt's test documents are not here: no ../shared/corpus/*.tar.xz, and LIBVIRT_SOURCE names no source tree"

NO_PAIRS = "the recorded pairs of documents are not here: no ../shared/apply/pairs-*.json.xz"

_ARCHIVES = "shared/corpus/*.tar.xz"
_PAIRS = "shared/apply/pairs-*.json.xz"


@cache
def document_roots() -> tuple[Path, ...]:
    """The roots of all trees of documents: the archive's, then the source tree's. Raises for a wrong LIBVIRT_SOURCE."""
    archives = sorted(REPOSITORY.parent.glob(_ARCHIVES))
    named = os.environ.get("LIBVIRT_SOURCE")
    if named and not (Path(named) / "tests").is_dir():
        raise FileNotFoundError(f"LIBVIRT_SOURCE={named!r} is no libvirt source tree: it has no folder 'tests'")
    return (*map(_unpacked, archives), *([Path(named)] if named else []))


def _unpacked(archive: Path) -> Path:
    """The tree in an archive, unpacked once for its content."""
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()[:16]
    target = REPOSITORY / ".cache" / f"corpus-{digest}"
    if not target.is_dir():
        target.parent.mkdir(exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=target.parent, prefix="unpacking-"))
        with tarfile.open(archive) as tar:
            tar.extractall(unfinished, filter="data")
        try:
            unfinished.rename(target)
        except OSError:  # another worker was faster
            shutil.rmtree(unfinished)
    return target


@cache
def recorded_pairs() -> dict[str, list[dict[str, str]]]:
    """By version of libvirt: documents as they were asked (``asked``), and as libvirt had them then (``dump``)."""
    archives = sorted(REPOSITORY.parent.glob(_PAIRS))
    return {path.name.split("-")[1].removesuffix(".json.xz"): json.loads(lzma.open(path).read()) for path in archives}
