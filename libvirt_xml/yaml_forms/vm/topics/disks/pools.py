"""Storage pools beside machines in a spec: a volume that is named by its path must be in the folder of its pool."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Protocol

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.yaml_tree import Node
from libvirt_xml.yaml_forms.vm.draft import text_at
from libvirt_xml.yaml_forms.vm.expand import Machine
from libvirt_xml.yaml_forms.vm.rules import at


class SpecDocument(Protocol):
    """A document of a spec."""

    @property
    def kind(self) -> str: ...
    @property
    def tree(self) -> Node: ...
    @property
    def machine(self) -> Machine | None: ...


def check_pools(documents: Iterable[SpecDocument], findings: Findings) -> None:
    """libvirt makes a volume in its pool's folder, whatever path its document has."""
    documents = list(documents)
    pools = {
        text_at(document.tree, "name"): folder
        for document in documents
        if document.kind == "storage_pool" and (folder := text_at(document.tree, "target", "path"))
    }
    for document in documents:
        for wanted in document.machine.wanted if document.machine else ():
            path, folder = at(wanted.tree, "target", "path"), pools.get(wanted.pool)
            if path is None or folder is None or PurePosixPath(text_at(path) or "").parent == PurePosixPath(folder):
                continue
            message = render(
                "impossible-combination", "path-outside-pool", name=text_at(path), pool=wanted.pool, folder=folder
            )
            findings.add("impossible-combination", message, path, wanted.place)
