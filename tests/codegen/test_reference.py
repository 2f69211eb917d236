"""The reference pages: every class once, by document, with an example from a valid document."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import libvirt_xml
from codegen.emit.examples import DOCUMENTS_FOLDER, find_examples
from codegen.emit.pages.reference import write_reference
from codegen.model.model import Model
from libvirt_xml import documents

_PATHS = sorted(DOCUMENTS_FOLDER.glob("*.xml"))


@pytest.fixture(scope="module")
def examples(model: Model) -> dict[str, str]:
    """The examples of the project's own documents."""
    return find_examples(model)


@pytest.fixture(scope="module")
def pages(model: Model) -> dict[str, str]:
    """The pages by file name."""
    return write_reference(model)


@pytest.mark.parametrize("path", _PATHS, ids=lambda path: path.stem)
def test_the_documents_are_valid(path: Path) -> None:
    """Of the newest libvirt that is known, all of them is understood, and they break no rule."""
    assert libvirt_xml.validate_file(path) == []


def test_every_document_has_an_example(model: Model, examples: dict[str, str]) -> None:
    """And so have nearly all other classes."""
    assert {root.class_name for root in model.roots} <= set(examples)
    assert len(examples) >= 693


def test_an_example_is_of_its_class(examples: dict[str, str]) -> None:
    """Each is read as the class whose it is, without anything unknown, and is short."""
    for name, text in examples.items():
        element = getattr(documents, name).from_xml(text)
        assert element.unknown() == [], name
        assert text.count("\n") < 12, name
        assert max(map(len, text.splitlines())) <= 120, name


def test_the_pages_show_them(examples: dict[str, str], pages: dict[str, str], model: Model) -> None:
    """Each below the heading of its class."""
    sections = {
        section.split("\n")[0]: section
        for name, page in pages.items()
        if name != "index.md"
        for section in page.split("\n## ")[1:]
    }
    assert set(sections) == {owner.name for owner in model.classes}
    shown = {
        name: block[1]
        for name, section in sections.items()
        if (block := re.search(r"```xml\n(.*?)\n```", section, re.S))
    }
    assert shown == examples


def test_the_index_has_every_class_once(pages: dict[str, str], model: Model) -> None:
    """Under the document that its element is in; the domain comes first."""
    sections = dict(section.split("\n", 1) for section in pages["index.md"].split("\n## ")[1:])
    assert set(sections) == {root.class_name for root in model.roots}
    assert next(iter(sections)) == "Domain"
    listed = [name for section in sections.values() for name in re.findall(r"^\| \[(\w+)\]", section, re.M)]
    assert sorted(listed) == sorted(owner.name for owner in model.classes)
    assert "[Disk](disk.md#disk)" in sections["Domain"]
    assert "[Os](boot.md#os)" in sections["Domain"]
    assert "[SnapshotDisk](snapshot.md#snapshotdisk)" in sections["DomainSnapshot"]
    assert "[HostCpu]" in sections["HostCpu"]


def test_which_element_is_taken(model: Model, tmp_path: Path) -> None:
    """The first that is short and says something; of a small document before the others; foreign roots are left out."""
    (tmp_path / "a.xml").write_text(
        "<domain type='kvm'>\n <name>a</name>\n <features>\n  <acpi/>\n  <hap/>\n  <hap state='on'/>\n </features>\n"
        + " <description>\n\n\n\n\n\n\n\n </description>\n</domain>"
    )
    (tmp_path / "b_small.xml").write_text("<domain type='qemu'>\n  <features>\n    <acpi/>\n  </features>\n</domain>")
    (tmp_path / "c.xml").write_text("<html/>")
    (tmp_path / "host_cpu.xml").write_text("<cpu>\n  <arch>x86_64</arch>\n</cpu>")
    assert find_examples(model, tmp_path) == {
        "Domain": "<domain type='qemu'>\n  <features>\n    <acpi/>\n  </features>\n</domain>",
        "Features": "<features>\n  <acpi/>\n</features>",
        "FeaturesHap": "<hap state='on'/>",
        "HostCpu": "<cpu>\n  <arch>x86_64</arch>\n</cpu>",
    }
