"""Documents with faults are read by their pieces, and the tree is that of a reader of events."""

from __future__ import annotations

import threading

import pytest

from libvirt_xml import validate
from libvirt_xml.markup.located import Node
from libvirt_xml.relaxng.verdict import judging
from libvirt_xml.relaxng.verdict.judging import Judge, JudgingBuilder
from libvirt_xml.relaxng.verdict.tree_builder import read_located
from libvirt_xml.validation.grammars import shipped
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.validator import Validator
from tests.validation.growing import GROWING, disks

_DISK = "<disk type='file'><source file='/x'/><target dev='vda'/></disk>"
_HIDDEN = {
    "comment": f"<frob/><!-- <a/> {_DISK} --><nics/>",
    "comment behind an attribute": f"<frob a='>'/> <!-- </frob> {_DISK} --><nics/>",
    "CDATA": f"<frob><![CDATA[</frob> {_DISK} ]]> </frob><nics/>",
    "instruction": f"<frob/><?a <a> {_DISK} ?><nics/>",
    "default namespace": f"<frob xmlns='u'>{_DISK}</frob><nics/>",
    "namespace taken back": f"<frob xmlns='u'><a xmlns=''>{_DISK}</a></frob><nics/>",
    "prefix": f"<frob xmlns:p='u'><p:a/>{_DISK}</frob><nics/>",
    "text": f"<frob/>{_DISK} text {_DISK}<nics/>",
    "text that ends like a tag": f"<frob/>{_DISK} a >{_DISK}<nics/>",
    "text in a leaf that ends like a tag": f"<frob>a ></frob>{_DISK}<nics/>",
    "text behind a comment": "<frob/><disk type='file'><!---><source file='/-->'/><target dev='vda'/></disk>",
    "references": f"<frob a='&lt;'/>{_DISK.replace('/x', '/&amp;')}<nics/>",
    "tags with space": f"<frob ></frob >{_DISK.replace('</disk>', '</disk >')}<nics/>",
    "letters of two bytes": f"<frob a='é'/>{_DISK.replace('/x', '/é')}<nics/>",
    "lines": f"<frob/>\r\n{_DISK}\r{_DISK}\n<nics\n/>",
    "empty": f"<frob></frob>{_DISK.replace('/></disk>', '></target></disk>')}<nics/>",
}
_AROUND = (
    "{}",
    "\n<?xml version='1.0' encoding='UTF-8'?>\n<!-- a -->{}\n<!-- b -->\n"[1:],
    "<!-- a -->{}",
)


def _documents() -> list[str]:
    inside = [f"<domain type='kvm'><name>a</name><devices>{each}</devices></domain>" for each in _HIDDEN.values()]
    made = [kind.make(count) for kind in GROWING.values() for count in (1, 5)]
    return [around.format(each) for each in [*inside, *made, disks(9, range(4, 6))] for around in _AROUND]


def _problems(document: str) -> list[Problem]:
    return validate(document, rules=False)


def _shown(node: Node) -> object:
    given = [(each.name, each.value, each.place) for each in node.attributes]
    return node.name, node.shown, node.path, node.line, node.column, node.end, node.size, given, node.mask


def _tree(document: str) -> list[object]:
    grammars = shipped(Validator().libvirt)
    judge = Judge(grammars.automaton, grammars.candidates)
    waiting, found = [read_located(document, judge=judge).root], list[object]()
    while waiting:
        node = waiting.pop()
        found.append(_shown(node))
        if node.items is not None or not node.size:
            found.append([part for part in node.texts if part.strip()])
            waiting.extend(node.children)
    return found


def test_all_is_as_by_events(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = _documents()
    found = [(_problems(document), _tree(document)) for document in documents]
    monkeypatch.setattr(JudgingBuilder, "parse_by_pieces", lambda _: False)
    for document, (problems, tree) in zip(documents, found, strict=True):
        assert _problems(document) == problems
        assert _tree(document) == tree


def test_what_is_valid_is_not_told_by_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a document with one fault, only the faulty element and those around it are."""
    started: list[str] = []
    start = JudgingBuilder.start

    def spy(builder: JudgingBuilder, name: str, given: list[str]) -> None:
        started.append(name)
        start(builder, name, given)

    monkeypatch.setattr(judging.JudgingBuilder, "start", spy)
    assert len(validate(disks(50, range(20, 21)), rules=False)) == 1
    assert started == ["domain", "devices", "disk", "target"]


def test_depth_is_that_of_all_elements() -> None:
    """Elements that are skipped count."""
    opened = "<backingStore type='file'><format type='raw'/><source file='/x'/>"
    for depth, is_refused in ((250, False), (260, True)):
        chain = opened * depth + "</backingStore>" * depth
        disk = _DISK.replace("<target", f"{chain}<target")
        document = f"<domain type='kvm'><name>a</name><memory>1</memory><devices><frob/>{disk}</devices></domain>"
        codes = [each.code for each in validate(document, rules=False)]
        assert codes == ["not-well-formed" if is_refused else "unknown-element"]


def test_a_kind_may_be_told_in_a_new_thread() -> None:
    """Where nothing asked for a verdict before."""
    validator, found = Validator(rules=False), list[Problem]()
    document = disks(2, range(1))
    other = threading.Thread(target=lambda: found.extend(validator.validate(document, kind="domain")))
    other.start()
    other.join()
    assert found == validator.validate(document)
