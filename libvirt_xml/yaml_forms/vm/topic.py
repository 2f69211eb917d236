"""A topic of the ``vm`` form: its keys, the domain that they mean, and the keys that a domain means."""

from __future__ import annotations

from collections.abc import Callable, Mapping as AnyMapping
from dataclasses import dataclass

from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec


@dataclass(frozen=True)
class Topic:
    """What one file of ``topics/`` says.

    ``rows`` are the plain keys of the domain; ``expand`` makes the rest, ``guess`` finds keys for a domain, of which it
    also gets the keys that topics before it have found. A topic that ``is_last`` depends on what all others have made.
    ``elsewhere`` says what reads keys that are not part of the domain.
    """

    keys: AnyMapping[str, Key]
    rows: Rows | None = None
    expand: Callable[[Draft], None] | None = None
    guess: Callable[[Mapping, VmSpec], VmSpec] | None = None
    is_last: bool = False
    elsewhere: str = ""

    def __post_init__(self) -> None:
        plain = () if self.rows is None else (*self.rows.rows, *self.rows.maps)
        for name, key in self.keys.items():
            is_read = name in plain or (not isinstance(key, Row) and (self.expand is not None or self.elsewhere))
            if not is_read:
                raise ValueError(f"the key {name!r} of the vm form reaches no place")

    def lay(self, draft: Draft) -> None:
        """Put what the spec says of the topic into the domain."""
        if self.rows is not None:
            draft.lay(self.rows)
        if self.expand is not None:
            self.expand(draft)
