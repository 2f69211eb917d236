"""``libvirt-xml plan`` and ``apply``, on libvirt's test driver."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml.apply import Host
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
        "+ volume apply-web1.qcow2",
        "+ domain apply-web1",
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
