"""What the vendored schemas gained: each element, attribute and value that an older version lacks, and its release.

A step is ``name`` for a child, ``@name`` for an attribute, and either with ``=word`` for a word of its set; ``=word``
alone is for the text of the class.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from codegen.analysis.grouping import Group, Member
from codegen.analysis.scalar_types import scalar_of
from codegen.analysis.summary import Use
from codegen.model.model import Addition
from codegen.naming.paths import Paths
from codegen.overlay.overlay import Since
from codegen.schemas.vendored import version_key


def find_additions(paths: Paths, class_names: Mapping[Group, str], versions: Sequence[str]) -> Iterator[Addition]:
    """Every addition, by class; without a release."""
    before = {newer: older for older, newer in pairwise(versions)}
    for group, name in class_names.items():
        child_classes = {paths.step(step): class_names.get(child, "") for step, child in group.children.items()}
        for step, first in sorted(_first_versions(group, paths, versions).items()):
            if first in before:
                step_paths = tuple(f"{path}{step}" if step[0] == "=" else f"{path}/{step}" for path in paths.all[group])
                yield Addition(name, step, child_classes.get(step, ""), step_paths, before[first], first)


def with_releases(additions: Sequence[Addition], dated: Iterable[Since], firsts: Mapping[str, str]) -> list[Addition]:
    """Additions with their releases; ``firsts`` are the first versions of the classes.

    What has no entry came with what holds it: a word with its attribute or element, the rest with a new class.
    """
    releases = {path: entry.release for entry in dated for path in entry.paths}
    released = [replace(addition, release=_given(addition, releases)) for addition in additions]
    while True:
        holders = _holders(released)
        inherited = [addition if addition.release else _inheriting(addition, holders, firsts) for addition in released]
        if inherited == released:
            return released
        released = inherited


_Holder = tuple[str, str, str]


def _given(addition: Addition, releases: Mapping[str, str]) -> str:
    return next((releases[path] for path in addition.paths if path in releases), "")


def _holders(additions: Iterable[Addition]) -> dict[_Holder, str]:
    """The first release of what holds other things, by class, step, and version."""
    holders: dict[_Holder, str] = {}
    for addition in sorted(
        (addition for addition in additions if addition.release), key=lambda addition: version_key(addition.release)
    ):
        holders.setdefault((addition.owner, addition.step, addition.newer), addition.release)
        if addition.child_class:
            holders.setdefault((addition.child_class, "", addition.newer), addition.release)
    return holders


def _inheriting(addition: Addition, holders: Mapping[_Holder, str], firsts: Mapping[str, str]) -> Addition:
    holder = addition.step.partition("=")[0] if "=" in addition.step else ""
    if not holder and firsts[addition.owner] != addition.newer:
        return addition
    return replace(addition, release=holders.get((addition.owner, holder, addition.newer), ""))


def _first_versions(group: Group, paths: Paths, versions: Sequence[str]) -> dict[str, str]:
    """The first version of each thing in a class, by step."""
    first: dict[str, str] = {}
    for version in versions:
        for step in _held([member for member in group.members if member.version == version], paths):
            first.setdefault(step, version)
        for name, child in group.children.items():
            if not child.is_class:
                texts = [member.summary.text for member in child.members if member.version == version]
                for word in _words(texts):
                    first.setdefault(f"{paths.step(name)}={word}", version)
    return first


def _held(members: Sequence[Member], paths: Paths) -> Iterator[str]:
    for member in members:
        yield from (paths.step(name) for name in member.summary.children)
    for name in {name: None for member in members for name in member.summary.attributes}:
        step = f"@{paths.step(name)}"
        yield step
        yield from (f"{step}={word}" for word in _words([holder.summary.attributes.get(name) for holder in members]))
    yield from (f"={word}" for word in _words([member.summary.text for member in members]))


def _words(uses: Sequence[Use | None]) -> tuple[str, ...]:
    """The listed words of a text."""
    scalar = scalar_of(list(dict.fromkeys(pattern for use in uses if use for pattern in use.patterns)))
    return (*scalar.literals, *([scalar.only] if scalar.only else scalar.boolean or ()))
