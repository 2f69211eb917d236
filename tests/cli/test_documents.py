"""The command with the real validator and real documents."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.cli.inputs.checking import Checks, check_sources as run_checks
from libvirt_xml.cli.inputs.discovery import InputSource
from libvirt_xml.cli.main import main
from libvirt_xml.documents import VERSIONS
from tests.cli.conftest import Done

ROOT = Path(__file__).resolve().parent.parent.parent
WEB1 = (ROOT / "docs" / "examples" / "web1.xml").read_text(encoding="utf-8")
DISK = "<disk type='file'>\n  <target dev='vda' bus='virtio'/>\n</disk>\n"

Check = Callable[..., Done]


@pytest.fixture
def check(folder: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Write documents and validate them."""

    def check(documents: dict[str, str], *options: str) -> Done:
        for name, text in documents.items():
            (folder / name).write_text(text, encoding="utf-8")
        capsys.readouterr()
        status = main(["validate", *documents, *options])
        captured = capsys.readouterr()
        return Done(status, captured.out, captured.err)

    return check


@pytest.mark.parametrize("document", [WEB1, DISK, "<network>\n  <name>lan</name>\n</network>\n"])
def test_what_is_right(check: Check, document: str) -> None:
    """Whole documents and fragments pass."""
    assert check({"vm.xml": document}) == Done(0, "no problems in 1 file\n", "")


@pytest.mark.parametrize(
    ("old", "new", "code", "suggestion"),
    [
        ("<vcpu placement='static'>2</vcpu>", "<vpcu placement='static'>2</vpcu>", "unknown-element", "vcpu"),
        ("<target dev='vda' bus='virtio'/>", "<target dve='vda' bus='virtio'/>", "unknown-attribute", "dev"),
        ("<target dev='vda' bus='virtio'/>", "<target dev='vda' bus='virtoi'/>", "invalid-value", "virtio"),
        ("</domain>", "</domian>", "not-well-formed", None),
    ],
)
def test_what_is_wrong(check: Check, old: str, new: str, code: str, suggestion: str | None) -> None:
    """A slip is one problem in its line, with the code and what was meant; in JSON as in text."""
    assert WEB1.count(old) == 1
    line = WEB1[: WEB1.index(old)].count("\n") + 1
    documents = {"vm.xml": WEB1.replace(old, new)}
    done = check(documents)
    assert done.status == 1
    assert done.out.startswith(f"vm.xml:{line}:")
    assert f": error[{code}]: " in done.out
    assert done.out.endswith("\n\n1 problem in 1 of 1 file\n")
    assert suggestion is None or f"did you mean {suggestion!r}?" in done.out or f"<{suggestion}>?" in done.out
    (problem,) = json.loads(check(documents, "--format", "json").out)
    assert (problem["code"], problem["line"], problem["suggestion"]) == (code, line, suggestion)
    assert check(documents, "--ignore", code).status == 0


@pytest.mark.parametrize("document", ["", "<project/>", "<!DOCTYPE domain>\n<domain/>", "\x00", "domain"])
def test_what_is_no_document(check: Check, document: str) -> None:
    """Whatever a file holds, it is a problem and not an accident."""
    done = check({"vm.xml": document})
    assert (done.status, done.err) == (1, "")
    assert done.out.startswith("vm.xml:1:")
    assert ": error[" in done.out


def test_a_comment_silences_a_code(check: Check) -> None:
    """``<!-- libvirt-xml: ignore=CODE -->`` in the document."""
    document = "<network>\n  <name>a</name>\n  <!-- libvirt-xml: ignore=unknown-element -->\n  <zzz/>\n</network>\n"
    assert check({"a.xml": document}).status == 0
    assert check({"a.xml": document.replace("ignore=unknown-element", "")}).status == 1


def test_kinds(check: Check) -> None:
    """``--as`` says what a document is to be."""
    assert check({"disk.xml": DISK}, "--as", "device").status == 0
    assert check({"disk.xml": DISK}, "--as", "network").status == 1
    done = check({"disk.xml": DISK}, "--as", "netwrok")
    assert done.err == "libvirt-xml: --as: unknown kind of document 'netwrok'; did you mean 'network'?\n"


def test_a_limit(check: Check) -> None:
    """The real validator is asked for as many problems as show that there are more."""
    document = "<network>\n  <name>a</name>\n  <zzz/>\n  <yyy/>\n</network>\n"
    cut = "\n\n1 problem in 1 of 1 file; only the first 1 of each file is shown\n"
    assert check({"a.xml": document}, "--max-problems", "1").out.endswith(cut)
    assert check({"a.xml": document}, "--max-problems", "2").out.endswith("\n\n2 problems in 1 of 1 file\n")


