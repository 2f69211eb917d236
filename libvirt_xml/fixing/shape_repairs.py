"""Repairs of what is written in another form: texts that are attributes, attributes that are elements or texts.

What belongs where is said by the problem. A repair is made only where nothing has that place already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from libvirt_xml.editing.xml.xml_edits import XmlEdits, as_written
from libvirt_xml.editing.xml.xml_escapes import unescaped
from libvirt_xml.editing.xml.xml_spans import XmlElement
from libvirt_xml.fixing.element_order import attributes_before, element_before, may_have_attribute
from libvirt_xml.fixing.removals import remove_wholly
from libvirt_xml.validation.problem import Problem

_WRITTEN = re.compile(r"<([\w:.-]+)((?: [\w:.-]+=(?:'[^']*'|\"[^\"]*\"))*)(?:/>|>([^<]*)</\1>)")
"""An element with no other inside."""
_ATTRIBUTE = re.compile(r" ([\w:.-]+)=(['\"])(.*?)\2")


def text_to_attribute(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the text of an element as one of its attributes: ``<target>vda</target>``.

    Beside other attributes only the first one can be meant: a second MAC is not certainly the ``currentAddress``.
    """
    if not element.attributes or not attributes_before(element, str(problem.parameters["attribute"])):
        text_to_any_attribute(edits, problem, element)


