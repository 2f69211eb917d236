"""The items of one list in a document, and what tells them apart: the identities by which documents are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence as AnySequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from libvirt_xml.changes.comparison_plans import Stage, plan_of
from libvirt_xml.changes.identities import Named
from libvirt_xml.changes.matching import item_name
from libvirt_xml.markup.scopes import Scopes
from libvirt_xml.yaml_forms.document.foreign_text import read_element
from libvirt_xml.yaml_forms.document.form_tables import CHILDREN, WILDCARD, FormField
from libvirt_xml.yaml_forms.document.reading import read_document
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from libvirt_xml.binding.element import Element


class Meant(NamedTuple):
    """Which items of a list something may be about, by number; ``is_sure``: it is the one that is there."""

    numbers: AnySequence[int]
    is_sure: bool


class ListItems:
    """A list in the field of a class; ``objects`` are its items where they have been read already."""

    def __init__(
        self, nodes: AnySequence[Node], field: FormField, owner: type[Element], objects: AnySequence[Any] | None = None
    ) -> None:
        self.nodes = list(nodes)
        self.owner = owner
        self._field = field
        self._stages = plan_of(owner).stages[field.spec.name]
        items = map(self._object, self.nodes) if objects is None or field.kind != CHILDREN else objects
        self._names = [self._names_of(item) for item in items]
        self._index = [_grouped(stage) for stage in zip(*self._names, strict=True)]
        self._kinds = next((at for at, stage in enumerate(self._stages) if _is_kind(stage)), None)

    def find(self, node: Node) -> Meant:
        """Which items a part of one may mean: for sure, where a name says so."""
        mine = self._names_of(self._object(node))
        for at, numbers in enumerate(self._index):
            if mine[at] is None or at == self._kinds:
                continue
            candidates = [number for number in numbers.get(mine[at], ()) if self._is_one(self._names[number], mine, at)]
            if candidates:
                return Meant(candidates, len(candidates) == 1)
        is_named = any(name is not None and stage.is_shown for name, stage in zip(mine, self._stages, strict=True))
        if is_named or (self._field.kind == WILDCARD and not any(mine)):  # the reader refuses what is no element
            return Meant([], False)
        return Meant(self._alike(mine), False)

    @cached_property
    def places(self) -> dict[str, int]:
        """The items by all that they can be called: names that one of them alone has, else their number."""
        result: dict[str, int] = {}
        names = self._names
        for at, stage in enumerate(self._stages):
            if not stage.is_shown:
                continue
            texts = [item_name(item_names[at]) for item_names in names]
            counts = Counter(texts)
            for number, text in enumerate(texts):
                if text and counts[text] == 1:
                    result.setdefault(text, number)
        called = set(result.values())
        for number in range(len(names)):
            if number not in called:
                result.setdefault(str(number), number)
        return result

    @cached_property
    def aliases(self) -> list[str]:
        """The aliases of the items that have a user's."""
        return [alias for node in self.nodes if (alias := self.alias(node)) is not None]

    def alias(self, node: Node) -> str | None:
        """The alias of an item, if it is a user's."""
        holder = node.get("alias") if isinstance(node, Mapping) else None
        name = holder.get("name") if isinstance(holder, Mapping) else None
        return name.text if isinstance(name, Scalar) and name.text.startswith("ua-") else None

    def _is_one(self, names: AnySequence[Named | None], mine: AnySequence[Named | None], at: int) -> bool:
        """Whether no identity before a stage, in which two items have one name, tells them apart."""
        before = zip(self._stages[:at], names, mine, strict=False)
        return all(not stage.is_identity or None in (one, two) or one == two for stage, one, two in before)

    def _alike(self, mine: AnySequence[Named | None]) -> AnySequence[int]:
        """The items that are of one kind with another, as far as they say."""
        kind = None if self._kinds is None else mine[self._kinds]
        if self._kinds is None or kind is None:
            return range(len(self.nodes))
        by_kind = self._index[self._kinds] if self._index else {}
        return [*by_kind.get(kind, ()), *by_kind.get(None, ())]

    def _names_of(self, item: Any) -> list[Named | None]:
        return [None if item is None else stage.name(item) for stage in self._stages]

    def _object(self, node: Node) -> Any:
        """What the comparison of documents knows: an object, a foreign element, a text."""
        if self._field.kind == CHILDREN:
            return read_document(node, self._field.cls, Findings())
        if not isinstance(node, Scalar):
            return None
        return read_element(node.text, Scopes(), Findings(), node, "") if self._field.kind == WILDCARD else node.text


def _grouped(names: AnySequence[Named | None]) -> dict[Named | None, list[int]]:
    """The numbers of the items, by name."""
    groups: dict[Named | None, list[int]] = {}
    for number, name in enumerate(names):
        groups.setdefault(name, []).append(number)
    return groups


def _is_kind(stage: Stage) -> bool:
    """Whether a stage says what an item is, and not which one."""
    return stage.is_identity and not stage.is_shown
