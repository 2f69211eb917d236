"""Loading: what single cases cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from libvirt_xml.errors import SchemaError
from libvirt_xml.relaxng.schema import tree
from libvirt_xml.relaxng.schema.loader import load_schema

_XMLNS = 'xmlns="http://relaxng.org/ns/structure/1.0"'
_ELEMENT = f'<element name="a" {_XMLNS}>\n<empty/></element>'
_FRAGMENTS = {"cputypes.rng", "networkcommon.rng", "storagecommon.rng"}


def test_libvirt_schemas_load(schemas: Path) -> None:
    """Every schema of every vendored version loads; the parts that need their includer say what they lack."""
    for version in sorted(schemas.iterdir()):
        for path in sorted(version.glob("*.rng")):
            if path.name in _FRAGMENTS:
                with pytest.raises(SchemaError, match="there is no <define"):
                    load_schema(path)
            else:
                load_schema(path)


@pytest.mark.parametrize("name", ["a b.rng", "a%41.rng", "a#b.rng", "a?b.rng", "ä.rng"])
def test_any_file_name(tmp_path: Path, name: str) -> None:
    """A file's own name may hold what is special in URIs; includes are still found beside it."""
    (tmp_path / name).write_text(f'<grammar {_XMLNS}><start><externalRef href="other.rng"/></start></grammar>', "utf-8")
    (tmp_path / "other.rng").write_text(_ELEMENT, "utf-8")
    grammar = load_schema(tmp_path / name)
    assert grammar.place == tree.SchemaPlace(name, 1)
    assert isinstance(grammar.start, tree.Element)
    assert grammar.start.place == tree.SchemaPlace("other.rng", 1)


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path may be relative and a string; places stay relative to the schema's folder."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.rng").write_text(_ELEMENT, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_schema("sub/a.rng").place == tree.SchemaPlace("a.rng", 1)


def test_missing_file(tmp_path: Path) -> None:
    """A schema that is not there is a SchemaError that names it."""
    with pytest.raises(SchemaError, match=r"cannot read the schema file no\.rng: No such file") as caught:
        load_schema(tmp_path / "no.rng")
    assert caught.value.file == "no.rng"


def test_directory(tmp_path: Path) -> None:
    """So is a directory."""
    with pytest.raises(SchemaError, match="Is a directory"):
        load_schema(tmp_path)


def test_impossible_path(tmp_path: Path) -> None:
    """And a path that no file system has."""
    with pytest.raises(SchemaError, match="null byte"):
        load_schema(tmp_path / "a\0b")


def test_not_xml(tmp_path: Path) -> None:
    """A binary file is not well-formed."""
    (tmp_path / "a.rng").write_bytes(b"\x7fELF\x00\xff\xfe")
    with pytest.raises(SchemaError, match="is not allowed here"):
        load_schema(tmp_path / "a.rng")


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """A schema may be in any encoding that it declares."""
    text = f'<?xml version="1.0" encoding="{encoding}"?><element name="ä" {_XMLNS}><empty/></element>'
    (tmp_path / "a.rng").write_bytes(text.encode(encoding))
    start = load_schema(tmp_path / "a.rng").start
    assert isinstance(start, tree.Element)
    assert start.name == tree.Name("", "ä")


def test_long_chains(tmp_path: Path) -> None:
    """A chain of references that is too long for the stack is a SchemaError."""
    links = "".join(f'<define name="x{n}"><ref name="x{n + 1}"/></define>' for n in range(3000))
    (tmp_path / "a.rng").write_text(
        f'<grammar {_XMLNS}><start><element name="a"><ref name="x0"/></element></start>{links}'
        '<define name="x3000"><empty/></define></grammar>',
        "utf-8",
    )
    with pytest.raises(SchemaError, match="nested too deeply"):
        load_schema(tmp_path / "a.rng")


def test_order_and_places_are_kept(tmp_path: Path) -> None:
    """The tree has the schema's order, define names and lines, and nothing simplified."""
    (tmp_path / "a.rng").write_text(
        f'<grammar {_XMLNS}>\n<start>\n<element name="a">\n<optional><ref name="x"/></optional>\n<text/>\n</element>'
        '</start>\n<define name="x">\n<empty/></define></grammar>',
        "utf-8",
    )
    grammar = load_schema(tmp_path / "a.rng")
    match grammar.start:
        case tree.Element(tree.Name("", "a"), tree.Group((tree.Optional(tree.Ref() as ref), tree.Text())), place):
            assert place.line == 3
            assert (ref.name, ref.place.line, ref.target) == ("x", 4, grammar.defines["x"].pattern)
        case other:
            pytest.fail(f"unexpected {other}")
    assert grammar.defines["x"].place.line == 7
