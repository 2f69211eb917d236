"""Which generated module a class goes to."""

from __future__ import annotations

from codegen.overlay.overlay import Overlay, OverlayError


def module_of(path: str, overlay: Overlay) -> str:
    """The module whose path in the overlay is the longest that leads to a class's canonical path."""
    owners = {owned: module for module, paths in overlay.modules.items() for owned in paths}
    steps = path.split("/")
    for length in range(len(steps), 0, -1):
        module = owners.get("/".join(steps[:length]))
        if module:
            return module
    raise OverlayError(f"modules.toml: no module holds {path}")
