"""Many hosts at once, one of which is not there."""

from __future__ import annotations

import pickle
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from libvirt_xml import Domain
from libvirt_xml.apply import Host, UnreachableError
from libvirt_xml.apply.many_hosts import HostJob, apply_many, plan_many
from libvirt_xml.apply.planning.asking_places import XmlPlaces
from libvirt_xml.apply.planning.wishes import Wish

XML = "<domain type='test'><name>web1</name><memory unit='MiB'>8</memory><os><type>hvm</type></os></domain>"


@pytest.mark.parametrize("is_threaded", [False, True])
def test_hosts(host: Host, tmp_path: Path, is_threaded: bool) -> None:
    """Reports come in the order of the jobs; a host that is not there stops no other."""
    wish = Wish("domain", Domain.from_xml(XML))
    jobs = [HostJob("qemu+unix:///system?socket=/nowhere", [wish]), HostJob(host.uri, [wish], restart=True)]
    with ThreadPoolExecutor(2) as threads:
        executor = threads if is_threaded else None
        missing, there = plan_many(jobs, executor)
        assert isinstance(missing.error, UnreachableError)
        assert (missing.is_fine, there.is_fine) == (False, True)
        assert there.plan is not None
        assert there.plan.sends
        _, there = apply_many(jobs, executor)
        assert [result.outcome for result in there.results] == ["done"]


def test_other_processes(host: Host) -> None:
    """New ones: a fork of a process that has a connection open may stop for ever."""
    job = HostJob("test:///default", [Wish("domain", Domain.from_xml(XML))])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        (report,) = plan_many([job], processes)
    assert report.is_fine


def test_jobs_travel() -> None:
    """To another process or machine."""
    domain = Domain.from_xml(XML)
    job = HostJob("test:///default", [Wish("domain", domain, place_of=XmlPlaces(XML.encode(), "web1.xml", domain))])
    copy = pickle.loads(pickle.dumps(job))
    assert copy.wishes[0].place_of("memory") == job.wishes[0].place_of("memory")
