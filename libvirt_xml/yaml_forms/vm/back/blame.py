"""Because of which keys a shorter spec means another machine: those of the parts that got worse."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from libvirt_xml.yaml_forms.vm.back.meaning import Worse
from libvirt_xml.yaml_forms.vm.back.spec_paths import KEYS_BESIDE, KEYS_OF_PARTS

_PORTS = "controllers"  # they follow from the devices


class Blamed(NamedTuple):
    """Names of keys without which a domain is another; not ``is_sure``: each has to be tried by itself."""

    names: frozenset[str] = frozenset()
    is_sure: bool = True

    def __bool__(self) -> bool:
        return bool(self.names)


def blamed_for(worse: Worse, tried: Iterable[str]) -> Blamed:
    """Which of the names that were tried together have to do with what got worse; all of them if none is known to."""
    left = frozenset(tried)
    parts = {part[-1] for part in worse.parts}
    suspects = [left & _names_for(part) for part in parts - {_PORTS} or parts]
    suspects += [left & {name, *_names_beside(name)} for name in worse.keys]
    sure = frozenset(name for names in suspects if len(names) == 1 for name in names)
    if sure:
        return Blamed(sure)
    return Blamed(frozenset().union(*suspects) or left, is_sure=len(left) == 1)


def _names_for(part: str) -> frozenset[str]:
    return frozenset((*KEYS_OF_PARTS.get(part, ()), *KEYS_BESIDE.get(part, ())))


def _names_beside(name: str) -> frozenset[str]:
    """The keys with which what a key says changes too."""
    return frozenset(
        other for part, names in KEYS_OF_PARTS.items() if name in names for other in KEYS_BESIDE.get(part, ())
    )
