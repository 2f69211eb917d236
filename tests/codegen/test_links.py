"""The links of docstrings lead to pages and sections of libvirt's documentation."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from codegen.describing.documentation import SITE
from codegen.model.model import Model
from codegen.overlay.overlay import Overlay

_INSTALLED = Path("/usr/share/doc/libvirt-doc/html")


_LISTED = Path(__file__).parent / "libvirt-doc-12.8.0.txt"


def test_links_are_listed(overlay: Overlay) -> None:
    """Every link is among the pages and ids of libvirt-doc 12.8.0, which a list here keeps for machines without it."""
    listed = {line for line in _LISTED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    links = {f"{page}#{anchor}" if anchor else page for page, anchor in overlay.anchors.values()}
    links |= {entry.page for entry in (*overlay.since, *overlay.since_exceptions)}
    assert sorted(links - listed) == []


@pytest.fixture(scope="module")
def pages() -> Path:
    """libvirt's pages: the folder that LIBVIRT_DOC names, or Debian's libvirt-doc where it is installed."""
    folder = Path(os.environ.get("LIBVIRT_DOC", _INSTALLED))
    if not (folder / "formatdomain.html").exists():
        pytest.skip(f"libvirt's documentation is not in {folder}; LIBVIRT_DOC may name its html folder")
    return folder


@cache
def _anchors(page: Path) -> frozenset[str]:
    return frozenset(re.findall(r'\b(?:id|name)="([^"]+)"', page.read_text(encoding="utf-8")))


def _dead(folder: Path, page: str, anchor: str) -> bool:
    path = folder / page
    return not path.exists() or (bool(anchor) and anchor not in _anchors(path))


def test_classes_link_to_what_exists(model: Model, pages: Path) -> None:
    """Every class links to a page, and to a section that the page has."""
    links = {made.url.removeprefix(SITE).partition("#") for made in model.classes}
    assert len(links) > 100
    assert sorted(page + hash + anchor for page, hash, anchor in links if _dead(pages, page, anchor)) == []


def test_the_overlay_links_to_what_exists(overlay: Overlay, pages: Path) -> None:
    """So does every entry of anchors.toml."""
    assert [path for path, (page, anchor) in overlay.anchors.items() if _dead(pages, page, anchor)] == []
    told = {entry.page.partition("#") for entry in (*overlay.since, *overlay.since_exceptions)}
    assert sorted(page + hash + anchor for page, hash, anchor in told if _dead(pages, page, anchor)) == []


def test_every_class_has_a_link(model: Model) -> None:
    """There is no class without a link, and all lead to libvirt's own site."""
    assert [made.name for made in model.classes if not made.url.startswith(SITE)] == []
