"""Which XML namespaces an element declares: what ``extra_`` says, else those of its fields, as libvirt does."""

from __future__ import annotations

from collections.abc import Iterable

from libvirt_xml.markup.characters import has_forbidden, is_nc_name
from libvirt_xml.markup.prefixes import usual_prefixes
from libvirt_xml.markup.scopes import Scopes, declaration_fault
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.document.form_tables import FormTable
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.describing import describe
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar


def implied(table: FormTable, present: Iterable[str], scopes: Scopes) -> dict[str, str]:
    """The namespaces, by libvirt's prefixes, that an element and some of its fields need beyond those in force."""
    needed = [table.cls.namespace_, *(table.namespaced.get(name, "") for name in present)]
    return {usual_prefixes()[uri]: uri for uri in needed if uri and scopes.prefix(uri) is None}


def declared(node: Mapping, table: FormTable, findings: Findings, path: str) -> dict[str, str] | None:
    """The namespaces that ``extra_`` declares; ``None`` where it does not speak of them."""
    extra = node.get("extra_")
    namespaces = extra.get("namespaces") if isinstance(extra, Mapping) else None
    if namespaces is None:
        return None
    path = f"{path}.extra_.namespaces" if path else "extra_.namespaces"
    if not isinstance(namespaces, Mapping):
        findings.add("wrong-type", render("wrong-type", "namespaces", actual=describe(namespaces)), namespaces, path)
        return None
    result: dict[str, str] = {}
    for prefix, item in namespaces.items.items():
        if not isinstance(item, Scalar) or item.value is None:
            message = render("wrong-type", "namespace", prefix=prefix, actual=describe(item))
            findings.add("wrong-type", message, item, f"{path}.{prefix}")
        elif not is_declarable(prefix, item.text):
            message = render("invalid-value", "prefix", prefix=prefix, uri=item.text)
            findings.add("invalid-value", message, item, f"{path}.{prefix}")
        elif not prefix and item.text and not table.cls.namespace_:
            message = render("invalid-value", "default-namespace", uri=item.text)
            findings.add("invalid-value", message, item, f"{path}.{prefix}")
        else:
            result[prefix] = item.text
    return result


def is_declarable(prefix: str, uri: str) -> bool:
    """Whether XML lets a prefix (none, for the default namespace) stand for a namespace."""
    return not has_forbidden(uri) and (not prefix or is_nc_name(prefix)) and declaration_fault(prefix, uri) is None
