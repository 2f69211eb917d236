"""``libvirt-xml convert``: XML to YAML, YAML to XML, to the ``vm`` form, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from libvirt_xml import Problem
from libvirt_xml.cli.opening import named_files
from tests.cli.conftest import Run

Write = Callable[..., None]
LAN = "network:\n  name: lan\n  forward: {mode: bridge}\n"
LAN_XML = "<network>\n  <name>lan</name>\n  <forward mode='bridge'/>\n</network>\n"
WRONG = "network:\n  nmae: lan\n  forward: {mode: natt}\n"
DUMP = Path(__file__).parents[1] / "yaml_forms" / "vm" / "dumps" / "w01.xml"
VM = "vm:\n  name: web1\n  memory: ${mem}\n  nics:\n    - {name: lan, network: default}\n"


def test_yaml_to_xml(run: Run, write: Write) -> None:
    """YAML becomes XML, from a file and from standard input, with a mark or without."""
    write(**{"lan.yaml": LAN})
    done = run("convert", "lan.yaml")
    assert (done.status, done.out, done.err) == (0, LAN_XML, "")
    assert run("convert", stdin=LAN.encode()) == done == run("convert", "-", stdin=b"\xef\xbb\xbf" + LAN.encode())
    assert run("convert", "-o", "-", "lan.yaml") == done


def test_xml_to_yaml(run: Run, write: Write) -> None:
    """XML becomes YAML; ``--to xml`` only sets it out anew."""
    write(**{"lan.xml": "\n<network><name>lan</name><forward mode='bridge'/></network>"})
    assert run("convert", "lan.xml").out == LAN
    assert run("convert", "lan.xml", "--to", "yaml").out == LAN
    assert run("convert", "lan.xml", "--to", "xml").out == LAN_XML


def test_to_yaml_expands(run: Run, write: Write) -> None:
    """YAML becomes the document form: layers, variables and specs are put in."""
    write(**{"web1.yaml": VM})
    done = run("convert", "--to", "yaml", "web1.yaml", "--set", "mem=4GiB")
    assert done.status == 0
    assert done.out.startswith("domain:\n  type: kvm\n  name: web1\n  memory: {value: 4, unit: GiB}\n")
    assert run("convert", stdin=done.out.encode()).out == run("convert", "web1.yaml", "--set", "mem=4GiB").out


def test_to_vm(run: Run, write: Write) -> None:
    """A domain becomes a spec; a spec stays itself, in short forms; other documents stay beside it."""
    write(**{"web1.yaml": VM, "over.yaml": "vm: {name: web1, memory: {size: 8GiB}, nics: null}\n---\n" + LAN})
    spec = "vm:\n  name: web1\n  defaults: 2\n  cpus: 2\n  memory: 4GiB\n  nics:\n    - {name: lan, network: default}\n"
    domain = run("convert", "web1.yaml", "--set", "mem=4GiB").out
    assert run("convert", "--to", "vm", stdin=domain.encode()).out == spec
    done = run("convert", "--to", "vm", "web1.yaml", "-f", "over.yaml", "--set", "mem=1")
    assert (done.status, done.out) == (0, "vm:\n  name: web1\n  memory: 8GiB\n---\n" + LAN)


def test_to_vm_leaves_out_what_libvirt_assigns(run: Run, write: Write) -> None:
    """It says so on standard error; --exact keeps it, and -q says nothing."""
    dump = DUMP.read_bytes()
    done = run("convert", "--to", "vm", stdin=dump)
    assert (done.status, "address" in done.out, len(done.out.splitlines())) == (0, False, 14)
    parts = r"\d+ addresses, \d+ devices \(controllers, .*\) and \d+ other values \(cpu.check, .*\)"
    sentence = rf"libvirt-xml: domain demo: omitted what libvirt assigns itself: {parts}; --exact keeps it\n"
    assert re.fullmatch(sentence, done.err)
    quiet = run("convert", "--to", "vm", "-q", stdin=dump)
    assert (quiet.out, quiet.err) == (done.out, "")
    exact = run("convert", "--to", "vm", "--exact", stdin=dump)
    assert (exact.out.count("address:") > 20, exact.err) == (True, "")
    refused = run("convert", "--exact", stdin=dump)
    assert (refused.status, refused.out) == (2, "")
    assert "--exact is for --to vm; yaml has everything" in refused.err
    write(**{"exact.yaml": exact.out})
    document = run("convert", "exact.yaml", "--to", "yaml").out
    write(**{"document.yaml": document})
    assert run("convert", "document.yaml", "--to", "vm").out == done.out
    assert run("convert", "exact.yaml", "--to", "vm").out == exact.out


def test_layers_of_a_domain_stay_what_they_mean(run: Run, write: Write) -> None:
    """Lists of two files under ``domain`` are written one over the other, with their tags."""
    write(**{
        "a.yaml": "vm: {name: a, nics: [{name: lan, network: x}], disks: [{name: r, path: /a.raw}], domain: {devices: "
        "{interfaces: !replace [{type: user}], disks: [{target: {dev: vda}, serial: A}]}}}",
        "b.yaml": "vm: {name: a, domain: {devices: {disks: {ua-disk-r: {serial: B}}}}}",
    })  # fmt: skip
    domain = run("convert", "a.yaml", "-f", "b.yaml").out
    assert "type='user'" in domain
    assert "<serial>B</serial>" in domain
    spec = run("convert", "--to", "vm", "a.yaml", "-f", "b.yaml").out
    assert run("convert", "-", stdin=spec.encode()).out == domain


def test_a_spec_keeps_what_null_takes_away(run: Run) -> None:
    """``null`` in the document form takes away what the expansion makes, so it stays, and so do written forms."""
    text = "vm:\n  name: a\n  features: {acpi: null}\n  domain:\n    on_crash: null\n    genid: ''\n"
    done = run("convert", "--to", "vm", "--no-check", stdin=text.encode())
    assert done.out == text.replace("domain:\n    on_crash: null\n    genid: ''", "domain: {on_crash: null, genid: ''}")


@pytest.mark.parametrize("stdin", [LAN_XML, LAN])
def test_to_vm_wants_a_domain(run: Run, stdin: str) -> None:
    """What is no domain is no ``vm``."""
    done = run("convert", "--to", "vm", stdin=stdin.encode())
    said = "libvirt-xml: --to vm needs a domain, got network lan; --to yaml writes it\n"
    assert (done.status, done.out, done.err) == (2, "", said)


def test_layers_and_variables(run: Run, write: Write) -> None:
    """Each file is laid over those before it; ``--set`` counts before the last ``--vars``."""
    write(**{
        "a.yaml": VM, "b.yaml": "vm: {nics: {lan: {network: null, bridge: br0}}}",
        "c.yaml": "vm: {title: '${t}'}", "x.yaml": "{mem: 2GiB, t: x}", "y.yaml": "mem: 3GiB",
    })  # fmt: skip
    done = run("convert", "a.yaml", "-f", "b.yaml", "-f", "c.yaml", "--vars", "x.yaml", "--vars", "y.yaml")
    assert done.err == ""
    assert "<title>x</title>" in done.out
    assert "<memory unit='GiB'>3</memory>" in done.out
    assert "<interface type='bridge'>\n      <source bridge='br0'/>" in done.out
    assert "'GiB'>4<" in run("convert", "-f", "a.yaml", "--vars", "x.yaml", "--set", "mem=1", "--set", "mem=4GiB").out
    assert run("convert", "-f", "-", "--set", "mem=4GiB", stdin=VM.encode()).status == 0


def test_problems(run: Run, write: Write, folder: Path) -> None:
    """All problems at once, in the lines of their files, and nothing is written."""
    write(**{"lan.yaml": WRONG, "over.yaml": "network: {forward: {devv: x}}"})
    done = run("convert", "lan.yaml", "-f", "over.yaml", "-o", "lan.xml")
    assert (done.status, done.out) == (1, "")
    assert (
        "lan.yaml:2:3: error[unknown-key]: 'network' has no key 'nmae'\n    2 |   nmae: lan\n      |   ^~~~\n"
        "help: did you mean 'name'?\nnote: 'name': Name of the network; unique on its host.\n\n"
    ) in done.err
    assert "over.yaml:1:21: error[unknown-key]: 'forward' has no key 'devv'\n" in done.err
    assert "    1 | network: {forward: {devv: x}}\n      |                     ^~~~\n" in done.err
    assert done.err.endswith(" in lan.yaml and over.yaml; nothing is written\n")
    assert "nothing is written" not in run("convert", "lan.yaml", "-q").err
    assert not (folder / "lan.xml").exists()


def test_what_the_schemas_say(run: Run) -> None:
    """What a spec stands for is checked, for the version that is asked for; ``--no-check`` leaves that out."""
    device = b"  devices:\n    audios: [{id: 1, type: pipewire}]\n"
    text = b"domain:\n  type: kvm\n  name: a\n  memory: 1024\n  os: {type: hvm}\n" + device
    assert run("convert", stdin=text).status == 0
    done = run("convert", "--libvirt", "9.0.0", stdin=text)
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("<stdin>:7:28: error[needs-newer-libvirt]: type='pipewire' of <audio> needs a newer")
    assert run("convert", "--libvirt", "9.0.0", "--no-check", stdin=text).status == 0
    assert "schemas of libvirt 7.0.0 are used" in run("convert", "--libvirt", "6.0.0", stdin=LAN.encode()).err


def test_the_configuration_has_the_version(run: Run, write: Write) -> None:
    """``libvirt`` counts, and the option before it."""
    write(**{"libvirt-xml.toml": "libvirt = '6.0.0'"})
    assert "libvirt 7.0.0 are used" in run("convert", stdin=LAN.encode()).err
    assert run("convert", "--no-config", stdin=LAN.encode()).err == ""
    assert run("convert", "--libvirt", "9.0.0", stdin=LAN.encode()).err == ""


def test_warnings_do_not_stop(run: Run) -> None:
    """A warning is shown, and the result written."""
    disk = b"{source: {file: /a}, target: {dev: vda, bus: virtio}}"
    text = b"domain: {type: kvm, name: a, memory: 1024, os: {type: hvm}, devices: {disks: [" + disk + b"]}}"
    done = run("convert", stdin=text)
    assert done.status == 0
    assert "warning[disk-format-missing]" in done.err
    assert "dev='vda'" in done.out


def test_invalid_xml_is_converted(run: Run, write: Write) -> None:
    """Nothing of it is lost, so it is converted; a sentence tells how to see what is wrong."""
    write(**{"lan.xml": "<network><nmae>lan</nmae><foo/></network>"})
    done = run("convert", "lan.xml")
    assert (done.status, done.err) == (
        0, "libvirt-xml: lan.xml has 2 problems; libvirt-xml validate lan.xml shows them\n",
    )  # fmt: skip
    assert "extra_:" in done.out
    assert run("convert", "lan.xml", "--no-check").err == ""
    said = run("convert", "--libvirt", "9.0.0", stdin=b"<network/>").err
    assert said == "libvirt-xml: <stdin> has 1 problem; libvirt-xml validate --libvirt 9.0.0 shows it\n"


@pytest.mark.parametrize(
    ("stdin", "start"),
    [
        ("<network>\n  <name>lan<name>\n</network>", "<stdin>:3:3: error[not-well-formed]: "),
        ("<html/>", "<stdin>:1:1: error[unknown-document]: <html> is not the root element of any libvirt document"),
        (
            "<host name='a'/>",
            "<stdin>:1: error[unknown-document]: <host> is only a part of a document",
        ),
        ("network:\n  a: b\n c: d", "<stdin>:3:2: error[not-well-formed]: this is not valid YAML"),
        ("a: !!python/object:x {}", "<stdin>:1:4: error[not-well-formed]: the tag "),
        ("just words", "<stdin>:1:1: error[wrong-type]: "),
    ],
)
def test_what_is_no_document(run: Run, stdin: str, start: str) -> None:
    """It is a problem with its place, as ``validate`` shows it."""
    done = run("convert", stdin=stdin.encode())
    assert (done.status, done.out) == (1, "")
    assert done.err.startswith(start)
    assert "from_xml" not in done.err  # there is no Python here


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["a.xml", "-f", "a.yaml"], "a.xml is XML, but -f lays YAML over YAML"),
        (["a.yaml", "-f", "a.xml"], "a.xml is XML, but -f lays YAML over YAML"),
        (["a.xml", "--set", "a=b"], "a.xml is XML, but --set gives values to variables in YAML"),
        (["a.xml", "--vars", "a.yaml"], "a.xml is XML, but --vars gives values to variables in YAML"),
        (["a.xml", "--explain"], "a.xml is XML, but --explain shows where the values of YAML come from"),
        (["a.yaml", "a.xml"], "expected one file; to lay 'a.xml' over 'a.yaml': libvirt-xml convert a.yaml -f a.xml"),
        (["-", "-f", "-"], "standard input can be read only once"),
        (["."], "'.' is a folder; expected one file"),
        (["a.yml"], "no such file or folder: 'a.yml'; did you mean 'a.yaml'?"),
        (["a.yaml", "--set", "mem"], "--set: 'mem' is not NAME=VALUE, for example --set memory=4GiB"),
        (["a.yaml", "--vars", "gone"], "--vars: cannot read 'gone': No such file or directory"),
        (["a.yaml", "--libvirt", "new"], "'new' is not a version of libvirt; expected for example '12.8.0'"),
        (["--to", "vn"], "--to: 'vn' is not one of xml, yaml, vm; did you mean 'vm'? (see libvirt-xml convert --help)"),
        (["a.yaml", "-o", "no/a.xml"], "cannot write 'no/a.xml': there is no folder 'no'; mkdir -p no makes it"),
        (["a.yaml", "-o", "a.xml/"], "cannot write 'a.xml/': File exists"),
    ],
)  # fmt: skip
def test_wrong_use(run: Run, write: Write, argv: list[str], sentence: str) -> None:
    """One sentence, status 2, nothing printed."""
    write(**{"a.xml": LAN_XML, "a.yaml": LAN, "empty": "# nothing\n"})
    done = run("convert", *argv, stdin=b"")
    assert (done.status, done.out, done.err) == (2, "", f"libvirt-xml: {sentence}\n")


def test_wrong_variables(run: Run, write: Write) -> None:
    """What is wrong with a file of variables is shown in its lines, before anything else."""
    write(**{"a.yaml": VM, "vars.yaml": "mem: [4GiB]\n"})
    done = run("convert", "a.yaml", "--vars", "vars.yaml")
    assert done.status == 2
    assert done.err == (
        "vars.yaml:1:6: error[wrong-type]: the variable 'mem' must be a single value\n"
        "    1 | mem: [4GiB]\n"
        "      |      ^\n"
        "libvirt-xml: --vars: 1 problem in vars.yaml\n"
    )


def test_an_undefined_variable_is_one_problem(run: Run) -> None:
    """What lacks its value is not wrong for other reasons too."""
    done = run("convert", "--set", "memm=4GiB", stdin=VM.encode())
    assert done.err.count("error[") == 1
    assert "help: did you mean 'memm'?" in done.err


def test_explain(run: Run, write: Write, folder: Path) -> None:
    """A line for each value: path, value, origin; columns in line; with ``-o`` the document is written as well."""
    write(**{"a.yaml": VM, "b.yaml": "vm:\n  title: front end\n"})
    done = run("convert", "--explain", "a.yaml", "-f", "b.yaml", "--set", "mem=4GiB")
    lines = done.out.splitlines()
    rows = {line.split()[0]: line for line in lines}
    assert (done.status, done.err) == (0, "")
    assert rows["domain.title"].endswith("  b.yaml:2")
    assert rows["domain.name"].endswith("  a.yaml:2")
    assert rows["domain.memory.value"].endswith("  variable mem (a.yaml:3)")
    assert rows["domain.os.type.machine"].split()[1:] == ["q35", "architecture", "x86_64"]
    assert rows["domain.cpu.mode"].endswith("  accel kvm")
    assert rows["domain.features.apic"].split()[1] == "{}"
    assert len({line.index("generation 2") for line in lines if line.endswith("generation 2")}) == 1
    again = run("convert", "--explain", "a.yaml", "-f", "b.yaml", "--set", "mem=4GiB", "-o", "a.xml")
    assert again.out == done.out
    assert "<title>front end</title>" in (folder / "a.xml").read_text()


def test_explain_several(run: Run) -> None:
    """The lines of several documents begin with their names."""
    done = run("convert", "--explain", stdin=(LAN + "---\nnetwork: {name: wan, description: 'a\\n b'}\n").encode())
    assert "lan:network.forward.mode  bridge  <stdin>:3\n" in done.out
    assert "wan:network.name          wan     <stdin>:5\n" in done.out


def test_a_silenced_problem_that_stops_has_all_its_parts(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made of the error then, not by the validator."""
    shown: list[Problem] = []
    monkeypatch.setattr(named_files, "show_problems", lambda problems, *_: shown.extend(problems))
    assert run("convert", "-", stdin=b"<!-- libvirt-xml: ignore=unknown-document --><foo/>").status == 1
    (problem,) = shown
    assert (problem.code, problem.variant, problem.parameters) == ("unknown-document", "root", {"tag": "foo"})


@pytest.mark.parametrize(
    ("name", "message"),
    [("a.xml", "a document must begin with '<'"), ("a.yaml", "a document must be a map with the key")],
)
def test_the_name_says_what_a_text_should_be(run: Run, folder: Path, name: str, message: str) -> None:
    """A text that begins like neither XML nor YAML of ours is what its name says."""
    (folder / name).write_text("hello world\n")
    done = run("convert", str(folder / name))
    assert (done.status, done.out) == (1, "")
    assert message in done.err
