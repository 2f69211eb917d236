"""The words for each cause, chosen by what is written at the place where the reading ended."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from libvirt_xml.markup import limits
from libvirt_xml.markup.malformed.misplaced_slashes import bare_tag_in_its_own, slash_at_the_end, tag_instead_of_end
from libvirt_xml.markup.malformed.stops import Stop
from libvirt_xml.markup.malformed.tokens import invalid_token, unclosed_tag
from libvirt_xml.markup.malformed.xml_faults import XmlCause
from libvirt_xml.markup.prefixes import usual_prefixes
from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.foreign_files import command_for, tool_of_keys, tool_of_text

_END_TAG = re.compile(r"</([^\s>]+)")
_PREFIXED = re.compile(r"(?:</?|\s)([\w.-]+):[\w.-]+")
_ENTITY = re.compile(r"&([^;\s]*);")
_ATTRIBUTE = re.compile(r"\s*([^\s=]+)\s*=")
_PATH = re.compile(r"[^\n<]+\.(?:xml|xslt?)\s*")
_TABLE = re.compile(r"\s*(?:Id|Name|UUID|Target|Interface)\s{2,}(?:Name|State|UUID|Source|Type|Path|Capacity)\b")
_ROOT = re.compile(
    r"^[ \t]*<(domain|network|pool|volume|domainsnapshot|secret|filter|device|interface|capabilities)[\s>]", re.M
)
_ROOT_IN_LINE = re.compile(_ROOT.pattern.removeprefix(r"^[ \t]*"))
_NOT_ELEMENTS = re.compile(r"<\?[^<>]*\?>|<!--(?s:.)*?-->")
_TEMPLATE = re.compile(r"\{[{%#]|<%|<\?php")
_TEMPLATE_INSIDE = re.compile(r"(<)?(%(?=[=\s-])|\{%)")
_KEY = re.compile(r"^([A-Za-z_][\w.-]*):(?=[ \t\n]|$)", re.MULTILINE)
_CONFLICT = re.compile(r"(<{7}|={7}|>{7})(\s|$)")

_BEGINNING = 500
_ESCAPED = re.compile(r"&lt;[?!\w]")
_PROMPT = re.compile(r"[$%] \w|# virsh |[\w.-]+@[\w.-]+[:\w~/ .-]*[#$]|virsh ")
_SAID_BY_VIRSH = re.compile(r"(?:error: |virsh: |ERROR +)\S")
_LOG = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[\d.,:+Z-]*\s")
_DIFF = re.compile(r"[+-][ \t]*<|@@ |--- \S|\+\+\+ \S|diff ")
_COMMAND = re.compile(r"(?:sudo )?(?:virt-install|qemu-system-\w+|qemu-img|qm|lxc|incus|multipass) \S")
_YAML = re.compile(r"(?:---\s+|#[^\n]*\n\s*)*(?:- )?[A-Za-z_][\w.-]*:(?:[ \t]\S|[ \t]*\n)")
_JSON = re.compile(r"(?:\{\s*\"[^\"\n]*\"\s*:|\[\s*(?:\{|\"))")
_MANIFEST = re.compile(r"^apiVersion:", re.MULTILINE)


def reason(stop: Stop) -> Sentence:
    """What is wrong with a text, and how it can be fixed."""
    return _foreign_line(stop) or _BY_CAUSE[stop.cause](stop)


def _foreign_line(stop: Stop) -> Sentence | None:
    """Words for what other tools put into files."""
    if stop.cause not in _OF_MARKUP:
        return None
    if stop.cause is XmlCause.INVALID_TOKEN and not stop.is_decoded:
        around = stop.line_text[max(0, stop.column - 2) : stop.column + 1]
        if "\N{REPLACEMENT CHARACTER}" in around:
            return render("not-well-formed", "not-utf-8")
    if _CONFLICT.match(stop.line_text):
        return render("not-well-formed", "conflict")
    if stop.line_text.lstrip().startswith("```"):
        return render("not-well-formed", "fence")
    return _of_another_sort(stop)


def _of_another_sort(stop: Stop) -> Sentence | None:
    """Words for a text that is something else than XML, or has something else around it."""
    start = stop.text[:_BEGINNING].lstrip()
    if _ESCAPED.match(start):
        return render("not-well-formed", "escaped")
    if "\x1b[" in stop.line_text:
        return render("not-well-formed", "colours")
    inside = _TEMPLATE_INSIDE.match(stop.text, max(0, stop.index - 1)) or _TEMPLATE_INSIDE.match(stop.text, stop.index)
    if inside is not None and stop.cause is XmlCause.INVALID_TOKEN:
        return render("not-well-formed", "template", mark=f"{inside[1] or ''}{inside[2]}")
    if stop.open_elements:
        return None
    if mark := _TEMPLATE.match(start):
        return render("not-well-formed", "template", mark=mark[0])
    if _PROMPT.match(stop.line_text):
        return render("not-well-formed", "prompt")
    if _COMMAND.match(start):
        return render("not-well-formed", "command")
    if _SAID_BY_VIRSH.match(stop.line_text):
        return render("not-well-formed", "said-by-virsh")
    if _LOG.match(stop.line_text):
        return render("not-well-formed", "log")
    if _DIFF.match(stop.line_text):
        return render("not-well-formed", "diff")
    if stop.cause is XmlCause.AFTER_ROOT and stop.rest_of_line.startswith("<"):
        return render("not-well-formed", "second-document")
    if _MANIFEST.search(start):
        return render("not-well-formed", "manifest")
    if _JSON.match(start):
        return _of_tool(start) or render("not-well-formed", "is-json")
    return _of_tool(start) or _text_before(stop) or _path(stop) or _yaml(start) or _without_tag(stop)


def _of_tool(start: str) -> Sentence | None:
    """Words for a file of another tool, by how it begins or by its keys."""
    tool = tool_of_text(start) or tool_of_keys(_KEY.findall(start))
    command = command_for(tool) if tool is not None else None
    if command is not None:
        return render("not-well-formed", "of-tool-with-command", tool=tool, command=command)
    return None if tool is None else render("not-well-formed", "of-tool", tool=tool)


def _text_before(stop: Stop) -> Sentence | None:
    """Words for something else before a document."""
    end_of_line = stop.index + len(stop.rest_of_line)
    root = _ROOT_IN_LINE.search(stop.text, stop.index, end_of_line) or _ROOT.search(stop.text, stop.index)
    if root is None or "<" in stop.text[: stop.index + 1] or _YAML.match(stop.text.lstrip()):
        return None
    return render("not-well-formed", "text-before", name=root[1], line=stop.line_of(root.start(1)))


def _path(stop: Stop) -> Sentence | None:
    """Words for the path of a file, or a list of virsh, instead of a document."""
    if _TABLE.match(stop.line_text):
        return render("not-well-formed", "table")
    if not _PATH.fullmatch(stop.text):
        return None
    return render("not-well-formed", "path") if stop.is_file else render("not-well-formed", "file-name")


def _yaml(start: str) -> Sentence | None:
    if _YAML.match(start):
        return render("not-well-formed", "is-yaml")
    return None


def _without_tag(stop: Stop) -> Sentence | None:
    """Words for a text that has no tag up to the place, wherever in a word that is: the lines of ``/etc/passwd``."""
    has_tag = "<" in stop.text[: stop.index + 1]
    return None if has_tag or not stop.rest_of_line[:1].isprintable() else render("not-well-formed", "no-tag")


_OF_MARKUP = frozenset(
    {XmlCause.INVALID_TOKEN, XmlCause.SYNTAX, XmlCause.AFTER_ROOT, XmlCause.UNCLOSED_TOKEN, XmlCause.TAG_MISMATCH}
)


def _doctype(stop: Stop) -> Sentence:
    if stop.rest_of_line[:14].lower() == "<!doctype html":
        return render("not-well-formed", "html")
    return render("not-well-formed", "doctype")


def _end_tag(stop: Stop) -> Sentence:
    end = _END_TAG.search(stop.line_text, max(0, stop.column - 3))
    if end is None or not stop.open_elements:
        return render("not-well-formed", "wrong-end-tag")
    name, line = stop.open_elements[-1]
    names = {"found": end[1], "expected": name, "line": line}
    slash = slash_at_the_end(stop)
    if slash is not None:
        return render("not-well-formed", "end-tag-with-slash-behind", **names, slash_line=stop.line_of(slash))
    if bare_tag_in_its_own(stop) is not None:
        return render("not-well-formed", "end-tag-opened-again", **names, first=stop.open_elements[-2].line)
    again = tag_instead_of_end(stop)
    if again is not None:
        return render("not-well-formed", "end-tag-without-slash", **names, first=again)
    return render("not-well-formed", "end-tag", **names)


def _prefix(stop: Stop) -> Sentence:
    undeclared = _PREFIXED.search(stop.rest_of_line)
    prefix = undeclared[1] if undeclared else ""
    namespace = next((uri for uri, usual in usual_prefixes().items() if usual == prefix), None)
    if namespace:
        return render("not-well-formed", "prefix-of-libvirt", prefix=prefix, namespace=namespace)
    return render("not-well-formed", "prefix", prefix=prefix)


def _repeated_attribute(stop: Stop) -> Sentence:
    if stop.rest_of_line.startswith("<"):  # else it is the place of the second one
        return namespace_fault(XmlCause.REPEATED_ATTRIBUTE)
    name = _ATTRIBUTE.match(stop.rest_of_line)
    if name is None:
        return render("not-well-formed", "some-attribute-twice")
    return render("not-well-formed", "attribute-twice", name=name[1])


def namespace_fault(cause: XmlCause) -> Sentence:
    """Words for a declaration of a namespace, or for attributes, that XML does not allow."""
    match cause:
        case XmlCause.XMLNS_PREFIX:
            return render("not-well-formed", "xmlns")
        case XmlCause.XML_PREFIX:
            return render("not-well-formed", "xml")
        case XmlCause.RESERVED_NAMESPACE:
            return render("not-well-formed", "reserved-namespace")
        case XmlCause.EMPTY_NAMESPACE:
            return render("not-well-formed", "empty-namespace")
        case _:
            return render("not-well-formed", "attribute-twice-by-prefixes")


def _unfinished(stop: Stop) -> Sentence:
    if not stop.text.strip(" \t\n\0"):
        return render("not-well-formed", "empty")
    comment = stop.text.rfind("<!--")
    if comment >= 0 and "-->" not in stop.text[comment:]:
        return render("not-well-formed", "comment-open", line=stop.line_of(comment))
    section = stop.text.rfind("<![CDATA[")
    if section >= 0 and "]]>" not in stop.text[section:]:
        return render("not-well-formed", "cdata-open", line=stop.line_of(section))
    if stop.open_elements:
        return _open_element(stop)
    if not _NOT_ELEMENTS.sub("", stop.text).strip():
        return render("not-well-formed", "no-element")
    end = Stop(stop.cause, stop.text, stop.line, stop.column + len(stop.text) - stop.index, (), stop.is_file, True)
    return unclosed_tag(end, stop.text[stop.index :]) or render("not-well-formed", "ends-early")


def _open_element(stop: Stop) -> Sentence:
    """Words for the innermost element that is open at the end; one in another of its name may be meant as an end."""
    name, line = stop.open_elements[-1]
    if name in [outer.name for outer in stop.open_elements[:-1]] and stop.text.rstrip().endswith(f"<{name}>"):
        return render("not-well-formed", "element-opened-again", name=name, line=line)
    return render("not-well-formed", "element-open", name=name, line=line)


def _syntax(stop: Stop) -> Sentence:
    if stop.rest_of_line.startswith("<!"):
        return render("not-well-formed", "exclamation")
    if stop.rest_of_line.startswith("<"):  # of a namespace with the character that parts names from theirs
        return render("not-well-formed", "namespace-with-brace")
    return render("not-well-formed", "no-tag")


def _entity(stop: Stop) -> Sentence:
    entity = _ENTITY.match(stop.rest_of_line)
    if entity is None:
        return render("not-well-formed", "some-entity")
    from html.entities import name2codepoint

    number = name2codepoint.get(entity[1])
    if number:
        return render("not-well-formed", "entity-of-html", reference=entity[0], number=number)
    return render("not-well-formed", "entity", reference=entity[0])


def _surrogate(stop: Stop) -> Sentence:
    return render("not-well-formed", "surrogate", character=f"U+{ord(stop.rest_of_line[:1] or '?'):04X}")


_BY_CAUSE: Mapping[XmlCause, Callable[[Stop], Sentence]] = {
    XmlCause.DOCTYPE: _doctype,
    XmlCause.DEPTH: lambda _: render("not-well-formed", "depth", limit=limits.MAX_DEPTH),
    XmlCause.NODES: lambda _: render("not-well-formed", "nodes", limit=f"{limits.MAX_NODES:,}"),
    XmlCause.SURROGATE: _surrogate,
    XmlCause.ENCODING: lambda _: render("not-well-formed", "other-encoding"),
    XmlCause.SYNTAX: _syntax,
    XmlCause.NO_ELEMENTS: _unfinished,
    XmlCause.INVALID_TOKEN: invalid_token,
    XmlCause.UNCLOSED_TOKEN: _unfinished,
    XmlCause.UNCLOSED_CDATA: _unfinished,
    XmlCause.TAG_MISMATCH: _end_tag,
    XmlCause.REPEATED_ATTRIBUTE: _repeated_attribute,
    XmlCause.AFTER_ROOT: lambda _: render("not-well-formed", "after-root"),
    XmlCause.UNDEFINED_ENTITY: _entity,
    XmlCause.CHARACTER_REFERENCE: lambda _: render("not-well-formed", "character-reference"),
    XmlCause.LATE_DECLARATION: lambda _: render("not-well-formed", "late-declaration"),
    XmlCause.DECLARATION: lambda _: render("not-well-formed", "declaration"),
    XmlCause.UNDECLARED_PREFIX: _prefix,
    XmlCause.EMPTY_NAMESPACE: lambda stop: namespace_fault(stop.cause),
    XmlCause.XML_PREFIX: lambda stop: namespace_fault(stop.cause),
    XmlCause.XMLNS_PREFIX: lambda stop: namespace_fault(stop.cause),
    XmlCause.RESERVED_NAMESPACE: lambda stop: namespace_fault(stop.cause),
    XmlCause.OTHER: lambda _: render("not-well-formed", "other"),
}
