"""``libvirt-xml format``: what is printed, written and refused."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

Write = Callable[..., None]
UGLY = "<domain>\n<name>a</name></domain>"
PRETTY = "<domain>\n  <name>a</name>\n</domain>\n"


def test_it_prints(run: Run, write: Write, folder: Path) -> None:
    """Without more said, the formatted text is printed and the file stays; standard input too."""
    write(**{"a.xml": UGLY})
    done = run("format", "a.xml")
    assert (done.status, done.out, done.err) == (0, PRETTY, "")
    assert (folder / "a.xml").read_text() == UGLY
    assert run("format", "-", stdin=UGLY.encode()).out == PRETTY


def test_check(run: Run, write: Write, folder: Path) -> None:
    """``--check`` names what would change, writes nothing, and says so in its status."""
    write(**{"a.xml": UGLY, "b.xml": PRETTY})
    done = run("format", "--check", ".")
    assert (done.status, done.out) == (1, "would change a.xml\n")
    assert done.err == "libvirt-xml: 1 of 2 files would change\n"
    assert (folder / "a.xml").read_text() == UGLY
    assert run("format", "--check", "b.xml").status == 0
    assert run("format", "--check", "b.xml", "--quiet").err == ""


def test_diff(run: Run, write: Write) -> None:
    """``--diff`` prints what would change; with ``--check`` the status tells too."""
    write(**{"a.xml": UGLY, "b.xml": PRETTY})
    done = run("format", "--diff", ".")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "--- a.xml\n+++ a.xml (formatted)\n@@ -1,2 +1,3 @@\n"
        " <domain>\n-<name>a</name></domain>\n\\ No newline at end of file\n+  <name>a</name>\n+</domain>\n"
    )
    assert run("format", "--diff", "--check", ".").status == 1
    assert "\x1b[32m+  <name>" in run("format", "--diff", "a.xml", "--color", "always").out


def test_in_place(run: Run, write: Write, folder: Path) -> None:
    """The file is replaced at once: links are followed, permissions kept, and nothing lies beside it."""
    write(**{"real/a.xml": UGLY, "b.xml": PRETTY})
    (folder / "real" / "a.xml").chmod(0o640)
    (folder / "link.xml").symlink_to("real/a.xml")
    before = (folder / "b.xml").stat()
    done = run("format", "--in-place", "link.xml", "b.xml")
    assert (done.status, done.out, done.err) == (0, "changed link.xml\n", "libvirt-xml: 1 of 2 files changed\n")
    assert (folder / "link.xml").is_symlink()
    assert (folder / "real" / "a.xml").read_text() == PRETTY
    assert stat.S_IMODE((folder / "real" / "a.xml").stat().st_mode) == 0o640
    after = (folder / "b.xml").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns), "nothing written"
    assert [path.name for path in (folder / "real").iterdir()] == ["a.xml"]


def test_a_write_that_fails_leaves_the_file(
    run: Run, write: Write, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the new file cannot be put in place, the old one stays, and nothing beside it."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(**{"a.xml": UGLY})
    monkeypatch.setattr(os, "replace", refuse)
    done = run("format", "--in-place", "a.xml")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("libvirt-xml: cannot write 'a.xml': No space left on device\n")
    assert [path.name for path in folder.iterdir()] == ["a.xml"]
    assert (folder / "a.xml").read_text() == UGLY


def test_what_is_no_document(run: Run, write: Write, folder: Path) -> None:
    """A file that is not well-formed is a problem with its place on standard error; the others are formatted."""
    write(**{"a.xml": "<a>\n  <b></a>", "b.xml": UGLY})
    done = run("format", "--in-place", "a.xml", "b.xml", "gone.xml")
    assert (done.status, done.out) == (2, "changed b.xml\n")
    assert done.err == (
        "a.xml:2:8: error[not-well-formed]: expected </b>, found </a>: "
        "<b> on line 2 is still open\n"
        "    2 |   <b></a>\n"
        "      |        ^\n"
        "libvirt-xml: no such file or folder: 'gone.xml'\n"
        "libvirt-xml: 1 of 3 files changed; 2 files could not be formatted\n"
    )
    assert (folder / "a.xml").read_text() == "<a>\n  <b></a>"
    write(**{"a.yaml": "vm: {name: a}"})
    assert "'a.yaml' is YAML, and 'format' is for XML documents" in run("format", "a.yaml").err
    assert run("format", "a.yaml").status == 2
    assert run("format", "--check", "-", stdin=b"<!DOCTYPE a><a/>").status == 2
    assert ": the value of 'b' must be in quotation marks\n" in run("format", "-", stdin=b"<a b=c/>").err, "said once"
    assert run("format", "-", stdin=b"<a b=c/>").err.count("quotation marks") == 1


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--in-place", "-"], "--in-place needs files; standard input and pipes cannot be written"),
        (
            ["--in-place", "--check", "a"],
            "--in-place writes files, --check and --diff do not; use one or the other",
        ),
        (["--inplace"], "unknown option --inplace; did you mean '--in-place'? (see libvirt-xml format --help)"),
    ],
)
def test_wrong_use(run: Run, write: Write, argv: list[str], sentence: str) -> None:
    """What contradicts itself is one sentence."""
    write(**{"a.xml": UGLY})
    done = run("format", *argv, stdin=b"<a/>")
    assert (done.status, done.out, done.err) == (2, "", f"libvirt-xml: {sentence}\n")


def test_exclude(run: Run, write: Write) -> None:
    """What the configuration leaves out is left out here too."""
    write(**{"a.xml": UGLY, "old/b.xml": UGLY, "libvirt-xml.toml": "exclude = ['old']"})
    assert run("format", "--check", ".").out == "would change a.xml\n"


def test_what_is_not_libvirts(run: Run, write: Write) -> None:
    """It is left alone: without a word where it is found, with one where it is named; fragments are libvirt's."""
    foreign = "<project><a>1</a></project>"
    others = {"in/b.xml": "<x:domain xmlns:x='a'><a/></x:domain>", "in/c.xml": "<domain xmlns='a'><a/></domain>"}
    write(**{"in/a.xml": foreign, "in/disk.xml": "<disk><a/></disk>", **others})
    done = run("format", "--in-place", "in")
    assert done.out == "changed in/disk.xml\n"
    assert done.err == "libvirt-xml: 1 of 1 file changed; 3 files that are not libvirt documents: not changed\n"
    assert Path("in/a.xml").read_text() == foreign
    done = run("format", "--check", "in/a.xml")
    assert (done.status, done.out) == (0, "")
    assert done.err.startswith("libvirt-xml: 'in/a.xml' is not a libvirt document; it is not changed\n")
    assert run("format", "in/a.xml").out == foreign
    assert run("format", "in").out == "<disk>\n  <a/>\n</disk>\n"
    assert run("format", "--force-exclude", "in/a.xml").out == ""
    assert run("format", "-", stdin=foreign.encode()).out == foreign
