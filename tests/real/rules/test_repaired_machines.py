"""Machines as people break them are taken once they are repaired, and none is refused that was taken before."""

from __future__ import annotations

from collections.abc import Callable

from libvirt_xml import Validator
from libvirt_xml.fixing.fixing import fixed
from tests.fixing.broken_machines import errors, machines
from tests.real.rules.asking.oracle import Oracle


def test_libvirt_takes_what_is_repaired(oracle: Oracle, record_property: Callable[[str, object], None]) -> None:
    validator, problems, taken = Validator(oracle.version), [], 0
    for machine in machines():
        text = machine["text"].strip()
        before = oracle.ask(text).refused
        for unsafe in (False, True):
            result = fixed(text, validator, unsafe=unsafe)
            refused = oracle.ask(result.text).refused
            taken += refused is None and unsafe
            is_expected = before is None or not errors([*result.left])
            if refused is not None and is_expected:
                problems.append(f"{machine['about']}: {refused}")
    record_property("figures", f"libvirt {oracle.version}: {taken} of {len(machines())} machines are taken")
    assert problems == []
    assert taken >= 26
