"""The way back: from a domain to the smallest spec that means it."""

from __future__ import annotations

from functools import partial

from libvirt_xml.completion import AssignedValue, completed
from libvirt_xml.completion.shortening.omitting import shortened
from libvirt_xml.documents.domain import Domain
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, Mapping, make
from libvirt_xml.yaml_forms.vm.back.guess import guess
from libvirt_xml.yaml_forms.vm.back.meaning import Meaning
from libvirt_xml.yaml_forms.vm.back.needed import needed_keys
from libvirt_xml.yaml_forms.vm.back.residue import residue_of
from libvirt_xml.yaml_forms.vm.back.shorten import shorten


def to_vm(domain: Domain) -> Mapping:
    """What stands under ``vm:`` for a domain: its expansion equals the domain, by the comparison of documents.

    What the ``vm`` form has no word for is under ``domain``. ``state`` and ``autostart`` are not part of a domain, so
    they are not said.
    """
    return _to_vm(Meaning(domain))


def all_keys(domain: Domain) -> Mapping:
    """What can be guessed of a domain under ``vm:``, also what goes without saying."""
    vm = make(shorten(guess(Meaning(domain).tree)), NOWHERE)
    assert isinstance(vm, Mapping)
    return vm


def to_short_vm(domain: Domain, libvirt: str | None = None) -> tuple[Mapping, list[AssignedValue]]:
    """What stands under ``vm:`` for a domain, and what is left out of it because libvirt assigns the same again.

    What libvirt makes of its expansion is what it makes of the domain. ``libvirt`` is the release that will define it;
    without one, any.
    """
    least, omitted, whole = shortened(domain, libvirt)
    return _to_vm(Meaning(whole, least, partial(completed, libvirt=libvirt))), omitted


def _to_vm(meaning: Meaning) -> Mapping:
    spec, residue = residue_of(needed_keys(meaning), meaning)
    short = shorten(spec)
    if residue.items:
        short["domain"] = residue
    vm = make(short, NOWHERE)
    assert isinstance(vm, Mapping)
    return vm
