"""Lines that are indented wrongly, so that a key is in another map: what to do with them, and nothing else."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

_CASES = [
    (
        "network:\n  name: a\n  ips:\n    - address: 10.0.0.1\n      prefix: 24\n      dhcp:\n        ranges:\n"
        "          - start: 10.0.0.9\n        end: 10.0.0.99\n",
        (9, "indent this to column 13, where 'start' begins on line 8"),
    ),
    (
        "secret:\n  ephemeral: no\n  private: yes\n  usage:\n    type: ceph\n  name: client.libvirt\n",
        (6, "indent this to column 5, where 'type' begins on line 5"),
    ),
    (
        "network:\n  name: a\n  bridge:\n    name: virbr5\n    domain:\n      name: a.local\n",
        (5, "write domain below 'network', indented as the other keys there"),
    ),
    (
        "vm:\n  name: a\n  disks:\n    - path: /a.qcow2\n      cache: none\n  format: raw\n  bus: scsi\n",
        (6, "vm has no 'format' and 'bus'; a disk has"),
    ),
    ("vm:\n  name: a\n  nics:\n    - name: lan\n  network: default\n", (5, "indent this to column 7")),
    ("vm:\n  name: a\n  cpus:\n    count: 2\n    memory:\n    size: 4GiB\n    locked: true\n", (5, "indented")),
    (
        "storage_pool:\n  name: a\n  type: netfs\n  source:\n    hosts:\n    -name: nas\n    dir: {path: /a}\n"
        "  target: {path: /b}\n",
        (6, "write '- name: nas'"),
    ),
    (
        "storage_pool:\n  name: a\n  type: netfs\n  source:\n    hosts:\n      - name:nas\n    dir: {path: /a}\n"
        "  target: {path: /b}\n",
        (6, "write 'name: nas'"),
    ),
]


@pytest.mark.parametrize(("text", "advice"), _CASES)
def test_the_line_is_named_with_what_to_do(text: str, advice: tuple[int, str]) -> None:
    """One message for one wrong indentation: what the map lacks because of it is not reported."""
    (problem,) = load(Source(text)).problems
    assert problem.line == advice[0]
    assert advice[1] in problem.full_message
