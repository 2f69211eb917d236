"""References: where they may lead, and that nobody is told what is there."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import pytest

from libvirt_xml.cli.outputs.origins import explain_origins
from libvirt_xml.cli.outputs.outputs import Item
from libvirt_xml.yaml_forms import Loaded, Options, References, Source, SpecError, contained, load
from libvirt_xml.yaml_forms.contained import read_contained

CANARY = "Kestrel"
CONTENTS = (
    "{}", "#cloud-config\n{}", "instance-id: {}", "instance-id: !!int {}", "instance-id: [{}]", "{{}: 1}",
    "instance-id: *{}", "instance-id: !{} 1", "- {}", "[{}", '"{}', "{}: {}: {}", "# cloud-config {}", "\t{}", "{}\n",
    "instance-id: !!timestamp {}", "instance-id: !!binary {}", "%{}", "\x00{}", "\udcff{}", "{}{}{}{}{}{}",
    "<a b='{}'>",
)  # fmt: skip
PLACES = (
    "graphics: {{type: vnc, password: {}}}", "graphics: {{type: spice, password: {}}}", "cloud_init: {{user_data: {}}}",
    "cloud_init: {{meta_data: {}}}", "cloud_init: {{network_config: {}}}", "cloud_init: {{vendor_data: {}}}",
    "cloud_init: {{user_data: {{write_files: [{}]}}}}", "cloud_init: {}", "os: {}", "cpus: {}", "title: {}",
    "description: {}", "arch: {}", "disks: [{{name: a, size: {}}}]", "disks: [{{name: a, path: {}}}]", "nics: [{}]",
    "nics: [{{mac: {}}}]", "domain: {{title: {}}}", "domain: {{devices: {{graphics: [{{passwd: {}}}]}}}}",
    "domain: {{extra_: {{attributes: {{a: {}}}}}}}", "uuid: {}", "boot: {}", "firmware: {}", "graphics: {}",
)  # fmt: skip


def told(loaded: Loaded) -> str:
    """All that anybody is told of what was loaded."""
    said = [repr(loaded), str(loaded.problems), explain_origins([_item(each) for each in loaded.documents])]
    try:
        loaded.raise_errors()
        for document in loaded.documents:
            said.append(repr(document.tree) + repr(document.machine) + repr(document.spec))
            said.append(repr(document.machine.volumes()) if document.machine else "")
    except SpecError:
        said.append(traceback.format_exc())
    return "".join(said)


def _item(document: object) -> Item:
    names = ("kind", "element", "tree", "machine", "spec")
    return Item(*(getattr(document, name) for name in names))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("reference", ["{env: SECRET}", "{file: secret}"])
def test_what_a_reference_leads_to_is_told_nobody(place: str, reference: str) -> None:
    """No message, no representation, no explanation and no traceback has it, wherever the reference stands."""
    spec = Source("vm: {name: a, memory: 1GiB, " + place.format(reference) + "}")
    for content in CONTENTS:
        text = content.replace("{}", CANARY)
        references = References({"SECRET": text}, {"secret": text.encode("utf-8", "surrogateescape")})
        assert CANARY not in told(load(spec, options=Options(references=references)))


def test_the_secret_is_used_nevertheless() -> None:
    """It is in the document; its origin says where it is from."""
    spec = "vm: {name: a, memory: 1GiB, graphics: {type: spice, password: {env: SECRET}}}"
    options = Options(references=References({"SECRET": CANARY}))
    (document,) = load(Source(spec, "a.yaml"), options=options).raise_errors().documents
    assert CANARY in document.element.to_xml()
    (line,) = [line for line in explain_origins([_item(document)]).splitlines() if ".passwd " in line]
    assert line.split(None, 1)[1].split(None, 1) == ["****", "reference env SECRET (a.yaml:1)"]


@pytest.mark.parametrize(
    ("spec", "secret"),
    [
        ("domain: {name: a, devices: {graphics: [{type: vnc, passwd: Kestrel}]}}", "graphics[0].passwd"),
        ("domain: {name: a, extra_: {content: [<a passwd='Kestrel'/>]}}", "extra_.content[0]"),
        ("vm: {name: a, memory: 1GiB, domain: {devices: {graphics: [{type: vnc, passwd: Kestrel}]}}}", ".passwd"),
    ],
)
def test_no_password_is_explained(spec: str, secret: str) -> None:
    """One that stands in the file is none for the terminal either."""
    loaded = load(Source(spec), options=Options(is_checked=False))
    explained = explain_origins([_item(each) for each in loaded.raise_errors().documents])
    assert CANARY not in explained
    assert any(secret in line and "****" in line for line in explained.splitlines())


# Where a file may lie


@pytest.fixture
def folders(tmp_path: Path) -> Path:
    """A folder with a spec, and one beside it that is not meant."""
    for name in ("specs/inner", "outside"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "user").write_text("#cloud-config\n{}\n")
    (tmp_path / "specs/link").symlink_to("../outside/user")
    (tmp_path / "specs/folder").symlink_to("../outside")
    (tmp_path / "specs/near").symlink_to("inner/user")
    return tmp_path


def read(folders: Path, name: str, **options: object) -> list[str]:
    spec = f"vm: {{name: a, memory: 1GiB, cloud_init: {{user_data: {{file: '{name}'}}}}}}"
    found = load(Source(spec, str(folders / "specs/a.yaml")), options=Options(**options))  # type: ignore[arg-type]
    return [problem.message for problem in found.problems]


@pytest.mark.parametrize("name", ["inner/user", "./inner/../inner/user", "near", "folder/../specs/near"])
def test_a_file_below_the_spec_is_read(folders: Path, name: str) -> None:
    """However it is written, and by links that stay there."""
    assert read(folders, name) == [] or "folder" in name


@pytest.mark.parametrize("name", ["../outside/user", "link", "folder/user", "/etc/hostname", "../specs2", "/gone/x"])
def test_a_file_elsewhere_is_not(folders: Path, name: str) -> None:
    """Neither by its name nor by a link; whether there is one is not told."""
    (message,) = read(folders, name)
    assert "is outside of the folder of this YAML" in message


def test_an_absolute_path_below_the_spec_is_read(folders: Path) -> None:
    """It is the place that counts."""
    assert read(folders, str(folders / "specs/inner/user")) == []


@pytest.mark.parametrize("name", ["../outside/user", "link", "folder/user"])
def test_more_folders_can_be_allowed(folders: Path, name: str) -> None:
    """Each with all that is below it."""
    assert read(folders, name, allow_files=[folders / "outside"]) == []
    assert (
        "is outside of the folder of this YAML"
        in read(folders, name, allow_files=[folders / "specs/inner", folders / "out"])[0]
    )


def test_text_in_memory_reads_below_the_current_folder(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no folder of its own."""
    monkeypatch.chdir(folders / "specs")
    spec = "vm: {name: a, memory: 1GiB, cloud_init: {user_data: {file: %s}}}"
    assert load(Source(spec % "near")).problems == ()
    assert "outside of the folder of this YAML ('.')" in load(Source(spec % "link")).problems[0].message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_devices_and_folders_are_no_files(folders: Path) -> None:
    """A pipe that nobody writes to would be waited for."""
    os.mkfifo(folders / "specs/pipe")
    for name, more in (("pipe", []), ("inner", []), (".", []), ("/dev/zero", ["/dev"])):
        (message,) = read(folders, name, allow_files=more)
        assert "is not a file of at most 16 MiB" in message


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system opens what links lead to")
def test_a_link_put_there_meanwhile_is_not_followed(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking and opening somebody replaces a folder, or the file."""
    real = os.path.realpath
    for name in ("folder/user", "link"):
        file = folders / "specs" / name
        with monkeypatch.context() as context:
            context.setattr(os.path, "realpath", lambda path, file=file: str(path) if path == file else real(path))
            context.setattr(contained, "_check", lambda found: None)  # it saw the file that was there before
            with pytest.raises(OSError, match=r"links|directory"):
                read_contained(file, [folders / "specs"], 100)


# Variables of the environment


def test_variables_can_be_limited() -> None:
    """Any name by default; where names are allowed, those only."""
    spec = Source("vm: {name: a, memory: 1GiB, graphics: {type: spice, password: {env: SECRET}}}")
    held = {"SECRET": CANARY, "OTHER": "x"}
    for allowed, count in ((None, 0), (["SECRET"], 0), (["OTHER"], 1), ([], 1)):
        references = References(held, allow_env=allowed)
        assert len(load(spec, options=Options(references=references)).problems) == count


@pytest.mark.parametrize("reference", ["{env: ''}", "{env: A=B}", '{env: "A\\0"}', "{file: ''}", '{file: "a\\0b"}'])
@pytest.mark.parametrize("is_reading", [True, False])
def test_the_form_is_checked_always(reference: str, is_reading: bool) -> None:
    """Also where nothing is read."""
    spec = f"vm: {{name: a, memory: 1GiB, cloud_init: {{vendor_data: {reference}}}}}"
    (problem,) = load(Source(spec), options=Options(reads_references=is_reading)).problems
    assert problem.code in ("invalid-value", "missing-key")


def test_what_is_not_read_is_no_problem() -> None:
    """The machine is checked with its CD-ROM, but what is on that cannot be made."""
    spec = "vm: {name: a, memory: 1GiB, cloud_init: {user_data: {file: /gone}, meta_data: {env: NO_SUCH_VARIABLE}}}"
    (document,) = load(Source(spec), options=Options(reads_references=False)).raise_errors().documents
    assert "ua-disk-cidata" in document.element.to_xml()
    assert document.machine is not None
    with pytest.raises(SpecError, match="were not read"):
        document.machine.volumes()


def test_what_stands_beside_a_reference_is_checked() -> None:
    """Whether that is read or not."""
    spec = "vm: {name: a, memory: 1GiB, cloud_init: {vendor_data: {env: SECRET}, meta_data: 'a: 1'}}"
    for reads in (True, False):
        references = References({"SECRET": "#cloud-config"}, is_reading=reads)
        (problem,) = load(Source(spec), options=Options(references=references)).problems
        assert "no `instance-id:`" in problem.message


def test_a_missing_file_is_reported_without_reading(tmp_path: Path) -> None:
    """Where it would be read; what lies elsewhere is not looked for, and what is there is not read."""
    (tmp_path / "there.yaml").write_text("no user data", "utf-8")
    options = Options(reads_references=False, looks_for_files=True)
    problems = {}
    for name in ("nope.yaml", "there.yaml", "/nowhere/else.yaml", "../outside.yaml"):
        spec = f"vm: {{name: a, cloud_init: {{user_data: {{file: {name}}}}}}}"
        loaded = load(Source(spec, str(tmp_path / "vm.yaml")), options=options)
        problems[name] = [problem.variant for problem in loaded.problems if problem.code == "unreadable-reference"]
    assert problems == {
        "nope.yaml": ["cannot-read"],
        "there.yaml": [],
        "/nowhere/else.yaml": [],
        "../outside.yaml": [],
    }
