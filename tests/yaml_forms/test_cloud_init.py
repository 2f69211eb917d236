"""The cloud-init seed: what the files hold, when the instance id changes, and what stands on the CD-ROM."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings, strategies as st

from libvirt_xml.yaml_forms.vm.topics.cloud_init.cloud_init import Seed, complaint, make_seed

RICH: dict[str, Any] = {
    "hostname": "web1",
    "user_data": {"packages": ["nginx"], "runcmd": ["echo héllo 世界 😀"]},
    "network_config": {"version": 2, "ethernets": {"lan": {"match": {"macaddress": "52:54:00:12:34:56"}}}},
    "vendor_data": "#!/bin/sh\ntrue\n",
}


def _pycdlib() -> Any:
    return pytest.importorskip("pycdlib", reason="pycdlib makes the CD-ROM")


# --- the files


def test_nothing_given_is_a_complete_seed() -> None:
    """NoCloud refuses a disk without user-data and meta-data: both are there, and neither is empty."""
    seed = make_seed(hostname="web1")
    assert seed.files == {
        "user-data": b"#cloud-config\n{}\n",
        "meta-data": f"instance-id: {seed.instance_id}\nlocal-hostname: web1\n".encode(),
    }


def test_text_and_bytes_are_verbatim() -> None:
    """What is text or bytes reaches the guest byte by byte."""
    seed = make_seed(hostname="h", user_data="#!/\r\né", vendor_data=b"\x1f\x8b\xff", network_config="version: 2")
    assert seed.files["user-data"] == "#!/\r\né".encode()
    assert seed.files["vendor-data"] == b"\x1f\x8b\xff"
    assert seed.files["network-config"] == b"version: 2"


def test_maps_and_lists_become_yaml_under_their_header() -> None:
    """A map is cloud-config, a list is an archive of parts; keys keep their order."""
    seed = make_seed(hostname="h", user_data={"b": {"z": [1, True]}, "a": "x\ny\n"}, vendor_data=["#!/bin/sh"])
    assert seed.files["user-data"] == b"#cloud-config\nb:\n  z:\n    - 1\n    - true\na: |\n  x\n  y\n"
    assert seed.files["vendor-data"] == b"#cloud-config-archive\n- '#!/bin/sh'\n"


def test_shared_data_is_written_out() -> None:
    """Equal data gives equal bytes, whether or not parts of it are one object."""
    part = ["a"]
    seed = make_seed(hostname="h", user_data={"x": part, "y": part})
    assert seed == make_seed(hostname="h", user_data={"x": ["a"], "y": ["a"]})


@pytest.mark.parametrize(
    ("given", "instance_id", "text"),
    [
        ({"instance-id": "i-1"}, "i-1", "local-hostname: h\ninstance-id: i-1\n"),
        ({"local-hostname": "on", "instance-id": 7}, "7", 'local-hostname: "on"\ninstance-id: 7\n'),
        ({"instance-id": "0755", "local-hostname": None}, "0755", 'local-hostname: h\ninstance-id: "0755"\n'),
        ("{instance-id: i-2}", "i-2", "{instance-id: i-2}"),
        (b"instance-id: i-3\nx: 1", "i-3", "instance-id: i-3\nx: 1"),
        ("instance-id: 0123", "83", "instance-id: 0123"),  # what PyYAML in the guest reads
    ],
)
def test_given_meta_data_wins(given: Any, instance_id: str, text: str) -> None:
    """An instance id or a host name in the meta-data is taken; what lacks is added to a map, never to text."""
    seed = make_seed(hostname="h", meta_data=given)
    assert (seed.instance_id, seed.files["meta-data"].decode()) == (instance_id, text)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"meta_data": "local-hostname: h\n"}, ValueError, "no `instance-id:`"),
        ({"meta_data": "instance-id:\n"}, ValueError, "no `instance-id:`"),
        ({"meta_data": "instance-id: [\n"}, ValueError, "the meta-data is not YAML"),
        ({"meta_data": b"instance-id: \xff\n"}, ValueError, "the meta-data is not YAML"),
        ({"meta_data": "instance-id: !!python/object:os.system {}\n"}, ValueError, "the meta-data is not YAML"),
        ({"meta_data": "instance-id: !!int ''\n"}, ValueError, "the meta-data is not YAML"),
        ({"meta_data": "instance-id: a\nb: !!timestamp x\n"}, ValueError, "the meta-data is not YAML"),
        ({"meta_data": "instance-id: a\nb: !new x\n"}, ValueError, "the meta-data is not YAML"),
        ({"meta_data": "[" * 600}, ValueError, "the meta-data is not YAML"),
        ({"meta_data": {"instance-id": ["x"]}}, ValueError, "must be text"),
        ({"meta_data": {"instance-id": " "}}, ValueError, "must be text"),
        ({"meta_data": ["x"]}, TypeError, "meta-data must be text or a map, not list"),
        ({"network_config": []}, TypeError, "network-config must be text or a map, not list"),
        ({"user_data": 5}, TypeError, "must be text, a map or a list, not int"),
        ({"user_data": {"a": [{"b": object()}]}}, TypeError, r"user-data\.a\[0\]\.b contains a .* object"),
        ({"user_data": {"a": b"x"}}, TypeError, r"user-data\.a contains a value of the type bytes"),
        ({"user_data": {("a",): 1}}, TypeError, "user-data contains a value of the type tuple"),
    ],
)
def test_what_is_refused(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    """What a guest could not use is one sentence, naming the file and the place in it."""
    with pytest.raises(error, match=message):
        make_seed(hostname="h", **arguments)


def test_deep_and_endless_data_is_refused() -> None:
    """Data that holds itself ends in an error, and 256 levels are none."""
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(ValueError, match=r"^user-data is nested deeper than 256$"):
        make_seed(hostname="h", user_data=endless)
    deep: Any = "x"
    for _ in range(256):
        deep = [deep]
    make_seed(hostname="h", user_data=deep)


def test_a_seed_holds_what_nocloud_reads() -> None:
    """A seed cannot lack a required file, nor hold one that no guest looks for."""
    with pytest.raises(ValueError, match="needs the file meta-data"):
        Seed("i", {"user-data": b""})
    with pytest.raises(ValueError, match=r"unknown file '\.\./x'"):
        Seed("i", {"user-data": b"", "meta-data": b"", "../x": b""})


# --- YAML for YAML 1.1 readers

MISREAD = """
    on off yes no y n Yes NO true False null None ~ = << 0755 0o17 0x1f 0b1 1_000 1,000 12:30:45 190:20:30.15 1e3 1.5
    52:54:00:12:34:56 10:20:30:40:50:60 2024-01-01 2001-12-14t21:59:43.10-05:00 .inf -.INF +.inf .NaN . -1 +1 1.
