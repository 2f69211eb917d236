"""The former name of ``libvirt_xml.yaml_forms``: its public names, for imports that still use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from libvirt_xml import yaml_forms

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms import *  # noqa: F403

__all__ = list(yaml_forms.__all__)  # pyright: ignore[reportUnsupportedDunderAll]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        return getattr(yaml_forms, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
