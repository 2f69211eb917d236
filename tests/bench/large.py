"""Large documents: what a character costs does not depend on how many there are.

Each document has names of its own: of one that comes again, a small one is remembered whole, a large one is not.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from libvirt_xml import Domain, Validator
from tests.bench.timing import Figure, one_pass

_SMALL, _LARGE = 4_000, 40_000  # disks: 0.9 and 9 MB
_FIRST = 1_000_000  # all numbers have as many digits
_BUDGET = 1.5
_DISK = """\
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/srv/vm/many-{0}.qcow2'/>
      <target dev='vd{0}' bus='virtio'/>
      <serial>disk-{0}</serial>
    </disk>
"""


def time_large(rounds: int) -> list[Figure]:
    """The lines of the table: a character of a large document beside one of a small one."""
    few = max(3, rounds // 5)
    return [
        _time("Domain.from_xml, 9 MB", Domain.from_xml, few),
        _time("Validator.is_valid, 9 MB", Validator().is_valid, few),
    ]


def _time(what: str, call: Callable[[bytes], object], rounds: int) -> Figure:
    numbers = itertools.count(_FIRST)
    call(_document(_SMALL, numbers))
    base = size = seconds = float("inf")
    for _ in range(rounds):
        small, large = _document(_SMALL, numbers), _document(_LARGE, numbers)
        base, seconds = min(base, one_pass(call, [small])), min(seconds, one_pass(call, [large]))
        size = len(large) / len(small)
    return Figure(what, seconds, seconds / size / base, _BUDGET)


def _document(disks: int, numbers: Iterator[int]) -> bytes:
    devices = "".join(_DISK.format(number) for number in itertools.islice(numbers, disks))
    head = "<domain type='kvm'><name>many</name><memory>1</memory>"
    return f"{head}\n  <devices>\n{devices}  </devices>\n</domain>\n".encode()
