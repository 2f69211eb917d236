"""Where YAML is wrong that cannot be read, and what to write there: the line that people have to change."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.loading import Source, load

_CASES = [
    ('vm:\n  name: "a\n  disks:\n    - path: "/a.qcow2"\n', (2, 9), 'the closing " is missing'),
    ("vm:\n  title: 'the web server\n  kernel: '/a'\n", (2, 10), "the closing ' is missing"),
    ("vm:\n  title: 'a' b\n  kernel: '/a'\n", (2, 14), "nothing but a comment can follow"),
    ("vm:\n    name: a\n  memory: 2GiB\n", (3, 3), "'name' on line 2 begins in column 5"),
    ("vm:\n  name: a\n   memory: 2GiB\n", (3, 4), "begin it in column 3, where 'name' begins on line 2"),
    ("vm:\n  disks:\n    - name: a\n        size: 1GiB\n", (4, 9), "in column 7, where 'name' begins on line 3"),
    ("vm:\n  shares:\n    - - name: s\n      path: /s\n", (3, 5), "remove one '- '"),
    ("network:\n  ips:\n    -address: 10.0.0.1\n      prefix: 24\n", (3, 5), "write '- address: 10.0.0.1'"),
    ("vm:\n  boot:\n    - a\n    -b\n    - c\n", (4, 5), "write '- ' before the value"),
    ("vm:\n  rbd:\n    hosts\n      - a.b\n      - c.d\n    user: x\n", (3, 5), "write 'hosts:'"),
    ("vm:\n  boot:\n    - lan\n      - root\n", (4, 7), "that above begins in column 5"),
    ("vm:\n  boot: lan\n    - root\n", (3, 5), "remove that value"),
    ("- vm:\n  name: a\n", (1, 1), "remove the '- ' before 'vm:'"),
    ("vm:\nvm:\n  name: a\n", (2, 1), "duplicate key 'vm'; the first is on line 1"),
    (
        "name: lab\nforward: {mode: nat}\nips:\n  - {address: 192.168.60.1, prefix: 24}\n",
        (1, 1),
        "'name', 'forward' and 'ips' are keys of 'network'; write a first line 'network:'",
    ),
    ("name: p\ntype: dir\ntarget: {path: /srv}\n", (1, 1), "keys of 'storage_pool' or 'storage_volume'"),
    (
        "network:\n  - name: a\n  - name: b\n",
        (2, 3),
        "write a line '---' and a line 'network:' before each one after the first",
    ),
    (
        "vm:\n  name: a\n  memory: 1GiB\n  disks:\n    - path: /a.raw\n  disks:\n    - path: /b.raw\n",
        (6, 3),
        "the first is on line 4; move what is below it to what is below the first one",
    ),
    (
        "vm:\n  name: a\n  memory: 1GiB\n  cpus: 2\n  numa:\n    - {cpus: 0-1, memory: 512MiB}\n"
        "    - {cpus: 2-3, memory: 512MiB}\n",
        (7, 14),
        "raise the number of CPUs to 4 (cpus: 4), or write numbers from 0 to 1",
    ),
    ("vm:\n  name: a\n  memory: 1GiB\n  hostdevs: [{name: gpu}]\n", (4, 14), "pci: 0000:3b:00.0, as 'lspci -D'"),
]


@pytest.mark.parametrize(("text", "place", "advice"), _CASES)
def test_the_place_is_that_of_the_mistake(text: str, place: tuple[int, int], advice: str) -> None:
    """One problem, at the line to change and not where the parser stopped."""
    (problem,) = load(Source(text)).problems
    assert (problem.line, problem.column) == place
    assert advice in problem.full_message


def test_an_item_of_a_text_block_is_no_mistake() -> None:
    """Lists in the texts of people and of the guest are what they are."""
    text = "vm:\n  name: a\n  memory: 2GiB\n  description: |\n    for\n      - web\n  nics: [{network: a}]\n"
    assert not load(Source(text)).problems
