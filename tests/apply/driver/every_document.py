"""Every document of libvirt's sources applied twice on the test driver, in this process: what is left, as JSON.

It is a program of its own, as libvirt is C code that may crash: ``python -m tests.apply.driver.every_document KIND``.
libvirt 9.0.0 does so with ``hostdev-scsi-vhost-rawio-invalid.xml``, unless it is told to check documents first.
"""

from __future__ import annotations

import faulthandler
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from libvirt_xml import LibvirtXMLError, parse
from libvirt_xml.apply import Host, StepResult, Terms, Wish, apply_plan, make_plan, terms_of
from libvirt_xml.apply.execution.held_objects import find_handle
from libvirt_xml.apply.planning.plan_text import plan_lines
from libvirt_xml.binding.element import Element
from libvirt_xml.yaml_forms.document import key_of
from libvirt_xml.yaml_forms.vm.volumes import Volume
from tests.sources import document_roots

POOL = "<pool type='dir'><name>driver-pool</name><target><path>/driver-pool</path></target></pool>"


def documents(kind: str) -> Iterator[tuple[Path, Element]]:
    """The documents of a kind that read, each content once."""
    seen: set[bytes] = set()
    for root in document_roots():
        for path in sorted(root.rglob("*.xml")):
            data = path.read_bytes()
            if data in seen:
                continue
            seen.add(data)
            try:
                element = parse(data)
            except LibvirtXMLError:
                continue
            if key_of(type(element)) == kind:
                yield path.relative_to(root), element


def wish_of(kind: Any, element: Any, number: int) -> Wish:
    """A document under a name of its own, so that none meets another."""
    element.name = f"n{number}"
    if kind == "storage_volume":
        element.key = None
        return Wish(kind, element, volume=Volume(element.name, element, "driver-pool"))
    element.uuid = None
    if kind == "domain":
        element.type = "test"
    return Wish(kind, element)


def applied(host: Host, wish: Wish, terms: Terms) -> StepResult:
    """What comes of it."""
    (result,) = apply_plan(host, make_plan(host, [wish], terms), terms)
    return result


def remove(host: Host, wish: Wish) -> None:
    """So that the next pool may have its folder, and the next domain its disks."""
    handle: Any = find_handle(host, wish)
    handle.delete() if wish.kind == "storage_volume" else handle.undefine()


def main(kind: str) -> None:
    """Apply each twice; then print what happened."""
    faulthandler.enable()
    outcomes = Counter[str]()
    left: dict[str, Any] = {}
    with Host("test:///default") as host:
        terms = terms_of(host)
        applied(host, Wish("storage_pool", parse(POOL), "running"), terms)
        for number, (path, element) in enumerate(documents(kind)):
            sys.stderr.write(f"{path}\n")  # the last line names the culprit of a crash
            wish = wish_of(kind, element, number)
            result = applied(host, wish, terms)
            outcomes[result.outcome] += 1
            if result.outcome == "failed":
                outcomes[f"failed: {type(result.error).__name__}"] += 1
                continue
            plan = make_plan(host, [wish], terms)
            if plan.sends or plan.waits or plan.steps[0].action != "none":
                left[str(path)] = [plan.steps[0].action, *plan_lines(plan)]
            remove(host, wish)
    sys.stdout.write(json.dumps({"outcomes": outcomes, "left": left}))


if __name__ == "__main__":
    main(sys.argv[1])
