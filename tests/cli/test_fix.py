"""``libvirt-xml validate --fix``: files are repaired, the rest is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, running

GOOD = """\
<domain type="kvm">
  <name>web1</name>   <!-- its name -->
  <memory unit='GiB'>4</memory>
  <os><type arch='x86_64' machine='pc-q35-9.0'>hvm</type></os>
  <cpu mode='host-model'/>
  <devices>
    <sound model='ich9'/>
  </devices>
</domain>
"""
BAD = GOOD.replace("devices>", "divices>").replace("model='ich9'", "modle='ich9'")
UNKNOWN = BAD.replace("ich9'/>", "ich9'/><wibble/>")
YAML = "vm:\n  memroy: 4GiB   # enough\n  disks:\n    - {size: 10GiB, 'bus': \"virtoi\"}\n  name: web1\n"


@pytest.fixture(name="run")
def _run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command with the validator that it has."""

    return running(capsys, monkeypatch)


@pytest.fixture(autouse=True)
def _files(folder: Path) -> None:
    (folder / "bad.xml").write_text(BAD)
    (folder / "unknown.xml").write_text(UNKNOWN)


def test_files_are_repaired(run: Run, folder: Path) -> None:
    """What was repaired is said on standard error, what is left in the report; only that fails."""
    done = run("validate", "--fix", "bad.xml", "unknown.xml")
    assert done.status == 1
    assert (folder / "bad.xml").read_text() == GOOD
    assert (folder / "unknown.xml").read_text() == GOOD.replace("ich9'/>", "ich9'/><wibble/>")
    assert "bad.xml:6:3: fixed[unknown-element]: <domain> has no element <divices>; did you mean 'devices'?" in done.err
    assert "fixed 4 problems in 2 files" in done.err
    assert "1 problem in 1 of 2 files" in done.out
    assert run("validate", "--fix", "bad.xml").err == ""
    assert run("validate", "--fix", "--unsafe-fixes", "-q", "unknown.xml").status == 0
    assert (folder / "unknown.xml").read_text() == GOOD


def test_difference(run: Run, folder: Path) -> None:
    """It shows what would change, writes nothing, and fails if there is something."""
    done = run("validate", "--diff", "bad.xml")
    assert done.status == 1
    assert "+++ bad.xml (fixed)" in done.out
    assert "+  <devices>" in done.out
    assert (folder / "bad.xml").read_text() == BAD
    (folder / "bad.xml").write_text(GOOD)
    assert run("validate", "--diff", "bad.xml").out == ""
    assert run("validate", "--diff", "bad.xml").status == 0


def test_standard_input(run: Run) -> None:
    """The text goes to standard output, the report to standard error."""
    done = run("validate", "--fix", "-", stdin=BAD.encode())
    assert (done.status, done.out) == (0, GOOD)
    assert "no problems in 1 file" in done.err
    done = run("validate", "--fix", "-", stdin=UNKNOWN.encode())
    assert (done.status, done.out) == (1, GOOD.replace("ich9'/>", "ich9'/><wibble/>"))
    assert "wibble" in done.err


def test_yaml(run: Run, folder: Path) -> None:
    """Keys and values come back where they stand; comments and quotation marks stay."""
    (folder / "web1.yaml").write_text(YAML)
    assert run("validate", "--fix", "web1.yaml").status == 0
    assert (folder / "web1.yaml").read_text() == YAML.replace("memroy", "memory").replace("virtoi", "virtio")


def test_yaml_with_more_problems(run: Run, folder: Path) -> None:
    """Words are repaired although others are wrong for good, or are only seen then; not where they do not fit."""
    text = (
        "vm:\n  name: web1\n  memory: 4gib\n  cpu: host\n  disks:\n    - {size: 1GiB, bus: Virtio}\n    - size: 1GiB\n"
    )
    (folder / "web1.yaml").write_text(text)
    done = run("validate", "--fix", "web1.yaml")
    assert done.status == 1
    assert (folder / "web1.yaml").read_text() == text.replace("4gib", "4GiB").replace("Virtio", "virtio")
    assert "has no key 'cpu'" in done.out
    assert "a new disk needs a name" in done.out


