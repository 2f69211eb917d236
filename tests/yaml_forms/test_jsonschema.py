"""The JSON Schemas of YAML files: right by themselves, and they take what is right and refuse what is wrong."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from libvirt_xml import documents, parse
from libvirt_xml.errors import LibvirtXMLError
from libvirt_xml.yaml_forms.document import key_of, write_document
from libvirt_xml.yaml_forms.document.kinds import KINDS
from libvirt_xml.yaml_forms.shapes import jsonschema
from libvirt_xml.yaml_forms.shapes.jsonschema import schema, schema_names, schema_text
from libvirt_xml.yaml_forms.text.yaml_tree import plain

MOST = {"all": 1_200_000, "vm": 600_000, "domain": 450_000, "network": 50_000, "storage_pool": 40_000}
"""Characters: what an editor loads for a file."""
SAMPLE = os.environ.get("JSON_SCHEMA_SAMPLE", "300")
"""How many of libvirt's own documents are tried; ``all`` for every one."""
VM = {
    "properties": {"vm": {"type": "object", "properties": {"domain": {"$ref": "#/$defs/Domain-part"}}}},
    "$defs": {"size": {"type": "string"}},
}

RIGHT = {
    "domain": """
        domain:
          type: kvm
          name: web1
          title: ${title}
          memory: {value: 4, unit: GiB}
          current_memory: 4194304
          vcpu: ${cpus}
          os: {type: {value: hvm, arch: x86_64, machine: q35}, boot_devices: [{dev: hd}]}
          features: {acpi: true, apic: {}, hap: {state: false}}
          cpu: {mode: host-passthrough, cache: {mode: passthrough, level: 3}}
          devices:
            disks:
              - {type: file, device: disk, source: {file: /a.qcow2}, target: {dev: vda, bus: virtio}, readonly: true}
              - {type: block, device: cdrom, target: {dev: sda}, backing_store: {}}
            tpms: [{backend: {type: emulator, version: 2.0}}, {backend: {type: emulator, version: "2.0"}}]
            serials: [{type: "null"}, {type: pty, address: {type: isa, iobase: 0x3f8}}]
            interfaces: [{type: bridge, mac: {address: 52:54:00:12:34:56}, source: {bridge: br0}}]
          metadata: {elements: ['<a xmlns="urn:a"/>']}
          extra_: {attributes: {foo: 1}, content: [{comment: why}, <b/>], order: [name, content]}
        """,
    "with anchors": """
        x-disk: &disk {type: file, device: disk}
        domain:
          {type: kvm, name: a, devices: {disks: [{<<: *disk, target: {dev: vda}}]}}
        """,
    "network": """
        network:
          name: lan
          forward: {mode: nat, nat: {port: {start: 1024, end: "65535"}}}
          bridge: {name: virbr1, stp: true, delay: 0}
          ips: [{address: 192.168.7.1, prefix: 24, dhcp: {ranges: [{start: 192.168.7.2, end: 192.168.7.9}]}}]
        """,
    "storage_pool": "storage_pool: {type: dir, name: a, target: {path: /srv, permissions: {mode: 0711, owner: 0}}}",
    "storage_volume": "storage_volume: {name: a, capacity: {value: 10, unit: G}, target: {format: {type: qcow2}}}",
    "secret": "secret: {ephemeral: false, private: true, usage: {type: ceph, name: client.admin}}",
    "nwfilter": "nwfilter: {name: clean, chain: ipv4-x, rules: [{action: drop, direction: in, ip: {protocol: 17}}]}",
    "domain_snapshot": "domain_snapshot: {name: s1, domain: {uuid: 1}, disks: {disks: [{name: vda, snapshot: no}]}}",
    "domain_backup": "domain_backup: {mode: push, disks: {disks: [{name: vda, type: file}]}}",
    "disk": "disk: {device: disk, target: {dev: vdb}, source: {file: '/a b'}}",
    "host_interface": "host_interface: {type: ethernet, name: eth0, start: {mode: onboot}, mtu: {size: 1500}}",
    "nothing but text": "domain: {type: kvm, name: 17, memory: 4, os: {type: hvm}}",
}

