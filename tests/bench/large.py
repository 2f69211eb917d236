"""Large documents: what a character costs does not depend on how many there are."""

from __future__ import annotations

from collections.abc import Callable

from libvirt_xml import Domain, Validator
from tests.bench.timing import Figure, one_pass

_SMALL, _LARGE = 4_000, 40_000  # disks: 0.9 and 9 MB
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
    small, large = _document(_SMALL), _document(_LARGE)
    validator = Validator()
    figures = []
    for what, call in (("Domain.from_xml, 9 MB", Domain.from_xml), ("Validator.is_valid, 9 MB", validator.is_valid)):
        base, seconds = (_best(call, text, max(3, rounds // 5)) for text in (small, large))
        figures.append(Figure(what, seconds, seconds / len(large) * len(small) / base, _BUDGET))
    return figures


def _document(disks: int) -> bytes:
    devices = "".join(_DISK.format(at) for at in range(disks))
    head = "<domain type='kvm'><name>many</name><memory>1</memory>"
    return f"{head}\n  <devices>\n{devices}  </devices>\n</domain>\n".encode()


def _best(call: Callable[[bytes], object], text: bytes, rounds: int) -> float:
    return min(one_pass(call, [text]) for _ in range(rounds))
