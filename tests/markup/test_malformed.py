"""The words for texts that are not documents."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from time import perf_counter
from typing import Any
from xml.parsers import expat

import pytest

from libvirt_xml import Domain, ParseError, parse, validate
from libvirt_xml.binding.reading.reader import read_foreign
from libvirt_xml.cli.inputs.wellformed import read_well_formed
from libvirt_xml.markup.malformed.diagnosis import Inspection, inspect
from libvirt_xml.markup.malformed.reasons import reason
from libvirt_xml.markup.malformed.stops import Stop
from libvirt_xml.markup.malformed.xml_faults import XmlCause, cause_of
from libvirt_xml.markup.scopes import Scopes

_OPEN_MARK = "the quotation mark that opens the value of 'c' on line 2 is not closed"
_ENTITIES = "or write &quot; for \" and &apos; for ' inside of it"
_DUMP = "'virsh dumpxml NAME' prints the document of a guest"
_NO_VALUE = (
    "the attribute 'removable' has no value; write removable='VALUE'; if it is an element of its own, write "
    "<removable .../>"
)
_LATE_DECLARATION = "'<?xml' must be the very beginning of the file; remove what is before it"


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("<a>\n <b>\n  <c>\n </b>\n</a>", (4, 4), "expected </c>, found </b>: <c> on line 3 is still open"),
        (
            "<domain>\n <qemu:commandline/>\n</domain>",
            (2, 2),
            "the prefix 'qemu' is not declared; "
            "add xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' to the root element",
        ),
        ("<a><x:y/></a>", (1, 4), "the prefix 'x' is not declared"),
        ("<domain type=kvm/>", (1, 14), "the value of 'type' must be in quotation marks"),
        ("<a>\n<b>web & co</b></a>", (2, 9), "'&' must be written as '&amp;'"),
        ("<a b='<'/>", (1, 7), "'<' must be written as '&lt;' in a value"),
        ("<a b='1' c='2' b='1'/>", (1, 16), "the attribute 'b' occurs twice in one tag"),
        ("<a>\n<b>x", (2, 5), "the document ends, but <b> on line 2 is still open"),
        ("hello", (1, 1), f"a document must begin with '<'; {_DUMP}"),
        ("root:x:0:0:root:/root:/bin/bash\n", (1, 1), f"a document must begin with '<'; {_DUMP}"),
        ('resource "libvirt_domain" "web" {\n', (1, 1), "this is a file of Terraform, not XML"),
        ('Vagrant.configure("2") do |config|\nend\n', (1, 1), "this is a file of Vagrant, not XML"),
        (
            "virt-install --name web --memory 2048\n",
            (1, 1),
            "this is a command, not XML; run it; 'virt-install ... --print-xml' writes XML, "
            "and so does 'virsh dumpxml NAME' for a machine that exists",
        ),
        (
            "vm:\n  name: web\n",
            (1, 1),
            "this is YAML, not XML; a spec in YAML has a name that ends in .yaml; in Python, `load` reads it",
        ),
        (
            "agent: 1\ncores: 2\n",
            (1, 1),
            "this is YAML, not XML; a spec in YAML has a name that ends in .yaml; in Python, `load` reads it",
        ),
        ("<a>&nbsp;</a>", (1, 4), "&nbsp; is not defined in XML; write &#160; or the character itself"),
        ("<a>&web;</a>", (1, 4), "&web; is not defined in XML"),
        (
            "<a/>\n<a/>",
            (2, 1),
            "a second document begins here; a file can contain only one; put each document into a file of its own",
        ),
        (
            "<a/>\nno'/>\n</a>",
            (2, 1),
            "only comments are allowed after the end of the root element; remove what follows; it may be left from "
            "another version of the file",
        ),
        (
            "<domain>\n <name='web'>\n</domain>",
            (2, 7),
            "the name of an element cannot have a value; write <name>web</name>, or as an attribute of the element "
            "around it",
        ),
        (
            "<network>\n <name = lan>\n</network>",
            (2, 8),
            "the name of an element cannot have a value; write <name>lan</name>, or as an attribute of the element "
            "around it",
        ),
        (
            "<network>\n <name=lan/>\n</network>",
            (2, 7),
            "the name of an element cannot have a value; write <name>lan</name>, or as an attribute of the element "
            "around it",
        ),
        ("<a/>\nroot@host:~# ", (2, 1), "the line is from a shell, not from the document; remove the line"),
        ("$ virsh dumpxml a\n<a/>", (1, 1), "the line is from a shell, not from the document; remove the line"),
        ("<a><b></b\n</a>", (2, 1), "the end tag </b> before this has no '>'; add '>' to it"),
        ("<a>\r<b>\r\x01</b></a>", (3, 1), "U+0001 is not allowed here"),
        ("<a>\x01</a>", (1, 4), "U+0001 is not allowed here"),
        (
            "<a>\n <b c='virtio\"/>\n <d/></a>",
            (3, 2),
            _OPEN_MARK,
        ),
        (
            "<a>\n <b c='x d='y'/>\n</a>",
            (2, 13),
            _OPEN_MARK,
        ),
        ("<a b=c><network/></a>", (1, 6), "the value of 'b' must be in quotation marks"),
        (
            "<a>\n <b c='x>y</b>\n</a>",
            (2, 11),
            _OPEN_MARK,
        ),
        ("<a b='x < y'/>", (1, 9), "'<' must be written as '&lt;' in a value"),
        ("<a>x < y</a>", (1, 7), "'<' must be written as '&lt;' in a text; in a tag, the name directly follows it"),
        ("<a b='/iso/a&b.iso'/>", (1, 19), "'&' must be written as '&amp;'"),
        ("<a b='1'c='2'/>", (1, 9), "white space is missing here, or a quotation mark before this"),
        ('<a b="{"c":"d"}"/>', (1, 9), f"""a value in " cannot contain "; put the whole value in ', {_ENTITIES}"""),
        ("<a b='it is 'c''/>", (1, 14), f"""a value in ' cannot contain '; put the whole value in ", {_ENTITIES}"""),
        ("<a removable/>", (1, 13), _NO_VALUE),
        ("<a removable b='1'/>", (1, 14), _NO_VALUE),
        ("<a b='1' /\n<c/>", (1, 11), "'>' is missing after '/'"),
        ("<a b='1'\n<c/></a>", (2, 1), "the tag <a> has no '>'"),
        ("<a b=\u201cx\u201d/>", (1, 6), "\u201c is not a quotation mark in XML; expected ' or \""),
        ("<a>\n<!- b --></a>", (2, 4), "a comment begins with '<!--'; write '<!--', or remove it"),
        (
            "<a b='1'\u00a0c='2'/>",
            (1, 9),
            "U+00A0 is not allowed here: it only looks like a space; write an ordinary space",
        ),
        ("<a>\n<!-- b -- c --></a>", (2, 10), "a comment cannot contain '--'; write a single '-', or something else"),
        ("<a>\n<!-- b</a>", (2, 1), "the comment that begins on line 2 has no '-->'"),
        ("<a>\n<![CDATA[b</a>", (2, 15), "the CDATA section that begins on line 2 has no ']]>'"),
        ("<a></ a>", (1, 6), "the name must directly follow '</'"),
        ("<a b=='1'/>", (1, 6), "'=' occurs twice"),
        ("<a>]]></a>", (1, 6), "']]>' must be written as ']]&gt;' in a text"),
        (
            "<?xml version='1.0'?>\n <!DOCTYPE a [\n<!ENTITY b 'c'>]><a/>",
            (2, 2),
            "a document type declaration (DTD) is not allowed; remove <!DOCTYPE ...> and the entities that it declares",
        ),
        ("<domain type'kvm'/>", (1, 13), "'=' is missing between the attribute 'type' and its value"),
        ("<a b='1' c\"2\"/>", (1, 11), "'=' is missing between the attribute 'c' and its value"),
        ("<a></a b='1'>", (1, 8), "an end tag cannot have attributes"),
        ("<a b='1' 3d='yes'/>", (1, 10), "the name of an attribute cannot begin with '3'"),
        ("<a -b='yes'/>", (1, 4), "the name of an attribute cannot begin with '-'"),
        ("<a><b:c:d/></a>", (1, 8), "a name has at most one ':', with a letter or '_' before and after it"),
        ("<a xmlns='a}b'/>", (1, 1), "a namespace that contains '}' is not supported"),
        ("<a></b c></a>", (1, 8), "an end tag cannot have attributes"),
        ("<!doctype html><a/>", (1, 1), "'<!' is not allowed here"),
        ("<a></a></b>", (1, 9), "the end tag belongs to no element: none is open here"),
        (
            "<a>\n<<<<<<< HEAD\n</a>",
            (2, 2),
            "the line is the mark of a merge conflict; resolve the conflict and remove its marks",
        ),
        ("```xml\n<a/>\n```", (1, 1), "the line is a code fence of Markdown; remove the line"),
        (
            "\n<?xml version='1.0'?><a/>",
            (2, 1),
            _LATE_DECLARATION,
        ),
    ],
)
@pytest.mark.parametrize("kind", [str, bytes])
def test_sentence(text: str, place: tuple[int, int], says: str, kind: type) -> None:
    """One error with a place and a sentence that says what to write, for text and for bytes."""
    error = _refused(inspect, text if kind is str else text.encode())
    assert str(error) == f"{place[0]}:{place[1]}: {says}"


