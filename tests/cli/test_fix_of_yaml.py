"""``libvirt-xml validate --fix`` moves keys of YAML that are in the wrong map, and writes sizes with their unit."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, running

START = "domain:\n  type: kvm\n  name: a\n  memory: {value: 1, unit: GiB}\n  os: {type: {value: hvm}}\n"
DISKS = """\
disks:  # all
- type: file
  # the image
  driver: {name: qemu, type: qcow2}
  source: {file: /srv/a.qcow2}

  target: {dev: vda, bus: virtio}
  serial: >-
    a
    b
"""


@pytest.fixture(name="run")
def _run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return running(capsys, monkeypatch)


def _at(column: int, text: str) -> str:
    return "".join(column * " " + line if line.strip() else line for line in text.splitlines(keepends=True))


NETWORK = "network:\n  name: a\n  ips: [{address: 10.0.0.1}]\n"
CASES = {
    "into a new map": (_at(2, DISKS), "  devices:\n" + _at(4, DISKS)),
    "into one before it": (
        "  devices:\n    sounds: [{model: ich9}]  # one\n" + _at(2, DISKS) + "  title: A\n",
        "  devices:\n    sounds: [{model: ich9}]  # one\n" + _at(4, DISKS) + "  title: A\n",
    ),
    "into one behind it": (
        _at(2, DISKS) + "  devices:\n      sounds: [{model: ich9}]\n",
        "  devices:\n      sounds: [{model: ich9}]\n" + _at(6, DISKS),
    ),
    "several": (
        "  sounds: [{model: ich9}]\n  title: A\n  hubs: [{type: usb}]\n",
        "  devices:\n    sounds: [{model: ich9}]\n    hubs: [{type: usb}]\n  title: A\n",
    ),
    "out of a map, the last": (
        "  clock:\n    offset: utc\n    title: A  # B\n",
        "  clock:\n    offset: utc\n  title: A  # B\n",
    ),
    "out of a map, the first": (
        "  clock:\n    title: A\n    offset: utc\n  description: B\n",
        "  clock:\n    offset: utc\n  title: A\n  description: B\n",
    ),
    "into brackets": (
        "  sounds: [{model: ich9}]\n  devices: {hubs: [{type: usb}]}  # B\n",
        "  devices: {hubs: [{type: usb}], sounds: [{model: ich9}]}  # B\n",
    ),
    "into empty brackets": ("  sounds: [{model: ich9}]\n  devices: {}\n", "  devices: {sounds: [{model: ich9}]}\n"),
    "out of brackets": ("  clock: {offset: utc, title: A}  # B\n", "  clock: {offset: utc}  # B\n  title: A\n"),
    "a text that is a map": (
        "  devices:\n    interfaces:\n    - type: user\n      model: virtio  # fast\n",
        "  devices:\n    interfaces:\n    - type: user\n      model: {type: virtio}  # fast\n",
    ),
    "an element that is on": ("  memory_backing: {hugepages: true}\n", "  memory_backing: {hugepages: {}}\n"),
    "a key that takes the value": ("  vcpus: 2\n", "  vcpu: 2\n"),
    "a size": ("  max_memory: {slots: 2, value: 4 GiB}\n", "  max_memory: {slots: 2, value: 4, unit: GiB}\n"),
    "a size alone": ("  current_memory: '512 MiB'  # half\n", "  current_memory: {value: 512, unit: MiB}  # half\n"),
    "a size of an attribute": (
        "  cpu:\n    numa:\n      cells:\n      - cpus: '0'\n        memory: 1GiB\n",
        "  cpu:\n    numa:\n      cells:\n      - cpus: '0'\n        memory: 1\n        unit: GiB\n",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("case", CASES)
def test_moves(run: Run, folder: Path, case: str, newline: str) -> None:
    """A key is in its place with its lines and comments, as deep as those beside it."""
    wrong, right = (f"{START}{part}".replace("\n", newline).encode() for part in CASES[case])
    (folder / "a.yaml").write_bytes(wrong)
    run("validate", "--fix", "a.yaml")
    assert (folder / "a.yaml").read_bytes().decode() == right.decode()
    assert run("validate", "a.yaml").status == 0


@pytest.mark.parametrize(
    "inside",
    [
        "  sounds:\n  - model: ich9\n  devices: {hubs: [{type: usb}]}\n",
        "  sounds: [{model: ich9}]\n  devices:\n    sounds: [{model: ac97}]\n",
        "  clock:\n    title: A\n",
        "  clock: {title: A}\n",
        "  clock: {offset: utc, title: [\n    A]}\n",
        "  title: A\n  clock:\n    title: A\n    offset: utc\n",
        "  memory_backing: {locked: true}\n  max_memory: {slots: 2, value: 4 GiB, unit: MiB}\n",
    ],
)
def test_what_stays(run: Run, folder: Path, inside: str) -> None:
    """What has its place already, leaves nothing behind, or is in lines and would be in brackets, does not move."""
    text = START + inside
    (folder / "a.yaml").write_text(text)
    assert run("validate", "--fix", "a.yaml").status == 1
    assert (folder / "a.yaml").read_text() == text


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("{sounds: [{model: ich9}], title: A}", "{devices: {sounds: [{model: ich9}]}, title: A}"),
        (
            "{sounds: [{model: ich9}], devices: {hubs: [{type: usb}]}}",
            "{devices: {hubs: [{type: usb}], sounds: [{model: ich9}]}}",
        ),
        ("{devices: {}, sounds: [{model: ich9}]}", "{devices: {sounds: [{model: ich9}]}}"),
        (
            "{sounds: [{model: ich9}], hubs: [{type: usb}]}",
            "{devices: {sounds: [{model: ich9}], hubs: [{type: usb}]}}",
        ),
        ("{clock: {title: A, offset: utc}, uuid: null}", "{clock: {offset: utc}, title: A, uuid: null}"),
        (
            '{"clock": {"offset": "utc",\n   "title": "A"},\n  "description": "B"}',
            '{"clock": {"offset": "utc"},\n  "title": "A",\n  "description": "B"}',
        ),
        ('{"sounds": [{"model": "ich9"}]}', '{"devices": {"sounds": [{"model": "ich9"}]}}'),
    ],
)
def test_moves_in_brackets(run: Run, folder: Path, wrong: str, right: str) -> None:
    """A key is in its place as it was written, with a comma."""
    mark = '"' if '"' in wrong else ""
    common = "{`type`: `kvm`, `name`: `a`, `memory`: 4, `os`: {`type`: {`value`: `hvm`}}, ".replace("`", mark)
    start = f"{{{mark}domain{mark}: {common}"
    (folder / "a.yaml").write_text(f"{start}{wrong[1:]}}}\n")
    run("validate", "--fix", "a.yaml")
    assert (folder / "a.yaml").read_text() == f"{start}{right[1:]}}}\n"
    assert run("validate", "a.yaml").status == 0


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("hypervisor: qemu  # slow", "accel: tcg  # slow"),
        ("nics: [{network: default, model: virtio-net}]", "nics: [{network: default, model: virtio}]"),
        ("nics: [{network: a, mac: 52-54-00-00-00-11}]", "nics: [{network: a, mac: 52:54:00:00:00:11}]"),
        ("nics: [default, lan]", "nics: [{network: default}, {network: lan}]"),
        ("nic: {network: default}  # one", "nics: [{network: default}]  # one"),
        ("nic: lan  # one", "nics: [{network: lan}]  # one"),
        ("disk: /a.qcow2", "disks: [{path: /a.qcow2}]"),
        (
            "nic:\n    network: default  # one\n\n    model: e1000",
            "nics:\n    - network: default  # one\n\n      model: e1000",
        ),
        ("disks:\n  - {source: /srv/a.img, size: 40 gb}", "disks:\n  - {path: /srv/a.img, size: 40GB}"),
        ("graphics: {type: vnc, port: auto}", "graphics: {type: vnc}"),
        ('autostart: "yes"', "autostart: true"),
        ("secure_boot: maybe", "secure_boot: maybe"),
        ("secure_boot: true", "firmware: {type: uefi, secure_boot: true}"),
        (
            "firmware: uefi\n  secure_boot: false  # no",
            "firmware: {type: uefi, secure_boot: false}",
        ),
        ("disks: [{pool: default, name: a.qcow2}]", "disks: [{pool: default, volume: a.qcow2}]"),
        (
            "disks:\n    - name: a.qcow2  # one\n      pool: default",
            "disks:\n    - volume: a.qcow2  # one\n      pool: default",
        ),
        (
            "cloud_init:\n    user: me  # one\n    packages: [nginx]",
            "cloud_init:\n    user_data:\n      user: me  # one\n      packages: [nginx]",
        ),
        ("cloud_init: {user: me, runcmd: [ls]}", "cloud_init: {user_data: {user: me, runcmd: [ls]}}"),
        (
            "cpus:\n    sockets: 1\n    cores: 4  # four\n    threads: 2",
            "cpus:\n    topology:\n      sockets: 1\n      cores: 4  # four\n      threads: 2",
        ),
    ],
)
def test_words_of_a_vm(run: Run, folder: Path, wrong: str, right: str) -> None:
    """Words of other tools become those of the form, with their values."""
    start = "vm:\n  name: a\n  memory: 1GiB\n  "
    (folder / "a.yaml").write_text(f"{start}{wrong}\n")
    run("validate", "--fix", "a.yaml")
    assert (folder / "a.yaml").read_text() == f"{start}{right}\n"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            "network:\n  name: a\n  ip:\n    address: 10.0.0.1\n    prefix: 24\n    dhcp:\n"
            "      start: 10.0.0.2  # A\n      end: 10.0.0.9\n",
            "network:\n  name: a\n  ips:\n    - address: 10.0.0.1\n      prefix: 24\n      dhcp:\n"
            "        ranges: [{start: 10.0.0.2, end: 10.0.0.9}]  # A\n",
        ),
        (
            "network:\n  name: a\n  ip: [{address: 10.0.0.1, prefix: 24}]  # A\n"
            "  dhcp: {start: 10.0.0.2, end: 10.0.0.9}\n",
            "network:\n  name: a\n"
            "  ips: [{address: 10.0.0.1, prefix: 24, dhcp: {ranges: [{start: 10.0.0.2, end: 10.0.0.9}]}}]  # A\n",
        ),
        (
            "network:\n  name: a\n  ip: 10.0.0.1/24  # A\n  dhcp: {start: 10.0.0.2, end: 10.0.0.9}\n",
            "network:\n  name: a\n"
            "  ips: [{address: 10.0.0.1, prefix: 24, dhcp: {ranges: [{start: 10.0.0.2, end: 10.0.0.9}]}}]  # A\n",
        ),
        (
            f"{NETWORK}  forwrd: {{mode: nat, nat: {{ports: {{start: 1, end: 2}}}}}}  # A\n",
            f"{NETWORK}  forward: {{mode: nat, nat: {{port: {{start: 1, end: 2}}}}}}  # A\n",
        ),
        (
            "network:\n  name: a\n  ip: [{address: 10.0.0.1, dhcp: {start: 10.0.0.2, end: 10.0.0.9}}]\n",
            "network:\n  name: a\n  ips: [{address: 10.0.0.1, dhcp: {ranges: [{start: 10.0.0.2, end: 10.0.0.9}]}}]\n",
        ),
        (
            START + "  devices:\n    interface:\n    - type: network\n      network: lan\n",
            START + "  devices:\n    interfaces:\n    - type: network\n      source:\n        network: lan\n",
        ),
        (
            "pool:\n  type: dir\n  name: a\n  target: /srv/a\n",
            "storage_pool:\n  type: dir\n  name: a\n  target: {path: /srv/a}\n",
        ),
    ],
)
def test_what_a_wrong_key_hides(run: Run, folder: Path, wrong: str, right: str) -> None:
    """A key gets the name that is meant though its value has mistakes, which are repaired then."""
    (folder / "a.yaml").write_text(wrong)
    assert run("validate", "--fix", "a.yaml").status == 0
    assert (folder / "a.yaml").read_text() == right


def test_a_key_that_is_there_already_stays(run: Run, folder: Path) -> None:
    """Which of two values is meant is not certain."""
    text = START + "  vcpu: 4\n  vcpus: 2\n"
    (folder / "a.yaml").write_text(text)
    run("validate", "--fix", "a.yaml")
    assert (folder / "a.yaml").read_text() == text
