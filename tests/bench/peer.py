"""The peer: xsdata, over dataclasses that it generates from the sample documents themselves.

libvirt's schemas cannot be had as XSD (trang's translation refuses most of libvirt's own documents), so samples are the
closest that it can be given. What it generates is kept in ``.cache/bench``.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import subprocess
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.bench.samples import spread
from tests.bench.timing import Figure, Task

_CACHE = Path(__file__).parents[2] / ".cache" / "bench"
_TRAINED_ON = 200
_TIMED = 50
_NAMES = ("xsdata XmlParser", "xsdata XmlSerializer")


def make_tasks(documents: list[bytes]) -> tuple[list[Task], list[Figure]]:
    """What to time of xsdata; where that cannot be, lines that say why."""
    if any(find_spec(module) is None for module in ("xsdata", "jinja2", "ruff")):
        return [], [Figure(name, note="not installed: pip install 'xsdata[cli]'") for name in _NAMES]
    from xsdata.formats.dataclass.context import XmlContext
    from xsdata.formats.dataclass.parsers import XmlParser
    from xsdata.formats.dataclass.serializers import XmlSerializer

    model = _generated(spread(documents, _TRAINED_ON))
    context = XmlContext()
    parser, serializer = XmlParser(context=context), XmlSerializer(context=context)

    def parse(document: bytes) -> Any:
        return parser.from_bytes(document, model)

    warnings.filterwarnings("ignore", module="xsdata")
    chosen = spread([text for text in spread(documents, 2 * _TIMED) if _reads(parse, text)], _TIMED)
    if not chosen:
        return [], [Figure(name, note="reads none of the documents that it was given") for name in _NAMES]
    reading = Task(_NAMES[0], parse, chosen, chosen)
    return [reading, Task(_NAMES[1], serializer.render, [parse(text) for text in chosen], chosen)], []


def _reads(parse: Any, document: bytes) -> bool:
    """Whether a document reads: the generated classes refuse some of the very samples they are made from."""
    try:
        parse(document)
    except Exception:
        return False
    return True


def _generated(samples: list[bytes]) -> Any:
    """The class of ``<domain>`` that xsdata makes of samples."""
    digest = hashlib.sha256(b"\0".join([sys.version.encode(), *samples])).hexdigest()[:12]
    package = f"peer_{digest}"
    if not (_CACHE / f"{package}.py").exists():
        folder = _CACHE / f"samples_{digest}"
        folder.mkdir(parents=True, exist_ok=True)
        for at, sample in enumerate(samples):
            (folder / f"{at:04}.xml").write_bytes(sample)
        command = [sys.executable, "-m", "xsdata", "generate", folder.name, "--package", package]
        command += ["--structure-style", "single-package"]
        # xsdata calls ruff by its bare name; an environment that is not activated has it beside its python
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        subprocess.run(command, cwd=_CACHE, check=True, capture_output=True, env={**os.environ, "PATH": path})
    sys.path.insert(0, str(_CACHE))
    return importlib.import_module(package).Domain
