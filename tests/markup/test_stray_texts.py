"""The words for files that are something else than a document, and for what programs and slips leave in one."""

from __future__ import annotations

import pytest

from libvirt_xml.markup.malformed.diagnosis import inspect

_DUMP = "'virsh dumpxml NAME' prints the document of a guest"
_OBJECT = (
    "the value is what a program prints for an object that has no text; write the value itself: the template or "
    "program that made the file gave the wrong variable"
)


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        (
            '<a><forward mode="#<Object:0x000000020bb1a0>"/></a>',
            (1, 20),
            _OBJECT,
        ),
        ("<a b='<domain.Disk object at 0x7f3c>'/>", (1, 7), _OBJECT),
        ("<a><b>2</b><\n<c/></a>", (1, 13), "'<' begins no tag here; remove it; in a text, write '&lt;'"),
        (
            "<domain ty pe='kvm'/>",
            (1, 12),
            "the attribute 'ty' has no value; write ty='VALUE', or remove the white space if it is the beginning of a "
            "name: type",
        ),
        (
            "<a xmlns:qemu='q'><qemu:arg='-s'/></a>",
            (1, 28),
            "the name of the attribute is missing before '='; write <qemu:arg value='...'/>",
        ),
        (
            "{% if forward %}\n<network/>\n{% endif %}\n",
            (1, 1),
            "this is a template: {% is a mark of the tool that expands it; expand the template first, and check what "
            "comes out",
        ),
        (
            "[sudo] password for me: <domain type='kvm'>\n</domain>\n",
            (1, 1),
            "a document must begin with '<'; <domain> on line 1 is the first element; remove what is before it",
        ),
        ("<?xml version='1.0'?>\n<!-- a -->\n", (3, 1), f"the document has no element; {_DUMP}"),
        (
            '<a b=\\"c\\"/>',
            (1, 6),
            "a quotation mark in XML has no backslash before it; remove the backslashes; the text may be from a string "
            "of a program",
        ),
        (
            "<domain>\n<name>a</name>\n<domain>\n",
            (4, 1),
            "the document ends, but <domain> on line 3 is still open; write </domain> there, with '/', to end the "
            "element",
        ),
        ("<a><b>\n<b>x", (2, 5), "the document ends, but <b> on line 2 is still open"),
        (
            "ERROR    unsupported configuration: no such CPU mode\n",
            (1, 1),
            "the line is what virsh or virt-install says when it fails, not a document; read what it says, and write "
            "the file again when the command succeeds",
        ),
        (
            "2022-11-17 08:07:58.123+0000: 286650: error : virXMLPropEnum:654 : XML error\n",
            (1, 1),
            f"the line is from a log, not from a document; {_DUMP}",
        ),
        (
            "QFI\ufffd\0\0\0\3",
            (1, 1),
            "this is a file of QEMU (a disk image), not XML; 'virt-install --import --disk FILE --print-xml' makes a "
            "document of libvirt of it",
        ),
    ],
)
@pytest.mark.parametrize("kind", [str, bytes])
def test_sentence(text: str, place: tuple[int, int], says: str, kind: type) -> None:
    """One error with a place and a sentence that says what to write, for text and for bytes."""
    error = inspect(text if kind is str else text.encode()).error
    assert str(error) == f"{place[0]}:{place[1]}: {says}"
