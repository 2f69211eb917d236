"""``libvirt-xml edit``: values change, nothing else does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from libvirt_xml import Domain
from tests.cli.conftest import Run

_PAGE = (Path(__file__).parents[2] / "docs" / "edit.md").read_text("utf-8")
_VIRT_XML = re.findall(r"^\| `(--.*?)` \| `(--.*?)` \|$", _PAGE, re.MULTILINE)
_PATHS = [
    path for row in re.findall(r"^\| (`[^-].*?) \|", _PAGE, re.MULTILINE) for path in re.findall("`([^`]+)`", row)
]
_TEXT = """\
<domain type="kvm">
  <name>a</name>   <!-- its name -->
  <memory unit='GiB'>4</memory>
  <os>
    <type arch='x86_64'>hvm</type>
    <boot dev='hd'/>
    <bootmenu enable='no'/>
  </os>
  <cpu mode='custom'><model>qemu64</model></cpu>
  <devices>
    <disk type='file' device='disk'><source file='/a'/><target dev='hda'/></disk>
    <disk type='file' device='cdrom'><driver name='qemu' cache='unsafe'/><source file='/b'/><target dev='hdc'/></disk>
    <disk type='file'><driver name='qemu'/><source file='/c'/><target dev='vdb'/></disk>
    <disk type='file'><driver name='qemu' cache='unsafe'/><source file='/d'/><target dev='vda'/></disk>
    <graphics type='spice'/>
    <sound model='ac97'/>
    <sound model='ac97'/>
    <hostdev mode='subsystem' type='pci'>
      <source><address domain='0' bus='1' slot='0' function='0'/></source>
    </hostdev>
  </devices>
