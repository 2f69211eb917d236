"""Rules that were asked about the same sections before: what is remembered of them changes no answer."""

from __future__ import annotations

import random
import re

import pytest

from libvirt_xml.markup.regular.section_texts import cut_sections
from libvirt_xml.validation.rules.gating.gate import Glance
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_hits import Hit
from libvirt_xml.validation.rules.rule_sources import rule_sources
from libvirt_xml.validation.rules.rulebook import Rulebook
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing
from libvirt_xml.validation.rules.thing_reading import read_things
from tests.rules.layouts import indented

_SOURCES = [source for source in rule_sources().values() if source.rule.kind == "domain" and not source.rule.needs]


def _rules(*codes: str) -> Rulebook:
    return Rulebook([source.rule for source in _SOURCES if not codes or source.rule.code in codes], "12.8.0")


def _glance(rules: Rulebook, text: str) -> Glance:
    sections = cut_sections(text)
    assert sections is not None, text
    glance = rules.glance()
    glance.see_sections(sections)
    return glance


def _said(hits: list[Hit]) -> list[tuple[str, str, str]]:
    return sorted((hit.rule.code, repr(hit.thing), hit.attribute or "") for hit in hits)


_DOCUMENT = "<domain type='kvm'>\n  <name>{name}</name>\n  <memory>{memory}</memory>\n{inside}</domain>"
_TOPOLOGY = (
    "  <vcpu>{vcpus}</vcpu>\n  <cpu>\n    <topology sockets='1' cores='{cores}' threads='1'/>\n  </cpu>\n"
    "  <devices>\n    <disk device='cdrom'>\n      <target dev='sd{letter}' bus='sata'/>\n    </disk>\n  </devices>\n"
)


def test_what_a_rule_reads_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule is asked once about some CPUs, whatever the other elements are; and again about others."""
    rules = _rules("vcpu-topology-mismatch")
    asked: list[str] = []
    (rule,) = rules.rules
    function = rule.function
    assert function is not None

    def ask(thing: Thing, subject: Subject) -> Answer:
        asked.append(thing.name)
        answer: Answer = function(thing, subject)
        return answer

    monkeypatch.setitem(rule.__dict__, "function", ask)
    counts: list[tuple[int, int]] = []
    for vcpus, cores, letter in [(4, 4, "a")] * 3 + [(4, 4, "b"), (4, 2, "a"), (4, 2, "b"), (2, 2, "a"), (4, 4, "c")]:
        inside = _TOPOLOGY.format(vcpus=vcpus, cores=cores, letter=letter)
        text = _DOCUMENT.format(name=f"n{len(counts)}", memory=1048576, inside=inside)
        hits = rules.hits(text, _glance(rules, text))
        counts.append((len(hits), len(asked)))
        asked.clear()
    assert [hits for hits, _ in counts] == [0, 0, 0, 0, 1, 1, 0, 0]
    # sections are known when they come the second time, and what is broken is asked again
    assert [times > 0 for _, times in counts] == [True, True, False, False, True, True, True, False]


def test_the_root_decides_too() -> None:
    """A rule that is not broken by a guest of KVM is asked again about one without."""
    rules = _rules("cpu-passthrough-with-tcg")
    inside = (
        "  <vcpu>1</vcpu>\n  <cpu mode='host-passthrough'/>\n  <devices>\n    <sound model='ac97'/>\n  </devices>\n"
    )
    for kind, count in [("kvm", 0), ("kvm", 0), ("kvm", 0), ("qemu", 1), ("kvm", 0)]:
        text = _DOCUMENT.format(name="a", memory=1, inside=inside).replace("'kvm'", f"'{kind}'")
        assert len(rules.hits(text, _glance(rules, text))) == count


def test_a_quiet_document_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sections that break no rule together are known by themselves; with one other they are asked."""
    rules = _rules("vcpu-topology-mismatch", "memory-current-above")
    inside = _TOPOLOGY.format(vcpus=4, cores=4, letter="a")
    quiet, other = (_DOCUMENT.format(name="a", memory=memory, inside=inside) for memory in (1048576, 2097152))
    for text in (quiet, other) * 3:
        assert rules.hits(text, _glance(rules, text)) == []
    asked: list[str] = []
    candidates = Glance.candidates
    monkeypatch.setattr(Glance, "candidates", lambda glance: asked.append("") or candidates(glance))
    assert rules.hits(quiet, _glance(rules, quiet)) == []
    assert asked == []
    changed = quiet.replace("cores='4'", "cores='2'")
    assert [hit.rule.code for hit in rules.hits(changed, _glance(rules, changed))] == ["vcpu-topology-mismatch"]
    assert asked == [""]
    of_test = quiet.replace("'kvm'", "'test'")
    assert rules.hits(of_test, _glance(rules, of_test)) == []
    assert asked == ["", ""]


