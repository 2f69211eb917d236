"""The page of a rule, as ``libvirt-xml rule`` prints it and the documentation has it."""

from __future__ import annotations

from collections.abc import Iterator

from libvirt_xml.messages.table import filled
from libvirt_xml.validation.rules.rule_examples import example_parameters
from libvirt_xml.validation.rules.rule_model import VERIFIED, Rule
from libvirt_xml.validation.rules.rule_sources import RuleSource

_WHEN = {
    "define": "refuses it when it is defined",
    "native": "defines it, and refuses it when the command line for QEMU is made",
    "start": "defines it, and fails when it is started",
}


def rule_page(source: RuleSource) -> str:
    """The page of a rule, in Markdown."""
    return "\n".join(_lines(source)) + "\n"


def _lines(source: RuleSource) -> Iterator[str]:
    rule = source.rule
    yield from (f"# {rule.code}", "", f"{_sentence(source)}.", "", source.why, "")
    yield from ("| | |", "|---|---|", *(f"| {name} | {text} |" for name, text in _facts(source)), "")
    yield from ("This breaks it:", "", "```xml", source.bad, "```", "")
    yield from ("This does not:", "", "```xml", source.good, "```")
    if rule.fix is not None:
        yield from ("", _fix(rule))


def _sentence(source: RuleSource) -> str:
    """The sentence for the bad example, with what to do."""
    parameters = example_parameters(source)
    text = filled(source.text, parameters)
    hint = filled(source.hint, parameters)
    return f"{text[:1].upper()}{text[1:]}{'; ' if hint else ''}{hint}"


def _facts(source: RuleSource) -> Iterator[tuple[str, str]]:
    rule = source.rule
    yield "libvirt", _what_libvirt_does(source)
    if source.effect:
        yield "effect", source.effect
    yield "reported as", _reported(rule)
    yield "holds for", _documents(rule)
    if rule.needs:
        yield "needs", _NEEDS[rule.needs]
    yield "groups", ", ".join(f"`{group}`" for group in rule.groups)
    yield "source", f"`{source.source}`"


_NEEDS = {
    "host": "the capabilities of the host: `libvirt-xml validate --host HOST.json`",
    "inventory": "what exists on the host: `libvirt-xml validate --inventory INVENTORY.json`",
}


def _what_libvirt_does(source: RuleSource) -> str:
    rule = source.rule
    if rule.severity == "advice":
        return "accepts it"
    does = "silently does otherwise" if rule.severity == "silent" else _WHEN[source.asked]
    if rule.preview:
        return f"{does}, as far as its source tells; it was never seen"
    asked = ", ".join(rule.refused_by)
    accepting = ", ".join(version for version in VERIFIED if version not in rule.refused_by)
    return f"{does}: {asked}; not {accepting}" if accepting else f"{does}: {asked}"


def _reported(rule: Rule) -> str:
    severity = "error" if rule.severity == "refused" and not rule.preview else "warning"
    return severity if rule.is_on else f"{severity}, only if it is selected"


def _documents(rule: Rule) -> str:
    if rule.kind != "domain":
        return f"documents of kind `{rule.kind}`"
    return "domains of QEMU (type kvm, qemu or hvf)" if rule.driver == "qemu" else "domains of any hypervisor"


def _fix(rule: Rule) -> str:
    if rule.fix is not None and rule.fix.get("safe"):
        return "The fix is safe: it changes nothing else."
    return "The fix changes what the guest gets: look at it first."


def rule_list(sources: Iterator[RuleSource]) -> str:
    """One line for each rule: its code and its sentence."""
    return "".join(f"{source.rule.code}: {_sentence(source)}\n" for source in sources)
