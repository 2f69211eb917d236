"""``since.toml`` and ``codegen.describing.additions``: which release added what."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from codegen.checks.stale import wrong_releases
from codegen.emit.releases import write_since
from codegen.model.model import Addition, Model
from codegen.overlay.overlay import Overlay, Since, SinceException
from codegen.schemas.vendored import version_key

_LEAST = 750  # additions with a release; may only rise


@pytest.fixture(scope="module")
def releases(model: Model) -> dict[str, str]:
    """The release of each addition by all its paths; empty where no page tells."""
    return {path: addition.release for addition in model.additions for path in addition.paths}


def test_every_release_is_between_the_versions_around_it(model: Model) -> None:
    """Also those that are inherited."""
    dated = [each for each in model.additions if each.release]
    assert len(dated) >= _LEAST
    for each in dated:
        assert version_key(each.older) < version_key(each.release) <= version_key(each.newer), each


@pytest.mark.parametrize(
    ("path", "release"),
    [
        ("domain/devices/memory/@model=virtio-mem", "7.9.0"),
        ("domain/devices/crypto", "9.1.0"),
        ("domain/devices/crypto/backend/@model=lkcf", "9.1.0"),
        ("domain/devices/audio/@type=pipewire", "9.10.0"),
        ("domain/launchSecurity/@type=sev-snp", "10.5.0"),
        ("domain/devices/disk/source/dataStore", "10.10.0"),
        ("domain/devices/disk/driver/statistics/statistic", "11.9.0"),
        ("domain/devices/disk/driver/statistics/latency-histogram/bin", "12.1.0"),
        ("domain/iothreadids/iothread/poll/@max", "9.4.0"),
        ("domain/iothreadids/iothread/poll/@weight", "12.7.0"),
        ("domain/on_crash=preserve-running", "12.6.0"),
        ("network/title", "9.7.0"),
        ("domain/launchSecurity/@type=tdx", ""),
    ],
)
def test_known_releases(releases: dict[str, str], path: str, release: str) -> None:
    """What stands in a new element came with it, unless it has an entry; what no page dates has no release."""
    assert releases[path] == release


def test_what_is_older_is_no_addition(releases: dict[str, str]) -> None:
    """The oldest schemas have it already."""
    assert not {"domain/name", "domain/devices/disk", "domain/features/hyperv"} & set(releases)


def test_fields_and_data_have_the_releases(model: Model) -> None:
    """The docstrings' release and the data for validation are the table's."""
    crypto = next(made for made in model.classes if made.name == "Crypto")
    assert crypto.release == "9.1.0"
    assert {field.release for field in crypto.fields} == {"9.1.0"}
    ages = json.loads(write_since(model))["classes"]
    assert ages["Devices"]["crypto"] == "9.1.0"
    assert ages["LaunchSecurity"]["@type=tdx"] == "by 12.8.0"


_ADDED = Addition("A", "@b", "", ("a/@b", "c/a/@b"), "9.0.0", "11.3.0")


@pytest.mark.parametrize(
    ("paths", "release", "complaint"),
    [
        (("a/@b",), "9.1.0", None),
        (("a/@b",), "11.3.0", None),
        (("a/@b",), "9.0.0", "since.toml: a/@b: 9.0.0 is not after 9.0.0 up to 11.3.0"),
        (("a/@b",), "11.4.0", "since.toml: a/@b: 11.4.0 is not after 9.0.0 up to 11.3.0"),
        (("a/@nix",), "9.1.0", "since.toml: no version added anything at a/@nix"),
        (("a/@b", "c/a/@b"), "9.1.0", "since.toml: c/a/@b is the same as a/@b"),
    ],
)
def test_wrong_entries_are_told(overlay: Overlay, paths: tuple[str, ...], release: str, complaint: str | None) -> None:
    """A path that nothing was added at, a release outside its interval, two entries for one thing."""
    wrong = replace(overlay, since=(Since(release, "news.html", paths),), since_exceptions=())
    assert list(wrong_releases([_ADDED], wrong)) == ([complaint] if complaint else [])


def test_an_exception_needs_a_reason(overlay: Overlay) -> None:
    """Why a page is not believed must be said."""
    wrong = replace(overlay, since=(), since_exceptions=(SinceException("a", "9.0.0", "news.html", ""),))
    assert list(wrong_releases([_ADDED], wrong)) == ["since.toml: the exception a has no reason"]
