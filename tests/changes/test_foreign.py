"""Foreign and unknown content compares by what it says."""

from __future__ import annotations

import pytest

from libvirt_xml import AnyElement, Comment, Disk, Domain
from libvirt_xml.changes import compare
from libvirt_xml.changes.foreign_trees import is_same_tree
from tests.changes.reading import domain, lines

EQUAL = {
    "prefixes": ("<a:x xmlns:a='urn:1' a:k='v'/>", "<b:x xmlns:b='urn:1' b:k='v'/>"),
    "a default namespace": ("<a:x xmlns:a='urn:1'><a:y/></a:x>", "<x xmlns='urn:1'><y/></x>"),
    "where a prefix is declared": (
        "<a:x xmlns:a='urn:1'><b:y xmlns:b='urn:2'/></a:x>",
        "<a:x xmlns:a='urn:1' xmlns:b='urn:2'><b:y/></a:x>",
    ),
    "a namespace that is not used": ("<x xmlns:a='urn:1'/>", "<x/>"),
    "comments": ("<x><!-- a --><y/></x>", "<x><y/></x>"),
    "a comment in a text": ("<x>a<!-- b -->c</x>", "<x>ac</x>"),
    "a comment alone": ("<x>\n<!-- a -->\n</x>", "<x/>"),
    "space and a comment": ("<x> <!-- a --></x>", "<x/>"),
    "space before an element": ("<x> <y/></x>", "<x><y/></x>"),
    "instructions": ("<x><?a b?><y/></x>", "<x><y/></x>"),
    "layout": ("<x>\n  <y/>\n</x>", "<x><y/></x>"),
    "the order of attributes": ("<x a='1' b='2'/>", "<x b='2' a='1'/>"),
    "two ways to write a text": ("<x><![CDATA[a&b]]></x>", "<x>a&amp;b</x>"),
}

DIFFERENT = {
    "namespaces": ("<a:x xmlns:a='urn:1'><a:y/></a:x>", "<a:x xmlns:a='urn:1'><y/></a:x>"),
    "namespaces of attributes": ("<x xmlns:a='urn:1' a:k='v'/>", "<x k='v'/>"),
    "an attribute has no default namespace": (
        "<a:x xmlns:a='urn:1' a:k='v'/>",
        "<x xmlns='urn:1' k='v'/>",
    ),
    "attributes": ("<x a='1'/>", "<x a='2'/>"),
    "space in an attribute": ("<x a='1'/>", "<x a='1 '/>"),
    "texts": ("<x>a</x>", "<x>b</x>"),
    "space in a text": ("<x>a</x>", "<x> a</x>"),
    "space that is all there is": ("<x> </x>", "<x/>"),
    "space between elements beside a text": ("<x>a<y/> <y/></x>", "<x>a<y/><y/></x>"),
    "the order of elements": ("<x><y/><z/></x>", "<x><z/><y/></x>"),
    "where an element ends": ("<x><y>/</y></x>", "<x><y/>/</x>"),
    "nesting": ("<x><y/><z/></x>", "<x><y><z/></y></x>"),
    "an empty element": ("<x><y/></x>", "<x/>"),
}


@pytest.mark.parametrize("case", EQUAL)
def test_equal_trees(case: str) -> None:
    """Prefixes, declarations, comments and layout say nothing; in metadata and in unknown elements alike."""
    old, new = EQUAL[case]
    assert is_same_tree(AnyElement.from_xml(old), AnyElement.from_xml(new))
    assert lines(domain(f"<metadata>{old}</metadata>"), domain(f"<metadata>{new}</metadata>")) == []


@pytest.mark.parametrize("case", DIFFERENT)
def test_different_trees(case: str) -> None:
    """Everything else does."""
    old, new = DIFFERENT[case]
    assert not is_same_tree(AnyElement.from_xml(old), AnyElement.from_xml(new))
    assert lines(domain(f"<metadata>{old}</metadata>"), domain(f"<metadata>{new}</metadata>"))


def test_declarations_around_a_tree() -> None:
    """A prefix that is declared further out is the same as one declared in place."""
    old = Domain.from_xml("<domain xmlns:a='urn:1'><metadata><a:x a:k='1'/></metadata></domain>")
    new = Domain.from_xml("<domain><metadata><b:x b:k='1' xmlns:b='urn:1'/></metadata></domain>")
    assert lines(old, new) == []


def test_prefixes_that_nothing_declares() -> None:
    """Trees built by hand may have them; they compare as they stand."""
    one, other = AnyElement("a:x", {"b:k": "1"}), AnyElement("c:x", {"b:k": "1"})
    assert is_same_tree(one, AnyElement("a:x", {"b:k": "1"}, [Comment("c")]))
    assert not is_same_tree(one, other)


def test_trees_that_are_deep() -> None:
    """Depth is no matter."""
    text = "<a>" * 200 + "{}" + "</a>" * 200
    old, new, same = (AnyElement.from_xml(text.format(inner)) for inner in ("<b/>", "<c/>", "<b></b>"))
    assert not is_same_tree(old, new)
    assert is_same_tree(old, same)