""".split()  # noqa: SIM905
ODD = [
    *MISREAD, "", " ", "a ", " a", "\t", "a\t", "-", "- a", "a: b", "a #b", "#a", "!x", "&a", "*a", "@a", "`a", "|",
    ">", "'", '"', "a\n", "\na", "a\n\n", "\n", " \n", "a \nb", "a\n\tb", "a\n b\n", "a\n \n", "---", "...",
    "a\n---\nb", "a\r\nb", "\0", "\x85", "a\x85b", "a\nb\u2028", "\ufeff", "😀\n世", ":", "::1", "?",
    "{}", "x " * 200, "2001-12-14 21:59:43 Z",
]  # fmt: skip


def test_text_that_yaml_1_1_reads_as_something_else_is_quoted() -> None:
    """Without any YAML 1.1 reader at hand: such text stands in quotes, as value and as key."""
    seed = make_seed(hostname="h", network_config={text: text for text in MISREAD})
    assert seed.files["network-config"].decode().splitlines() == [f'"{text}": "{text}"' for text in MISREAD]


def test_plain_values_are_those_of_both_versions() -> None:
    """Truths, nothing and numbers have the one form that YAML 1.1 and 1.2 agree on."""
    data: dict[str, Any] = {"a": True, "b": None, "c": 1e17, "d": -0.5, "e": float("-inf"), "f": -7, "g": 1e-7}
    data |= {"h": [], "i": {0: 1}}
    assert make_seed(hostname="h", network_config=data).files["network-config"].decode().split("\n") == [
        "a: true", "b: null", "c: 1.0e+17", "d: -0.5", "e: -.inf", "f: -7", "g: 1.0e-07", "h: []", "i:", "  0: 1", "",
    ]  # fmt: skip


_TEXT = st.sampled_from(ODD) | st.text() | st.from_regex(r"\A[-+0-9.:_eExXoOa-fTZ ]{1,14}\Z")
_PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT
_TREE = st.recursive(_PLAIN, lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner), max_leaves=10)


@settings(max_examples=60)
@given(st.dictionaries(_TEXT, _TREE))
@example({text: [text] for text in ODD})
def test_pyyaml_reads_what_was_meant(data: dict[str, Any]) -> None:
    """PyYAML, by which cloud-init reads, finds the same keys, values, types and order as went in."""
    reader = pytest.importorskip("yaml", reason="PyYAML reads YAML 1.1")
    read = reader.safe_load(make_seed(hostname="h", user_data=data).files["user-data"])
    assert repr(read) == repr(data)


# --- the instance id


def test_the_instance_id_follows_the_content() -> None:
    """Every content has an id of its own, and moving a byte from one file to the next gives another."""
    seeds: list[dict[str, Any]] = [
        {},
        {"hostname": "other"},
        {"user_data": "#!/bin/sh\n"},
        {"user_data": "#!/bin/sh\nx"},
        {"user_data": "#!/bin/sh\nx", "network_config": "yz"},
        {"user_data": "#!/bin/sh\nxy", "network_config": "z"},
        {"user_data": "#!/bin/sh\nx", "vendor_data": "yz"},
        {"network_config": ""},
        {"meta_data": {"public-keys": ["k"]}},
    ]
    ids = [make_seed(**{"hostname": "h", **arguments}).instance_id for arguments in seeds]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("iid-[0-9a-f]{16}", name) for name in ids)


def test_the_instance_id_follows_nothing_else() -> None:
    """The same content, said in another way, is the same machine; the id never changes between releases."""
    said = make_seed(hostname="h", user_data={"a": 1}, meta_data={"local-hostname": "h", "instance-id": None})
    again = make_seed(hostname="h", user_data="#cloud-config\na: 1\n", meta_data={})
    assert said == again
    assert said.instance_id == "iid-a01d47ad3dd7621a"


# --- what cloud-init would ignore


@pytest.mark.parametrize(
    "user_data",
    [
        "", "#cloud-config", "\n  #Cloud-Config\nx: 1", "#cloud-config\r\nx: 1", "#!/bin/sh\n", b"#!/bin/sh\n\xff",
        "#include\nhttp://x/", "#include-once http://x/", "#cloud-boothook\n", "#part-handler\n",
        "#cloud-config-archive\n", "#cloud-config-jsonp\n[]", b"\x1f\x8b\x08", "Content-Type: x/y\nMIME-Version: 1.0\n",
        "## template: jinja\n#cloud-config\n", "## template: jinja\n{% set x = 1 %}\n#cloud-config\n",
    ],
)  # fmt: skip
def test_user_data_that_cloud_init_reads(user_data: str | bytes) -> None:
    """Every header that cloud-init knows passes, in the forms in which it knows it."""
    assert complaint(user_data) is None


@pytest.mark.parametrize(
    ("user_data", "message"),
    [
        ("hostname: web1\n", "its first line must begin with one of #cloud-config, .* not with 'hostname: web1'"),
        ("# cloud-config\nx: 1\n", "has a space after the `#`"),
        ("\ufeff#cloud-config\n", "byte order mark"),
        ("Content-Type: multipart/mixed\n\n", "`MIME-Version: 1.0`"),
        ("## template: jinja\nhostname: web1\n", "not with 'hostname: web1'"),
        ("## template:jinja\n#cloud-config\n", "not with '## template:jinja'"),
        (b"\xff\xfe#\0", "must begin with"),
        ("\n", "not with ''"),
        ("\ud800", "must begin with"),
        ("x" * 10_000, r"not with 'x{40}\.\.\.'$"),
    ],
)
def test_user_data_that_cloud_init_ignores(user_data: str | bytes, message: str) -> None:
    """What cloud-init would skip is one sentence that says what to write instead."""
    found = complaint(user_data)
    assert found is not None
    assert found.startswith("cloud-init ignores this user-data: ")
    assert re.search(message, found)


def test_what_is_made_is_never_complained_about() -> None:
    """The headers that a map, a list and nothing get are headers that cloud-init knows."""
    for data in (None, {}, {"a": 1}, [], ["#!/bin/sh"]):
        assert complaint(make_seed(hostname="h", user_data=data).files["user-data"]) is None


# --- the CD-ROM


def _read(image: bytes, **path: str) -> bytes:
    iso, out = _pycdlib().PyCdlib(), BytesIO()
    iso.open_fp(BytesIO(image))
    iso.get_file_from_iso_fp(out, **path)
    iso.close()
    return out.getvalue()


def test_the_files_stand_under_all_three_names() -> None:
    """Rock Ridge (Linux), Joliet (Windows) and plain ISO 9660 names lead to the same content."""
    _pycdlib()
    seed = make_seed(**RICH)
    image = seed.to_iso()
    names = {"meta-data": "META_DAT", "network-config": "NETWORK_", "user-data": "USER_DAT", "vendor-data": "VENDOR_D"}
    assert set(seed.files) == set(names)
    for name, data in seed.files.items():
        assert _read(image, rr_path=f"/{name}") == data
        assert _read(image, joliet_path=f"/{name}") == data
        assert _read(image, iso_path=f"/{names[name]}.;1") == data


def test_label_and_modes() -> None:
    """The label is what NoCloud looks for, in both descriptors; all may read the files; one fixed date."""
    pycdlib = _pycdlib()
    iso = pycdlib.PyCdlib()
    iso.open_fp(BytesIO(make_seed(**RICH).to_iso()))
    assert iso.pvd.volume_identifier.rstrip() == b"cidata"
    assert iso.joliet_vd.volume_identifier.decode("utf-16-be").rstrip() == "cidata"
    for record in iso.list_children(rr_path="/"):
        times = record.rock_ridge.dr_entries.tf_record
        assert record.date.record() == times.modification_time.record() == bytes([80, 1, 1, 0, 0, 0, 0])
        assert record.rock_ridge.dr_entries.px_record.posix_file_mode == (0o40555 if record.is_dir() else 0o100444)
    iso.close()


@pytest.mark.parametrize("size", [0, 1, 2047, 2048, 2049, 1 << 20])
def test_sizes(size: int) -> None:
    """Content of any size comes back, and the image is hardly larger than what it holds."""
    _pycdlib()
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    image = make_seed(hostname="h", user_data=data).to_iso()
    assert _read(image, rr_path="/user-data") == data
    assert len(image) % 2048 == 0
    assert len(image) <= size + 72 * 1024


def test_large_maps() -> None:
    """A file of a megabyte within a map stays one block of text."""
    _pycdlib()
    text = "line of text, with: signs # and 'quotes'\n" * 26_000
    seed = make_seed(hostname="h", user_data={"write_files": [{"path": "/x", "content": text}]})
    assert _read(seed.to_iso(), rr_path="/user-data") == seed.files["user-data"]
    assert seed.files["user-data"].count(b"\n") == 26_000 + 4


_PROGRAM = """
import sys, time
shift = float(sys.argv[1])
now = time.time
time.time = lambda: now() + shift
from libvirt_xml.yaml_forms.vm.topics.cloud_init.cloud_init import make_seed
seed = make_seed(hostname="web1", user_data={"z": 1, "a": "on"}, network_config={"version": 2})
sys.stdout.buffer.write(seed.to_iso())
"""


def test_clock_zone_and_process_leave_no_trace() -> None:
    """Other clocks, time zones, hash seeds, locales and directories: the same bytes."""
    _pycdlib()
    settings = [
        ("0", {"TZ": "UTC", "PYTHONHASHSEED": "1"}),
        ("86461", {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "2", "LC_ALL": "C"}),
        ("-600000000", {"TZ": "XXX+11:30", "PYTHONHASHSEED": "3", "SOURCE_DATE_EPOCH": "77", "HOME": "/nowhere"}),
    ]
    images = set()
    for shift, changed in settings:
        command = [sys.executable, "-c", _PROGRAM, shift]
        images.add(subprocess.run(command, env={**os.environ, **changed}, capture_output=True, check=True).stdout)
    assert len(images) == 1
    assert len(images.pop()) > 2048


def test_threads_do_not_disturb_each_other() -> None:
    """Many threads at once make what one makes."""
    _pycdlib()
    seeds = [make_seed(hostname=f"web{n}") for n in range(8)]
    alone = [seed.to_iso() for seed in seeds]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(Seed.to_iso, seeds * 8)) == alone * 8


def test_the_image_is_what_it_was() -> None:
    """The bytes of one seed, whatever the order of its files: a change here gives every user's CD-ROM other bytes."""
    pycdlib = _pycdlib()
    files = {"user-data": b"#cloud-config\n{}\n", "meta-data": b"instance-id: i\n"}
    image = Seed("i", files).to_iso()
    assert image == Seed("i", {name: files[name] for name in sorted(files)}).to_iso()
    digest = hashlib.sha256(image).hexdigest()
    assert digest == "2de62087e3be071cba614ac1d6486a1276a78782cfda59666c3915ded38d762b", (
        f"with pycdlib of {pycdlib.__file__}"
    )


