"""The process that asks a libvirt: ``python -m tests.real.rules.asking.asked URI FOLDER``, a line of JSON each way.

Volumes and the disks of snapshots are made below the folder, which the daemon sees.

A call into libvirt cannot be interrupted. Whoever waits ends this process instead.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import libvirt

_ROOT = re.compile(r"<([a-z]+)")
_IMAGES = "vda", "vdb"
_POOL = "<pool type='dir'><name>oracle</name><target><path>{folder}</path></target></pool>"
_IMAGE = (
    "<volume><name>{name}</name><capacity>1048576</capacity>"
    "<target><format type='qcow2'/><compat>1.1</compat></target></volume>"
)
_DISK = (
    "<disk type='file'><driver name='qemu' type='qcow2'/><source file='{folder}/{name}'/><target dev='{name}'/></disk>"
)
_MACHINE = (
    "<domain type='qemu'><name>oracle</name><memory unit='MiB'>64</memory>"
    "<os><type arch='x86_64' machine='q35'>hvm</type></os><devices>{disks}</devices></domain>"
)


def main() -> None:
    """Answer until the questions end. A line that cannot be asked, as the connection is gone, ends the process."""
    libvirt.registerErrorHandler(lambda _context, _error: None, None)
    connection = libvirt.open(sys.argv[1])
    arches = re.findall("<arch name=.([a-z0-9_]+)", connection.getCapabilities())
    _say({"version": connection.getLibVersion(), "arches": arches})
    for line in sys.stdin:
        question = json.loads(line)
        with ExitStack() as beside:
            for other in question["beside"]:
                beside.enter_context(_beside(connection, other, is_started="start" in question["stages"]))
            answer = ask(connection, question["document"], question["stages"])
        connection.getLibVersion()
        _say(answer)


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


def ask(connection: Any, document: str, stages: Iterable[str]) -> dict[str, Any]:
    """What libvirt says at each stage up to the first refusal, and what it made of the document (``dump``)."""
    heads = _ROOT.search(re.sub(r"<!--.*?-->", "", document, flags=re.DOTALL))
    define = _DEFINING.get(heads[1]) if heads else None
    if define is None:
        return {"refused": None, "stage": "unknown"}
    stage = "define"
    try:
        with define(connection, document) as defined:
            answer = {"refused": None, "stage": None, "dump": _dump(defined)}
            if "start" in stages and heads is not None and heads[1] == "domain":
                stage = "start"
                _start(defined)
        if "native" in stages and heads is not None and heads[1] == "domain":
            stage = "native"
            connection.domainXMLToNative("qemu-argv", document, 0)
        return answer
    except libvirt.libvirtError as error:
        return {"refused": error.get_error_message(), "stage": stage, "code": error.get_error_code()}


@contextmanager
def _beside(connection: Any, document: str, *, is_started: bool) -> Iterator[None]:
    """An object that is there while another is asked about. It runs, if anything does and a comment says so."""
    root = _ROOT.search(document)
    assert root is not None
    with _DEFINING[root[1]](connection, document) as defined:
        runs = "<!-- runs -->" in document and (is_started or root[1] != "domain")
        with _ended(defined, *([defined.destroy] if runs else [])):
            if root[1] == "pool":
                defined.build(0)
            if root[1] == "secret":
                defined.setValue(b"value", 0)
            if runs:
                defined.create()
            yield


def _dump(defined: Any) -> str:
    if isinstance(defined, libvirt.virDomain):
        return str(defined.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE | libvirt.VIR_DOMAIN_XML_SECURE))
    return str((getattr(defined, "getXMLDesc", None) or defined.XMLDesc)(0))


def _start(domain: Any) -> None:
    try:
        domain.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)
    finally:
        with suppress(libvirt.libvirtError):
            domain.destroy()


@contextmanager
def _ended(thing: Any, *ends: Callable[[], Any]) -> Iterator[Any]:
    """A thing that is forgotten afterwards, whatever libvirt says to it."""
    try:
        yield thing
    finally:
        for end in ends:
            with suppress(libvirt.libvirtError):
                end()


def _domain(connection: Any, document: str) -> Any:
    domain = connection.defineXML(document)
    return _ended(domain, lambda: _forget(domain))


def _forget(domain: Any) -> None:
    try:
        domain.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM)
    except libvirt.libvirtError:  # the test driver has no flags
        domain.undefine()


def _undefined(method: str) -> Callable[[Any, str], Any]:
    """What defines an object, which is undefined afterwards."""

    def define(connection: Any, document: str) -> Any:
        defined = getattr(connection, method)(document)
        return _ended(defined, defined.undefine)

    return define


_pool = _undefined("storagePoolDefineXML")


@contextmanager
def _opened_pool(connection: Any) -> Iterator[Any]:
    with _pool(connection, _POOL.format(folder=sys.argv[2])) as pool:
        pool.build(0)
        pool.create()
        with _ended(pool, pool.destroy):
            yield pool


@contextmanager
def _volume(connection: Any, document: str) -> Iterator[Any]:
    with _opened_pool(connection) as pool:
        volume = pool.createXML(document)
        with _ended(volume, volume.delete):
            yield volume


def _device(connection: Any, document: str) -> Any:
    """A device of the host: mdevctl, which would make it, is not there."""
    device = connection.nodeDeviceCreateXML(document)
    return _ended(device, device.destroy)


@contextmanager
def _machine(connection: Any) -> Iterator[Any]:
    """A machine that does not run, with disks of which there can be snapshots, checkpoints and backups."""
    with _opened_pool(connection) as pool:
        for name in _IMAGES:
            with suppress(libvirt.libvirtError):  # it is there already
                pool.createXML(_IMAGE.format(name=name))
    disks = "".join(_DISK.format(folder=sys.argv[2], name=name) for name in _IMAGES)
    with _domain(connection, _MACHINE.format(disks=disks)) as domain:
        yield domain


@contextmanager
def _snapshot(connection: Any, document: str) -> Iterator[Any]:
    """A snapshot of a machine that does not run; one that says when it was taken, as if it had been."""
    flags = 0
    if "<creationTime>" in document:
        flags = libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE
    elif re.search("snapshot=.external", document):
        flags = libvirt.VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY
    with _machine(connection) as domain:
        snapshot = domain.snapshotCreateXML(document, flags)
        with _ended(snapshot, lambda: snapshot.delete(libvirt.VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY)):
            yield snapshot


@contextmanager
def _running(connection: Any) -> Iterator[Any]:
    """The same machine, running."""
    with _machine(connection) as domain:
        domain.create()
        with _ended(domain, domain.destroy):
            yield domain


@contextmanager
def _checkpoint(connection: Any, document: str) -> Iterator[Any]:
    with _running(connection) as domain:
        checkpoint = domain.checkpointCreateXML(document, 0)
        with _ended(checkpoint, lambda: checkpoint.delete(0)):
            yield checkpoint


@contextmanager
def _backup(connection: Any, document: str) -> Iterator[Any]:
    """A backup of a machine that runs; what it writes to ``/images`` is below the folder."""
    with _running(connection) as domain:
        for path in Path(sys.argv[2]).glob("*.backup"):
            path.unlink()
        domain.backupBegin(document.replace("/images/", f"{sys.argv[2]}/"), None)
        with _ended(domain, domain.abortJob):
            yield domain


_DEFINING: dict[str, Callable[[Any, str], Any]] = {
    "domain": _domain,
    "network": _undefined("networkDefineXML"),
    "pool": _pool,
    "volume": _volume,
    "filter": _undefined("nwfilterDefineXML"),
    "secret": _undefined("secretDefineXML"),
    "interface": _undefined("interfaceDefineXML"),  # of the host: only the test driver defines any
    "device": _device,
    "domainsnapshot": _snapshot,
    "domaincheckpoint": _checkpoint,
    "domainbackup": _backup,
}

if __name__ == "__main__":
    main()