WRONG = {
    "an unknown key": ("domain: {type: kvm, name: a, memry: 4}", "domain"),
    "a key at the top": ("domian: {type: kvm, name: a}", ""),
    "a key in a list": (
        "domain: {type: kvm, name: a, devices: {disks: [{target: {dev: vda}, sorce: {}}]}}",
        "domain.devices.disks.0",
    ),
    "a name of XML": ("domain: {type: kvm, name: a, devices: {disk: []}}", "domain.devices"),
    "a wrong word": ("domain: {type: kvmm, name: a}", "domain.type"),
    "a wrong word of a text": ("domain: {type: kvm, name: a, os: {type: hvmm}}", "domain.os.type"),
    "no name": ("domain: {type: kvm}", "domain"),
    "no name of a network": ("network: {forward: {mode: nat}}", "network"),
    "nothing required in a device": ("disk: {device: disk}", "disk"),
    "a map for a list": ("domain: {type: kvm, name: a, devices: {disks: {device: disk}}}", "domain.devices.disks"),
    "a list for a map": ("domain: {type: kvm, name: a, devices: []}", "domain.devices"),
    "a map for a value": ("domain: {type: kvm, name: {value: a}}", "domain.name"),
    "a text for a number": ("domain: {type: kvm, name: a, vcpu: two}", "domain.vcpu"),
    "a number below the least": ("domain: {type: kvm, name: a, memory: -1}", "domain.memory"),
    "a number above the most": ("network: {name: a, mtu: {size: 65536}}", "network.mtu.size"),
    "a word for a boolean": ("domain: {type: kvm, name: a, features: {acpi: yes}}", "domain.features.acpi"),
    "a number for a boolean": ("secret: {ephemeral: 0, private: true}", "secret.ephemeral"),
    "nothing": ("domain: {type: kvm, name: a, title: null}", "domain.title"),
    "a boolean for a text": ("domain: {type: kvm, name: true}", "domain.name"),
    "an unknown key of extra_": ("domain: {type: kvm, name: a, extra_: {nix: 1}}", "domain.extra_"),
}


EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


def _load(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def _references(made: object) -> Iterator[str]:
    if isinstance(made, dict):
        yield from (value for key, value in made.items() if key == "$ref")
    if isinstance(made, dict | list):
        for item in made.values() if isinstance(made, dict) else made:
            yield from _references(item)


@pytest.mark.parametrize("name", schema_names())
def test_schemas_are_schemas(name: str) -> None:
    """Each is valid by its own dialect, and refers to what is in it, to all of it and to nothing else."""
    made = schema(name)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(made)
    assert {*_references(made)} == {f"#/$defs/{each}" for each in made["$defs"]}
    assert not any("~" in each for each in made["$defs"])
    assert json.loads(schema_text(name)) == made


@pytest.mark.parametrize("name", [name for name in MOST if name in schema_names()])
def test_sizes(name: str) -> None:
    """Editors load them quickly."""
    assert len(schema_text(name)) < MOST[name]


def test_names() -> None:
    """There is a schema for each kind of document, for each device, and for them all."""
    kinds = {name for name in schema_names() if name not in ("all", "vm")}
    assert kinds == set(KINDS)
    assert kinds <= schema("all")["properties"].keys()
    assert schema()["$defs"].keys() >= {*documents.__all__}


def test_an_unknown_name() -> None:
    """A name that there is not is refused, with the one that was meant."""
    with pytest.raises(ValueError, match="there is no schema 'netwrok'; did you mean 'network'"):
        schema("netwrok")


def test_results_are_the_callers() -> None:
    """Changing a schema changes no other."""
    schema("disk")["$defs"]["Disk"].clear()
    assert schema("disk")["$defs"]["Disk"]["properties"]


@pytest.mark.parametrize("name", RIGHT)
def test_right(name: str) -> None:
    """What a person writes is taken, by the schema of its kind and by that of all kinds."""
    data = _load(RIGHT[name])
    kind = next(key for key in data if not key.startswith("x-"))
    assert [error.message for error in _validator("all").iter_errors(data)] == []
    assert [error.message for error in _validator(kind).iter_errors(data)] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples(path: Path) -> None:
    """What the project shows is taken; what cloud-init reads is none of ours."""
    text = path.read_text(encoding="utf-8")
    if text.startswith("#cloud-config"):
        return
    for data in YAML(typ="safe", pure=True).load_all(text):
        assert [f"{error.json_path}: {error.message}" for error in _validator("all").iter_errors(data)] == []


@pytest.mark.parametrize("name", WRONG)
def test_wrong(name: str) -> None:
    """A mistake is refused, once, and where it is."""
    text, path = WRONG[name]
    (error,) = _validator("all").iter_errors(_load(text))
    assert ".".join(map(str, error.absolute_path)) == path


def test_one_kind() -> None:
    """The schema of a kind wants its key, and takes no other."""
    assert not _validator("network").is_valid({})
    assert not _validator("network").is_valid({"network": {"name": "a"}, "domain": {"type": "kvm", "name": "a"}})


def test_editors_say_what_a_field_is() -> None:
    """Every class has a description; a field has one where there is more to say than its name, and no empty one."""
    definitions = schema()["$defs"]
    for name in documents.__all__:
        if "properties" not in definitions[name]:  # a closed set
            continue
        assert definitions[name]["title"] == name
        assert definitions[name]["description"].strip()
        for made in [definitions[name], *definitions[name]["properties"].values()]:
            assert made.get("description", "said").strip()
            assert "``" not in made.get("description", "")


def _keys(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of every map that a schema describes, with its own schema."""
    if isinstance(value, list):
        for content in value:
            yield from _keys(content)
    if not isinstance(value, dict):
        return
    for name, content in value.items():
        if name not in ("properties", "$defs"):
            yield from _keys(content)
            continue
        yield from content.items() if name == "properties" else ()
        for part in content.values():
            yield from _keys(part)


def _description(value: dict[str, Any], definitions: dict[str, Any]) -> str:
    """What an editor shows: the text beside a reference comes before the one that it leads to."""
    definition = definitions.get(value.get("$ref", "").rpartition("/")[2], {})
    return str(value.get("description") or definition.get("description", ""))


@pytest.mark.parametrize("name", schema_names())
def test_editors_say_what_every_key_is(name: str) -> None:
    """Each key has a text, and none of its alternatives another: an editor shows that of the one that matches."""
    whole = schema(name)
    keys = [*_keys(whole)]
    assert len(keys) > 1
    for key, value in keys:
        text = _description(value, whole["$defs"])
        assert text.strip(), key
        others = {_description(alternative, whole["$defs"]) for alternative in value.get("anyOf", ())}
        assert others <= {"", text}, key


@pytest.fixture
def part(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The schema of a small ``vm`` form that takes a part of a domain."""
    known = jsonschema._load("documents")
    monkeypatch.setattr(jsonschema, "_load", lambda name: known if name == "documents" else VM)
    assert schema_names()[:2] == ("all", "vm")
    return schema("vm")


def test_parts_are_schemas(part: dict[str, Any]) -> None:
    """Partial definitions are valid, and lead to partial ones alone."""
    Draft202012Validator.check_schema(part)
    assert {*_references(part)} == {f"#/$defs/{each}" for each in part["$defs"]}
    assert all(each.endswith("-part") for each in part["$defs"])


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{memory: 4, os: null}",
        "{devices: {disks: [{readonly: true}], memballoon: null}}",
        "{devices: {disks: {vda: {serial: abc}, vdb: null}}}",
        "{on_crash: null, cpu: {mode: null, features: null}}",
    ],
)
def test_parts(part: dict[str, Any], text: str) -> None:
    """What is laid over a domain needs nothing; ``null`` removes, and a list may be said as a map by name."""
    assert [error.message for error in Draft202012Validator(part).iter_errors({"vm": {"domain": _load(text)}})] == []


