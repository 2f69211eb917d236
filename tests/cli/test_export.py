"""``libvirt-xml export``, on libvirt's test driver."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from libvirt_xml import Domain, StoragePool
from libvirt_xml.apply import Host
from libvirt_xml.yaml_forms import Source, load
from tests.cli.conftest import Run

NODE = """<node>
  <domain type='test'>
    <name>web1</name><memory unit='MiB'>8</memory><os><type>hvm</type></os>
    <devices><graphics type='vnc' passwd='hidden'/></devices>
  </domain>
  <network><name>lan</name><forward/><ip address='192.0.2.1' netmask='255.255.255.0'/></network>
  <pool type='dir'><name>images</name><target><path>/images</path></target></pool>
</node>
"""


@pytest.fixture
def uri(folder: Path) -> str:
    """A host with a domain, a network and a pool."""
    pytest.importorskip("libvirt", reason="needs libvirt-python", exc_type=ImportError)
    path = folder / "node.xml"
    path.write_text(NODE, encoding="utf-8")
    return f"test://{path}"


def test_one(run: Run, uri: str) -> None:
    """One document on standard output, in each form."""
    done = run("export", "domain", "web1", "-c", uri)
    assert (done.status, done.err) == (0, "")
    assert Domain.from_xml(done.out).name == "web1"
    (document,) = load(Source(run("export", "domain", "web1", "-c", uri, "--to", "vm").out)).raise_errors().documents
    assert document.element.name == "web1"
    assert run("export", "network", "lan", "-c", uri, "--to", "yaml").out.startswith("network:\n  name: lan\n")


def test_all(run: Run, uri: str, folder: Path) -> None:
    """A file each; those with a password are their owner's; how full a pool is belongs to no definition."""
    done = run("export", "--all", "-c", uri, "-o", "host/")
    assert (done.status, done.out) == (0, "")
    assert done.err == "libvirt-xml: wrote web1.xml, lan.network.xml, images.pool.xml to host/\n"
    assert stat.S_IMODE((folder / "host" / "web1.xml").stat().st_mode) == 0o600
    pool = StoragePool.from_file(folder / "host" / "images.pool.xml")
    assert (pool.name, pool.capacity, pool.allocation, pool.available) == ("images", None, None, None)
    assert run("export", "--all", "-c", uri, "-o", "host/", "--to", "vm", "-q").err == ""
    assert (folder / "host" / "web1.yaml").read_text().startswith("vm:\n")
    assert (folder / "host" / "lan.network.yaml").read_text().startswith("network:\n")


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        ([], "what to export is missing; name a kind and a name, for example: domain web1"),
        (["domin", "web1"], "'domin' is not a kind of object; did you mean 'domain'?"),
        (["domain"], "the name of the domain is missing; --all exports everything"),
        (["volume", "web1.qcow2"], "a volume is named by its pool and its name: POOL/web1.qcow2"),
        (["network", "lan", "--to", "vm"], "only a domain can be written in the vm form; use --to yaml for a network"),
        (["--all"], "--all writes a file for each document; name a folder: -o DIR/"),
    ],
)
def test_wrong_use(run: Run, argv: list[str], sentence: str) -> None:
    """One sentence, before any host is asked."""
    done = run("export", *argv, "-c", "nowhere://")
    assert (done.status, done.out, done.err) == (2, "", f"libvirt-xml: {sentence}\n")


def test_hosts_that_do_not_answer(run: Run, uri: str) -> None:
    """Exit status 3: no such host, no such object."""
    done = run("export", "domain", "web1", "-c", "qemu+unix:///system?socket=/nowhere")
    assert (done.status, done.out) == (3, "")
    assert done.err.startswith("libvirt-xml: cannot reach libvirt for qemu+unix:///system?socket=/nowhere: ")
    done = run("export", "domain", "web2", "-c", uri)
    assert done.status == 3
    assert done.err.startswith("libvirt-xml: there is no domain 'web2': ")


def test_a_transient_domain(run: Run, uri: str) -> None:
    """It is written as the definition that it would have, without what its start added."""
    with Host("test:///default") as host:  # which all connections of a process share
        text = "<domain type='test'><name>now</name><memory>8192</memory><os><type>hvm</type></os></domain>"
        host.call("createXML", text, 0)
        written = run("export", "domain", "now", "-c", host.uri).out
        host.domain("now").destroy()
        assert (Domain.from_xml(written).id, "<alias" in written) == (None, False)
