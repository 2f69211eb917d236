"""What is said of YAML that cannot be read: the variant of the sentence, and the place."""

from __future__ import annotations

from time import perf_counter

import pytest

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml

FAULTS = [
    ("vm:\n  name: @NAME@\n", "yaml-indicator", (2, 9)),
    ("vm:\n  name: `hostname`\n", "yaml-indicator", (2, 9)),
    ("vm:\n  name: %NAME%\n", "yaml-indicator", (2, 9)),
    ("vm:\n  name: *\n", "yaml-indicator", (2, 9)),
    ("vm:\n  name: &\n", "yaml-indicator", (2, 9)),
    ("vm:\n  disks: [{path: *.qcow2}]\n", "yaml-indicator", (2, 18)),
    ("vm:\n  name: a\n\tmemory: 2GiB\n", "yaml-tab", (3, 1)),
    ("vm:\n  title: my vm: the best\n", "yaml-colon", (2, 15)),
    ("vm:\n  name:a\n  memory: 2GiB\n", "yaml-colon-without-space", (2, 8)),
    ("vm:\n  name a\n  memory: 2GiB\n", "yaml-no-colon", (2, 3)),
    ("vm\n  name: a\n", "yaml-no-colon-of-head", (1, 1)),
    ("vm:\n  name: a\n  memory=2GiB\n", "yaml-no-colon", (3, 3)),
    ("vm:\n  disks:\n  - path: /a\n    size 20GiB\n", "yaml-no-colon", (4, 5)),
    ("vm:\n  name: a\n   memory: 2GiB\n", "yaml-indent-deeper-than-key", (3, 4)),
    ("vm:\r\n  name: a\r\n   memory: 2GiB\r\n", "yaml-indent-deeper-than-key", (3, 4)),
    ("vm:\n    name: a\n  memory: 2GiB\n", "yaml-indent-of-map", (3, 3)),
    ("vm:\n  name: a\n  - memory: 2GiB\n", "yaml-list-item", (3, 3)),
    ("vm: {\n  name: a\n  memory: 2GiB\n}\n", "yaml-comma", (3, 9)),
    ('{\n  // c\n  "vm": {"name": "a"}\n}\n', "yaml-comment", (2, 3)),
    ("vm:\n  disks: [{path: /a}\n  memory: 2GiB\n", "yaml-bracket-open", (2, 10)),
    ("vm:\n  disks:\n    - {path: /a\n  memory: 2GiB\n", "yaml-bracket-open", (3, 7)),
    ("vm:\n  boot: [x]]\n", "yaml-bracket-closed", (2, 12)),
    ('vm:\n  name: "a\n  memory: 2GiB\n', "yaml-quote-open", (2, 9)),
    ("vm:\n  name: 'a\n  memory: 2GiB\n", "yaml-quote-open", (2, 9)),
    ("vm:\n  name: 'a' b\n", "yaml-after-quote", (2, 13)),
    ("vm:\n  title: 'Bob's machine'\n", "yaml-quote-within", (2, 14)),
    ("vm:\n  nics: [{network: default mac: derived}]\n", "yaml-comma-before-key", (2, 28)),
    ('vm:\n  title: "a\\d"\n', "yaml-escape", (2, 12)),
    ("vm:\n  name: |a\n", "yaml-block", (2, 9)),
    ("vm:\n  description: |\n  a text\n  memory: 2GiB\n", "yaml-text-indent", (3, 3)),
    ("vm:\n  description: >-  # folded\na text\n", "yaml-text-indent", (3, 1)),
    ("vm:\n  name: {{ name }}\n", "yaml-template", (2, 10)),
    ("vm:\n  name: a\n{% if x %}\n  memory: 2GiB\n{% endif %}\n", "yaml-template", (3, 1)),
    ("```yaml\nvm:\n  name: a\n```\n", "yaml-fence", (1, 1)),
    ("vm:\n  name: a\n```\n", "yaml-fence", (3, 1)),
    ("$ cat a.yaml\nvm:\n  name: a\n", "yaml-prompt", (1, 1)),
    ("root@host:~# cat a.yaml\nvm:\n  name: a\n", "yaml-prompt", (1, 1)),
    ("--- a/vm.yaml\n+++ b/vm.yaml\n@@ -1,2 +1,2 @@\n vm:\n-  name: a\n+  name: b\n", "yaml-diff", None),
    (" vm:\n   name: a\n-  memory: 2GiB\n+  memory: 4GiB\n", "yaml-diff", None),
    ("vm:\n  disks:\n    -path: /a\n     size: 1GiB\n", "yaml-dash-without-space", (3, 5)),
    ("vm:\n  name: a\n  ...\n", "yaml-ellipsis", (3, 3)),
    ("vm: [${a}, ${b]\n", "yaml-with-variable", None),
]


@pytest.mark.parametrize(("text", "variant", "place"), FAULTS)
def test_the_fault_is_named_at_its_place(text: str, variant: str, place: tuple[int, int] | None) -> None:
    """One problem; the parser's own words are not repeated."""
    findings = Findings()
    assert read_yaml(text, findings) == []
    [problem] = findings.problems
    assert problem.variant == variant
    if place:
        assert (problem.line, problem.column) == place


@pytest.mark.parametrize("piece", ["[", "{", '"', "a: [1,\n", "name a\n", "// x\n", "{{ a }}\n", "'a' b\n", "\\"])
def test_hostile_text_is_told_in_linear_time(piece: str) -> None:
    """Half a million characters; a quadratic search would take minutes."""
    findings = Findings()
    start = perf_counter()
    read_yaml("vm: [\n" + piece * (500_000 // len(piece)) + ": }\n", findings)
    assert perf_counter() - start < 20
    assert len(findings.problems) == 1
