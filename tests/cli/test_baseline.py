"""A baseline: what is known is not reported, what is new is, what is gone is mentioned."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml.cli.selection.baseline import load_baseline
from libvirt_xml.validation.problem import Problem
from tests.cli.conftest import Run
from tests.cli.fake import BAD, GOOD, TWO

Write = Callable[..., None]
TWICE = BAD.replace("</domain>", "  <name fault='unknown-attribute'>a</name>\n</domain>")


def test_life_of_a_baseline(run: Run, write: Write, folder: Path) -> None:
    """Written, quiet, quiet though lines move, loud for what is new, and told when something is gone."""
    write(**{"vms/a.xml": BAD, "vms/b.xml": TWO})
    known = ["validate", "vms", "--baseline", "known.json"]
    done = run(*known, "--write-baseline")
    assert (done.status, done.err) == (0, "libvirt-xml: wrote 3 problems to known.json\n")
    assert run(*known).out == "no problems in 2 files; 3 problems known from the baseline\n"
    write(**{"vms/a.xml": "\n\n" + BAD})
    assert run(*known).status == 0
    write(**{"vms/a.xml": TWICE})
    done = run(*known)
    assert done.status == 1
    assert done.out.startswith("vms/a.xml:3:9: error")
    assert "1 problem in 1 of 2 files; 3 problems known" in done.out
    write(**{"vms/a.xml": GOOD})
    done = run(*known)
    gone = "libvirt-xml: 1 problem in known.json is gone; --write-baseline brings it up to date\n"
    assert (done.status, done.err) == (0, gone)
    run(*known, "--write-baseline")
    assert run(*known).err == ""


def test_what_it_holds(run: Run, write: Write, folder: Path) -> None:
    """Files as seen from the baseline's folder, with code, path and count; sorted, no lines, no messages."""
    write(**{"vms/a.xml": TWICE, "ci/x": ""})
    run("validate", "vms", "--baseline", "ci/known.json", "--write-baseline")
    assert json.loads((folder / "ci/known.json").read_text()) == {
        "version": 2,
        "problems": [
            {
                "file": "../vms/a.xml",
                "code": "unknown-attribute",
                "path": "/domain/@fault",
                "count": 2,
            }
        ],
    }


def test_files_that_were_not_checked(run: Run, write: Write, folder: Path) -> None:
    """Checking some files calls nothing of the others gone, and keeps what is known of those that exist."""
    write(**{"a.xml": BAD, "b.xml": BAD, "c.xml": BAD})
    run("validate", ".", "--baseline", "known.json", "--write-baseline")
    assert run("validate", "a.xml", "--baseline", "known.json").err == ""
    (folder / "c.xml").unlink()
    write(**{"a.xml": GOOD})
    run("validate", "a.xml", "--baseline", "known.json", "--write-baseline")
    found = json.loads((folder / "known.json").read_text())["problems"]
    assert [entry["file"] for entry in found] == ["b.xml"]


def test_limits(run: Run, write: Write) -> None:
    """A limit does not shorten what is written; a limit counts what is new."""
    write(**{"a.xml": TWO, "b.xml": TWO})
    run("validate", "a.xml", "--baseline", "known.json", "--write-baseline", "--max-problems", "1")
    done = run("validate", ".", "--baseline", "known.json", "--max-problems", "1")
    assert done.out.endswith(
        "1 problem in 1 of 2 files; only the first 1 of each file is shown; 2 problems known from the baseline\n"
    )


def _problem(path: str, message: str = "something") -> Problem:
    return Problem("invalid-value", "error", message, "a.xml", 1, 1, path)


def test_what_a_problem_is_known_by(folder: Path) -> None:
    """An element before it and another wording leave it known; one more of its like is new, and the count is kept."""
    one, two = _problem("/domain/devices/disk[1]/target/@bus"), _problem("/domain/devices/disk[2]/target/@bus", "else")
    written = load_baseline("known.json", is_to_be_written=True)
    written.new_ones("a.xml", [_problem("/domain/devices/disk/target/@bus")])
    assert written.save() == 1
    assert load_baseline("known.json").new_ones("a.xml", [two]) == []
    assert load_baseline("known.json").new_ones("a.xml", [one, two]) == [two]
    other = _problem("/domain/devices/disk[2]/driver/@type")
    assert load_baseline("known.json").new_ones("a.xml", [other]) == [other]


