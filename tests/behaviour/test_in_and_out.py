"""Files, dictionaries, checks and assertions."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml import Disk, Domain, Memory, ParseError, WriteError
from libvirt_xml.testing import assert_same, assert_valid
from libvirt_xml.yaml_forms import SpecError

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*(ROOT / "examples" / "documents").glob("*.xml"), ROOT / "docs" / "examples" / "web1.xml"])
DOMAIN = "<domain type='kvm'><name>a</name><memory>4</memory></domain>"


@pytest.mark.parametrize("path", DOCUMENTS, ids=[path.stem for path in DOCUMENTS])
def test_json_loses_nothing(path: Path) -> None:
    document = libvirt_xml.parse_file(path)
    text = json.dumps(document.to_dict(), allow_nan=False)
    assert type(document).from_dict(json.loads(text)).to_xml() == document.to_xml()


def test_forms_of_numbers_and_foreign_content_stay() -> None:
    source = (
        "<domain type='kvm' a='1'><name>007</name><vcpu>02</vcpu><metadata><x xmlns='urn:x'> y </x></metadata></domain>"
    )
    domain = Domain.from_xml(source)
    data = domain.to_dict()
    assert data["vcpu"] == "02"
    assert data["name"] == "007"
    assert Domain.from_dict(json.loads(json.dumps(data))).to_xml() == domain.to_xml()


def test_an_element_that_was_read_from_several_comes_back_as_one() -> None:
    """With the content of all; the objects are equal."""
    first, second = "<disk device='disk'/>", "<disk device='cdrom'/>"
    domain = Domain.from_xml(f"<domain><devices>{first}</devices><devices>{second}</devices><devices/></domain>")
    again = Domain.from_dict(domain.to_dict())
    assert again == domain
    assert again.to_xml(indent=None) == f"<domain><devices>{first}{second}</devices></domain>"


def test_what_a_dictionary_gets_wrong() -> None:
    with pytest.raises(SpecError, match=r"domain.nmae: 'domain' has no key 'nmae'; did you mean 'name'\?"):
        Domain.from_dict({"nmae": "a"})
    with pytest.raises(SpecError, match="must be a map"):
        Domain.from_dict([])  # type: ignore[arg-type]
    with pytest.raises(WriteError):
        Memory("many").to_dict()  # type: ignore[arg-type]


@pytest.mark.parametrize("opened", [io.StringIO(DOMAIN), io.BytesIO(DOMAIN.encode())])
def test_open_files_are_read(opened: Any) -> None:
    assert Domain.from_file(opened) == Domain.from_xml(DOMAIN)
    opened.seek(0)
    assert libvirt_xml.parse_file(opened) == Domain.from_xml(DOMAIN)
    opened.seek(0)
    with pytest.raises(ParseError, match="bytes"):
        Domain.from_file(opened, max_size=10)


def test_the_name_of_an_open_file_is_in_errors(tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_text("<domain>")
    with path.open() as stream, pytest.raises(ParseError, match=r"broken\.xml:1:"):
        Domain.from_file(stream)


def test_text_in_another_encoding_is_read_as_decoded(tmp_path: Path) -> None:
    path = tmp_path / "latin.xml"
    path.write_text("<?xml version='1.0' encoding='iso-8859-1'?><domain><name>ü</name></domain>", encoding="iso-8859-1")
    with path.open(encoding="iso-8859-1") as stream:
        assert Domain.from_file(stream).name == "ü"
    with path.open("rb") as stream:
        assert Domain.from_file(stream).name == "ü"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    domain = Domain.from_xml(DOMAIN)
    domain.to_file(path)
    assert path.read_text() == f"{domain.to_xml()}\n"
    path.chmod(0o640)
    domain.name = "b\x01"
    with pytest.raises(WriteError):
        domain.to_file(path)
    assert Domain.from_file(path).name == "a"
    domain.name = "b"
    domain.to_file(str(path), indent=None)
    assert Domain.from_file(path).name == "b"
    assert path.stat().st_mode & 0o777 == 0o640
    assert [*tmp_path.iterdir()] == [path]


def test_objects_are_validated_as_text_is() -> None:
    disk = Disk.for_file("/a.qcow2", "vda")
    disk.target.bus = "VirtIO"  # type: ignore[assignment]
    (problem,) = libvirt_xml.validate(disk)
    assert problem == disk.validate()[0]
    assert (problem.path, problem.line) == ("target.bus", None)


def test_what_is_the_same() -> None:
    assert_same(Memory(4, unit="GiB"), Memory(4194304))
    assert_same(DOMAIN, Domain.from_xml(DOMAIN))
    assert_same(DOMAIN.encode(), DOMAIN)
    assert_same(Domain.from_file(ROOT / "docs/examples/web1.xml"), ROOT / "docs/examples/web1.xml")


def test_differences_have_a_line_each() -> None:
    other = Domain.from_xml(DOMAIN)
    other.devices.add(Disk.for_file("/a.qcow2", "vda"))
    other.memory = Memory(8)
    with pytest.raises(AssertionError) as failed:
        assert_same(other, DOMAIN)
    assert str(failed.value).splitlines() == [
        "<domain> is not as expected (- expected, + not expected, ~ expected -> actual):",
        "  ~ memory at most: 4 KiB -> 8 KiB",
        "  + disk vda: file /a.qcow2, format qcow2, bus virtio",
    ]
    with pytest.raises(AssertionError, match="expected a Domain, got a Memory"):
        assert_same(Memory(4), DOMAIN)


def test_what_is_valid() -> None:
    assert_valid(ROOT.joinpath("docs/examples/web1.xml").read_text(), libvirt="9.0.0")
    assert_valid(ROOT.joinpath("docs/examples/web1.xml"), libvirt="9.0.0")
    with pytest.raises(AssertionError) as failed:
        assert_valid(Domain.from_xml(DOMAIN.replace("memory", "memroy")))
    assert str(failed.value).startswith("<domain> is not valid:\n  ")
    with pytest.raises(AssertionError, match="<document> is not valid"):
        assert_valid("<domain")


def test_pydantic_loses_nothing() -> None:
    pydantic = pytest.importorskip("pydantic")
    host_class = pydantic.create_model("Host", domain=(Domain, ...))
    domain = Domain.from_xml("<domain type='kvm' a='1'><name>a</name><vcpu>02</vcpu></domain>")
    host = host_class(domain=domain)
    assert host.domain is domain
    assert host_class.model_validate_json(host.model_dump_json()).domain.to_xml() == domain.to_xml()
    with pytest.raises(pydantic.ValidationError, match="has no key 'nmae'"):
        host_class.model_validate({"domain": {"nmae": "a"}})


def test_pydantic_reads_text_and_describes_models() -> None:
    """XML text is the document that it is; a schema of a model says that there is an object."""
    pydantic = pytest.importorskip("pydantic")
    host_class = pydantic.create_model("Host", domain=(Domain, ...))
    assert host_class(domain=DOMAIN).domain == Domain.from_xml(DOMAIN)
    with pytest.raises(pydantic.ValidationError, match="expected <domain>, found <network>"):
        host_class(domain="<network/>")
    assert host_class.model_json_schema()["properties"]["domain"] == {"title": "Domain", "type": "object"}


def test_cattrs_loses_nothing_with_the_hooks() -> None:
    converter = pytest.importorskip("cattrs").Converter()
    converter.register_unstructure_hook(Domain, Domain.to_dict)
    converter.register_structure_hook(Domain, lambda data, _: Domain.from_dict(data))
    domain = Domain.from_xml("<domain type='kvm' a='1'><name>a</name><vcpu>02</vcpu></domain>")
    assert converter.structure(converter.unstructure(domain), Domain).to_xml() == domain.to_xml()
