"""The examples of rules as whole documents."""

from __future__ import annotations

import re
from collections.abc import Mapping

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.documents.domain import Domain
from libvirt_xml.messages.table import Parameters, filled
from libvirt_xml.validation.rules.host_facts.known_host import UNKNOWN_HOST, sample_host
from libvirt_xml.validation.rules.rule_hits import hits
from libvirt_xml.validation.rules.rule_sources import RuleSource
from libvirt_xml.validation.rules.subject import Subject
from libvirt_xml.validation.rules.thing_reading import read_things

_BASE = (
    '<domain type="qemu"><name>t</name><memory unit="MiB">128</memory><vcpu>1</vcpu>'
    '<os><type arch="x86_64" machine="q35">hvm</type></os><features><acpi/></features><devices/></domain>'
)
_ROOTS = re.compile(
    r"\s*<(domain|network|pool|volume|filter|filterbinding|domainsnapshot|domaincheckpoint|domainbackup|interface|secret"
    r"|device|networkport)[\s>/]"
)


def example_parameters(source: RuleSource) -> Mapping[str, object]:
    """The parameters of the sentence of a rule for its bad example. Raises ValueError where that does not break it."""
    hit = next(
        hits(
            [source.rule],
            Subject(read_things(whole_document(source.bad)), sample_host() if source.rule.needs else UNKNOWN_HOST),
        ),
        None,
    )
    if hit is None:
        raise ValueError(f"{source.rule.code}: its bad example does not break it")
    return Parameters(hit.parameters)


def example_sentence(source: RuleSource) -> str:
    """What is said of the bad example."""
    return filled(source.text, example_parameters(source))


def whole_document(example: str) -> str:
    """The document that an example stands for: itself, or a small domain with its elements.

    Elements of a domain replace those of the small one; all others are devices.
    """
    if _ROOTS.match(example) and not _is_device_interface(example):
        return example
    of_domain = {spec.xml for spec in specs_of(Domain).values()}
    document, devices = _BASE, []
    added: set[str] = set()
    for name, element in _elements(example):
        if name in of_domain and not element.startswith("<memory model"):
            document = _with(document, name, element, is_another=name in added)
            added.add(name)
        else:
            devices.append(element)
    return document.replace("<devices/>", f"<devices>{''.join(devices)}</devices>") if devices else document


def _is_device_interface(example: str) -> bool:
    """Whether an ``<interface>`` is a device: one of a host has a name of its own."""
    head = re.match(r"\s*<interface\b[^>]*>", example)
    return head is not None and " name=" not in head.group()


def _elements(example: str) -> list[tuple[str, str]]:
    """The elements that follow each other in an example, by name."""
    elements: list[tuple[str, str]] = []
    rest = example.strip()
    while rest:
        head = re.match(r"<([\w:-]+)(?:\"[^\"]*\"|'[^']*'|[^>\"'])*?(/?)>", rest)
        if head is None:
            raise ValueError(f"this is no element: {rest[:60]}")
        end = head.end() if head[2] else _end(rest, head[1])
        elements.append((head[1], rest[:end]))
        rest = rest[end:].strip()
    return elements


def _end(text: str, name: str) -> int:
    """Where the first element of a text ends."""
    depth = 0
    for tag in re.finditer(rf"<(/?){re.escape(name)}(?=[\s/>])(?:\"[^\"]*\"|'[^']*'|[^>\"'])*?(/?)>", text):
        depth += -1 if tag[1] else 0 if tag[2] else 1
        if not depth:
            return tag.end()
    raise ValueError(f"<{name}> has no end: {text[:60]}")


def _with(document: str, name: str, element: str, *, is_another: bool) -> str:
    """The small domain with an element of the example in place of its own; another of that name is added."""
    present = re.search(rf"<{name}(?=[\s/>])[^>]*?(/>|>.*?</{name}>)", document)
    if present is not None and not is_another:
        return document[: present.start()] + element + document[present.end() :]
    return document.replace("<devices/>", element + "<devices/>") if "<devices/>" in document else document
