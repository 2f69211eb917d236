"""What an attribute, element or key that is to be corrected does, as every report says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from libvirt_xml.validation.problem import Problem

_FORM = ("vm.", "defaults.")


def note_of(problem: Problem) -> str | None:
    """The sentence on what a problem is about, by libvirt's documents or by the ``vm`` form, if there is one."""
    from libvirt_xml.validation.meanings import meaning_of

    note = meaning_of(problem)
    if note is None and (problem.path or "").startswith(_FORM):
        from libvirt_xml.yaml_forms.vm.key_meanings import key_meaning

        note = key_meaning(problem)
    return note