def _refused(read: Callable[[Any], object], source: str | bytes) -> ParseError:
    """The error with which a function refuses a text."""
    try:
        result = read(source)
    except ParseError as error:
        return error
    error = result.error if isinstance(result, Inspection) else None
    assert error is not None, f"{source!r} is read"
    return error


MALFORMED = (
    "",
    " \n ",
    "<domain",
    "<domain>\n  <a/>",
    "<domain></domian>",
    "<domain/><domain/>",
    "<domain type=kvm/>",
    "<domain a='1' a='2'/>",
    "<domain><name>a\x00b</name></domain>",
    "<domain><name>&#0;</name></domain>",
    "<domain><name>&undefined;</name></domain>",
    "<domain>\n <qemu:commandline/>\n</domain>",
    "<domain>\n<title x:a='1'>t</title></domain>",
    "<domain><metadata><new x:a='1'/></metadata></domain>",
    "<domain><metadata><xmlns:b/></metadata></domain>",
    "<domain><a:b:c/></domain>",
    "<domain><metadata><x><?a:b y?></x></metadata></domain>",
    "<domain xmlns:xml='u'/>",
    "<domain xmlns:xmlns='u'/>",
    "<domain><b xmlns:p=''/></domain>",
    "<domain><b xmlns='http://www.w3.org/XML/1998/namespace'/></domain>",
    "<domain xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>",
    "<!DOCTYPE domain><domain/>",
    "<domain>" * 300,
    "\ufeff<domain>\r\n<a b=c/></domain>",
    "<?xml?><domain/>",
)
MALFORMED_BYTES = (
    "<domain>\xe9<b></domain>".encode("latin-1"),
    "<domain>\xe9</domain".encode("utf-16"),
    b"<?xml version='1.0' encoding='iso-8859-1'?>\n<domain>\xe9<b></domain>",
    b"<?xml version='1.0' encoding='utf-16'?><domain/>",
    b"<?xml version='1.0' encoding='no-such'?><domain/>",
)