def text_to_any_attribute(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the text of an element as one of its attributes, whatever others it has."""
    name = str(problem.parameters["attribute"])
    if name not in element.attributes and element.has_text_alone:
        edits.set_attribute(element, name, str(problem.parameters["text"]), attributes_before(element, name))
        edits.make_empty(element)


def text_to_nothing(edits: XmlEdits, _: Problem, element: XmlElement) -> None:
    """Remove a text that says once more that something is on: ``<acpi>yes</acpi>``."""
    if element.has_text_alone:
        edits.make_empty(element)


def text_to_element(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the text of an element as the element inside it: ``<os>hvm</os>``."""
    written, text = str(problem.parameters["written"]), edits.text[element.tag_end : element.content_end]
    if element.has_text_alone and text.strip():
        start = element.tag_end + len(text) - len(text.lstrip())
        edits.replace_span(start, element.tag_end + len(text.rstrip()), edits.layout.styled(written))


def attribute_to_element(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write an attribute as an element inside its own: ``<interface mac='...'>``."""
    name, child, parent = (str(problem.parameters[key]) for key in ("attribute", "element", "parent"))
    if parent != element.name or element.named(child) or name not in element.attributes:
        return
    _attribute_to_element(edits, problem, element, element)


def _attribute_to_element(edits: XmlEdits, problem: Problem, element: XmlElement, home: XmlElement) -> None:
    name, child, written = (str(problem.parameters[key]) for key in ("attribute", "element", "written"))
    edits.remove_attribute(element, name)
    edits.insert_element(home, element_before(home, child), as_written(written))


def attribute_to_flag(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write an attribute that says that something is on as the empty element that says so: ``<target readonly='1'>``;
    one that is there says it already. Else write the text of an element that is called its name or value.
    """
    name, child, parent, written = (
        str(problem.parameters[key]) for key in ("attribute", "element", "parent", "written")
    )
    home = next((one for one in (element, element.parent) if one is not None and one.name == parent), None)
    if home is None or name not in element.attributes or written != f"<{child}/>":
        general_name_to_text(edits, problem, element)
    elif home.named(child):
        edits.remove_attribute(element, name)
    else:
        _attribute_to_element(edits, problem, element, home)


def other_element(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write what is meant in the place of an element with a text alone: ``<memballon>none</memballon>``."""
    if not element.attributes and element.has_text_alone and element.parent is not None:
        edits.replace_element(element, as_written(str(problem.parameters["written"])))


def only_value(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write the only value that an attribute or a text may have."""
    name, values = (problem.path or "").partition("/@")[2], problem.parameters.get("allowed")
    if not isinstance(values, tuple) or len(values) != 1 or not isinstance(values[0], str):
        return
    if not name:
        edits.set_text(element, values[0], is_token=True)
    elif name in element.attributes:
        edits.set_attribute(element, name, values[0])


def attribute_to_text(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write an attribute as the text of its element: ``<name value='web1'/>``."""
    span = element.attributes.get(str(problem.parameters["attribute"]))
    if span is None or edits.text[element.tag_end : element.content_end].strip():
        return
    value = edits.text[span.value : span.end - 1]
    edits.remove_attribute(element, span.name)
    if element.is_self_closing:
        edits.replace_span(element.slash, element.end, f">{value}</{element.name}>")
    else:
        edits.replace_span(element.tag_end, element.content_end, value)


def element_to_attribute(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write an element as an attribute of the one that it is in: ``<topology><cores>2``, ``<cores value='2'/>``."""
    name, parent = str(problem.parameters["attribute"]), element.parent
    is_plain = not element.attributes and element.has_text_alone
    if [*element.attributes] in (["name"], ["value"]):
        is_plain = not element.items
    if parent is None or not is_plain or name in parent.attributes or len(parent.named(element.name)) > 1:
        return
    edits.set_attribute(parent, name, str(problem.parameters["text"]), attributes_before(parent, name))
    edits.remove_element(element)


def split_value(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write a size in two parts as the problem has it: ``<memory>4GiB</memory>``, ``memory='2G'``."""
    written, wrong = str(problem.parameters["fix"]), (problem.path or "").partition("/@")[2]
    match = _WRITTEN.fullmatch(written)
    if written.startswith("<") and (match is None or match[1] != element.name or not _may_have_text(element)):
        return
    new = {name: value for name, _, value in _ATTRIBUTE.findall(f" {written}" if match is None else match[2])}
    others = {name: edits.text[span.value : span.end - 1] for name, span in element.attributes.items() if name != wrong}
    if match and set(others) - set(new):
        return
    is_same_size = _cause(problem) == "reason.whole-number"  # in a smaller unit
    if not is_same_size and any(others.get(name, value) != value for name, value in new.items()):
        return
    for name, value in new.items():
        if name not in others or is_same_size:
            edits.set_attribute(element, name, value, attributes_before(element, name))
    if match is not None:
        edits.set_text(element, match[3] or "", is_token=True)


def _cause(problem: Problem) -> str | None:
    """Which sentence says why a value is wrong."""
    reason = problem.parameters.get("reason")
    return str(reason.get("phrase")) if isinstance(reason, Mapping) else None


def _may_have_text(element: XmlElement) -> bool:
    return element.has_text_alone or not element.items


def name_and_value(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write an attribute that is a name and its value as two: ``<feature vmx='require'/>``."""
    wrong = str(problem.parameters["attribute"])
    new = {name: value for name, _, value in _ATTRIBUTE.findall(f" {problem.parameters['written']}")}
    if wrong in element.attributes and not set(new) & set(element.attributes):
        for name, value in new.items():
            edits.set_attribute(element, name, unescaped(value), attributes_before(element, name))
        edits.remove_attribute(element, wrong)


def plain_number(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write a number without the unit that it does not have, or in that of its field, where ``MB`` may be MiB: in MiB
    where libvirt counts in KiB or MiB; a unit that is a word, ``megabytes``, as that of memory.
    """
    reason: Any = problem.parameters.get("reason")
    cause = _cause(problem)
    name = (problem.path or "").partition("/@")[2]
    if cause == "reason.unit-of-field-either":
        number = reason["binary" if reason["unit"][1:3] == "iB" else "decimal"]
    elif cause == "reason.unit-word":  # people count memory in powers of two
        number = reason["binary"]
    elif cause == "reason.no-unit":
        number = re.sub(r"\D+$", "", str(problem.parameters["fact"]["value"]))  # type: ignore[index]
    else:
        return
    if name:
        edits.set_attribute(element, name, number)
    else:
        edits.set_text(element, number, is_token=True)


_DASHED_MAC = re.compile("(?:[0-9a-fA-F]{2}-){5}[0-9a-fA-F]{2}")


def required_of_text(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write a text as the attribute of its name that the element around it lacks, ``<model>pcie-root</model>`` of a
    controller; else as the only one that its own element requires.
    """
    names: Any = problem.parameters["names"]
    content: Any = problem.parameters["content"]
    parent, text = element.parent, content.get("text")
    is_plain = isinstance(text, str) and element.has_text_alone and not element.attributes
    if parent is None or not is_plain or len(names) != 1:
        return
    if may_have_attribute(parent, element.name) and element.name not in parent.attributes:
        edits.set_attribute(parent, element.name, text, attributes_before(parent, element.name))
        remove_wholly(edits, element)
        return
    value = text.replace("-", ":") if _DASHED_MAC.fullmatch(text) else text
    edits.set_attribute(element, names[0], value, attributes_before(element, names[0]))
    edits.make_empty(element)


def general_name_to_text(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Write ``name`` or ``value`` as the text of an element: ``<on_crash name='restart'/>``."""
    name = str(problem.parameters["attribute"])
    if [*element.attributes] == [name] and name in ("name", "value") and not element.children:
        attribute_to_text(edits, problem, element)


def other_name(edits: XmlEdits, problem: Problem, element: XmlElement) -> None:
    """Give an attribute the name that goes with the kind of its element: ``bridge`` of a bridge, not ``dev``."""
    other, owner, misfits = (problem.parameters[name] for name in ("other", "owner", "misfits"))
    wrong: Any = [misfit["attribute"] for misfit in misfits if "attribute" in misfit]  # type: ignore[attr-defined]
    owners = [inner for inner in element.walk() if inner.name == owner and {*wrong} & set(inner.attributes)]
    if len(owners) == 1 and len(wrong) == 1 and str(other) not in owners[0].attributes:
        edits.rename_attribute(owners[0], wrong[0], str(other))


SHAPES: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    "unexpected-text.is-value": text_to_attribute,
    "unexpected-text.flag-on": text_to_nothing,
    "unexpected-text.is-element": text_to_element,
    "unknown-attribute.name-and-value": name_and_value,
    "unknown-attribute.write-element": attribute_to_element,
    "unknown-attribute.write-text": attribute_to_text,
    "unknown-element.write-attribute": element_to_attribute,
    "invalid-value.fix": split_value,
}
UNSAFE_SHAPES: dict[str, Callable[[XmlEdits, Problem, XmlElement], None]] = {
    "invalid-value.allowed": only_value,
    "invalid-value.misfits-renamed": other_name,
    "invalid-value.reason": plain_number,
    "invalid-value.reason-allowed": plain_number,
    "unexpected-text.is-value": text_to_any_attribute,
    "unexpected-text.required": required_of_text,
    "unknown-attribute.write-element": attribute_to_flag,
    "unknown-element.write": other_element,
}
"""The repairs, by the problem that they are for."""
