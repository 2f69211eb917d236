"""Secrets and their values on a real libvirt: sent once, compared where they can be read, shown nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from libvirt_xml import Secret
from libvirt_xml.apply import Host, HostError
from libvirt_xml.apply.hosts.host_network import HostSecret
from libvirt_xml.cli.main import main
from tests.real.hypervisor import Hypervisor

pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)

_SPEC = """secret: {usage: {type: ceph, name: client.test}, private: PRIVATE, value: {env: TEST_KEY}}"""


@pytest.fixture
def host(hypervisor: Hypervisor) -> Iterator[Host]:
    """The libvirt of the tests, without its secrets at the end."""
    with Host(hypervisor.uri) as opened:
        yield opened
        for secret in opened.secrets():
            secret.undefine()


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A file that asks for a secret with a value."""
    path = tmp_path / "secret.yaml"
    path.write_text(_SPEC.replace("PRIVATE", "false"))
    return path


def _run(command: str, spec: Path, host: Host, *more: str) -> int:
    return main([*command.split(), str(spec), "-c", host.uri, *more])


def test_a_value(host: Host, spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It is set, nothing is to do then, and another one is another one; it is never shown."""
    monkeypatch.setenv("TEST_KEY", "sesame1")
    assert _run("apply --yes", spec, host) == 0
    (secret,) = host.secrets()
    assert secret.read_value() == b"sesame1"
    assert _run("plan", spec, host) == 0
    monkeypatch.setenv("TEST_KEY", "sesame2")
    assert _run("plan --format json", spec, host) == 1
    assert _run("plan", spec, host) == 1
    assert _run("apply --yes", spec, host) == 0
    assert secret.read_value() == b"sesame2"
    shown = capsys.readouterr()
    assert "value: (not shown)" in shown.out
    assert "sesame" not in shown.out + shown.err
    assert secret.uuid == host.secret_for(Secret.from_xml(secret.document.to_xml())).uuid


def test_a_private_one(
    host: Host, spec: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody can read it: it is sent when it is new, and when that is asked."""
    spec.write_text(_SPEC.replace("PRIVATE", "true"))
    monkeypatch.setenv("TEST_KEY", "sesame")
    assert _run("apply --yes", spec, host) == 0
    (secret,) = host.secrets()
    assert (secret.is_private, secret.read_value()) == (True, None)
    capsys.readouterr()
    assert _run("plan", spec, host) == 0
    assert "cannot be seen, as it is private" in capsys.readouterr().out
    assert _run("plan", spec, host, "--send-private") == 1


def test_one_that_libvirt_does_not_take(host: Host, spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new secret goes again, so that the next run makes it."""

    def refuse(self: HostSecret, value: bytes) -> None:
        raise HostError("no")

    monkeypatch.setenv("TEST_KEY", "sesame")
    with monkeypatch.context() as patch:
        patch.setattr(HostSecret, "set_value", refuse)
        assert _run("apply --yes", spec, host) == 3
    assert host.secrets() == []
    assert _run("apply --yes", spec, host) == 0


def test_values_on_the_command_line(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For XML, which has no place for a reference."""
    monkeypatch.setenv("TEST_KEY", "c2VzYW1l")
    path = tmp_path / "secret.xml"
    path.write_text("<secret><usage type='ceph'><name>client.test</name></usage></secret>")
    assert _run("apply --yes", path, host, "--secret-value", "client.test=base64:env:TEST_KEY") == 0
    assert [secret.read_value() for secret in host.secrets()] == [b"sesame"]
    for setting in ("client.other=env:TEST_KEY", "client.test=c2VzYW1l", "client.test=env:NOT_THERE", "=env:A"):
        assert _run("plan", path, host, "--secret-value", setting) == 2