_SECRET = "  <devices>\n    <graphics type='vnc' passwd='{password}'/>\n  </devices>\n"


@pytest.mark.parametrize(
    "inside",
    [
        _SECRET.format(password="xyzzy-1"),
        f"  <description>{'long ' * 1_000}</description>\n",
        "    <on_crash>destroy</on_crash>\n  <vcpu>1</vcpu><!-- beside -->\n",
        "  <title>R&#38;D</title>\n",
    ],
)
def test_a_document_of_unknown_sections_is_known_as_a_whole(monkeypatch: pytest.MonkeyPatch, inside: str) -> None:
    """What has a secret, long texts or other lines than libvirt's is not asked again either."""
    rules = _rules("vcpu-topology-mismatch", "graphics-vnc-password-length")
    text = _DOCUMENT.format(name="a", memory=1048576, inside=inside)
    for _ in range(2):
        assert rules.hits(text) == []
    monkeypatch.setattr(Rulebook, "hits_in", None)
    monkeypatch.setattr(Glance, "candidates", None)
    assert rules.hits(text) == []
    assert "xyzzy" not in repr([vars(rules._settled), vars(rules.gate.sections)])


def test_bytes_and_text_are_not_the_same_document() -> None:
    """Bytes may declare an encoding in which the same characters are another text."""
    rules = _rules("graphics-vnc-password-length")
    text = "<?xml version='1.0' encoding='ISO-8859-1'?>\n" + _DOCUMENT.format(
        name="a", memory=1048576, inside=_SECRET.format(password="äöü12345")
    )
    for _ in range(3):
        assert rules.hits(text) == []
    assert len(rules.hits(text.encode())) == 1


def _parts() -> tuple[list[str], list[str]]:
    """The children of the root, and the devices, in the examples of all rules."""
    children, devices = set[str](), set[str]()
    for source in _SOURCES:
        for example in (source.bad, source.good):
            sections = cut_sections(indented(whole_document(example)))
            if sections is None:  # its root declares a prefix
                assert "xmlns:" in example
                continue
            children.update(text.rstrip() for text in [*sections.before, *sections.after])
            devices.update(text.rstrip() for text in sections.devices or ())
    return sorted(children), sorted(devices)


_TYPES = ["kvm", "kvm", "qemu", "lxc"]


@pytest.mark.parametrize("seed", range(12))
def test_made_up_documents(seed: int) -> None:
    """Documents made of the same few sections, again and again, break what they break without gate and memory."""
    choose = random.Random(seed)
    children, devices = _parts()
    rules = _rules()
    named = [
        text for text in children if re.match("memory|currentMemory|maxMemory|vcpu|cpu|os|features|numatune", text)
    ]
    few_children = choose.sample(named, 12) + choose.sample(children, 6)
    few_devices = choose.sample(devices, 14)
    hits = 0
    for _ in range(120):
        of_root = "".join(f"  <{text}\n" for text in choose.sample(few_children, choose.randrange(6)))
        of_devices = "".join(f"    <{text}\n" for text in choose.choices(few_devices, k=choose.randrange(7)))
        inside = f"  <devices>\n{of_devices}  </devices>\n" if of_devices else choose.choice(["", "  <devices/>\n"])
        text = f"<domain type='{choose.choice(_TYPES)}'>\n{of_root}  <name>a</name>\n{inside}</domain>"
        expected = _said(rules.hits_of(read_things(text), rules.rules))
        assert _said(rules.hits(text, _glance(rules, text))) == expected, text
        hits += len(expected)
    assert hits > 100
