"""The same input gives the same files, in whatever order Python's sets come."""

from __future__ import annotations

import os
import subprocess
import sys

from codegen.schemas.vendored import ROOT

_DIGEST = """
import hashlib
from codegen.checks import lock
from codegen.build import build_model
from codegen.emit.compiled_grammars import write_grammars
from codegen.emit.document_schema import write_schemas
from codegen.emit.python import write_modules
from codegen.emit.pages.reference import write_reference
from codegen.schemas.vendored import load_versions
versions = load_versions()
model = build_model(versions)
files = write_grammars(versions) | write_modules(model) | write_schemas(model) | write_reference(model)
files["names.lock"] = lock.render(lock.locked_names(model))
for name, text in files.items():
    print(name, hashlib.sha256(text.encode()).hexdigest())
for approximation in model.approximations:
    print(approximation)
"""


def test_hash_seeds() -> None:
    """Two processes with different hash seeds give the same modules, schemas, pages, lock and approximations."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _DIGEST],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "4711")
    ]
    first, second = (process.communicate()[0] for process in processes)
    assert [process.returncode for process in processes] == [0, 0]
    assert first.count("\n") > 60
    assert first == second
