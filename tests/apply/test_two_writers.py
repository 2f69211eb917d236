"""Somebody else writes the same definition between ours and our look at it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from libvirt_xml import Domain, StoragePool
from libvirt_xml.apply import ConflictError, Host, Wish, apply_plan, make_plan, terms_of
from libvirt_xml.apply.execution.held_objects import pool_folders
from libvirt_xml.apply.execution.result_text import result_lines
from libvirt_xml.apply.stamping.stamp import read_stamp, stamped
from libvirt_xml.cli.main import main

WEB = "<domain type='test'><name>web1</name><memory unit='MiB'>{}</memory><os><type>hvm</type></os></domain>"


def test_the_other_one_is_last(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step failed, nothing of the other's is taken for refused by libvirt, and the next plan begins from there."""
    real_define = Host.define

    def define(self: Host, document: Any) -> Any:
        handle = real_define(self, document)
        stamp = read_stamp(document)
        assert stamp is not None
        other = stamped(Domain.from_xml(document.to_xml().replace(">8<", ">16<")), replace(stamp, asked="other"))
        real_define(self, other)
        return handle

    wish = Wish("domain", Domain.from_xml(WEB.format(8)))
    terms = terms_of(host)
    plan = make_plan(host, [wish], terms)
    with monkeypatch.context() as patch:
        patch.setattr(Host, "define", define)
        (result,) = apply_plan(host, plan, terms)
    assert result.outcome == "failed"
    assert isinstance(result.error, ConflictError)
    assert "changed by somebody else at the same moment" in "".join(result_lines(result))
    assert result.refused == []
    plan = make_plan(host, [wish], terms)
    assert [planned.change.path for planned in plan.steps[0].changes] == ["memory"]
    assert apply_plan(host, plan, terms)[0].outcome == "done"


def test_what_somebody_removes_while_it_is_read(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool that was listed, and is gone when it is read, is no pool: other objects are planned and exported."""
    pools = host.pools()
    gone = host.define(
        StoragePool.from_xml("<pool type='dir'><name>gone</name><target><path>/gone</path></target></pool>")
    )
    gone.undefine()
    monkeypatch.setattr(Host, "pools", lambda self: [gone, *pools])
    assert "gone" not in pool_folders(host).values()
    assert len(pool_folders(host)) == len(pools)
    folder = tmp_path / "exported"
    assert main(["export", "--all", "-q", "-o", f"{folder}/", "-c", host.uri]) == 0
    assert len([*folder.glob("*pool*")]) == len(pools)
