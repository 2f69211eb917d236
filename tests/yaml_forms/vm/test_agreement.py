"""The table of keys and its JSON Schema take and refuse the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.emitting import dump
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, make, plain
from libvirt_xml.yaml_forms.vm.form import VM_KEYS
from tests.agreement import disagreement, schema_errors
from tests.strategies.specs import specs

TAKEN = (
    "tpm: 2.0", "tpm: {version: 2.0}", "tpm: {version: 1.2}", "title: null", "nics: {lan: null}", "disks: null",
    "name: 1.5", "hostdevs: [{usb: 1.5}]", "cpus: {features: {vmx: null}}", "memory: '${size}'", "machine: 5",
    "graphics: {keymap: 5}", "domain: [{on_crash: destroy}, {on_crash: null}]", "uuid: derived",
)  # fmt: skip
REFUSED = (
    "tpm: 3.0", "tpm: {version: '2'}", "memory: 0GiB", "memory: 99999999999999999999GiB", "title: true",
    "cpus: {pin: -1}", "boot: [null]", "nics: {lan: 5}", "uuid: 12", "domain: [5]",
)  # fmt: skip
PARTS = ("domain", "features", "seclabel")  # the table does not look into them


@pytest.mark.parametrize("keys", TAKEN)
def test_taken(keys: str) -> None:
    """By both."""
    assert disagreement(_spec(keys), is_taken=True) is None


@pytest.mark.parametrize("keys", REFUSED)
def test_refused(keys: str) -> None:
    """By both."""
    findings = Findings()
    spec = _spec(keys)
    VM_KEYS.check(spec, "vm", findings)
    assert findings.has_errors
    assert schema_errors(plain(spec))


@given(specs())
def test_any_spec(spec: dict[str, Any]) -> None:
    """What the table takes, the schema takes; what it refuses in words that a schema has, that refuses too."""
    own = {name: item for name, item in spec.items() if name not in PARTS}
    (document,) = read_yaml(dump([("vm", make(own, NOWHERE))]), Findings())
    assert isinstance(document, Mapping)
    findings = Findings()
    VM_KEYS.check(document.items["vm"], "vm", findings)
    assert disagreement(document.items["vm"], is_taken=not findings.has_errors) is None


def _spec(keys: str) -> Mapping:
    """What stands under ``vm:``, with a name unless it has one."""
    name = "" if keys.startswith("name:") else "name: a, "
    (document,) = read_yaml(f"{{{name}{keys}}}", Findings())
    assert isinstance(document, Mapping)
    return document
