"""Every document of libvirt's sources on the test driver: a second plan has nothing to do, and nothing crashes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.sources import ABSENT, REPOSITORY, document_roots

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

LEAST = {"domain": 1500, "network": 80, "storage_pool": 44, "storage_volume": 40}
"""How many documents of a kind the driver takes at least."""
DROPPED = {"pool-netfs-ns-mountopts.xml": "the test driver drops foreign namespaces, and a pool keeps no note of that"}


@pytest.mark.parametrize("kind", LEAST)
def test_the_second_plan_is_empty(kind: str) -> None:
    """In a process of its own: if libvirt crashes, the document is named."""
    if not document_roots():
        pytest.skip(ABSENT)
    command = [sys.executable, "-m", "tests.apply.driver.every_document", kind]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, f"exit status {done.returncode}:\n{done.stderr[-3000:]}"
    answer: dict[str, Any] = json.loads(done.stdout)
    assert {path: lines for path, lines in answer["left"].items() if path.rsplit("/", 1)[-1] not in DROPPED} == {}
    assert answer["outcomes"]["done"] >= LEAST[kind], answer["outcomes"]
    assert answer["outcomes"].keys() <= {"done", "failed", "failed: RefusedError", "failed: HostError"}
