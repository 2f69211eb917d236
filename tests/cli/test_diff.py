"""``libvirt-xml diff``: what differs, in words and as JSON, whatever form the documents have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

VM = """\
vm:
  name: web1
  os: debian12
  memory: {memory}
  disks: [{{name: root, path: /images/web1.qcow2{cache}}}]
  nics: [{{name: lan, network: lan}}]
  graphics: {{type: vnc, password: {{env: VNC_PASSWORD}}}}
"""


@pytest.fixture
def files(folder: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """``old.yaml`` and ``new.yaml``, specs of one machine, and ``old.xml``, the XML of the first."""
    monkeypatch.setenv("VNC_PASSWORD", "geheim")
    (folder / "old.yaml").write_text(VM.format(memory="4GiB", cache=""), encoding="utf-8")
    (folder / "new.yaml").write_text(VM.format(memory="8GiB", cache=", cache: writeback"), encoding="utf-8")
    assert run("convert", "old.yaml", "-o", "old.xml", "-q").status == 0
    return folder


TEXT = """\
domain web1
  ~ memory at most: 4 GiB -> 8 GiB
  ~ disk 'root': cache writeback
"""


@pytest.mark.parametrize("old", ["old.yaml", "old.xml"])
def test_differences(run: Run, files: Path, old: str) -> None:
    """XML and YAML, in any order."""
    done = run("diff", old, "new.yaml")
    assert (done.status, done.out) == (1, TEXT)
    assert done.err == "libvirt-xml: 2 differences in 1 document\n"
    assert run("diff", old, "new.yaml", "-q").err == ""
    assert run("diff", "new.yaml", old).out == TEXT.replace("4 GiB -> 8", "8 GiB -> 4").replace(
        "cache writeback", "cache writeback -> (none)"
    )


def test_no_difference(run: Run, files: Path) -> None:
    """A spec and its XML are the same."""
    assert run("diff", "old.yaml", "old.xml") == type(run("diff", "old.yaml", "old.xml"))(
        0, "", "libvirt-xml: no differences\n"
    )
    assert run("diff", "old.yaml", "old.xml", "--format", "json").status == 0


def test_json(run: Run, files: Path) -> None:
    """One object; values are in words."""
    done = run("diff", "old.xml", "new.yaml", "--format", "json")
    assert (done.status, done.err) == (1, "")
    report = json.loads(done.out)
    assert (report["old"], report["new"]) == ("old.xml", "new.yaml")
    (document,) = report["documents"]
    assert (document["kind"], document["name"], document["status"]) == ("domain", "web1", "changed")
    assert document["changes"][0] == {
        "status": "changed",
        "path": "memory",
        "subject": "memory at most",
        "aspect": "",
        "old": "4 GiB",
        "new": "8 GiB",
        "secret": False,
        "text": "memory at most: 4 GiB -> 8 GiB",
    }


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets(run: Run, files: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """A password is not shown; nor is anything else that a reference led to."""
    monkeypatch.setenv("VNC_PASSWORD", "other")
    done = run("diff", "old.xml", "old.yaml", "--format", form)
    assert done.status == 1
    assert "graphics vnc: password (not shown)" in done.out
    (files / "titled.yaml").write_text(
        "domain: {type: kvm, name: web1, title: {env: VNC_PASSWORD}}\n", encoding="utf-8"
    )
    titled = run("diff", "titled.yaml", "old.yaml", "--format", form)
    back = run("diff", "old.yaml", "titled.yaml", "--format", form)
    assert all("other" not in one.out + one.err for one in (done, titled, back))
    assert "geheim" not in done.out + done.err


def test_asked(run: Run, files: Path) -> None:
    """What libvirt fills in is not a difference for what is asked."""
    dump = (files / "old.xml").read_text().replace("machine='q35'", "machine='pc-q35-9.2'")
    dump = dump.replace("</memory>", "</memory><currentMemory unit='GiB'>4</currentMemory>")
    (files / "dump.xml").write_text(dump, encoding="utf-8")
    assert run("diff", "dump.xml", "old.yaml").status == 1
    assert run("diff", "dump.xml", "old.yaml", "--asked").status == 0
    assert run("diff", "dump.xml", "new.yaml", "--asked").out == TEXT


def test_several_documents(run: Run, files: Path) -> None:
    """Those of one kind and name are compared; what has no counterpart came or went."""
    lan = "---\nnetwork: {name: lan, forward: {mode: nat}}\n"
    (files / "more.yaml").write_text((files / "old.yaml").read_text() + lan, encoding="utf-8")
    assert run("diff", "old.yaml", "more.yaml").out == "+ network lan\n"
    assert run("diff", "more.yaml", "old.yaml").out == "- network lan\n"
    assert run("diff", "more.yaml", "old.yaml", "--asked").status == 0
    renamed = (files / "old.yaml").read_text().replace("name: web1", "name: web2")
    (files / "renamed.yaml").write_text(renamed, encoding="utf-8")
    assert run("diff", "old.yaml", "renamed.yaml").out.startswith("domain web2\n  ~ name: web1 -> web2\n")


def test_folders(run: Run, files: Path) -> None:
    """All documents in them, whatever their files are called."""
    for name in ("a", "b"):
        (files / name).mkdir()
    (files / "a" / "web1.xml").write_bytes((files / "old.xml").read_bytes())
    (files / "b" / "machine.yaml").write_bytes((files / "new.yaml").read_bytes())
    assert run("diff", "a", "b/").out == TEXT


WRONG = [
    (["old.xml"], "expected two files or folders, OLD and NEW; got 1"),
    (["-", "-"], "only one of OLD and NEW can be - (standard input)"),
    (["old.xml", "nothing.xml"], "no such file or folder: 'nothing.xml'"),
    (["old.xml", "empty.yaml"], "there is no document here"),
    (["old.xml", "broken.xml"], "broken.xml:1:"),
    (["old.xml", "typo.yaml"], "did you mean 'memory'?"),
    (["old.xml", "new.yaml", "--format", "jsn"], "did you mean 'json'?"),
]


@pytest.mark.parametrize(("argv", "sentence"), WRONG)
def test_wrong_use(run: Run, files: Path, argv: list[str], sentence: str) -> None:
    """One sentence, status 2, and nothing on standard output."""
    (files / "empty.yaml").write_text("", encoding="utf-8")
    (files / "broken.xml").write_text("<domain><name>", encoding="utf-8")
    (files / "typo.yaml").write_text("vm: {name: web1, memroy: 4GiB}\n", encoding="utf-8")
    done = run("diff", *argv)
    assert (done.status, done.out) == (2, "")
    assert sentence in done.err
    assert "Traceback" not in done.err


def test_control_characters(run: Run, folder: Path) -> None:
    """A name cannot steer the terminal."""
    for name, title in (("a.yaml", "x"), ("b.yaml", "y\\e[31m")):
        text = f'domain: {{type: kvm, name: vm, title: "{title}"}}\n'.replace("\\e", "\\u009b")
        (folder / name).write_text(text, encoding="utf-8")
    assert "\x9b" not in run("diff", "a.yaml", "b.yaml").out