def test_versions(check: Check) -> None:
    """A feature that came later is a problem of its own code for an older libvirt; schemas may come from a folder."""
    source = "<source type='unix' path='/s' mode='connect'/>"
    tpm = f"<tpm model='tpm-crb'>\n  <backend type='external'>{source}</backend>\n</tpm>\n"
    assert check({"tpm.xml": tpm}).status == 0
    done = check({"tpm.xml": tpm}, "--libvirt", VERSIONS[0])
    assert done.status == 1
    assert "[needs-newer-libvirt]: " in done.out
    assert check({"tpm.xml": tpm}, "--schema-dir", str(ROOT / "schemas" / VERSIONS[0])).status == 1
    assert check({"tpm.xml": tpm}, "--schema-dir", str(ROOT / "schemas" / VERSIONS[-1])).status == 0


@pytest.mark.parametrize(
    "options", [["--libvirt", "nine"], ["--libvirt", ""], ["--schema-dir", "nowhere"], ["--schema-dir", "."]]
)
def test_what_cannot_be_checked_for(check: Check, options: list[str]) -> None:
    """A version that is none, and a folder without schemas, are one sentence."""
    done = check({"vm.xml": WEB1}, *options)
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("libvirt-xml: ")
    assert done.err.count("\n") == 1


def test_jobs(check: Check, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes find what one finds, in the same order, standard input and files that are not there included."""
    texts = [WEB1, DISK, WEB1.replace("virtio", "virtoi"), "<a", "<zzz/>"]
    documents = {f"{number:03}.xml": texts[number % 5] for number in range(70)}
    (folder / "unreadable.xml").symlink_to("unreadable.xml")
    for options in ([], ["--format", "json", "--max-problems", "1", "--libvirt", "9.0.0", "--as", "domain"]):
        found = []
        for jobs in (["--jobs", "2"], ["-j0"], []):
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<zzz/>")))
            found.append(check(documents, "-", "gone.xml", "unreadable.xml", *options, *jobs))
        assert found == [found[0]] * 3
        assert found[0].status == 2


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_that_vanish(folder: Path, jobs: int) -> None:
    """A file that is gone when its turn comes is told like one that never was there."""
    outcomes = [*run_checks([InputSource("a.xml"), InputSource("b.xml")], Checks(), jobs)]
    assert [outcome.failure for outcome in outcomes] == [
        "cannot read 'a.xml': No such file or directory",
        "cannot read 'b.xml': No such file or directory",
    ]


def test_a_comment_that_silences_nothing(check: Check) -> None:
    """It is a warning where its code is asked for and no baseline holds problems back."""
    comment = "<!-- libvirt-xml: ignore=unknown-element -->"
    document = f"<network>\n  <name>a</name> {comment}\n</network>\n"
    done = check({"a.xml": document})
    assert (done.status, "warning[unused-ignore]" in done.out) == (0, True)
    assert check({"a.xml": document}, "--fail-on", "warning").status == 1
    for options in (
        ["--ignore", "unused-ignore"],
        ["--ignore", "unknown-element"],
        ["--select", "unknown-element"],
        ["--select", "unused-ignore"],
        ["--baseline", "known.json", "--write-baseline"],
        ["--baseline", "known.json"],
    ):
        assert "unused-ignore" not in check({"a.xml": document}, *options).out, options
    assert "unused-ignore" in check({"a.xml": document}, "--select", "unknown-element,unused-ignore").out


STRAY = "<network>\n  <name>lan</name>\n  mode nat\n  <ip address='10.0.0.1' prefix='8'/>\n</network>\n"


def test_stray_text_is_marked_itself(check: Check) -> None:
    """All outputs give the place of a text that does not belong there, from its first character to its last."""
    text = check({"a.xml": STRAY}).out.splitlines()
    assert text[0].startswith("a.xml:3:3: error[unexpected-text]:")
    assert text[1:3] == ["    3 |   mode nat", "      |   ^~~~~~~~"]
    (problem,) = json.loads(check({"a.xml": STRAY}, "--format", "json").out)
    place = [problem[name] for name in ("line", "column", "end_line", "end_column", "path")]
    assert place == [3, 3, 3, 11, "/network"]
    assert "line=3,endLine=3,col=3,endColumn=11," in check({"a.xml": STRAY}, "--format", "github").out
    sarif = json.loads(check({"a.xml": STRAY}, "--format", "sarif").out)
    region = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 11}
    assert "a.xml:3:3" in check({"a.xml": STRAY}, "--format", "junit").out


def test_stray_text_keeps_its_baseline(check: Check) -> None:
    """A baseline knows it by the path of its element, wherever the text is, and however many there are in it."""
    assert check({"a.xml": STRAY}, "--baseline", "known.json", "--write-baseline").status == 0
    moved = STRAY.replace("  mode nat\n", "\n\n\n  mode nat\n  <!-- -->\n  more\n")
    assert check({"a.xml": moved}, "--baseline", "known.json").status == 0