def test_older_baselines(folder: Path) -> None:
    """A baseline of version 1, with positions and messages, is read: its entries that are alike now are added up."""
    entry = {"file": "a.xml", "code": "invalid-value", "message": "m", "count": 1}
    entries = [entry | {"path": f"/domain/devices/disk[{number}]/@type"} for number in (1, 2)]
    (folder / "known.json").write_text(json.dumps({"version": 1, "problems": entries}))
    found = [_problem(f"/domain/devices/disk[{number}]/@type") for number in (3, 4, 5)]
    assert load_baseline("known.json").new_ones("a.xml", found) == found[2:]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "3",
        '{"version": 3, "problems": []}',
        '{"version": 2, "problems": [{"file": "a", "code": "", "path": "", "count": "1"}]}',
        '{"version": 1, "problems": [{"file": "a"}]}',
        '{"version": 1, "problems": [{"file": 1, "code": "", "path": "", "message": "", "count": 1}]}',
        "[" * 100_000,
    ],
)
def test_no_baseline(run: Run, write: Write, text: str) -> None:
    """Another file is not mistaken for a baseline, and not overwritten."""
    write(**{"a.xml": BAD, "known.json": text})
    for option in ([], ["--write-baseline"]):
        done = run("validate", "a.xml", "--baseline", "known.json", *option)
        assert (done.status, done.out) == (2, "")
        assert done.err == "libvirt-xml: 'known.json' is not a baseline; --write-baseline makes one, in a new file\n"


def test_where_it_cannot_be(run: Run, write: Write) -> None:
    """A folder that is not there is one sentence, which says what makes it."""
    write(**{"a.xml": BAD})
    done = run("validate", "a.xml", "--baseline", "none/known.json", "--write-baseline")
    assert done.status == 2
    assert (
        "cannot write the baseline 'none/known.json': there is no folder 'none'; mkdir -p none makes it\n" in done.err
    )


@pytest.mark.parametrize(
    ("former", "new", "text", "reported"),
    [
        ("a.xml", "b.xml", TWO, 0),  # renamed
        ("a.xml", "in/a.xml", TWO, 0),  # moved
        ("a.xml", "b.xml", TWO.replace("</domain>", "<c fault='unknown-attribute'/></domain>"), 1),  # and made worse
        ("a.xml", "in/a.xml", TWO.replace("missing-element", "unknown-attribute"), 1),  # and changed
        ("a.xml", "b.xml", TWO.replace(" fault='missing-element'", ""), 1),  # not the same problems: another file
        ("a.xml", "b.xml", BAD, 1),
    ],
)
def test_renamed_files(run: Run, write: Write, folder: Path, former: str, new: str, text: str, reported: int) -> None:
    """A file that is gone gives what is known of it to the one that it became, and nothing else hides a problem."""
    write(**{f"vms/{former}": TWO, "vms/other.xml": BAD})
    known = ["validate", "vms", "--baseline", "known.json"]
    run(*known, "--write-baseline")
    (folder / "vms" / former).unlink()
    write(**{f"vms/{new}": text})
    done = run(*known, "--format", "json")
    assert len(json.loads(done.out)) == reported
    is_found = "in/" in new or "missing-element" in text
    assert ("libvirt-xml: known.json lists 1 file under a former name; " in done.err) == is_found
    run(*known, "--write-baseline")
    done = run(*known)
    assert (done.status, done.err) == (0, "")


def test_a_copy_is_not_a_renamed_file(run: Run, write: Write) -> None:
    """While the listed file is there, another one with its problems is new; one that is gone is found once."""
    write(**{"a.xml": BAD})
    run("validate", ".", "--baseline", "known.json", "--write-baseline")
    write(**{"b.xml": BAD})
    assert run("validate", ".", "--baseline", "known.json").status == 1
    Path("a.xml").unlink()
    assert run("validate", ".", "--baseline", "known.json").status == 0
    write(**{"c.xml": BAD})
    done = run("validate", ".", "--baseline", "known.json", "--format", "concise")
    assert done.out.startswith("c.xml:")
