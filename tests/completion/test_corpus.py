"""Input and expected output of libvirt's own tests.

Those tests read a document again, as a daemon does when it starts, rather than define it: ports of USB and the memory
of NUMA cells are not assigned then. What firmware a host has is invented.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from libvirt_xml import Domain, ParseError
from libvirt_xml.changes import same
from libvirt_xml.completion import completed, without_assigned
from tests.completion.chance import take_over

RELEASE = "11.3.0"
LEAST_COMPLETED = {"x86_64": 419, "aarch64": 18, "s390x": 47, "riscv64": 6}  # of 529, 44, 54 and 9
LEAST_REPEATED = 643
_OUTPUT = re.compile(r"(.+)\.([a-z0-9_]+)-(?:latest|[0-9.]+)(?:\..+)?\.xml")


def _pairs(corpus: Path) -> Iterator[tuple[str, Domain, Domain]]:
    folder = corpus / "tests" / "qemuxmlconfdata"
    for path in sorted(folder.glob("*.xml")):
        name = _OUTPUT.fullmatch(path.name)
        source = folder / f"{name[1]}.xml" if name else path
        if name and source.exists():
            try:
                yield name[2], Domain.from_file(source), Domain.from_file(path)
            except ParseError:
                continue


def test_completed_is_what_libvirt_expects(corpus: Path) -> None:
    """The figures may only rise."""
    alike: Counter[str] = Counter()
    for arch, asked, expected in _pairs(corpus):
        whole = completed(asked, libvirt=RELEASE)
        take_over(whole, expected)
        alike[arch] += same(whole, expected)
    assert {arch: alike[arch] for arch, least in LEAST_COMPLETED.items() if alike[arch] < least} == {}


def test_what_is_omitted_comes_back(corpus: Path) -> None:
    """For every document; and how many of them are completed to the very document that they were."""
    repeated = 0
    for _, _, expected in _pairs(corpus):
        short, _ = without_assigned(expected, libvirt=RELEASE)
        whole = completed(short, libvirt=RELEASE)
        assert same(whole, completed(expected, libvirt=RELEASE)), expected.name
        repeated += same(whole, expected)
    assert repeated >= LEAST_REPEATED
