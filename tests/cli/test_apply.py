"""``libvirt-xml plan`` and ``apply``, on libvirt's test driver."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml.apply import Host, HostDomain, RefusedError
from libvirt_xml.apply.hosts.host_storage import HostPool
from libvirt_xml.cli import streams
from libvirt_xml.cli.commands import apply
from tests.cli.conftest import Run

URI = "test:///default"
WEB = """vm:
  name: apply-web1
  memory: 1GiB
  disks: [{path: /default-pool/apply-web1.qcow2, size: 2GiB}]
  nics: [{network: default}]
"""


@pytest.fixture
def host(folder: Path) -> Iterator[Host]:
    """The test driver's host, which all connections of this process share."""
    pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)
    (folder / "web1.yaml").write_text(WEB)
    with Host(URI) as opened:
        yield opened
        for domain in opened.domains():
            if domain.name.startswith("apply-"):
                if domain.is_active:
                    domain.destroy()
                domain.undefine()
        for volume in opened.pool("default-pool").volumes():
            volume.delete()


def test_from_nothing(run: Run, host: Host) -> None:
    """Plan, apply, and nothing is left to do; the machine is started and its volume is there."""
    planned = run("plan", "web1.yaml", "-c", URI)
    assert (planned.status, planned.err) == (1, "")
    assert planned.out.splitlines() == [
        "+ volume apply-web1.qcow2: 2 GiB, qcow2, in pool default-pool",
        "+ domain apply-web1: CPUs 2, memory 1 GiB, disk vda (/default-pool/apply-web1.qcow2), nic network default",
        "    now         ~ start",
    ]
    applied = run("apply", "--yes", "web1.yaml", "-c", URI)
    assert (applied.status, applied.err) == (0, "")
    assert applied.out.splitlines()[-2:] == ["volume apply-web1.qcow2: done", "domain apply-web1: done"]
    assert host.domain("apply-web1").state == "running"
    assert [volume.name for volume in host.pool("default-pool").volumes()] == ["apply-web1.qcow2"]
    again = run("plan", "web1.yaml", "-c", URI)
    assert (again.status, again.out, again.err) == (0, "Nothing to do.\n", "")
    assert run("apply", "web1.yaml", "-c", URI).out == "Nothing to do.\n"


def test_a_change(run: Run, host: Host, folder: Path) -> None:
    """It is told with its line; what waits makes the exit status 1, then and later."""
    run("apply", "--yes", "web1.yaml", "-c", URI)
    (folder / "web1.yaml").write_text(WEB.replace("1GiB", "2GiB"))
    planned = run("plan", "web1.yaml", "-c", URI)
    assert planned.status == 1
    assert planned.out.splitlines()[0] == "~ domain apply-web1 (running)"
    assert planned.out.splitlines()[1].startswith("    power cycle ~ ")
    assert planned.out.splitlines()[1].endswith("web1.yaml:3")
    assert run("apply", "--yes", "web1.yaml", "-c", URI).status == 1
    assert run("plan", "web1.yaml", "-c", URI).status == 1
    assert run("apply", "--yes", "--restart", "web1.yaml", "-c", URI).status == 0
    assert run("plan", "web1.yaml", "-c", URI).status == 0


def test_json(run: Run, host: Host) -> None:
    """The same as values."""
    document = json.loads(run("plan", "--format", "json", "web1.yaml", "-c", URI).out)
    assert [(step["kind"], step["action"]) for step in document["steps"]] == [
        ("storage_volume", "create"),
        ("domain", "create"),
    ]
    document = json.loads(run("apply", "--yes", "--format", "json", "web1.yaml", "-c", URI).out)
    assert [result["outcome"] for result in document["results"]] == ["done", "done"]


def test_blocked(run: Run, host: Host, folder: Path) -> None:
    """Exit status 2, and nothing is sent."""
    (folder / "test.xml").write_text(host.domain("test").document.to_xml().replace("8388608", "4194304"))
    done = run("apply", "--yes", "test.xml", "-c", URI)
    assert done.status == 2
    assert "    blocked: libvirt-xml did not define it" in done.out
    assert "        --adopt takes it over" in done.out


def test_nobody_to_ask(run: Run, host: Host) -> None:
    """Without a terminal and without --yes nothing happens."""
    done = run("apply", "web1.yaml", "-c", URI)
    assert done.status == 2
    assert done.err.startswith("libvirt-xml: nothing was changed, as there is no terminal to ask for consent")
    assert run("apply", "--format", "json", "web1.yaml", "-c", URI).status == 2


