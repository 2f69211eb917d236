"""``fixed``: what it repairs, what it leaves, and that nothing else changes."""

from __future__ import annotations

import pytest

from libvirt_xml.fixing.fixing import fixed
from libvirt_xml.validation import Validator

MACHINE = """\
<?xml version="1.0" encoding="UTF-8"?>
<!-- web -->
<domain type="kvm" >
    <name>web&#49;</name>
    <memory unit='GiB'>4</memory>
    <os><type>hvm</type></os>
    <devices>
        <disk type='file'   device="disk">
            <driver name='qemu' type='raw'/><source file='/a.img'/><target dev='vda' bus='virtio' />
        </disk>
    </devices>
</domain>
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<memory unit='GiB'>4</memory>", "<memry unit='GiB'>4</memry>"),
        ("device=", "devise="),
        ('"disk"', '"diks"'),
        ("'virtio'", "'Virtio'"),
        ("'virtio'", "' virtio'"),
        ("'GiB'", "'GB '"),
        (">hvm<", "> hvm <"),
        (">4<", ">\n      4\n    <"),
        (">4<", ">4 <"),
        ("<domain ", "<domian "),
    ],
)
def test_what_was_meant(right: str, wrong: str) -> None:
    """Misspelt names and values come back; case and white space too; everything else stays."""
    source = MACHINE.replace(right, wrong).replace("</domain>", "</domian>" if "domian" in wrong else "</domain>")
    result = fixed(source)
    expected = MACHINE.replace("'GiB'", "'GB'") if "GB" in wrong else MACHINE
    assert result.text == expected
    assert len(result.fixed) == 1
    assert result.left == []


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        (">4dea22b3-1d52-d8f3-2516-782e98ab3fa0<", ">\n      4dea22b3-1d52-d8f3-2516-782e98ab3fa0\n    <"),
        ("<name>web&#49;", "<name>\n  web&#49;\t"),
        (">/usr/bin/qemu&amp;kvm<", "> /usr/bin/qemu&amp;kvm<"),
        ("<![CDATA[/usr/bin/kvm]]>", "<![CDATA[ /usr/bin/kvm ]]>"),
        ("<!-- here -->/usr/bin/kvm", "\n <!-- here --> /usr/bin/kvm"),
        ("'/a.img'", "' /a.img'"),
        ("dev='vda'", "dev=' vda\n'"),
    ],
)
def test_white_space_around_values(value: str, wrong: str) -> None:
    """It goes where the schema does not allow it; comments, references and CDATA sections stay."""
    uuid = "<uuid>4dea22b3-1d52-d8f3-2516-782e98ab3fa0</uuid>"
    emulator = value if value.startswith("<!") else "/usr/bin/qemu&amp;kvm"
    source = MACHINE.replace("</name>", f"</name>{uuid}")
    source = source.replace("<devices>", f"<devices><emulator>{emulator}</emulator>")
    assert source.count(value) == 1
    result = fixed(source.replace(value, wrong))
    assert result.text == source
    assert [problem.parameters["reason"] for problem in result.fixed] == [{"phrase": "reason.padded"}]
    assert not result.left


@pytest.mark.parametrize(("value", "allowed"), [("web&#49;", " web&#49; "), ("'/a.img'", "'/a.img '")])
def test_white_space_that_is_allowed(value: str, allowed: str) -> None:
    """A name or a path may end with a blank."""
    source = MACHINE.replace(value, allowed)
    assert fixed(source).text == source


def test_several_at_once() -> None:
    """All problems of a document, also what is only seen after another one; the result has nothing left to fix."""
    source = MACHINE.replace("devices>", "devicess>").replace("disk>", "dsik>").replace("<disk ", "<dsik ")
    source = source.replace("dev=", "devv=").replace("unit=", "unti=")
    result = fixed(source)
    assert result.text == MACHINE
    assert {problem.code for problem in result.fixed} == {"unknown-element", "unknown-attribute"}
    assert fixed(result.text).text == result.text


def test_what_stays_below_a_misspelt_name() -> None:
    """A name is repaired although what is in it has a problem that stays, or one that is only seen then."""
    source = MACHINE.replace("devices>", "devicess>").replace("</devicess>", "<wibble/></devicess>")
    result = fixed(source.replace("<disk type='file'", "<dsik type='flie'").replace("</disk>", "</dsik>"))
    assert result.text == MACHINE.replace("</devices>", "<wibble/></devices>")
    assert [problem.code for problem in result.left] == ["unknown-element"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_bytes_stay(encoding: str) -> None:
    """The encoding, its byte order mark and line ends stay."""
    text = MACHINE.replace("\n", "\r\n").replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")
    source = text.replace("device=", "devise=").encode(encoding)
    assert fixed(source).text == text.encode(encoding)


def test_valid_documents_stay() -> None:
    """There is nothing to do."""
    assert fixed(MACHINE) == type(fixed(MACHINE))(MACHINE, [], [])


@pytest.mark.parametrize("source", ["", "<domain>", "<!DOCTYPE a><a/>", "\xff\xfe\x00", "<b:a xmlns:b='urn:b'/>"])
def test_what_is_no_document(source: str) -> None:
    """It stays as it is, and its problems are told."""
    data = source.encode("latin-1")
    result = fixed(data)
    assert result.text == data
    assert not result.fixed
    assert result.left


def test_unsafe_repairs_need_leave() -> None:
    """What changes the document stays until that is wanted; words become comments."""
    source = MACHINE.replace("<os>", "<wibble/>\n    <os>").replace("<devices>", "<devices>word", 1)
    assert fixed(source).text == source
    assert len(fixed(source).left) == 2
    assert fixed(source, unsafe=True).text == MACHINE.replace("<devices>", "<devices><!-- word -->", 1)


def test_only_what_is_wanted() -> None:
    """Problems that are not wanted are left."""
    source = MACHINE.replace("device=", "devise=").replace("'virtio'", "'Virtio'")
    result = fixed(source, is_wanted=lambda problem: problem.code == "invalid-value")
    assert [problem.code for problem in result.left] == ["unknown-attribute"]
    assert result.text == MACHINE.replace("device=", "devise=")


def test_new_elements_are_laid_out() -> None:
    """What a rule adds stands where libvirt writes it, in the indentation and quotation marks of the file."""
    filesystem = (
        '<filesystem type="mount">\n            <driver type="virtiofs"/>\n            <source dir="/x"/>\n'
        '            <target dir="x"/>\n        </filesystem>'
    )
    source = MACHINE.replace("'", '"').replace("    </devices>", f"        {filesystem}\n    </devices>")
    result = fixed(source)
    backing = (
        '    <memoryBacking>\n        <source type="memfd"/>\n        <access mode="shared"/>\n    </memoryBacking>\n'
    )
    assert result.text == source.replace("    <os>", backing + "    <os>")
    assert [problem.code for problem in result.fixed] == ["memory-shared-missing"]
    again = fixed(source.replace('"virtiofs"', '"virtoifs"'))  # which hides that memory is not shared
    assert again.text == result.text
    assert [problem.code for problem in again.fixed] == ["invalid-value", "memory-shared-missing"]


def test_rules_are_not_asked_without_them() -> None:
    """A validator without rules has no fixes of rules."""
    source = MACHINE.replace("dev='vda' bus='virtio'", "dev='vda' bus='virtio' rotation_rate='7200'")
    assert fixed(source).text == MACHINE
    assert fixed(source, Validator(rules=False)).text == source


def test_many_problems() -> None:
    """A document with a thousand faults is repaired at once."""
    disks = "".join(f"<disk type='file' devise='disk'><target dev='vd{number}'/></disk>" for number in range(1000))
    source = MACHINE.replace("<devices>", f"<devices>{disks}")
    assert fixed(source, Validator(rules=False)).left == []