</domain>
"""


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "vm.xml"
    path.write_text(_TEXT)
    return path


def test_the_page_has_them() -> None:
    """The examples of virt-xml are found, and the paths."""
    assert len(_VIRT_XML) == 18
    assert len(_PATHS) == 7


@pytest.mark.parametrize("line", [ours for _, ours in _VIRT_XML])
def test_examples_of_virt_xml(run: Run, file: Path, line: str) -> None:
    """Each line of the table changes the file, and only lines that it is about."""
    done = run("edit", "vm.xml", *shlex.split(line), "--check", "--diff")
    assert (done.status, done.err) == (1, "")
    assert 0 < len(re.findall("^[-+] ", done.out, re.MULTILINE)) <= 14
    assert file.read_text() == _TEXT


@pytest.mark.parametrize("path", _PATHS)
def test_paths(run: Run, file: Path, path: str) -> None:
    """Each kind of path leads somewhere."""
    assert run("edit", "vm.xml", "--remove", path, "--check", "--force").status == 1


@pytest.mark.parametrize("name", ["a.b=c", "o'brien/x", "x y"])
def test_names_with_other_characters(run: Run, folder: Path, name: str) -> None:
    """What names an item may have a sign of equality, a quotation mark, a slash or a blank."""
    text = _TEXT.replace("<sound", f'<filesystem><source dir="/a"/><target dir="{name}"/></filesystem>\n    <sound', 1)
    (folder / "fs.xml").write_text(text)
    done = run("edit", "fs.xml", "--set", f"devices.filesystems[{name}].source.dir=/b", "--in-place")
    assert done.status == 0, done.err
    assert (folder / "fs.xml").read_text() == text.replace('<source dir="/a"', '<source dir="/b"')


def test_in_place(run: Run, file: Path) -> None:
    """Changes are done in order; only their lines change."""
    changes = ["--set", "memory=8GiB", "--set", "title=A & B", "--set", "title=C", "--remove", "devices.graphics"]
    done = run("edit", "vm.xml", *changes, "--in-place")
    assert (done.status, done.out, done.err) == (0, "changed vm.xml\n", "")
    assert file.read_text() == _TEXT.replace(">4<", ">8<").replace("    <graphics type='spice'/>\n", "").replace(
        "its name -->\n", "its name -->\n  <title>C</title>\n"
    )
    assert run("edit", "vm.xml", *changes[:6], "--in-place").out == ""


def test_streams(run: Run, file: Path) -> None:
    """Standard input is edited, and printed."""
    done = run("edit", "-", "--set", "vcpu=3", stdin=_TEXT.encode())
    assert done.status == 0
    assert Domain.from_xml(done.out).vcpu == Domain.from_xml(_TEXT.replace("<os>", "<vcpu>3</vcpu><os>")).vcpu
    assert run("edit", "-", "--set", "vcpu=3", "--in-place", stdin=_TEXT.encode()).status == 2


def test_yaml(run: Run, folder: Path) -> None:
    """YAML and vm files are edited as what they are."""
    (folder / "a.yaml").write_text("# mine\nvm:\n  name: a  # name\n  memory: ${mem}\n")
    (folder / "b.yaml").write_text("domain: {name: a, memory: {value: 1}} # mine\n")
    (folder / "vars.yaml").write_text("mem: 4GiB\n")
    done = run("edit", "a.yaml", "b.yaml", "--set", "vcpu=3", "--vars", "vars.yaml", "--in-place", "--force")
    assert (done.status, done.err) == (0, "")
    assert (folder / "a.yaml").read_text() == "# mine\nvm:\n  name: a  # name\n  cpus: 3\n  memory: ${mem}\n"
    assert (folder / "b.yaml").read_text() == "domain: {name: a, memory: {value: 1}, vcpu: 3} # mine\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "memry=1"], "vm.xml: 'domain' has no field 'memry'; did you mean 'memory'?"),
        (["--set", "devices.disks.driver.cache=none"], "'devices.disks' has several items; say which: 'hda', 'hdc'"),
        (["--set", "devices.disks[had].driver.cache=none"], "has no item 'had'; did you mean 'hda'?"),
        (["--set", "devices.disks[vda].driver.cache=nonne"], "cannot be 'nonne'; did you mean 'none'?"),
        (["--set", "memory=4XB"], "'XB' is not a unit"),
        (["--set", "devices.disks=1"], "'devices.disks' is a list"),
        (["--set", "name.x=1"], "'name' is a single value"),
        (["--set", "name"], "expected PATH=VALUE"),
        (["--set", "os..x=1"], "'os..x' is not a path"),
        (["--set", "os=1"], "'os' is an element; set one of its fields"),
        (["--set", "memory[0]=1"], "'memory' is not a list"),
        (["--set", "devices.disks[hda].readonly=perhaps"], "cannot be 'perhaps'; expected true or false"),
        (["--remove", "devices.tpms"], "the document has no 'devices.tpms'"),
        (["--remove", "devices.tpms[0]"], "the document has no items in 'devices.tpms'"),
        (["--remove", "devices.disks[device=floppy]"], "has no item 'device=floppy'"),
        (["--add", "dsk: {}"], "no place for an element 'dsk'; did you mean 'disk'?"),
        (["--add", "disk: {typ: file}"], "'disk': "),
        (["--add", "<disk>"], "'disk': "),
        (["--add", "disk"], "expected one element"),
        (["--add", "cpu: {mode: host-model}"], "the document has 'cpu' already"),
        ([], "nothing to change"),
        (["--set", "name=", "--in-place", "--check"], "--in-place"),
        (["--remove", "devices.disks[vda].target"], "the result would have these errors; --force accepts them"),
    ],
)  # fmt: skip
def test_refusals(run: Run, file: Path, arguments: list[str], message: str) -> None:
    """One sentence, and nothing is written."""
    (file.parent / "b.xml").write_text(_TEXT)
    for where in (["--in-place"], []):
        done = run("edit", "b.xml", *arguments, *where) if where else run("edit", "vm.xml", *arguments)
        assert done.status == 2
        assert done.err.count("libvirt-xml: ") == 1
        assert message.replace("vm.xml", "b.xml" if where else "vm.xml") in done.err
        assert done.out == ""
    assert file.read_text() == (file.parent / "b.xml").read_text() == _TEXT


def test_all_or_none(run: Run, file: Path) -> None:
    """If one file cannot be changed, none is written; several are not printed as one."""
    (file.parent / "b.xml").write_text("<domain type='kvm'><name>b</name></domain>")
    done = run("edit", "vm.xml", "b.xml", "--set", "devices.disks[vda].driver.cache=none", "--in-place")
    assert (done.status, "b.xml: the document has no items in 'devices.disks'" in done.err) == (2, True)
    assert file.read_text() == _TEXT
    assert run("edit", "vm.xml", "b.xml", "--set", "title=x").status == 2


@pytest.mark.parametrize("name", ["a.xml", "a.yaml"])
def test_a_file_that_is_no_text(run: Run, folder: Path, name: str) -> None:
    """The message names the file."""
    (folder / name).write_bytes(b"\x16\xff\xfe\x80")
    done = run("edit", str(folder / name), "--set", "name=b")
    assert (done.status, done.out) == (2, "")
    assert f"{name}:1:1: the file contains bytes that are not valid 'utf-8'" in done.err


@pytest.mark.parametrize("name", ["ua-disk-root", "disk-root", "root", "vda", "VDA"])
def test_any_name_of_an_item(run: Run, folder: Path, name: str) -> None:
    """A disk by its alias, by its name in the ``vm`` form, or by its target."""
    path = folder / "web1.yaml"
    path.write_text("vm: {name: web1, memory: 1GiB, disks: [{name: root, path: /web1.qcow2}]}\n")
    done = run("edit", str(path), "--set", f"devices.disks[{name}].driver.cache=none", "--in-place")
    assert done.status == 0
    assert "cache: none" in path.read_text()


def test_a_misspelt_name_of_an_item(run: Run, folder: Path) -> None:
    """The likely name is one of those that people use, not only that of the path."""
    path = folder / "web1.yaml"
    path.write_text("vm: {name: web1, memory: 1GiB, disks: [{name: root, path: /web1.qcow2}]}\n")
    done = run("edit", str(path), "--set", "devices.disks[rot].driver.cache=none")
    assert (done.status, "has no item 'rot'; did you mean 'root'?" in done.err) == (2, True)


def test_a_name_of_two_items(run: Run, folder: Path) -> None:
    """A name that two items have leads nowhere."""
    path = folder / "web1.xml"
    path.write_text(
        "<domain type='kvm'><name>a</name><devices>"
        "<filesystem><target dir='x'/><alias name='ua-one-x'/></filesystem>"
        "<filesystem><target dir='y'/><alias name='ua-two-x'/></filesystem></devices></domain>"
    )
    done = run("edit", str(path), "--set", "devices.filesystems[X].readonly=true", "--force")
    assert done.status == 2
    assert "has no item 'X'" in done.err
