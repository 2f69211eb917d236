"""Single faults in libvirt's own documents: how many are repaired, and none is made worse."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from libvirt_xml.fixing.fixing import fixed
from libvirt_xml.validation import Validator
from tests.validation.documents import Documents
from tests.validation.faults import make_faults

COUNT = 300
MISSPELT = ("misspelt-element", "misspelt-attribute")
LEAST = {"misspelt-element": 0.95, "misspelt-attribute": 0.95, "moved-element": 0.7, "duplicate-element": 0.9}
"""The share that must come back as the schema allows it, without what is unsafe."""
LEAST_UNSAFE = 0.7


def _errors(validator: Validator, text: str) -> int:
    return sum(problem.severity == "error" for problem in validator.validate(text))


def test_faults_are_repaired(corpus: Path) -> None:
    """Names and places that tell what was meant come back; with leave, what libvirt does not know goes."""
    faults = make_faults(corpus, COUNT, seed=15)
    validator = Validator()
    all_of, safe, unsafe = Counter[str](), Counter[str](), Counter[str]()
    for fault in faults:
        before = _errors(validator, fault.text)
        all_of[fault.sort] += 1
        for counts, result in (
            (safe, fixed(fault.text, validator)),
            (unsafe, fixed(fault.text, validator, unsafe=True)),
        ):
            assert sum(problem.severity == "error" for problem in result.left) <= before, fault.change
            assert fixed(result.text, validator, unsafe=counts is unsafe).text == result.text
            counts[fault.sort] += validator.is_valid(result.text)
    for sort, count in all_of.items():
        print(f"{sort}: {safe[sort]} and {unsafe[sort]} of {count} valid, without and with what is unsafe")
    print(f"all: {safe.total()} and {unsafe.total()} of {all_of.total()}")
    assert {sort for sort, share in LEAST.items() if safe[sort] < share * all_of[sort]} == set()
    assert unsafe.total() >= LEAST_UNSAFE * all_of.total()


def test_misspelt_names_come_back_byte_for_byte(corpus: Path) -> None:
    """Where the fault tells what was meant, the text is what it was before, byte for byte."""
    documents = Documents(corpus)
    originals = {one.source: one.text for kind in documents.kinds for one in documents.all(kind)}
    faults = [fault for fault in make_faults(corpus, 100, seed=3, sorts=MISSPELT) if fault.suggestion]
    texts = [(fault, fixed(fault.text).text) for fault in faults]
    assert len(texts) > 80
    missed = [f"{fault.source}: {fault.change}" for fault, text in texts if text != originals[fault.source]]
    assert len(missed) <= len(texts) // 50, missed
