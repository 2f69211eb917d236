"""Limits of libvirt's QEMU driver, and since when it does something."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Feature = Literal["readonly_virtiofs", "vlan_on_bridge", "spice_gl_with_port", "many_cpus_without_iommu"]


def most_tag_bytes(driver: str) -> int | None:
    """How long the mount tag of a share may be."""
    limit = _data()["shares"]["most_tag_bytes"].get(driver)
    return limit if isinstance(limit, int) else None


def most_queue() -> int:
    """The longest queue of a virtiofs share."""
    return int(_data()["shares"]["most_queue"])


def most_bytes(of: Literal["size", "rng"]) -> int:
    """The largest size that libvirt reads."""
    return int(_data()[of]["most_bytes"])


def since(feature: Feature) -> str:
    """The first version of libvirt with a feature."""
    return str(_data()["since"][feature])


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("libvirt_xml.facts").joinpath("driver.toml").read_text(encoding="utf-8"))