def test_white_space_in_yaml(run: Run, folder: Path) -> None:
    """White space around a value goes, in both forms; the quotation marks stay."""
    document = (
        "domain:\n  type: 'kvm'\n  name: \"web1\"   # short\n  memory: {value: 1, unit: 'GiB'}\n"
        "  os: {type: {value: 'hvm', arch: x86_64, machine: q35}}\n"
        "  devices:\n    interfaces:\n      - {type: user, mac: {address: '52:54:00:11:22:33'}}\n"
    )
    vm = (
        "vm:\n  name: a\n  os: 'debian12'\n  uuid: '4dea22b3-1d52-d8f3-2516-782e98ab3fa0'\n  memory: '4GiB'\n"
        "  disks:\n    - {path: '/d.img', format: 'raw'}\n"
    )
    for text in (document, vm):
        (folder / "a.yaml").write_text(text.replace('"web1"', '"web1\\n"').replace(" '", " ' "))
        assert run("validate", "--fix", "a.yaml").status == 0
        assert (folder / "a.yaml").read_text() == text


def test_what_is_not_reported_is_not_repaired(run: Run, folder: Path) -> None:
    """Codes that are ignored stay."""
    assert run("validate", "--fix", "--ignore", "unknown-attribute", "bad.xml").status == 0
    assert (folder / "bad.xml").read_text() == GOOD.replace("model='ich9'", "modle='ich9'")


def test_what_cannot_be_repaired(run: Run, folder: Path) -> None:
    """A file that is no XML, is missing, or may not be written stays, and the run says so."""
    (folder / "empty.xml").write_text("")
    assert run("validate", "--fix", "empty.xml").status == 1
    assert run("validate", "--fix", "missing.xml").status == 2
    (folder / "bad.xml").chmod(0o444)
    done = run("validate", "--fix", "bad.xml")
    assert done.status == 2
    assert "read-only" in done.err
    assert (folder / "bad.xml").read_text() == BAD


def test_a_fix_is_for_all_versions(run: Run, folder: Path) -> None:
    """What another of several versions would refuse is not done."""
    assert run("validate", "--fix", "--libvirt", "9.0.0,12.8.0", "bad.xml").status == 0
    assert (folder / "bad.xml").read_text() == GOOD


@pytest.mark.parametrize(
    "options", [["--unsafe-fixes"], ["--fix", "--baseline", "known.json", "--write-baseline"]], ids=" ".join
)
def test_wrong_use(run: Run, options: list[str]) -> None:
    """Options that need others, or exclude them."""
    assert run("validate", *options, "bad.xml").status == 2


_RULES = """\
# our machine
domain:
  type: kvm
  name: a   # short
  memory: {value: 1, unit: GiB}
  os: {type: {value: hvm, arch: x86_64, machine: q35}}
  devices:
    disks:
      - type: file
        device: disk
        driver: {name: qemu, type: raw, io: native}
        source: {file: /d.img}
        target: {dev: vda, bus: virtio}
    interfaces:
      - {type: user, model: {type: virtio}, mtu: {size: 1400}}
"""
_VM = """\
vm:
  name: a
  os: debian12
  disks:
    - {path: /d.img, format: raw}   # fast
  domain:
    devices:
      interfaces:
        - {type: user, model: {type: virtio}, mtu: {size: 1400}}
"""


def test_rules_in_yaml(run: Run, folder: Path) -> None:
    """What the fixes of rules change in the document is changed in the text that stands for it, in both forms."""
    (folder / "a.yaml").write_text(_RULES)
    assert run("validate", "--fix", "a.yaml").status == 1
    safe = _RULES.replace(", mtu: {size: 1400}", "")
    assert (folder / "a.yaml").read_text() == safe
    assert run("validate", "--fix", "--unsafe-fixes", "a.yaml").status == 0
    assert (folder / "a.yaml").read_text() == safe.replace("raw, io", "raw, cache: none, io")
    (folder / "b.yaml").write_text(_VM)
    done = run("validate", "--fix", "b.yaml")
    assert (done.status, (folder / "b.yaml").read_text()) == (0, _VM.replace(", mtu: {size: 1400}", ""))
    assert "nic-mtu-type" in done.err


def test_rules_in_yaml_that_are_ignored(run: Run, folder: Path) -> None:
    (folder / "a.yaml").write_text(_VM)
    assert run("validate", "--fix", "--ignore", "nic-mtu-type", "a.yaml").status == 0
    assert (folder / "a.yaml").read_text() == _VM


def test_a_new_attribute_is_where_libvirt_writes_it(run: Run, folder: Path) -> None:
    disk = (
        "<disk type='file'><driver name='qemu' type='raw'{} io='native'/><source file='/a'/><target dev='vda'/></disk>"
    )
    text = GOOD.replace("<devices>", "<devices>" + disk)
    (folder / "a.xml").write_text(text.format(""))
    run("validate", "--fix", "--unsafe-fixes", "a.xml")
    assert (folder / "a.xml").read_text() == text.format(" cache='none'")
