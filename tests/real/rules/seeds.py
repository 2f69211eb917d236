"""Valid documents to begin with: those of the examples, of the rules, random ones, and libvirt's where they are."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from libvirt_xml import Validator
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_sources import rule_sources
from tests.real.random_machines import random_machine
from tests.real.rules.asking.oracle import Lost, Oracle
from tests.schemas import is_valid
from tests.sources import REPOSITORY, VERSIONS, document_roots

_RANDOM_MACHINES = 150
_MOST = 500
_OBJECTS = frozenset({"network", "storagepool", "storagevol", "nwfilter", "domainsnapshot"})
_PARSER = etree.XMLParser(remove_comments=True, remove_blank_text=True, remove_pis=True)
_OF_THE_HOST = "/domain/devices/emulator | /domain/uuid | /domain/os/loader[@type='pflash'] | /domain/os/nvram"


def seeds_for(oracle: Oracle, name: str) -> list[etree._Element]:
    """Machines that a libvirt takes: this project's (``own``), or of those that it tests itself with (``recorded``).

    This project's have few addresses; so what libvirt makes of them is there too. ``objects`` are other documents than
    machines.
    """
    if name == "objects":
        return [root for root in _objects(oracle.version) if _dump(oracle, root)]
    machines = _own_machines(oracle.version) if name == "own" else _recorded_machines(oracle.version)
    machines = [machine for machine in machines if machine.xpath("string(os/type/@arch)") in {"", *oracle.arches}]
    chosen = random.Random(0).sample(machines, min(_MOST, len(machines)))
    dumps = [(machine, _dump(oracle, machine)) for machine in chosen]
    taken = [machine for machine, dump in dumps if dump]
    return taken if name == "recorded" else [*taken, *_usable([dump for _, dump in dumps], oracle.version)]


def _objects(version: str) -> Iterator[etree._Element]:
    """The networks, pools, volumes, filters and snapshots of the rules: those that the schema of a release allows."""
    schema = Validator(version, rules=False)
    for source in rule_sources().values():
        if source.rule.kind in _OBJECTS and not source.rule.needs and schema.is_valid(source.good):
            yield etree.fromstring(source.good, _PARSER)


def _dump(oracle: Oracle, machine: etree._Element) -> str:
    """What libvirt makes of a machine; nothing if it does not take it."""
    try:
        return oracle.ask(etree.tostring(machine, encoding="unicode")).dump
    except Lost:
        return ""


def _own_machines(version: str) -> list[etree._Element]:
    """The machines of this project's examples and rules, and random ones: those that the schema of a release allows."""
    chance = random.Random(0)
    examples = [path.read_text("utf-8") for path in sorted((REPOSITORY / "examples").rglob("*.xml"))]
    of_rules = [whole_document(source.good) for source in rule_sources().values() if source.rule.kind == "domain"]
    return list(_usable([*examples, *of_rules, *(random_machine(chance) for _ in range(_RANDOM_MACHINES))], version))


def _recorded_machines(version: str) -> list[etree._Element]:
    """The machines that libvirt tests its QEMU driver with; none where they are not here."""
    paths = [path for root in document_roots() for path in sorted((root / "tests" / "qemuxmlconfdata").glob("*.xml"))]
    return list(_usable((path.read_text("utf-8") for path in paths if "invalid" not in path.name), version))


def _usable(texts: Iterable[str], version: str) -> Iterator[etree._Element]:
    """Those of QEMU, without what each host has its own of."""
    nearest = version if version in VERSIONS else VERSIONS[-1]
    for text in texts:
        try:
            root = etree.fromstring(re.sub(r"^\s*<\?xml.*?\?>", "", text), _PARSER)
        except etree.XMLSyntaxError:  # broken for a test, or nothing
            continue
        if root.tag != "domain" or root.get("type") not in {"kvm", "qemu"}:
            continue
        root.set("type", "qemu")
        for element in root.xpath(_OF_THE_HOST):
            element.getparent().remove(element)
        if is_valid(nearest, root):
            yield root