def test_wrong_files(run: Run, host: Host, folder: Path) -> None:
    """A document that our own check refuses is not sent, nor what is beside it."""
    (folder / "bad.yaml").write_text("vm: {name: apply-web2, memry: 1GiB}\n")
    done = run("apply", "--yes", "web1.yaml", "bad.yaml", "-c", URI)
    assert done.status == 2
    assert "memory" in done.err
    assert "apply-web1" not in [domain.name for domain in host.domains()]
    (folder / "node.xml").write_text(
        "<device><name>net</name><capability type='net'><interface>eth0</interface><address>52:54:00:00:00:01</address>"
        "</capability></device>"
    )
    assert "does not manage" in run("plan", "node.xml", "-c", URI).err
    assert run("plan", "nothing.yaml", "-c", URI).status == 2


def test_an_export_has_no_stamp_and_plans_as_nothing(run: Run, host: Host, folder: Path) -> None:
    """In all three forms."""
    run("apply", "--yes", "web1.yaml", "-c", URI)
    for form in ("xml", "yaml", "vm"):
        ending = "xml" if form == "xml" else "yaml"
        exported = run("export", "domain", "apply-web1", "-c", URI, "--to", form)
        assert "urn:libvirt-xml" not in exported.out
        (folder / f"exported.{ending}").write_text(exported.out)
        planned = run("plan", f"exported.{ending}", "-c", URI)
        assert (planned.status, planned.out) == (0, "Nothing to do.\n"), planned


def test_what_libvirt_itself_wrote_is_not_refused(run: Run, host: Host, folder: Path) -> None:
    """Some of its own documents break its schema: they are reported only where something would change."""
    text = host.domain("test").document.to_xml().replace("<clock offset='utc'/>", "<clock offset='utc' nonsense='1'/>")
    (folder / "test.xml").write_text(text)
    done = run("plan", "test.xml", "-c", URI)
    assert done.status == 2
    assert "nonsense" in done.err


def test_nor_where_it_is_exported_as_yaml(run: Run, host: Host, folder: Path) -> None:
    """In the other forms too; the document beside it that does change is not concerned."""
    nic = "<interface type='user'><rom bar='off' file=''/></interface>"
    os = "<memory unit='MiB'>8</memory><os><type>hvm</type></os>"
    bad = f"<domain type='test'><name>apply-bad</name>{os}<devices>{nic}</devices></domain>"
    host.connection.defineXML(bad)  # libvirt's schema refuses it, if it is asked
    assert "file=''" in host.domain("apply-bad").document.to_xml()
    good = "domain: {type: test, name: apply-good, memory: {value: 1}, os: {type: {value: hvm}}}"
    for form in ("yaml", "vm"):
        exported = run("export", "domain", "apply-bad", "-c", URI, "--to", form).out
        for text in (f"{exported}---\n{good}\n", f"{good}\n---\n{exported}"):
            (folder / "both.yaml").write_text(text)
            planned = run("plan", "both.yaml", "-c", URI)
            assert planned.out.startswith("+ domain apply-good"), (form, planned)
            (folder / "both.yaml").write_text(text.replace("name: apply-bad", "name: apply-bad\n  title: changed"))
            planned = run("plan", "--adopt", "both.yaml", "-c", URI)
            assert planned.status == 2


def test_one_object_in_two_files(run: Run, host: Host, folder: Path) -> None:
    """It is refused, as each file would undo the other at every run."""
    (folder / "web2.yaml").write_text(WEB.replace("1GiB", "2GiB"))
    for command in (["plan"], ["apply", "--yes"]):
        refused = run(*command, "web1.yaml", "web2.yaml", "-c", URI)
        assert (refused.status, refused.out) == (2, "")
        assert "web1.yaml:2 and web2.yaml:2 both ask for 'apply-web1'" in refused.err


