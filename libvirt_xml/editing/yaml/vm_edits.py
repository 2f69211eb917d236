"""The edits that make the ``vm`` of one domain that of another.

What the short form has a word for is changed in its keys, as the short forms of both domains differ. What these keys
cannot say is laid over the expansion, under ``domain``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from libvirt_xml.changes import same
from libvirt_xml.documents.domain import Domain
from libvirt_xml.editing.texts.text_edits import applied
from libvirt_xml.editing.yaml.detached import without_shared
from libvirt_xml.editing.yaml.following import with_first_numbers, with_following
from libvirt_xml.editing.yaml.unwritten import in_maps, with_said, with_targets, without_derived, without_unwritten
from libvirt_xml.editing.yaml.yaml_edits import NotEditableError, YamlEdits
from libvirt_xml.editing.yaml.yaml_object_edits import edit_yaml
from libvirt_xml.editing.yaml.yaml_spans import YamlSpan
from libvirt_xml.yaml_forms.document import write_document
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node
from libvirt_xml.yaml_forms.vm.back import all_keys, to_vm
from libvirt_xml.yaml_forms.vm.back.patch import add_up, patch

_ROUNDS = 4
_MOST_TRIED = 24  # edits that are left out on trial
_DOMAIN = "domain"

FindVm = Callable[[str], tuple[YamlSpan, YamlSpan]]
"""The value of a ``vm`` in a text, and the map that it is in."""
ReadVm = Callable[[str], tuple[Node, Domain] | None]
"""What a text says under ``vm``, and the domain that it means; ``None`` where that has problems."""


class _Asked(NamedTuple):
    """The domain that a text is to mean, and the one that it means."""

    domain: Domain
    old: Domain

    def beside(self, meaning: Domain) -> Domain:
        """The domain, with what another one fills in for its devices."""
        return with_following(self.domain, self.old, meaning)

    def is_meant_by(self, meaning: Domain) -> bool:
        """Whether a domain is the one that is asked for."""
        return same(meaning, self.beside(meaning))


def edit_vm(text: str, find: FindVm, read: ReadVm, document: Domain) -> str | None:
    """A text in which a ``vm`` means another domain; ``None`` where none is found."""
    before = read(text)
    if before is None:
        return None
    asked = _Asked(document, before[1])
    changed: list[str] = []
    for start in chain(_in_own_words(text, find, read, asked), (text,)):
        corrected = _corrected(start, find, read, asked)
        if corrected is not None and corrected == start:
            return corrected
        if corrected is not None:
            changed.append(corrected)
    return min(changed, key=lambda new: _distance_of_lines(text, new), default=None)


def _distance_of_lines(one: str, other: str) -> int:
    """How many lines two texts do not have in common."""
    lines, others = Counter(one.splitlines()), Counter(other.splitlines())
    return (lines - others).total() + (others - lines).total()


def _in_own_words(text: str, find: FindVm, read: ReadVm, asked: _Asked) -> Iterator[str]:
    """The text with the keys of the short form changed; then with aliases written out that would change with them.

    With each, the targets of new disks, which follow from those of all disks, and what follows from the machine's name.
    """
    rest: str | None = text
    try:
        new_domain = with_first_numbers(asked.domain)
        was, now = to_vm(asked.old), to_vm(new_domain)
        while rest is not None:
            span, owner = find(rest)
            explicit = with_said(span, was, now, all_keys(new_domain))
            forms = [(was, explicit), (was, now), (was, with_targets(now, asked.domain))]
            if asked.domain.name != asked.old.name:
                forms = [(without_derived(span, was), now)]
            edits = YamlEdits(rest)
            for old, new in forms:
                edits = YamlEdits(rest)
                edit_yaml(edits, span, owner, *in_maps(span, *without_unwritten(span, old, new)))
                yield _needed(rest, edits, read, asked)
            rest = without_shared(rest, edits)
    except (NotEditableError, ValueError):
        return


def _needed(text: str, edits: YamlEdits, read: ReadVm, asked: _Asked) -> str:
    """The text after edits, without those that follow from others."""
    needed = list(edits.edits)
    if not _means(edits.apply(), read, asked):
        return edits.apply()
    for edit in edits.edits if len(needed) <= _MOST_TRIED else ():
        others = [other for other in needed if other is not edit]
        if _means(applied(text, others), read, asked):
            needed = others
    return applied(text, needed)


def _means(text: str, read: ReadVm, asked: _Asked) -> bool:
    meaning = read(text)
    return meaning is not None and asked.is_meant_by(meaning[1])


def _corrected(text: str, find: FindVm, read: ReadVm, asked: _Asked) -> str | None:
    """The text with what is still another domain laid over it."""
    for _ in range(_ROUNDS):
        meaning = read(text)
        if meaning is None:
            return None
        spec, domain = meaning
        if asked.is_meant_by(domain):
            return text
        document = asked.beside(domain)
        trees = write_document(domain, is_portable=True), write_document(document, is_portable=True)
        try:
            text = _laid_over(text, find, spec, patch(domain, document, *trees), trees[1])
        except (NotEditableError, ValueError):
            return None
    return None


def _laid_over(text: str, find: FindVm, spec: Node, correction: Mapping, wanted: Mapping) -> str:
    """A text with a correction under ``domain``, beside what is there."""
    span, _ = find(text)
    held = spec.get(_DOMAIN) if isinstance(spec, Mapping) else None
    if held is not None and not isinstance(held, Mapping):
        raise NotEditableError
    edits = YamlEdits(text)
    pair = span.pair(_DOMAIN)
    if pair is not None and held is not None:
        edit_yaml(edits, pair.value, span, held, add_up(held, correction, wanted))
    elif span.pairs and held is None:
        edits.insert_pair(span, span.pairs[-1], _DOMAIN, correction)
    else:
        raise NotEditableError
    return edits.apply()
