"""A host's objects as documents, and libvirt's verbs, on libvirt's test driver."""

from __future__ import annotations

import pickle
import sys
from uuid import UUID

import pytest

import libvirt_xml
from libvirt_xml.apply import (
    BindingsError,
    ConflictError,
    Host,
    HostError,
    MissingError,
    RefusedError,
    StateError,
    UnreachableError,
    WaitError,
)
from libvirt_xml.apply.hosts import bindings as bindings_module

WEB = """<domain type='test'><name>web1</name><memory unit='MiB'>8</memory><os><type>hvm</type></os></domain>"""


def _web() -> libvirt_xml.Domain:
    return libvirt_xml.Domain.from_xml(WEB)


def test_objects_are_found(host: Host) -> None:
    """By name and by UUID; lists are sorted."""
    host.define(_web())
    assert [domain.name for domain in host.domains()] == ["old", "web1"]
    web = host.domain("web1")
    assert host.domain(web.uuid) == host.domain(UUID(web.uuid)) == web != host.domain("old")
    assert [network.name for network in host.networks()] == ["lan"]
    assert [pool.name for pool in host.pools()] == ["images"]
    assert host.network("lan").document.name == "lan"
    assert host.pool("images").document.target.path == "/images"
    assert host.version.count(".") == 2


def test_a_domain_named_like_a_uuid_is_found(host: Host) -> None:
    """libvirt allows such a name."""
    domain = _web()
    domain.name = "6c1a4e2e-0d5c-4a6a-9df7-0f2c6a2b1f01"
    host.define(domain)
    assert host.domain(domain.name).name == domain.name


def test_life(host: Host) -> None:
    """Off, running, paused, running, off."""
    web = host.define(_web())
    assert (web.state, web.live, web.is_active, web.is_persistent) == ("off", None, False, True)
    assert web.start() is web
    assert web.live is not None
    assert web.live.id is not None
    web.suspend()
    assert web.state == "paused"
    web.resume()
    web.wait_for("running", timeout=1)
    web.save()
    assert web.has_managed_save
    web.discard_saved()
    assert web.state == "off"
    web.start().reboot()
    web.shutdown(timeout=5)
    web.shutdown(timeout=5)  # a guest that is off stays so
    assert web.state == "off"
    web.autostart = True
    assert web.autostart
    web.undefine()
    with pytest.raises(MissingError):
        host.domain("web1")


def test_waiting_ends(host: Host) -> None:
    """What does not happen is said, with the state that is."""
    with pytest.raises(WaitError) as raised:
        host.domain("old").wait_for("off", timeout=0.3)
    assert str(raised.value) == "domain 'old' is running after 0.3 s, not off"
    assert isinstance(raised.value, TimeoutError)


