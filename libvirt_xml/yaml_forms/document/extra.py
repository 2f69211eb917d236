"""Reading ``extra_``: what no field holds. The package's docstring says how it is written."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.binding.foreign import AnyElement, Comment, Extra, ProcessingInstruction
from libvirt_xml.binding.sequence import extra_of
from libvirt_xml.markup.characters import has_forbidden, is_q_name
from libvirt_xml.markup.scopes import Scopes
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.document.foreign_text import read_element
from libvirt_xml.yaml_forms.document.form_tables import FormTable
from libvirt_xml.yaml_forms.document.order import expanded
from libvirt_xml.yaml_forms.findings import Findings, unknown_key
from libvirt_xml.yaml_forms.shapes.describing import describe, last_key
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence

KEYS = ("attributes", "content", "surplus", "namespaces", "order", "texts")
_SURPLUS = re.compile(r"([a-zA-Z_0-9]+)(?:\[([0-9]{1,6})\])?").fullmatch
_INSTRUCTION = re.compile(r"([^ ?]+)(?: (.*))?", re.DOTALL).fullmatch
_Part = AnyElement | Comment | ProcessingInstruction | str


class ExtraReader:
    """Reading one ``extra_``, beside the XML namespaces in force."""

    def __init__(self, findings: Findings, scopes: Scopes) -> None:
        self._findings = findings
        self._scopes = scopes

    def read(self, node: Node, values: dict[str, Any], table: FormTable, path: str) -> None:
        """Put what it holds beside the fields of an object; ``namespaces`` are there already."""
        if isinstance(node, Scalar) and node.value is None:
            return
        if not isinstance(node, Mapping):
            self._wrong(render("wrong-type", "extra", keys=", ".join(KEYS), actual=describe(node, path)), node, path)
            return
        extra = Extra()
        for name in node.items:
            item = node.get(name)
            here = f"{path}.{name}"
            if name not in KEYS:
                unknown_key(self._findings, node, name, path, KEYS, "'extra_'")
            elif item is None or name == "namespaces":
                continue
            elif isinstance(item, Mapping) and name == "attributes":
                self._attributes(item, extra, table, here)
            elif isinstance(item, Mapping) and name == "surplus":
                self._surplus(item, extra, table, here)
            elif isinstance(item, Sequence) and name == "content":
                parts = [self._part(part, f"{here}[{at}]") for at, part in enumerate(item)]
                extra.content = [part for part in parts if part is not None]
            elif isinstance(item, Sequence) and name == "texts":
                texts = [self._text(text, f"{here}[{at}]") for at, text in enumerate(item)]
                extra.texts = [text for text in texts if text is not None]
            elif not (isinstance(item, Sequence) and name == "order"):
                sort = "list" if name in ("content", "order", "texts") else "map"
                message = render("wrong-type", "extra-part", name=name, expected=sort, actual=describe(item, path))
                self._wrong(message, item, here)
        order = node.get("order")
        if isinstance(order, Sequence):
            extra.order = expanded(order, values, len(extra.content), table, self._findings, f"{path}.order")
        self._keep(extra, values)

    def _keep(self, extra: Extra, values: dict[str, Any]) -> None:
        if extra.attributes or extra.surplus or extra.content or extra.order:
            kept = extra_of(values)
            kept.attributes, kept.surplus = extra.attributes, extra.surplus
            kept.content, kept.order, kept.texts = extra.content, extra.order, extra.texts

    def _attributes(self, node: Mapping, extra: Extra, table: FormTable, path: str) -> None:
        known = {field.spec.xml: name for name, field in table.fields.items() if field.spec.kind == "attribute"}
        for name, item in node.items.items():
            text = self._text(item, f"{path}.{name}")
            prefix = name.rpartition(":")[0]
            if text is None:
                continue
            if name in known:
                message = render("invalid-value", "attribute-is-field", name=name, field=known[name])
                self._refuse(message, node, name, path)
            elif not is_q_name(name):
                self._refuse(render("invalid-value", "attribute-name", name=name), node, name, path)
            elif "xmlns" in (name, prefix):
                self._refuse(render("invalid-value", "attribute-declares", name=name), node, name, path)
            elif prefix not in ("", "xml") and self._scopes.uri(prefix) is None:
                self._refuse(render("invalid-value", "attribute-prefix", name=name), node, name, path)
            else:
                extra.attributes[name] = text

    def _surplus(self, node: Mapping, extra: Extra, table: FormTable, path: str) -> None:
        for key, item in node.items.items():
            here = f"{path}.{key}"
            match = _SURPLUS(key)
            field = table.fields.get(match[1]) if match else None
            if match is None or field is None or field.spec.kind not in ("scalar", "flag"):
                self._refuse(render("invalid-value", "surplus-key", name=key), node, key, path)
                continue
            text = self._text(item, here)
            element = None if text is None else read_element(text, self._scopes, self._findings, item, here)
            if element is None:
                continue
            if element.name.rpartition(":")[2] != field.spec.xml or (element.content and field.spec.kind == "scalar"):
                message = render("invalid-value", "surplus-element", name=key, element=field.spec.xml)
                self._refuse(message, node, key, path)
                continue
            if not element.content:
                element.namespaces = {}
            extra.surplus[match[1], int(match[2] or 0)] = element

    def _part(self, node: Node, path: str) -> _Part | None:
        if isinstance(node, Scalar) and node.value is not None:
            return read_element(node.text, self._scopes, self._findings, node, path)
        if not isinstance(node, Mapping) or len(node.items) != 1:
            self._wrong(render("wrong-type", "extra-content", actual=describe(node, path)), node, path)
            return None
        ((name, item),) = node.items.items()
        if name not in ("text", "comment", "instruction"):
            unknown_key(self._findings, node, name, path, ("text", "comment", "instruction"), "an item of 'content'")
            return None
        text = self._text(item, f"{path}.{name}")
        return None if text is None else self._aside(name, text, item, f"{path}.{name}")

    def _aside(self, name: str, text: str, node: Node, path: str) -> _Part | None:
        """Text, a comment or a processing instruction."""
        if name == "text":
            return text
        if name == "comment":
            if "--" not in text and not text.endswith("-"):
                return Comment(text)
            self._findings.add("invalid-value", render("invalid-value", "comment"), node, path)
            return None
        match = _INSTRUCTION(text)
        if match and is_q_name(match[1]) and match[1].lower() != "xml" and "?>" not in text:
            return ProcessingInstruction(match[1], match[2] or "")
        self._findings.add("invalid-value", render("invalid-value", "instruction", text=text), node, path)
        return None

    def _text(self, node: Node, path: str) -> str | None:
        if not isinstance(node, Scalar) or node.value is None:
            message = render("wrong-type", "single-value", key=last_key(path), actual=describe(node, path))
            self._wrong(message, node, path)
            return None
        if has_forbidden(node.text):
            message = render("invalid-value", "not-in-xml", key=last_key(path))
            self._findings.add("invalid-value", message, node, path)
            return None
        return node.text

    def _wrong(self, message: str, node: Node, path: str) -> None:
        self._findings.add("wrong-type", message, node, path)

    def _refuse(self, message: str, node: Mapping, name: str, path: str) -> None:
        self._findings.add("invalid-value", message, node.place_of(name), f"{path}.{name}")