def test_definitions_only(run: Run, host: Host, folder: Path) -> None:
    """With --no-live what the running guest lacks is told as pending; changing the guest later is asked first."""
    run("apply", "--yes", "web1.yaml", "-c", URI)
    (folder / "web1.yaml").write_text(WEB.replace("memory: 1GiB", "memory: 2GiB\n  title: the web server"))
    applied = run("apply", "--yes", "--no-live", "web1.yaml", "-c", URI)
    assert applied.status == 1
    assert [line.split()[:2] for line in applied.out.splitlines()[-2:]] == [
        ["live", "only"],
        ["pending", "~"],
    ]
    asked = run("apply", "web1.yaml", "-c", URI, stdin=b"")
    assert (asked.status, "no terminal" in asked.err) == (2, True)
    assert run("apply", "--no-live", "web1.yaml", "-c", URI, stdin=b"").status == 1
    later = run("apply", "--yes", "web1.yaml", "-c", URI)
    assert later.status == 1
    assert "domain apply-web1: done" in later.out
    assert host.domain("apply-web1").read(live=True).title == "the web server"
    assert run("apply", "--yes", "--no-live", "--restart", "web1.yaml", "-c", URI).status == 0
    assert run("plan", "web1.yaml", "-c", URI).status == 0


def test_a_guest_that_is_shut_down(run: Run, host: Host, folder: Path) -> None:
    """Nothing waits any more when it is off."""
    run("apply", "--yes", "web1.yaml", "-c", URI)
    (folder / "web1.yaml").write_text(f"{WEB.replace('1GiB', '2GiB')}  state: stopped\n")
    applied = run("apply", "--yes", "web1.yaml", "-c", URI)
    assert (applied.status, applied.out.splitlines()[-1]) == (0, "domain apply-web1: done")
    assert run("plan", "web1.yaml", "-c", URI).out == "Nothing to do.\n"


def test_another_password(run: Run, host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else is said to have changed it: no digest of it is kept that could tell."""
    (folder / "web1.yaml").write_text(f"{WEB}  graphics: [{{type: vnc, password: {{env: APPLY_PASSWORD}}}}]\n")
    monkeypatch.setenv("APPLY_PASSWORD", "first")
    run("apply", "--yes", "web1.yaml", "-c", URI)
    monkeypatch.setenv("APPLY_PASSWORD", "second")
    planned = run("plan", "web1.yaml", "-c", URI).out
    assert "password (not shown)" in planned
    assert "web1.yaml:6" in planned
    assert "somebody else" not in planned


def test_machines_that_share_a_volume(run: Run, host: Host, folder: Path) -> None:
    """It is one step."""
    shared = WEB
    (folder / "web1.yaml").write_text(f"{shared}---\n{shared.replace('name: apply-web1', 'name: apply-web2')}")
    planned = run("plan", "web1.yaml", "-c", URI)
    assert [line.partition(":")[0] for line in planned.out.splitlines() if line.startswith("+")] == [
        "+ volume apply-web1.qcow2", "+ domain apply-web1", "+ domain apply-web2",
    ]  # fmt: skip


def test_a_volume_that_fails(run: Run, host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine with its file as a disk is not begun; the next run goes on from there."""

    def fail(*arguments: object, **words: object) -> None:
        raise RefusedError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(HostPool, "create", fail)
        applied = run("apply", "--yes", "web1.yaml", "-c", URI)
    assert applied.status == 3
    assert applied.out.splitlines()[-1] == "domain apply-web1: not begun, as it needs what failed"
    assert run("apply", "--yes", "web1.yaml", "-c", URI).status == 0
    assert host.domain("apply-web1").state == "running"


def test_an_active_pool(run: Run, host: Host, folder: Path) -> None:
    """What it gets only when it is started again waits."""
    text = "<pool type='dir'><name>apply-pool</name><target><path>/apply-pool</path></target></pool>"
    (folder / "pool.xml").write_text(text)
    try:
        assert run("apply", "--yes", "pool.xml", "-c", URI).status == 0
        (folder / "pool.xml").write_text(text.replace("<path>/apply-pool", "<path>/apply-pool/other"))
        applied = run("apply", "--yes", "--adopt", "pool.xml", "-c", URI)
        assert (applied.status, [line.split()[0] for line in applied.out.splitlines()].count("pending")) == (1, 1)
        assert "pool-build apply-pool for a new folder, pool-start apply-pool) cuts off no guest" in applied.out
    finally:
        host.pool("apply-pool").destroy()
        host.pool("apply-pool").undefine()


def test_xml_of_other_tools(run: Run, host: Host, folder: Path) -> None:
    """In a folder it is skipped, which is told; not where it is named, or looks like ours."""
    (folder / "machines").mkdir()
    (folder / "web1.yaml").rename(folder / "machines" / "web1.yaml")
    (folder / "machines" / "pom.xml").write_text("<project><a/></project>")
    planned = run("plan", "machines", "-c", URI)
    assert (planned.status, planned.err) == (
        1,
        "libvirt-xml: machines/pom.xml is skipped: <project> is not a document of libvirt\n",
    )
    assert "+ domain apply-web1" in planned.out
    assert run("plan", "machines/pom.xml", "-c", URI).status == 2
    (folder / "machines" / "pom.xml").write_text("<domian/>")
    assert run("plan", "machines", "-c", URI).status == 2


def test_the_configuration_counts(run: Run, host: Host, folder: Path) -> None:
    """What it excludes is not asked for; a file that is too large is refused."""
    (folder / "machines").mkdir()
    (folder / "web1.yaml").rename(folder / "machines" / "web1.yaml")
    (folder / "machines" / "old.yaml").write_text("vm: {name: apply-old, memory: 1GiB}\n")
    (folder / "libvirt-xml.toml").write_text('exclude = ["**/old.yaml"]\n')
    assert "apply-old" not in run("plan", "machines", "-c", URI).out
    assert "apply-old" in run("plan", "machines", "-c", URI, "--no-config").out
    assert run("plan", "machines/web1.yaml", "-c", URI, "--max-size", "10").status == 2


def _two(folder: Path) -> None:
    """Two machines, of which the first is made first."""
    text = "vm: {{name: apply-web{}, memory: 1GiB, state: stopped}}"
    (folder / "two.yaml").write_text("\n---\n".join(text.format(number) for number in (1, 2)))


def _interrupt(*arguments: object, **words: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("function", "words"), [("define", "interrupted; "), ("read", "interrupted after it was created")]
)
def test_an_interrupt_between_calls(
    run: Run, host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch, function: str, words: str
) -> None:
    """What was under way and what was not begun is said; the next run goes on from there."""
    _two(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Host if function == "define" else HostDomain, function, _interrupt)
        done = run("apply", "--yes", "two.yaml", "-c", URI)
        assert done.status == 130
        lines = done.out.splitlines()[-2:]
        assert lines[0].startswith(f"domain apply-web1: {words}")
        assert lines[1] == "domain apply-web2: not begun"
    assert run("apply", "--yes", "two.yaml", "-c", URI).status == 0
    assert run("plan", "two.yaml", "-c", URI).status == 0


def test_an_interrupt_in_json(run: Run, host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is whole."""
    _two(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Host, "define", _interrupt)
        again = run("apply", "--yes", "--format", "json", "two.yaml", "-c", URI)
    last = json.loads(again.out)["results"][-1]
    assert (again.status, last["outcome"], last["obstacle"]) == (130, "not begun", "interrupt")


@pytest.mark.parametrize("moment", ["planned_for", "_agreed"])
def test_an_interrupt_before_anything_is_sent(
    run: Run, host: Host, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Nothing was changed, and it is said."""
    monkeypatch.setattr(apply, moment, _interrupt)
    done = run("apply", "web1.yaml", "-c", URI)
    assert (done.status, done.err) == (130, "libvirt-xml: nothing was changed\n")
    assert "apply-web1" not in [domain.name for domain in host.domains()]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "status"), [("n\n", 2), ("", 2), ("y\n", 0), ("Yes\n", 0)])