@pytest.mark.parametrize(
    "source", [*(text.encode() for text in MALFORMED), *MALFORMED_BYTES], ids=lambda source: source[:60]
)
def test_all_that_read_documents_report_the_same(source: bytes) -> None:
    """Reading, validating and formatting give the same words at the same place."""
    error = _refused(Domain.from_xml, source)
    for read in (parse, read_well_formed, inspect):
        assert str(_refused(read, source)) == str(error)
    problem, *_ = validate(source)
    assert (problem.code, problem.line, problem.column) == ("not-well-formed", error.line, error.column)
    assert problem.message.startswith(error.message)


def test_every_cause_has_words() -> None:
    """A cause that is added needs a sentence; numbers that expat does not have yet get a general one."""
    text = "<a>"
    for cause in XmlCause:
        stop = Stop(cause, text, 1, 1, (), is_file=True, is_decoded=True)
        assert reason(stop).code == "not-well-formed"
    assert {cause_of(number) for number in range(60)} <= set(XmlCause)
    assert cause_of(3) is XmlCause.NO_ELEMENTS


def test_numbers_are_those_of_expat() -> None:
    """The numbers of expat's errors, by the names that Python gives them."""
    for name, cause in (
        ("XML_ERROR_SYNTAX", XmlCause.SYNTAX),
        ("XML_ERROR_NO_ELEMENTS", XmlCause.NO_ELEMENTS),
        ("XML_ERROR_INVALID_TOKEN", XmlCause.INVALID_TOKEN),
        ("XML_ERROR_TAG_MISMATCH", XmlCause.TAG_MISMATCH),
        ("XML_ERROR_DUPLICATE_ATTRIBUTE", XmlCause.REPEATED_ATTRIBUTE),
        ("XML_ERROR_JUNK_AFTER_DOC_ELEMENT", XmlCause.AFTER_ROOT),
        ("XML_ERROR_UNDEFINED_ENTITY", XmlCause.UNDEFINED_ENTITY),
        ("XML_ERROR_BAD_CHAR_REF", XmlCause.CHARACTER_REFERENCE),
        ("XML_ERROR_MISPLACED_XML_PI", XmlCause.LATE_DECLARATION),
        ("XML_ERROR_UNCLOSED_CDATA_SECTION", XmlCause.UNCLOSED_CDATA),
        ("XML_ERROR_UNBOUND_PREFIX", XmlCause.UNDECLARED_PREFIX),
        ("XML_ERROR_UNDECLARING_PREFIX", XmlCause.EMPTY_NAMESPACE),
        ("XML_ERROR_XML_DECL", XmlCause.DECLARATION),
    ):
        assert cause_of(expat.errors.codes[getattr(expat.errors, name)]) is cause


