"""What only a hit needs is not read before there is one."""

from __future__ import annotations

import subprocess
import sys

_VALIDATE = """
import sys
opened = set()
sys.addaudithook(lambda event, details: opened.add(str(details[0])) if event == "open" else None)
from libvirt_xml.validation.validator import Validator
print(len(Validator().validate(sys.argv[1])))
print(*(name for name in sys.modules if "rules.checks." in name or "explaining" in name or "rule_pages" in name))
print(*(path for path in opened if "messages" in path and path.endswith(".toml")))
"""
_NAMED = "<domain type='kvm'><name>a</name><memory>1</memory>{}<os><type>hvm</type></os></domain>"


def _loaded(text: str) -> list[str]:
    """How many problems a text has, the modules that were loaded for it, and the files of messages that were read."""
    command = [sys.executable, "-c", _VALIDATE, text]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_a_document_without_a_hit_reads_no_message() -> None:
    """Neither functions of rules, nor explanations and pages."""
    assert _loaded(_NAMED.format("")) == ["0", "", ""]


def test_a_hit_reads_what_tells_of_it() -> None:
    """So the test before looks for the right names."""
    count, modules, messages = _loaded(_NAMED.format("<vcpu current='3'>2</vcpu>"))
    assert int(count) > 0
    assert "libvirt_xml.validation.explaining" in modules
    assert messages


_PARSED = """
import sys
from libvirt_xml.messages.table import template
from libvirt_xml.validation.validator import Validator
problem, = Validator().validate(sys.argv[1])
print(problem.code, template.cache_info().currsize)
"""


def test_a_hit_of_one_rule_reads_the_sentence_of_that_rule() -> None:
    """Not those of all rules, which would take as long as the check."""
    text = _NAMED.format("<vcpu current='3'>2</vcpu>")
    code, parsed = subprocess.run(
        [sys.executable, "-c", _PARSED, text], capture_output=True, text=True, check=True
    ).stdout.split()
    assert code == "vcpu-current-above-most"
    assert int(parsed) < 10