def test_an_absent_pycdlib_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pycdlib a seed can be made, and the CD-ROM is refused with what to do."""
    monkeypatch.setitem(sys.modules, "pycdlib", None)
    with pytest.raises(ModuleNotFoundError, match="pip install pycdlib"):
        make_seed(hostname="h").to_iso()


# --- the CD-ROM in other programs' eyes


def _run(*command: str | Path) -> str:
    if shutil.which(str(command[0])) is None:
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The CD-ROM of a seed with all four files."""
    _pycdlib()
    path = tmp_path / "seed.iso"
    path.write_bytes(make_seed(**RICH).to_iso())
    return path


def test_blkid_finds_the_label(image: Path) -> None:
    """blkid, by which cloud-init looks for its disk, sees an ISO 9660 file system with the label."""
    found = _run("blkid", "--probe", "--output", "export", image).splitlines()
    assert {"LABEL=cidata", "TYPE=iso9660"} <= set(found)


def test_isoinfo_reads_it(image: Path) -> None:
    """isoinfo sees Joliet, Rock Ridge and the content."""
    found = _run("isoinfo", "-d", "-i", image)
    assert "Volume id: cidata" in found
    assert "Joliet with UCS level 3 found" in found
    assert "Rock Ridge signatures version 1 found" in found
    for names in ("-R", "-J"):
        assert _run("isoinfo", names, "-x", "/vendor-data", "-i", image) == RICH["vendor_data"]


def test_an_archiver_reads_it(image: Path) -> None:
    """bsdtar, which reads ISO images by code of its own, finds the content."""
    assert _run("bsdtar", "-xOf", image, "vendor-data") == RICH["vendor_data"]
