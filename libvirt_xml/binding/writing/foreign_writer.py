"""Elements outside the model to XML text, exactly as they were written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from libvirt_xml.binding.foreign import AnyElement, Comment, ProcessingInstruction, declared_by, declares_namespace
from libvirt_xml.binding.qualified_names import is_name, qualified, target
from libvirt_xml.binding.writing.escaping import FOREIGN_ATTRIBUTE, SECRET_ATTRIBUTE, SECRET_TEXT
from libvirt_xml.binding.writing.refusals import Refusal, check_class, refused_foreign
from libvirt_xml.binding.wrong_values import Unwritable, WrongType
from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.markup.malformed.xml_faults import XmlCause
from libvirt_xml.markup.scopes import Scopes, declaration_fault, repeated_attribute
from libvirt_xml.messages import render

FOREIGN = ' {}="{}"'  # how the attributes of elements outside the model are written


class ForeignWriter:
    """The parts of the text so far and the namespaces in force."""

    def __init__(self, parts: list[str], scopes: Scopes | None = None) -> None:
        self.parts = parts
        self.scopes = scopes or Scopes()

    def known(self, name: str) -> str:
        """The name itself. Raises TypeError for what is not a name, or has a prefix that is not declared."""
        prefix, colon, _ = qualified(name).partition(":")
        if colon and prefix != "xml" and not self.scopes.uri(prefix):
            if prefix == "xmlns":  # nothing can declare it
                raise Unwritable(render("cannot-write", "name", name=name))
            raise Unwritable(render("cannot-write", "prefix", prefix=prefix, name=name))
        return name

    def attribute(self, name: str, value: str) -> str:
        """An attribute outside the model."""
        return f" {self._attribute_name(name, value)}='{SECRET_ATTRIBUTE[value]}'"

    def _attribute_name(self, name: str, value: str) -> str:
        """The name itself. Raises TypeError for what is none, and for a declaration that XML does not have."""
        if not declares_namespace(name):
            return self.known(name)
        _check_declaration(name.partition(":")[2], value)
        return qualified(name)

    def check_repeated(self, names: Iterable[str]) -> None:
        """Raise TypeError for attributes of which two have one name in one namespace."""
        fault = repeated_attribute(names, self.scopes.uri)
        if fault is not None:
            raise _namespace_error(fault)

    def foreign(self, element: AnyElement, depth: int) -> None:
        """A foreign element, exactly as it was written."""
        if depth >= MAX_DEPTH:
            raise Refusal(render("cannot-write", "depth", limit=MAX_DEPTH))
        add = self.parts.append
        try:
            _check_foreign(element)
        except WrongType as error:
            raise Refusal(str(error)) from None
        scope = declared_by(element.attributes)
        inherited = {
            prefix: uri
            for prefix, uri in element.namespaces.items()
            if prefix not in scope and self.scopes.uri(prefix) != uri
        }
        self.scopes.open(scope)
        self.scopes.open(inherited)
        at = 0
        try:
            add(f"<{self.known(element.name)}{declarations(inherited, FOREIGN)}")
            for key, value in element.attributes.items():
                add(f' {self._attribute_name(key, value)}="{FOREIGN_ATTRIBUTE[value]}"')
            self.check_repeated(element.attributes)
            add(">" if element.content else "/>")
            for at, part in enumerate(element.content):  # noqa: B007 - a refusal's path needs it
                self._foreign_part(part, depth)
        except TypeError as error:
            raise refused_foreign(error) from None
        except Refusal as refusal:
            refusal.steps.append(f"*[{sum(isinstance(part, AnyElement) for part in element.content[: at + 1])}]")
            raise
        finally:
            self.scopes.close(inherited)
            self.scopes.close(scope)
        if element.content:
            add(f"</{element.name}>")

    def _foreign_part(self, part: AnyElement | Comment | ProcessingInstruction | str, depth: int) -> None:
        match part:
            case str():
                self.parts.append(SECRET_TEXT[part])
            case AnyElement():
                self.foreign(part, depth + 1)
            case Comment(text):
                if "--" in text or text.endswith("-"):
                    raise Unwritable(render("cannot-write", "comment"))
                SECRET_TEXT[text]
                self.parts.append(f"<!--{text}-->")
            case ProcessingInstruction(name, text):
                if "?>" in text:
                    raise Unwritable(render("cannot-write", "instruction"))
                SECRET_TEXT[text]
                self.parts.append(f"<?{target(name)} {text}?>" if text else f"<?{target(name)}?>")
            case _:
                check_class(part, AnyElement)


def declarations(scope: Mapping[str, str], form: str = " {}='{}'") -> str:
    """Declarations as attributes. Raises TypeError for a prefix that is not a name."""
    written = ""
    for prefix, uri in scope.items():
        if prefix and not is_name(prefix):
            raise Unwritable(render("cannot-write", "name", name=prefix))
        _check_declaration(prefix, uri)
        escaped = (FOREIGN_ATTRIBUTE if form is FOREIGN else SECRET_ATTRIBUTE)[uri]
        written += form.format(f"xmlns:{prefix}" if prefix else "xmlns", escaped)
    return written


def _check_declaration(prefix: str, uri: str) -> None:
    """Raise TypeError for a declaration that XML does not have."""
    fault = declaration_fault(prefix, uri)
    if fault is not None:
        raise _namespace_error(fault)


def _namespace_error(fault: XmlCause) -> Unwritable:
    from libvirt_xml.markup.malformed.reasons import namespace_fault

    return Unwritable(render("cannot-write", "namespace", fault=namespace_fault(fault)))


def _check_foreign(element: AnyElement) -> None:
    """Raise TypeError for an element outside the model that has no attributes or no content to go through."""
    for value, expected in ((element.attributes, dict), (element.namespaces, dict), (element.content, list | tuple)):
        if not isinstance(value, expected):
            raise WrongType("a dict" if expected is dict else "a list", value)