def test_the_answer(run: Run, host: Host, monkeypatch: pytest.MonkeyPatch, answer: str, status: int) -> None:
    """Anything but a yes is a no, and it is said that nothing was changed."""
    monkeypatch.setattr(sys, "stdin", _Terminal(answer))
    done = run("apply", "web1.yaml", "-c", URI)
    assert (done.status, done.err) == (status, "" if status == 0 else "libvirt-xml: nothing was changed\n")


def test_nobody_reads_the_report(run: Run, host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All is done nevertheless, and the report is on standard error."""
    _two(folder)
    write = streams.write_text

    def break_pipe(text: str) -> None:
        if ": done" in text:
            raise BrokenPipeError
        write(text)

    monkeypatch.setattr(streams, "write_text", break_pipe)
    monkeypatch.setattr(streams, "discard", lambda: None)
    done = run("apply", "--yes", "two.yaml", "-c", URI)
    assert (done.status, done.err) == (141, "domain apply-web1: done\ndomain apply-web2: done\n")


def test_nobody_reads_the_plan(run: Run, host: Host, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent."""

    def break_pipe() -> None:
        raise BrokenPipeError

    monkeypatch.setattr(streams, "flush", break_pipe)
    monkeypatch.setattr(streams, "discard", lambda: None)
    assert run("apply", "--yes", "web1.yaml", "-c", URI).status == 141
    assert "apply-web1" not in [domain.name for domain in host.domains()]
