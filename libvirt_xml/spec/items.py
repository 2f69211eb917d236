"""The items of one list in a document, and what tells them apart: the identities by which documents are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence as AnySequence
from typing import TYPE_CHECKING, Any, NamedTuple

from libvirt_xml.changes.matching import shown
from libvirt_xml.changes.plans import Named, Stage, plan_of
from libvirt_xml.spec.documents.foreign import read_element
from libvirt_xml.spec.documents.reading import read_document
from libvirt_xml.spec.documents.tables import CHILDREN, WILDCARD, Field
from libvirt_xml.spec.findings import Findings
from libvirt_xml.spec.tree import Mapping, Node, Scalar

if TYPE_CHECKING:
    from libvirt_xml.binding.base import Element


class Meant(NamedTuple):
    """Which items of a list something may be about, by number; ``is_sure``: it is the one that is there."""

    numbers: list[int]
    is_sure: bool


class Items:
    """A list in the field of a class; ``nodes`` may be appended to."""

    def __init__(self, nodes: AnySequence[Node], field: Field, owner: type[Element]) -> None:
        self.nodes = list(nodes)
        self.owner = owner
        self._field = field
        self._stages = plan_of(owner).stages[field.spec.name]
        self._known: list[list[Named | None]] = []

    def find(self, node: Node) -> Meant:
        """Which items a part of one may mean: for sure, where a name says so."""
        mine = self._names_of(node)
        all_names = self._names()
        for at, stage in enumerate(self._stages):
            if mine[at] is None or _is_kind(stage):
                continue
            found = [number for number, names in enumerate(all_names) if self._is_one(names, mine, at)]
            if found:
                return Meant(found, len(found) == 1)
        is_named = any(name is not None and stage.is_shown for name, stage in zip(mine, self._stages, strict=True))
        if is_named or (self._field.kind == WILDCARD and not any(mine)):  # the reader refuses what is no element
            return Meant([], False)
        return Meant([number for number, names in enumerate(all_names) if self._may_be_one(names, mine)], False)

    def places(self) -> dict[str, int]:
        """The items by all that they can be called: names that one of them alone has, else their number."""
        result: dict[str, int] = {}
        names = self._names()
        for at, stage in enumerate(self._stages):
            if not stage.is_shown:
                continue
            texts = [shown(each[at]) for each in names]
            counts = Counter(texts)
            for number, text in enumerate(texts):
                if text and counts[text] == 1:
                    result.setdefault(text, number)
        called = set(result.values())
        for number in range(len(names)):
            if number not in called:
                result.setdefault(str(number), number)
        return result

    def aliases(self) -> list[str | None]:
        """The aliases of the items, where these are a user's."""
        return [self.alias(node) for node in self.nodes]

    def alias(self, node: Node) -> str | None:
        """The alias of an item, if it is a user's."""
        holder = node.get("alias") if isinstance(node, Mapping) else None
        name = holder.get("name") if isinstance(holder, Mapping) else None
        return name.text if isinstance(name, Scalar) and name.text.startswith("ua-") else None

    def _is_one(self, names: AnySequence[Named | None], mine: AnySequence[Named | None], at: int) -> bool:
        """Whether two items have one name in a stage, and no identity before it tells them apart."""
        if names[at] != mine[at]:
            return False
        before = zip(self._stages[:at], names, mine, strict=False)
        return all(not stage.is_identity or None in (one, two) or one == two for stage, one, two in before)

    def _may_be_one(self, names: AnySequence[Named | None], mine: AnySequence[Named | None]) -> bool:
        """Whether two items are of one kind, as far as they say."""
        kinds = ((one, two) for stage, one, two in zip(self._stages, names, mine, strict=True) if _is_kind(stage))
        return all(None in (one, two) or one == two for one, two in kinds)

    def _names(self) -> list[list[Named | None]]:
        for node in self.nodes[len(self._known) :]:
            self._known.append(self._names_of(node))
        return self._known

    def _names_of(self, node: Node) -> list[Named | None]:
        item = self._object(node)
        return [None if item is None else stage.name(item) for stage in self._stages]

    def _object(self, node: Node) -> Any:
        """What the comparison of documents knows: an object, a foreign element, a text."""
        if self._field.kind == CHILDREN:
            return read_document(node, self._field.cls, Findings())
        if not isinstance(node, Scalar):
            return None
        return read_element(node.text, {}, Findings(), node, "") if self._field.kind == WILDCARD else node.text


def _is_kind(stage: Stage) -> bool:
    """Whether a stage says what an item is, and not which one."""
    return stage.is_identity and not stage.is_shown
