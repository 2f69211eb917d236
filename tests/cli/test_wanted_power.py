"""``state`` and ``autostart`` beside a document in YAML: whether it runs, and starts with the host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml.apply import Host
from libvirt_xml.yaml_forms import Source, load
from tests.cli.conftest import Run

URI = "test:///default"
DOCUMENTS = {
    "network": "network: {{name: apply-power, bridge: {{name: virbr77}}{}}}\n",
    "pool": "storage_pool: {{type: dir, name: apply-power, target: {{path: /apply-power}}{}}}\n",
    "domain": "domain: {{type: test, name: apply-power, memory: 8192, os: {{type: hvm}}{}}}\n",
}


@pytest.fixture
def host(folder: Path) -> Iterator[Host]:
    """Where none of these is left."""
    pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)
    with Host(URI) as opened:
        yield opened
        for objects in (opened.networks(), opened.pools(), opened.domains()):
            for handle in objects:
                if handle.name == "apply-power":
                    if handle.is_active:
                        handle.destroy()
                    handle.undefine()


def _handle(host: Host, kind: str):  # type: ignore[no-untyped-def]
    return getattr(host, kind)("apply-power")


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_what_is_new(run: Run, host: Host, folder: Path, kind: str) -> None:
    """``unmanaged`` starts nothing, ``running`` does, also what somebody turned off; ``autostart`` goes on and off."""
    path = folder / "asked.yaml"
    for more, is_active, autostart in (
        (", state: unmanaged, autostart: false", False, False),
        (", state: running, autostart: true", True, True),
        (", state: unmanaged", True, True),
        (", autostart: false", True, False),
    ):
        path.write_text(DOCUMENTS[kind].format(more))
        assert run("apply", "--yes", "asked.yaml", "-c", URI).status == 0
        handle = _handle(host, kind)
        assert (handle.is_active, handle.autostart) == (is_active, autostart)
        assert run("plan", "asked.yaml", "-c", URI).status == 0
    handle.destroy()
    assert run("plan", "asked.yaml", "-c", URI).out.splitlines()[-1] == "Nothing to do."
    path.write_text(DOCUMENTS[kind].format(", state: running"))
    assert run("plan", "asked.yaml", "-c", URI).out.splitlines()[1:] == ["    now         ~ start"]
    assert run("apply", "--yes", "asked.yaml", "-c", URI).status == 0
    assert _handle(host, kind).is_active


@pytest.mark.parametrize("kind", ["network", "pool"])
def test_what_is_never_stopped(run: Run, host: Host, folder: Path, kind: str) -> None:
    """A state that would stop it is refused, with what can be asked instead; a domain may be stopped."""
    (folder / "asked.yaml").write_text(DOCUMENTS[kind].format(", state: stopped"))
    done = run("plan", "asked.yaml", "-c", URI)
    assert done.status == 2
    assert "must be running or unmanaged" in done.err
    assert [problem.suggestion for problem in load(Source(DOCUMENTS[kind].format(", state: stopped"))).problems] == [
        "unmanaged"
    ]


@pytest.mark.parametrize("more", [", state: runing", ", state: {a: 1}", ", autostart: maybe", ", autostart: 1"])
def test_what_is_wrong(more: str) -> None:
    """One problem, at its place, and no document."""
    loaded = load(Source(DOCUMENTS["network"].format(more)))
    assert [(problem.severity, problem.path) for problem in loaded.problems] == [
        ("error", f"network.{more[2:].partition(':')[0]}")
    ]
    assert loaded.documents == ()


def test_what_else_reads_such_files(run: Run, folder: Path) -> None:
    """They are no part of the XML; a script starts what is to run; an edit keeps them."""
    text = DOCUMENTS["network"].format(", state: unmanaged, autostart: true")
    (folder / "asked.yaml").write_text(text)
    assert run("convert", "asked.yaml").out.count("state") == 0
    assert run("convert", "asked.yaml", "-o", "out/", "--script", "make.sh").status == 0
    script = (folder / "make.sh").read_text()
    assert ("net-autostart" in script, "net-start" in script) == (True, False)
    assert run("edit", "asked.yaml", "--set", "ipv6=yes", "--in-place").status == 0
    changed = (folder / "asked.yaml").read_text()
    assert "state: unmanaged, autostart: true" in changed
    assert "ipv6: true" in changed