@pytest.mark.parametrize(
    "text", ["{memry: 4}", "{devices: {disks: {vda: {seral: a}}}}", "{on_crash: nix}", "{vcpu: a}"]
)
def test_wrong_parts(part: dict[str, Any], text: str) -> None:
    """Mistakes in it are mistakes."""
    assert not Draft202012Validator(part).is_valid({"vm": {"domain": _load(text)}})


def test_a_mark_that_escapes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``~part`` in a generated file is ``-part`` in a schema: ``~`` is an escape in references."""
    text = '{"properties": {"vm": {"$ref": "#/$defs/Disk~part"}}, "$defs": {}}'
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "vm.json").write_text(text, encoding="utf-8")
    monkeypatch.setattr(jsonschema, "files", lambda _: tmp_path)
    assert jsonschema._load("vm")["properties"] == {"vm": {"$ref": "#/$defs/Disk-part"}}
    assert jsonschema._load("documents") == {"properties": {}, "$defs": {}}


def _sample(corpus: Path) -> list[Path]:
    paths = sorted(corpus.rglob("*.xml"))
    return paths if SAMPLE == "all" else paths[:: max(1, len(paths) // int(SAMPLE))]


def test_corpus(corpus: Path) -> None:
    """What libvirt's schemas take, the JSON Schema takes in YAML."""
    tried = 0
    refused: list[str] = []
    for path in _sample(corpus):
        try:
            element = parse(path.read_bytes())
        except LibvirtXMLError:
            continue
        # a guest's <interface>, valid as a device, has the root of a host's
        kind = "interface" if isinstance(element, documents.HostInterface) else None
        key = key_of(type(element))
        if key is None or any(problem.severity == "error" for problem in element.validate(kind=kind)):
            continue
        tried += 1
        errors = _validator(key).iter_errors({key: plain(write_document(element))})
        refused += [f"{path.name}: {error.json_path}: {error.message[:200]}" for error in errors]
    assert refused == []
    assert tried > 250