def test_a_start_that_is_under_way(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is being started is waited for: it may run then, or libvirt turns it off."""
    states = [[3, 11], [3, 11], [5, 0]]
    domain = host.domain("old")
    monkeypatch.setattr(domain, "_call", lambda *_: states.pop(0))
    domain.settle()
    assert states == []


def test_define_keeps_what_is_there(host: Host) -> None:
    """The document that libvirt holds, changed, is defined again; a new one with its name is a conflict."""
    web = host.define(_web())
    document = web.document
    document.title = "the web"
    assert host.define(document) == web
    assert web.document.title == "the web"
    other = _web()
    other.uuid = "6c1a4e2e-0d5c-4a6a-9df7-0f2c6a2b1f01"
    with pytest.raises(ConflictError, match=web.uuid):
        host.define(other)


def test_other_documents_are_defined(host: Host) -> None:
    """Networks and pools; what libvirt does not define is refused before it is asked."""
    network = host.define(libvirt_xml.Network.from_xml("<network><name>lan2</name><bridge name='virbr9'/></network>"))
    assert not network.is_active
    network.start()
    assert network.live is not None
    network.destroy()
    network.undefine()
    text = "<pool type='dir'><name>p</name><target><path>/p</path></target></pool>"
    pool = host.define(libvirt_xml.StoragePool.from_xml(text))
    pool.build()
    pool.start().refresh()
    volume = libvirt_xml.StorageVolume.from_xml("<volume><name>a</name><capacity unit='MiB'>1</capacity></volume>")
    made = pool.create(volume)
    assert made.document.capacity.value == 1 << 20
    copy = libvirt_xml.StorageVolume.from_xml("<volume><name>b</name><capacity unit='MiB'>2</capacity></volume>")
    pool.create(copy, source=made)
    assert [found.name for found in pool.volumes()] == ["a", "b"]
    assert pool.volume("b").path == "/p/b"
    assert pool.volume("b").subject == "volume 'b' in storage pool 'p'"
    pool.volume("b").delete()
    with pytest.raises(MissingError):
        pool.volume("b")
    with pytest.raises(TypeError, match="libvirt defines no <volume>"):
        host.define(volume)  # type: ignore[call-overload]


def test_a_host_that_is_a_missing_file(host: Host, capfd: pytest.CaptureFixture[str]) -> None:
    """It is our error alone: libvirt's parser would print one of its own."""
    with pytest.raises(UnreachableError, match="No such file"):
        Host("test:///nowhere/node.xml")
    assert capfd.readouterr() == ("", "")


def test_snapshots(host: Host) -> None:
    """A snapshot is taken, read, gone back to and deleted."""
    old = host.domain("old")
    snapshot = old.snapshot(libvirt_xml.DomainSnapshot(name="s1"))
    assert [known.name for known in old.snapshots()] == ["s1"]
    assert snapshot.document.name == "s1"
    old.destroy()
    old.revert(snapshot)
    assert old.state == "running"
    snapshot.delete()
    assert old.snapshots() == []
    checkpoint = old.checkpoint(libvirt_xml.DomainCheckpoint(name="c1"))
    assert [known.document.name for known in old.checkpoints()] == ["c1"]
    checkpoint.delete()


def test_errors_say_what_and_where(host: Host) -> None:
    """The call, the object, libvirt's code and words; they survive pickling."""
    with pytest.raises(StateError) as raised:
        host.define(_web()).destroy()
    error = raised.value
    assert (error.call, error.subject, error.code_name) == ("destroy", "domain 'web1'", "VIR_ERR_OPERATION_INVALID")
    assert error.words in str(error)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.code, copy.words) == (StateError, str(error), error.code, error.words)
    with pytest.raises(LookupError, match="there is no domain 'nothing'"):
        host.domain("nothing")
    with pytest.raises(HostError, match="not supported"):
        host.domain_capabilities()
    with pytest.raises(RefusedError, match="nonsense"):
        host.define(libvirt_xml.Domain.from_xml(WEB.replace("<os>", "<nonsense/><os>")))


def test_hosts_that_are_not_there(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket; a closed connection; the URI that counts."""
    monkeypatch.setenv("LIBVIRT_DEFAULT_URI", "qemu+unix:///system?socket=/nowhere/socket")
    with pytest.raises(UnreachableError, match="/nowhere/socket") as raised:
        Host()
    assert isinstance(raised.value, ConnectionError)
    host.close()
    host.close()
    assert not host.is_alive
    with pytest.raises(UnreachableError, match="is closed; use the host inside its with statement"):
        host.domains()


def test_without_bindings(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what to install."""
    bindings_module.bindings.cache_clear()
    monkeypatch.setitem(sys.modules, "libvirt", None)
    with pytest.raises(BindingsError) as raised:
        Host("test:///default")
    assert isinstance(raised.value, ImportError)
    for words in ("libvirt-xml[apply]", "apt install python3-libvirt", "dnf install python3-libvirt"):
        assert words in str(raised.value)


def test_every_name_is_there() -> None:
    """What the package says that it has can be imported, and is in its list."""
    import libvirt_xml.apply as package

    assert {name for name in package.__all__ if not hasattr(package, name)} == set()
    assert set(package._HOMES) == set(package.__all__)
