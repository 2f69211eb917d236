"""A name for every class: unique in the package, the shortest path's words below the document's prefix."""

from __future__ import annotations

from codegen.analysis.grouping import Group
from codegen.naming.naming import class_name
from codegen.naming.paths import Paths
from codegen.overlay.overlay import Overlay, OverlayError


def name_classes(paths: Paths, overlay: Overlay) -> dict[Group, str]:
    """Class names by group, in the order of canonical paths. Raises OverlayError for a name taken twice."""
    by_overlay: dict[Group, str] = {}
    for path, name in overlay.classes.items():
        group = paths.group_at(path)
        if group is None or not group.is_class:
            raise OverlayError(f"names.toml, classes: no class at {path}")
        by_overlay[group] = name
    names: dict[Group, str] = {}
    taken: dict[str, str] = {}
    clashes = []
    for group, path in paths.canonical.items():
        if not group.is_class:
            continue
        name = by_overlay.get(group) or _derived(path, overlay)
        if name in taken:
            clashes.append(f"{name}: {taken[name]} and {path}")
        taken[name] = path
        names[group] = name
    if clashes:
        raise OverlayError("names.toml, classes: one name for two classes: " + "; ".join(clashes))
    return names


def _derived(path: str, overlay: Overlay) -> str:
    steps = path.split("/")
    for length in range(len(steps), 0, -1):
        prefix = overlay.prefixes.get("/".join(steps[:length]))
        if prefix is not None:
            return class_name(prefix, steps[length:])
    return class_name("", steps)