def test_other_encodings() -> None:
    """Bytes that are not UTF-8 are said to be that, not which of them expat stumbles over."""
    error = _refused(inspect, "<a>caf\xe9</a>".encode("latin-1"))
    assert error.message == "the file is not valid UTF-8"
    assert (error.hint or "").startswith("save the file as UTF-8")
    assert _refused(inspect, "<a>\ufffd<b></a>".encode()).message.startswith("expected </b>, found </a>")


def test_an_error_before_bytes_that_are_not_utf_8() -> None:
    """What is wrong where the parser stops is reported, not what comes later."""
    error = _refused(inspect, "<a>\n<b></c>\n<d>\xe9</d></a>".encode("latin-1"))
    assert error.message.startswith("expected </b>, found </c>")


def test_a_surrogate_has_a_place() -> None:
    """Text that no encoding can hold."""
    error = _refused(Domain.from_xml, "<domain>\n<name>a\ud800</name></domain>")
    assert (error.line, error.column) == (2, 8)
    assert error.message.startswith("U+D800 is half of a surrogate pair")


@pytest.mark.parametrize("kind", [str, bytes])
def test_a_byte_order_mark_is_no_character(kind: type) -> None:
    """The place is that behind the mark at the beginning."""
    text = "\ufeff<domain type=kvm/>"
    error = _refused(Domain.from_xml, text if kind is str else text.encode())
    assert str(error) == "1:14: the value of 'type' must be in quotation marks"


def test_a_file_name_is_no_document() -> None:
    """Reading says the same, and what reads files."""
    with pytest.raises(ParseError, match="use `from_file`, `parse_file` or `validate_file`"):
        Domain.from_xml("vm.xml")
    with pytest.raises(ParseError, match=r"^1:12: '&' must be written as '&amp;'$"):
        Domain.from_xml("<domain>a & b</domain>")


