"""XML text to objects, in one pass of expat.

The handlers are closures over the state of one parse: the children that the open element may have, its dictionary,
how its text ends, where its text began. What every document is made of takes a few look-ups an element; whatever is
unusual raises KeyError out of one of them and is dealt with in ``oddities``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from xml.parsers import expat

from libvirt_xml.binding.foreign import AnyElement, Comment, ProcessingInstruction
from libvirt_xml.binding.oddities import Oddities
from libvirt_xml.binding.scalars import LooseForm
from libvirt_xml.binding.tables import LEAF_CHILDREN, Children, Entry, Leaf, class_entry
from libvirt_xml.errors import ContentError, ParseError

if TYPE_CHECKING:
    from libvirt_xml.binding.base import Element

MAX_DEPTH = 256
_T = TypeVar("_T", bound="Element")
_new = object.__new__


class _Roots(Children):
    """The document elements that a parse accepts."""

    def __init__(self, *classes: type[Element]) -> None:
        super().__init__(None)
        self.classes = {(cls.namespace_, cls.tag_): cls for cls in classes}
        for cls in classes:
            if not cls.namespace_:
                self[cls.tag_] = class_entry(cls)

    def __missing__(self, tag: str) -> Entry:
        raise KeyError(tag)

    def named(self, namespace: str, local: str) -> Entry | None:
        cls = self.classes.get((namespace, local))
        return None if cls is None else class_entry(cls)

    def wanted(self) -> list[str]:
        return [tag for _, tag in self.classes]


def read(cls: type[_T], source: str | bytes, *, strict: bool = False, file: str | None = None) -> _T:
    """An object of a class from XML text. Raises ParseError; with ``strict`` ContentError."""
    result: Any = _parse(_Roots(cls), source, file)
    if strict:
        check(result)
    return result  # type: ignore[no-any-return]


def check(result: Element) -> None:
    """Raise ContentError for the first thing in an object that the model does not hold."""
    from libvirt_xml.binding.navigate import unknown

    for finding in unknown(result):
        raise ContentError(finding.message, path=finding.path)


def read_foreign(source: str | bytes) -> AnyElement:
    """An element outside the model from XML text. Raises ParseError."""
    from libvirt_xml.binding.base import Element

    class Holder(Element, tag="holder"):
        pass

    text = source if isinstance(source, str) else source.decode("utf-8")
    start = text.find("?>") + 2 if text.lstrip().startswith("<?xml") else 0
    holder = read(Holder, f"<holder>{text[start:].strip()}</holder>")
    content = holder.extra_.content if holder.extra_ else []
    if len(content) != 1 or not isinstance(content[0], AnyElement):
        raise ParseError("expected one element")
    return content[0]


def root_tag(source: str | bytes, file: str | None = None) -> str:
    """The name of the document element, as written. Raises ParseError."""
    parser = _parser(source)
    found: list[str] = []

    def start(name: str, attributes: list[str]) -> None:
        found.append(name)
        parser.StartElementHandler = None

    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse_doctype(parser, file)
    _run(parser, source, file)
    return found[0]


def _parser(source: str | bytes) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    return parser


def _run(parser: Any, source: str | bytes, file: str | None) -> None:
    if not isinstance(source, str | bytes | bytearray | memoryview):
        raise TypeError(f"wants XML text as str or bytes, not {type(source).__name__}")
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        message = "the document is empty" if not source else f"not well-formed: {_reason(error)}"
        raise ParseError(message, file=file, line=error.lineno, column=error.offset + 1) from None
    except (UnicodeEncodeError, LookupError, ValueError) as error:
        if isinstance(error, ParseError):
            raise
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        raise ParseError(f"cannot decode: {error}", file=file, line=line, column=column) from None


def _reason(error: expat.ExpatError) -> str:
    return expat.ErrorString(error.code) or str(error)


def _refuse_doctype(parser: Any, file: str | None) -> Any:
    def refuse(*_: object) -> NoReturn:
        raise ParseError(
            "document type declarations (DTD, entities) are refused",
            file=file,
            line=parser.CurrentLineNumber,
            column=parser.CurrentColumnNumber + 1,
        )

    return refuse


def _parse(roots: Children, source: str | bytes, file: str | None, *, is_careful: bool = False) -> Element:
    """One parse. Stray text is only noticed at the end; then a second, careful parse finds where it belongs."""
    parser = _parser(source)
    texts: list[str] = []
    stack: list[tuple[Children, dict[str, Any], Leaf | None, int]] = []
    push, pop = stack.append, stack.pop
    kids: Children = roots
    own: dict[str, Any] = {}
    leaf: Leaf | None = None
    mark = 0
    odd = Oddities(parser, stack, roots, file)

    def start(tag: str, attributes: list[str]) -> None:
        nonlocal kids, own, leaf, mark
        try:
            name, is_list, cls, known, grandkids, own_leaf, unsettled = kids[tag]
        except KeyError:
            if kids is LEAF_CHILDREN:
                ended, text = leaf, "".join(texts[mark:])
                del texts[mark:]
                kids, own, leaf, mark = pop()
                kids = odd.leaf_child(ended, text, tag, attributes, own, kids)
                return
            found, kids = odd.entry(tag, attributes, own, kids)
            if found is None:
                return
            name, is_list, cls, known, grandkids, own_leaf, unsettled = found
        if len(stack) >= MAX_DEPTH:
            odd.fail(f"nested deeper than {MAX_DEPTH}")
        if cls is None:
            if name in own:
                if not is_list:
                    kids = odd.begin_foreign(tag, attributes, own, kids)
                    return
                if next(reversed(own)) is not name:
                    kids = odd.track(kids, own, name)
            if attributes and odd.leaf_attributes(tag, attributes, own, kids, name):
                kids = odd.begin_foreign(tag, attributes, own, kids)
                return
            push((kids, own, leaf, mark))
            kids, leaf, mark = grandkids, own_leaf, len(texts)
            return
        made = _new(cls)
        content = made.__dict__
        if attributes:
            field = ""
            pairs = iter(attributes)
            for key, text in zip(pairs, pairs, strict=False):
                try:
                    field, convert = known[key]
                    content[field] = text if convert is None else convert[text]
                except KeyError as error:
                    if error.__class__ is LooseForm:
                        odd.loose(content, field, error, text)
                    elif key == "xmlns" and text and tag in kids:
                        kids = odd.begin_foreign(tag, attributes, own, kids)
                        return
                    else:
                        odd.attribute(content, key, text, attributes, own)
            if unsettled:
                for field, converter in unsettled:
                    if content.get(field).__class__ is str:
                        content[field] = converter.settle(content[field], content)
        if name not in own:
            own[name] = [made] if is_list else made
        elif is_list:
            if next(reversed(own)) is not name:
                kids = odd.track(kids, own, name)
            own[name].append(made)
        else:
            kids = odd.begin_foreign(tag, attributes, own, kids)
            return
        push((kids, own, leaf, mark))
        kids, own, leaf = grandkids, content, own_leaf
        if leaf is not None:
            mark = len(texts)

    def end(tag: str) -> None:
        nonlocal kids, own, leaf, mark
        if leaf is None:
            kids, own, leaf, mark = pop()
            return
        ended = leaf
        count = len(texts) - mark
        if count == 1:
            text = texts.pop()
        else:
            text = "".join(texts[mark:])
            del texts[mark:]
        if ended.is_own:
            if (text and not (text.isspace() and odd.has_children(own, kids))) or ended.keeps_empty:
                odd.set_value(own, ended, text)
            kids, own, leaf, mark = pop()
            return
        kids, own, leaf, mark = pop()
        if ended.is_flag:
            own[ended.name] = True
            if text and not text.isspace():
                odd.flag_text(own, ended, tag, text)
        elif ended.is_list:
            odd.add_value(own, ended, text)
        else:
            odd.set_value(own, ended, text)

    def careful_text(text: str) -> None:
        nonlocal kids
        if leaf is not None:
            texts.append(text)
        elif not text.isspace():
            kids = odd.stray(own, kids, text)

    def comment(text: str) -> None:
        nonlocal kids
        kids = odd.aside(own, kids, Comment(text))

    def instruction(target: str, text: str) -> None:
        nonlocal kids
        kids = odd.aside(own, kids, ProcessingInstruction(target, text))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CommentHandler = comment
    parser.ProcessingInstructionHandler = instruction
    parser.CharacterDataHandler = careful_text if is_careful else texts.append
    parser.StartDoctypeDeclHandler = _refuse_doctype(parser, file)
    _run(parser, source, file)
    if not is_careful and texts and "".join(texts).strip():
        return _parse(roots, source, file, is_careful=True)
    (result,) = own.values()
    return result  # type: ignore[no-any-return]
