"""SECURITY.md: every promise names tests that exist; and those promises that no other folder's tests are about."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
_PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
_ROWS = [line for line in _PAGE.splitlines() if line.startswith("| ") and line != "| promise | test |"]


def test_every_promise_has_a_test() -> None:
    """The tests of each row of the tables are functions of the files that it names."""
    assert len(_ROWS) > 15
    for row in _ROWS:
        names = re.findall(r"`(tests/\S+?)::(\w+)`", row.split(" | ")[-1])
        assert names, row
        for file, name in names:
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, f"{file}::{name}"


_TRIAL = """
import sys
import libvirt_xml, lxml.etree
from libvirt_xml import Domain, ParseError, parse, validate

texts = sys.argv[1:]
plain = "<domain type='kvm'><name>a</name><memory>1</memory></domain>"
for _ in range(2):  # the second time nothing of our own is loaded any more
    opened = []
    sys.addaudithook(lambda event, arguments: opened.append((event, arguments[0]))
        if event in ("open", "socket.connect", "subprocess.Popen", "os.system") else None)
    for text in [plain, *texts]:
        validate(text)
        try:
            document = parse(text)
        except ParseError:
            continue
        document.to_xml()
        document.validate()
print([(event, name) for event, name in opened if "etc" in str(name) or "example" in str(name) or event != "open"])
"""

_NAMING = [
    "<!DOCTYPE domain SYSTEM 'http://example.org/a.dtd'><domain/>",
    "<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><domain><name>&x;</name></domain>",
    "<!DOCTYPE domain [<!ENTITY % x SYSTEM 'file:///etc/hostname'>%x;]><domain/>",
    "<?xml-stylesheet href='http://example.org/a.xsl'?><domain type='kvm'><name>a</name></domain>",
    "<domain xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='/etc/hostname' parse='text'/></domain>",
    "<domain xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a http://example.org/a.xsd'/>",
    "<domain type='kvm'><name>a</name><os><kernel>/etc/hostname</kernel></os></domain>",
]


def test_reading_opens_nothing() -> None:
    """What a document names, be it a file or an address, is not opened when it is read, checked or written."""
    done = subprocess.run(
        [sys.executable, "-c", _TRIAL, *_NAMING], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
