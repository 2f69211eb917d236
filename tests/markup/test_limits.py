"""Limits: what is read of files and streams."""

from __future__ import annotations

import io
import os
import threading
import tracemalloc
from pathlib import Path

import pytest

from libvirt_xml import Domain, ParseError, Validator, parse_file, validate_file, validate_many
from libvirt_xml.markup.limits import MAX_INPUT, read_limited


def test_a_file_and_a_stream_are_read_whole(tmp_path: Path) -> None:
    """Up to the limit, and with none, all bytes come, whether it is a path, its text or a stream."""
    content = os.urandom(200_000)
    path = tmp_path / "some.xml"
    path.write_bytes(content)
    for limit in (len(content), len(content) + 1, MAX_INPUT, None):
        assert read_limited(path, limit) == content
        assert read_limited(str(path), limit) == content
        assert read_limited(io.BytesIO(content), limit) == content


@pytest.mark.parametrize("limit", [0, 1, 65_535, 65_536, 99_999])
def test_one_byte_more_than_the_limit_is_refused_and_no_more_is_read(tmp_path: Path, limit: int) -> None:
    """The error names the file and the limit; the stream is at the first byte too many."""
    path = tmp_path / "some.xml"
    path.write_bytes(b"x" * 100_000)
    with pytest.raises(ParseError, match=f"larger than {limit:,} bytes") as refused:
        read_limited(path, limit)
    assert refused.value.file == str(path)
    stream = io.BytesIO(b"x" * 100_000)
    with pytest.raises(ParseError):
        read_limited(stream, limit, file="<stdin>")
    assert stream.tell() == limit + 1


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_a_device_without_an_end_is_refused_in_little_memory() -> None:
    """Reading stops at the limit, and memory does not grow far beyond it."""
    tracemalloc.start()
    try:
        with pytest.raises(ParseError, match="larger than 4 MiB"):
            read_limited("/dev/zero", 4 * 1024 * 1024)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12 * 1024 * 1024


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_read_in_the_portions_that_come(tmp_path: Path) -> None:
    """Short reads are not taken for the end; a writer that goes on is left at the limit."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write() -> None:
        with path.open("wb", buffering=0) as pipe:
            try:
                for _ in range(1000):
                    pipe.write(b"x" * 100)
            except BrokenPipeError:
                pass

    for limit, expected in ((100_000, 100_000), (50_000, None)):
        writer = threading.Thread(target=write)
        writer.start()
        if expected is None:
            with pytest.raises(ParseError):
                read_limited(path, limit)
        else:
            assert len(read_limited(path, limit)) == expected
        writer.join()


def test_every_reader_of_files_has_the_limit(tmp_path: Path) -> None:
    """``max_size`` is the size of the largest file that is read; ``None`` is no limit."""
    path = tmp_path / "guest.xml"
    text = "<domain type='kvm'><name>a</name><memory>1</memory><os><type>hvm</type></os></domain>"
    path.write_text(text)
    for read in (Domain.from_file, parse_file, validate_file, Validator().validate_file):
        with pytest.raises(ParseError, match=f"larger than {len(text) - 1} bytes") as refused:
            read(path, max_size=len(text) - 1)
        assert refused.value.file == str(path)
        assert read(path, max_size=len(text)) == read(path, max_size=None) == read(path)
    (small, large) = (next(iter(validate_many([path], max_size=size))) for size in (len(text) - 1, len(text)))
    assert "larger than" in (small.error or "")
    assert large.error is None


def test_nodes_are_limited_and_counted_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elements, attributes and comments count; text with as many signs, and as many nodes as allowed, are read."""
    from libvirt_xml.markup import limits

    monkeypatch.setattr(limits, "MAX_NODES", 1000)
    head = "<domain type='kvm'><name>a</name>"  # three nodes
    for node, most in (("<x/>", 997), ("<x a='1'/>", 498), ("<!-- x -->", 997), ("<?x y?>", 997), ("<disk/>", 997)):
        assert Domain.from_xml(f"{head}{node * most}{' ' * 5000}</domain>") is not None
        with pytest.raises(ParseError, match="more than 1,000 elements") as refused:
            Domain.from_xml(f"{head}\n{node * (most + 1)}{' ' * 5000}</domain>")
        assert refused.value.line == 2
    assert Domain.from_xml(f"{head}<title><![CDATA[{'<=' * 3000}]]></title></domain>").title == "<=" * 3000
