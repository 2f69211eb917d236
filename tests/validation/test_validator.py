"""The validator as an object: what it takes, what it refuses, what it keeps."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import ParseError, SchemaError, Validator
from libvirt_xml.validation.grammars import shipped

_TEXT = "<network>\r <name>n</name>\r\n <bridge\r\n  nmae='b'/></network>"


@pytest.mark.parametrize(
    "convert", [str, str.encode, lambda text: bytearray(text.encode()), lambda text: memoryview(text.encode())]
)
def test_sources(convert: Callable[[str], Any]) -> None:
    """Text and all sorts of bytes are taken alike; lines end as XML says."""
    (problem,) = Validator().validate(convert(_TEXT))
    assert (problem.line, problem.column) == (4, 3)
    assert not Validator().is_valid(convert(_TEXT))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1"])
def test_encodings(encoding: str) -> None:
    """Places are those of the text, in whatever encoding it is written."""
    declared = encoding.removesuffix("-sig").removesuffix("-le")
    text = f"<?xml version='1.0' encoding='{declared}'?>\n<network><name>ä</name><brigde/></network>"
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    (problem,) = Validator().validate((mark + text).encode(encoding))
    assert (problem.line, problem.column, problem.suggestion) == (2, 24, "bridge")


def test_wrong_arguments(tmp_path: Path) -> None:
    """What makes no sense is refused at once."""
    with pytest.raises(ValueError, match="must not be negative"):
        Validator(max_problems=-1)
    with pytest.raises(TypeError, match="expected XML text"):
        Validator().validate(None)  # type: ignore[arg-type]
    with pytest.raises(SchemaError, match="no RELAX NG grammar"):
        Validator(schema_dir=tmp_path)
    with pytest.raises(ValueError, match="unknown kind of document 'domian'"):
        Validator().validate("<domain/>", kind="domian")
    with pytest.raises(ParseError):
        Validator().validate_part("<domain")


def test_schema_dir() -> None:
    """A directory of RNG files does what the grammars compiled from it do."""
    folder = Path(__file__).parents[2] / "schemas" / "9.0.0"
    own, compiled = Validator(schema_dir=folder), Validator("9.0.0")
    assert set(own.kinds) == set(compiled.kinds)
    for text in (_TEXT, "<domain/>", "<disk/>", "<network><name>n</name></network>"):
        assert own.validate(text) == compiled.validate(text)


@pytest.mark.parametrize(
    ("text", "kind", "count"),
    [
        ("<interface type='network'><source network='x'/></interface>", None, 0),
        ("<interface type='network'><source network='x'/></interface>", "device", 0),
        ("<interface type='network'><source network='x'/></interface>", "interface", 3),
        ("<interface type='ethernet' name='eth0'/>", None, 0),
        ("<interface type='ethernet' name='eth0'/>", "interface", 0),
        ("<host mac='52:54:00:00:00:01' ip='10.0.0.2'/>", None, 0),
        ("<host mac='52:54:00:00:00:01' ip='10.0.0.2'/>", "network", 1),
        ("<cpu mode='host-passthrough'/>", None, 0),
    ],
)
def test_kinds(text: str, kind: str | None, count: int) -> None:
    """Where a root has several owners, one that takes it wins; a kind that is named decides."""
    assert len(Validator().validate(text, kind=kind)) == count


def test_many_prefixes() -> None:
    """Ten thousand prefixes take memory for ten thousand."""
    prefixes = " ".join(f"xmlns:p{at}='urn:{at}'" for at in range(10_000))
    text = f"<network><metadata><a:a xmlns:a='urn:a' {prefixes}/></metadata><name>n</name><x/></network>"
    tracemalloc.start()
    assert len(Validator().validate(text)) == 1
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 100_000_000


def test_nothing_of_a_document_is_kept() -> None:
    """Unknown names, roots and values leave nothing behind."""
    validator = Validator()
    sizes = []
    for at in range(200):
        validator.validate(f"<root{at}/>")
        validator.validate(f"<network><name>{at}</name><bridge name{at}='{at}'/><x{at}/></network>")
        if at in (20, 199):
            sizes.append(len(shipped("12.8.0").automaton))
    assert sizes[0] == sizes[1]


@pytest.mark.parametrize("convert", [str.encode, lambda text: memoryview(text.encode())])
def test_parts_of_documents(convert: Callable[[str], Any]) -> None:
    """An element as it may stand anywhere is taken as all sorts of bytes too."""
    assert Validator().validate_part(convert("<target dev='vda'/>")) == []
    assert len(Validator().validate_part(convert("<disk/>"))) == 1


def test_deep_callers() -> None:
    """A caller whose stack is nearly used up gets its answer all the same."""
    inner = "<backingStore type='file'><format type='raw'/><source file='/x'/>"
    chain = f"{inner * 70}<frob/>{'</backingStore>' * 70}"
    text = f"<disk type='file'><source file='/x'/>{chain}<target dev='vda'/></disk>"

    def call(depth: int) -> int:
        return call(depth - 1) if depth else len(libvirt_xml.validate(text))

    assert call(sys.getrecursionlimit() * 6 // 10) == 1


def test_forgetting_at_every_moment() -> None:
    """Another thread may make the automaton forget whenever its lock is free."""
    validator = Validator()
    automaton = shipped("12.8.0").automaton
    lock = automaton.lock

    class Forgetting:
        """Forgets each time that the lock is let go."""

        def __enter__(self) -> None:
            lock.acquire()

        def __exit__(self, *_: object) -> None:
            automaton.forget()
            lock.release()

    automaton.lock = Forgetting()  # type: ignore[assignment]
    try:
        assert len(validator.validate(_TEXT)) == 1
        assert validator.is_valid("<network><name>n</name></network>")
    finally:
        automaton.lock = lock
