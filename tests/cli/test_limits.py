"""No file, device or stream fills the memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.cli.inputs.limiting import parse_limit
from tests.cli.conftest import Run

Write = Callable[..., None]
ROOT = Path(__file__).resolve().parents[2]
_TOO_LARGE = "the input is larger than {}, the limit for files and streams"


@pytest.mark.parametrize(
    ("text", "size"),
    [
        *[("1000", 1000), ("64MiB", 64 << 20), ("1 g", 1 << 30), ("2K", 2048), ("7B", 7), ("64MB", 64_000_000)],
        *[("0", None), ("x", None), ("-1", None), ("1XB", None)],
    ],
)
def test_sizes(text: str, size: int | None) -> None:
    """Bytes, or with a unit."""
    if size is None:
        with pytest.raises(ValueError, match="is not a size"):
            parse_limit(text)
    else:
        assert parse_limit(text) == size


@pytest.mark.parametrize("argv", [["validate"], ["validate", "--jobs", "2"], ["format"], ["convert"]])
def test_the_limit(run: Run, write: Write, argv: list[str]) -> None:
    """An option or the configuration sets it; what is larger is told and is like what cannot be read."""
    write(**{"a.xml": "<domain/>" + " " * 2000, "b.xml": "<domain/>"})
    paths = ["a.xml"] if argv == ["convert"] else ["a.xml", "b.xml", "b.xml"]
    done = run(*argv, "--max-size", "1K", *paths)
    assert done.status == 2
    assert f"cannot read 'a.xml': {_TOO_LARGE.format('1,024 bytes')}" in done.err
    write(**{"libvirt-xml.toml": "max-size = '1KiB'"})
    assert run(*argv, *paths).err == done.err
    assert run(*argv, "-", stdin=b"<domain/>" + b" " * 2000).status == 2
    assert "cannot read" not in run(*argv, "--max-size", "1MiB", *paths).err
    write(**{"libvirt-xml.toml": "max-size = 0"})
    assert "libvirt-xml.toml: max-size: '0' is not a size; expected a number of bytes" in run(*argv, *paths).err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero")
@pytest.mark.parametrize(
    "argv",
    [
        ["validate", "/dev/zero"],
        ["validate", "--baseline", "/dev/zero", "a.xml"],
        ["validate", "--config", "/dev/zero", "a.xml"],
        ["validate", "--vars", "/dev/zero", "a.xml"],
        ["format", "/dev/zero"],
        ["convert", "/dev/zero"],
        ["validate"],
    ],
    ids=" ".join,
)
def test_what_has_no_end(folder: Path, argv: list[str]) -> None:
    """A device, or a pipe that never ends, is read up to the limit; the memory stays within bounds."""
    (folder / "a.xml").write_text("<domain/>")
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30));"
        "from libvirt_xml.cli.main import main; sys.exit(main(sys.argv[1:]))"
    )
    with Path("/dev/zero").open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", script, *argv],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=stream,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 2
    assert _TOO_LARGE.format("64 MiB") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names")
def test_pipes_in_folders(run: Run, folder: Path, write: Write) -> None:
    """They are not opened: nobody may ever write to them."""
    for name in ("a.xml", "a.yaml"):
        os.mkfifo(folder / name)
    write(**{"b.xml": "<domain/>\n"})
    Path("c.xml").symlink_to("a.xml")
    assert run("validate", ".").out == "no problems in 1 file\n"
    assert run("format", "--check", ".").status == 0