def test_an_element_of_its_own_has_its_own_places() -> None:
    """An element outside the model, read beside namespaces that others declare."""
    scopes = Scopes({"p": "urn:p"})
    for text, says in (
        ("<?xml version='1.0'?> <p:a>\n <b></p:a>", "2:7: expected </b>, found </p:a>: <b> on line 2 is still open"),
        (" <p:a><q:b/></p:a>", "1:7: the prefix 'q' is not declared"),
        ("<p:a>\n<q:b/></p:a>", "2:1: the prefix 'q' is not declared"),
        ("<p:a/></p:b>", "1:8: the end tag belongs to no element: none is open here"),
        ("<p:a/><p:b/>", "expected one element"),
    ):
        with pytest.raises(ParseError) as caught:
            read_foreign(text, scopes)
        assert str(caught.value) == says


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("<a>\n <b>x</c>\n</a>", "c"),
        ("<a b='1'\n b='2\n3'/>", "b='2\n3'"),
        ("<a/>\n<b c='>'>\n</b>", "<b c='>'>"),
        ("<a/>some text", "some"),
        ("<a>&web;x</a>", "&web;"),
        ("<a>&#0;</a>", "&#0;"),
        ("<a>\n<x:b\n c='d'/></a>", "<x:b\n c='d'/>"),
        ("<!DOCTYPE a [\n<!ENTITY x 'y'>]>\n<a/>", "<!DOCTYPE a [\n<!ENTITY x 'y'>]>"),
        ("<domain type=kvm/>", "kvm"),
        ("<a>é & b</a>", " "),
        ("hello", "hello"),
        ("<?xml encoding='utf-8'?><a/>", "encoding"),
        ("<a/><?xml version='1.0'?>", "<?xml version='1.0'?>"),
        ("<a>\ud800</a>", "\ud800"),
    ],
)
def test_the_end_is_that_of_what_is_wrong(text: str, token: str) -> None:
    """An editor can mark it, and an error that was pickled keeps it."""
    problem, *_ = validate(text)
    assert problem.line is not None
    assert problem.column is not None
    assert problem.end_column is not None
    lines = text.split("\n")[problem.line - 1 : problem.end_line]
    lines[-1] = lines[-1][: problem.end_column - 1]
    lines[0] = lines[0][problem.column - 1 :]
    assert "\n".join(lines) == token
    error = inspect(text).error
    assert error is not None
    assert pickle.loads(pickle.dumps(error)).end == error.end == (problem.end_line, problem.end_column)


@pytest.mark.parametrize("text", ["", "<a>", "<a b='1", "<a><!-- x"])
def test_what_is_missing_at_the_end_has_no_end(text: str) -> None:
    """There is nothing to mark."""
    problem, *_ = validate(text)
    assert (problem.end_line, problem.end_column) == (None, None)


@pytest.mark.parametrize("head", ["", "<a ", "<a b='1' b='", "<a b='1", "<a></a ", "<!DOCTYPE a ", "<a x:b='1' "])
@pytest.mark.parametrize("part", ["x", "a ", "=", "'", "<", "<a b='1' ", "[", "&"])
def test_the_time_is_linear(head: str, part: str) -> None:
    """A long run of anything takes no longer to explain than to read."""
    begin = perf_counter()
    inspect(head + part * (200_000 // len(part)))
    assert perf_counter() - begin < 5


@pytest.mark.parametrize(
    ("text", "variant"),
    [
        ("&lt;domain type='kvm'&gt;&lt;/domain&gt;", "escaped"),
        ("\x1b[1;34m<domain\x1b[0m/>", "colours"),
        ("<domain>\n\x1b[1;34m<name\x1b[0m/></domain>", "colours"),
        ("+<domain>\n+</domain>", "diff"),
        ("--- a.xml\n+++ b.xml\n", "diff"),
        ("<!DOCTYPE html><html></html>", "html"),
        ("apiVersion: v1\nkind: VirtualMachine\n", "manifest"),
        ("<a/>\n# a note", "after-root"),
        ("error: failed to get domain 'web'\n", "said-by-virsh"),
        ('{"name": "web", "memory": 2048}', "is-json"),
    ],
)
def test_what_is_no_xml_is_named(text: str, variant: str) -> None:
    """The sort of text, not the character at which reading ended."""
    problem, *_ = validate(text)
    assert problem.variant == variant