UNKNOWN: dict[str, tuple[str, str, list[str]]] = {
    "an attribute": (
        "<disk new='1'/>",
        "<disk new='2'/>",
        ["changed extra_.attributes[new]: '1' -> '2'"],
    ),
    "an attribute that came": ("<disk/>", "<disk new=''/>", ["added extra_.attributes[new]: ''"]),
    "the prefix of an attribute": (
        "<disk xmlns:a='urn:1' a:new='1'/>",
        "<disk xmlns:b='urn:1' b:new='1'/>",
        [],
    ),
    "the namespace of an attribute": (
        "<disk xmlns:a='urn:1' a:new='1'/>",
        "<disk xmlns:a='urn:2' a:new='1'/>",
        ["removed extra_.attributes[{urn:1}new]: '1'", "added extra_.attributes[{urn:2}new]: '1'"],
    ),
    "a prefix from further out": (
        "<disk xmlns:a='urn:1'><source a:new='1'/></disk>",
        "<disk><source xmlns:b='urn:1' b:new='1'/></disk>",
        [],
    ),
    "a prefix from further out that is another": (
        "<disk xmlns:a='urn:1'><source a:new='1'/></disk>",
        "<disk xmlns:a='urn:2'><source a:new='1'/></disk>",
        [
            "removed source.extra_.attributes[{urn:1}new]: '1'",
            "added source.extra_.attributes[{urn:2}new]: '1'",
        ],
    ),
    "an element": (
        "<disk><new a='1'/><other/></disk>",
        "<disk><other/><new a='2'/></disk>",
        ["changed extra_.content[new]: <new/> -> <new/>"],
    ),
    "an element that went": ("<disk><new/></disk>", "<disk/>", ["removed extra_.content[new]: <new/>"]),
    "one of several": (
        "<disk><new>1</new><new>2</new></disk>",
        "<disk><new>1</new></disk>",
        ["removed extra_.content[1]: <new>2</new>"],
    ),
    "the prefix of several": (
        "<disk xmlns:a='urn:1'><a:new>1</a:new><a:new>2</a:new></disk>",
        "<disk xmlns:b='urn:1'><b:new>1</b:new><b:new>2</b:new></disk>",
        [],
    ),
    "stray text": ("<disk>a</disk>", "<disk> a\n</disk>", []),
    "another stray text": ("<disk>a</disk>", "<disk>b</disk>", ["changed extra_.content[0]: 'a' -> 'b'"]),
    "a stray text and an element": (
        "<disk>new</disk>",
        "<disk><new/></disk>",
        ["added extra_.content[new]: <new/>", "removed extra_.content[0]: 'new'"],
    ),
    "more than a flag holds": (
        "<disk><readonly/></disk>",
        "<disk><readonly new='1'/></disk>",
        ["added extra_.surplus[readonly]: <readonly/>"],
    ),
    "text in a flag": (
        "<disk><readonly/></disk>",
        "<disk><readonly>a</readonly></disk>",
        ["added extra_.surplus[readonly]: <readonly>a</readonly>"],
    ),
    "another surplus": (
        "<disk><serial new='2'>1</serial></disk>",
        "<disk><serial new='1'>1</serial></disk>",
        ["changed extra_.surplus[serial]: <serial/> -> <serial/>"],
    ),
    "a declaration in a text element": (
        "<disk><serial xmlns:a='urn:1'>1</serial></disk>",
        "<disk><serial>1</serial></disk>",
        [],
    ),
    "a comment in a flag": ("<disk><readonly><!-- a --></readonly></disk>", "<disk><readonly/></disk>", []),
    "an element that repeats": (
        "<disk><serial>1</serial><serial>2</serial></disk>",
        "<disk><serial>1</serial></disk>",
        ["removed extra_.content[serial]: <serial>2</serial>"],
    ),
}


@pytest.mark.parametrize("case", UNKNOWN)
def test_unknown_content(case: str) -> None:
    """What the model does not know counts; its prefixes, order and declarations do not."""
    old, new, expected = UNKNOWN[case]
    assert sorted(lines(Disk.from_xml(old), Disk.from_xml(new))) == sorted(expected)


def test_surplus_of_an_item() -> None:
    """What an item of a list has beyond its text stands by its index."""
    old = domain("<os><initarg>a</initarg><initarg>b</initarg></os>")
    new = domain("<os><initarg>a</initarg><initarg new='1'>b</initarg></os>")
    assert lines(old, new) == ["added os.extra_.surplus[initargs:1]: <initarg/>"]


def test_unknown_content_in_a_container() -> None:
    """A container that holds nothing but unknown content is not empty."""
    assert lines(domain(""), domain("<devices><new/></devices>")) == ["added devices.extra_.content[new]: <new/>"]


def test_foreign_values_are_those_of_the_documents() -> None:
    """A change of foreign content holds the trees themselves."""
    old, new = domain("<metadata><a>1</a></metadata>"), domain("<metadata><a>2</a></metadata>")
    (change,) = compare(old, new)
    assert change.old is old.metadata.elements[0]
    assert change.new is new.metadata.elements[0]
