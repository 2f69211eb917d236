"""What ``convert -o DIR/`` prints, and ``--script`` writes; that a libvirt obeys it is in tests/real."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
from pathlib import Path

import pytest

from libvirt_xml.cli.main import main
from libvirt_xml.cli.outputs.script import _visible

CLOUD = """\
vm:
  name: cloud1
  disks:
    - {name: root, size: 20GiB, image: {pool: images, volume: debian-12.qcow2}}
  cloud_init: {user_data: {packages: [nginx]}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def convert(text: str, *arguments: str) -> int:
    Path("spec.yaml").write_text(text, encoding="utf-8")
    return main(["convert", "spec.yaml", *arguments])


def commands(text: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What is printed beside the files."""
    assert convert(text, "-o", "made/") == 0
    return [line.removeprefix("virsh ") for line in capsys.readouterr().out.splitlines()]


def test_a_copy_grows_before_the_machine_is_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands(CLOUD, capsys) == [
        "pool-refresh --pool default",
        "pool-refresh --pool images",
        "vol-create-from --pool default --file made/cloud1-root.qcow2.volume.xml"
        " --vol debian-12.qcow2 --inputpool images",
        "vol-resize --pool default --vol cloud1-root.qcow2 --capacity 20GiB",
        "vol-create --pool default --file made/cloud1-cidata.iso.volume.xml",
        "vol-upload --pool default --vol cloud1-cidata.iso --file made/cloud1-cidata.iso",
        "define --file made/cloud1.xml",
        "start --domain cloud1",
    ]


DISKS = [
    ("an empty volume", "{size: 1GiB}", ["vol-create"]),
    ("as large as its image", "{image: {volume: i.qcow2}}", ["vol-create-from"]),
    ("an overlay", "{size: 1GiB, image: {path: /i.qcow2, overlay: true}}", ["vol-create"]),
    ("a file of the same format", "{size: 1GiB, image: /i.qcow2}", ["vol-create", "vol-upload", "vol-resize"]),
    ("a file of the same format, and size", "{image: /i.qcow2}", ["vol-create", "vol-upload"]),
    (
        "a file of another format",
        "{size: 1GiB, image: /i.raw}",
        ["vol-create-as", "vol-upload", "vol-create-from", "vol-delete", "vol-resize"],
    ),
    ("a disk that is there", "{path: /a.qcow2}", []),
]


@pytest.mark.parametrize(("disk", "names"), [case[1:] for case in DISKS], ids=[case[0] for case in DISKS])
def test_each_volume_has_its_commands(
    folder: Path, capsys: pytest.CaptureFixture[str], disk: str, names: list[str]
) -> None:
    lines = [line.split() for line in commands(f"vm: {{name: a, disks: [{disk}]}}", capsys)]
    assert [line[0] for line in lines if line[0].startswith("vol-")] == names
    assert all("--pool" in line for line in lines if line[0].startswith(("vol-", "pool-")))


def test_each_kind_of_document_is_defined_before_what_needs_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [
        "vm: {name: a, state: stopped, autostart: true, disks: [{path: /srv/vm/a.qcow2, size: 1GiB}]}",
        "domain: {type: kvm, name: b, memory: 1, os: {type: {value: hvm}}}",
        "storage_pool: {type: dir, name: images, target: {path: /srv/images}}",
        "storage_volume: {name: data.qcow2, capacity: 1, target: {path: /srv/images/data.qcow2}}",
        "storage_volume: {name: more.qcow2, capacity: 1, target: {}}",
        "network: {name: lan}",
        "nwfilter: {name: f}",
        "storage_volume: {name: lost.qcow2, capacity: 1, target: {path: /elsewhere/lost.qcow2}}",
    ]
    assert commands("\n---\n".join(documents), capsys) == [
        "nwfilter-define --file made/f.nwfilter.xml",
        "net-define --file made/lan.network.xml",
        "net-start --network lan",
        "pool-define --file made/images.pool.xml",
        "pool-build --pool images",
        "pool-start --pool images",
        "pool-define --file made/srv-vm.pool.xml",
        "pool-build --pool srv-vm",
        "pool-start --pool srv-vm",
        "pool-refresh --pool srv-vm",
        "pool-refresh --pool images",
        "vol-create --pool images --file made/data.qcow2.volume.xml",
        "vol-create --pool images --file made/more.qcow2.volume.xml",
        "vol-create --pool srv-vm --file made/a.qcow2.volume.xml",
        "define --file made/a.xml",
        "autostart --domain a",
        "define --file made/b.xml",
        "# lost.qcow2.volume.xml: the pool is unknown; virsh vol-create POOL lost.qcow2.volume.xml",
    ]


def test_the_folder_of_libvirts_images_is_the_pool_default(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = commands("vm: {name: a, disks: [{path: /var/lib/libvirt/images/a.qcow2, size: 1GiB}]}", capsys)
    assert lines[0] == "pool-define --file made/default.pool.xml"
    assert "vol-create --pool default --file made/a.qcow2.volume.xml" in lines


def test_two_pools_of_one_name_are_a_mistake(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    disks = ", ".join(f"{{name: {name}, path: /srv/{name}/d.raw, size: 1GiB}}" for name in ("a-b", "a/b"))
    text = f"vm: {{name: a, disks: [{disks.replace('name: a/b', 'name: c')}]}}"
    assert convert(text, "-o", "made/") == 2
    assert "two documents would both be written" in capsys.readouterr().err


def test_names_reach_virsh_as_they_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = 'vm: {name: "it\'s $a", disks: [{pool: \'-p `q`\', volume: "x\\ny", size: 1GiB}]}'
    assert convert(text, "-o", "made/") == 0
    words = shlex.split(capsys.readouterr().out)
    assert words.count("-p `q`") == 2
    assert words[-1] == "it's $a"
    assert convert(text, "-o", "made/", "--script", "made/run") == 0
    assert subprocess.run(["sh", "-n", "made/run"], check=False).returncode == 0


def test_nothing_is_printed_where_nobody_wants_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor with --explain, whose lines go there, nor for what virsh does not take."""
    for arguments in (["-q"], ["--to", "yaml"], ["--to", "vm"], ["--script", "run"]):
        assert convert(CLOUD, "-o", "made/", *arguments) == 0
        assert capsys.readouterr().out == ""
    assert convert(CLOUD, "-o", "made/", "--explain") == 0
    assert "virsh" not in capsys.readouterr().out


WRONG = [
    (["--script", "run"], "--script needs -o DIR/"),
    (["--script", "run", "-o", "one.xml"], "--script needs -o DIR/"),
    (["--script", "run", "-o", "made/", "--to", "vm"], "--script needs XML"),
    (["--script", "cloud1.xml", "-o", "./"], "is one of the documents"),
]


@pytest.mark.parametrize(("arguments", "message"), WRONG)
def test_a_script_is_of_a_folder_of_xml(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert convert(CLOUD, *arguments) == 2
    assert message in capsys.readouterr().err
    assert sorted(path.name for path in folder.iterdir()) == ["spec.yaml"]


def test_a_script_finds_its_files_from_anywhere(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside them, above them, elsewhere; one on standard output runs where it is read."""
    places = [("made/run", "./cloud1.xml"), ("run", "made/cloud1.xml"), ("other/run", "../made/cloud1.xml")]
    for script, file in places:
        assert convert(CLOUD, "-o", "made/", "--script", script) == 0
        text = Path(script).read_text(encoding="utf-8")
        assert f"virsh define --file {file}\n" in text
        assert 'cd -- "$(dirname -- "$0")"\n' in text
        assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
        assert script in capsys.readouterr().err
    assert convert(CLOUD, "-o", "made/", "--script", "-") == 0
    text = capsys.readouterr().out
    assert "virsh define --file made/cloud1.xml\n" in text
    assert "dirname" not in text


def mode(path: str) -> int:
    return stat.S_IMODE(Path(path).stat().st_mode)


def test_what_holds_secrets_is_for_its_owner_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From its first byte on, and also where an older file could be read by all."""
    monkeypatch.setenv("SECRET", "sesame")
    text = CLOUD + "  graphics: {type: vnc, password: {env: SECRET}}\n"
    Path("made").mkdir()
    for name in ("made/cloud1.xml", "made/cloud1-cidata.iso", "one.xml", "made/run"):
        Path(name).touch(0o644)
    assert convert(text, "-o", "made/", "--script", "made/run") == 0
    assert (mode("made/cloud1.xml"), mode("made/cloud1-cidata.iso"), mode("made/run")) == (0o600, 0o600, 0o700)
    assert mode("made/cloud1-root.qcow2.volume.xml") & 0o044
    assert convert(text, "-o", "one.xml") == 0
    assert mode("one.xml") == 0o600
    assert convert(text, "-o", "new.yaml", "--to", "yaml") == 0
    assert mode("new.yaml") == 0o600
    assert convert(text, "-o", "spec2.yaml", "--to", "vm") == 0
    assert "sesame" not in Path("spec2.yaml").read_text(encoding="utf-8")
    assert mode("spec2.yaml") & 0o044
    assert convert(CLOUD.replace("packages: [nginx]", "users: [{plain_text_passwd: x}]"), "-o", "s", "--to", "vm") == 0
    assert mode("s") == 0o600
    assert convert(CLOUD, "-o", "plain.xml") == 0
    assert mode("plain.xml") & 0o044


def test_no_secret_can_be_read_while_it_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file beside its place has no other mode before the data is in it."""
    from libvirt_xml.editing.files import file_writing

    modes = []
    real = file_writing.os.fsync
    monkeypatch.setattr(
        file_writing.os,
        "fsync",
        lambda handle: (modes.append(stat.S_IMODE(file_writing.os.fstat(handle).st_mode)), real(handle)),
    )
    monkeypatch.setattr(
        file_writing.os, "replace", lambda *paths: modes.append(stat.S_IMODE(file_writing.os.stat(paths[0]).st_mode))
    )
    file_writing.replace_file("secret", b"x", 0o600)
    assert modes == [0o600, 0o600]


def test_what_cannot_be_seen() -> None:
    """A name does not steer the terminal where commands are listed, and a shell still reads it."""
    name = "a\u202eb\x1b[31m\U000e0001\x9b"
    line = _visible(f"printf %s {shlex.quote(name)}")
    assert line.isprintable()
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    assert done.stdout.decode() == name
