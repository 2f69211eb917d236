"""Every key of the ``vm`` form: the JSON Schema takes it, it has an effect, and it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from libvirt_xml import documents
from libvirt_xml.yaml_forms.document.form_tables import table_of
from libvirt_xml.yaml_forms.loading import Options, Source, load
from libvirt_xml.yaml_forms.references import References
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, Record
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.shapes import Shape, Text
from libvirt_xml.yaml_forms.text.emitting import dump
from libvirt_xml.yaml_forms.text.yaml_tree import NOWHERE, make, plain
from libvirt_xml.yaml_forms.vm.back import to_vm
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.expand import Machine
from libvirt_xml.yaml_forms.vm.form import TOPICS, VM_KEYS
from libvirt_xml.yaml_forms.vm.rows import Row, Rows
from libvirt_xml.yaml_forms.vm.topic import Topic
from tests.agreement import schema_errors
from tests.yaml_forms.vm.key_cases import CASES, NO_EFFECT, NOT_BACK, UUID, Spec


def keys_of(shape: Shape, path: str = "") -> Iterator[tuple[str, Key]]:
    """Every key with its path; those that hold maps are followed by the keys of these."""
    match shape:
        case Record():
            for name, key in shape.keys.items():
                here = f"{path}.{name}" if path else name
                yield here, key
                yield from keys_of(key.shape, here)
        case ListOf() | NamedList():
            yield from keys_of(shape.item, path)
        case OneOf():
            for each in shape.shapes:
                yield from keys_of(each, path)
        case _:
            pass


KEYS = dict(keys_of(VM_KEYS))
LEAVES = [path for path in KEYS if path in CASES or not any(other.startswith(f"{path}.") for other in KEYS)]


def read(spec: Spec) -> tuple[Machine, Any]:
    """The machine and the domain of a spec."""
    text = dump([("vm", make({"name": "a", **spec}, NOWHERE))])
    references = References({"SECRET": "secret"}, {"secret": b"secret"})
    loaded = load(Source(text), options=Options(references=references, is_checked=False))
    (document,) = loaded.raise_errors().documents
    assert document.machine is not None
    return document.machine, document.element


def meaning(spec: Spec) -> tuple[Any, ...]:
    """All that comes of a spec."""
    machine, domain = read(spec)
    volumes = [(volume.document.to_xml(), volume.pool, volume.copy_of, volume.content) for volume in machine.volumes()]
    return domain.to_xml(), volumes, machine.state, machine.autostart


def at(spec: Any, path: str) -> Any:
    """What a spec says at the path of a key; the short form of a map is its short key."""
    for step in path.split("."):
        if step == "enabled":
            return spec.get("enabled", True) if isinstance(spec, dict) else spec not in (None, False)
        spec = spec[0] if isinstance(spec, list) and spec and isinstance(spec[0], dict) else spec
        if isinstance(spec, dict):
            spec = spec.get(step)
        elif spec is None:
            return None
    return spec


def specs_of(path: str) -> tuple[Spec, Spec]:
    """A spec without a key, and one with it."""
    case = CASES[path]
    return case if isinstance(case, tuple) else ({}, case)


def test_every_key_has_a_case() -> None:
    """A key that is added needs a case; and no case is of a key that is gone."""
    assert [path for path in LEAVES if path not in CASES] == []
    assert [path for path in (*CASES, *NOT_BACK, *NO_EFFECT) if path not in KEYS] == []


@pytest.mark.parametrize("path", CASES)
def test_the_schema_takes_it(path: str) -> None:
    """Editors know the key."""
    assert schema_errors({"name": "a", **specs_of(path)[1]}) == []


@pytest.mark.parametrize("path", [path for path in CASES if path not in NO_EFFECT])
def test_it_has_an_effect(path: str) -> None:
    """On the domain, its volumes, or what is done with it."""
    without, spec = specs_of(path)
    if at(spec, path) is None:
        pytest.fail(f"the case of {path} does not have it")
    assert meaning(spec) != meaning(without)


@pytest.mark.parametrize("path", [path for path in CASES if path not in NOT_BACK])
def test_it_comes_back(path: str) -> None:
    """In the spec that ``--to vm`` writes, with its value; and that means the same domain."""
    _, spec = specs_of(path)
    _, domain = read(spec)
    back = plain(to_vm(domain))
    assert read(back)[1].to_xml() == domain.to_xml()
    assert same(at(back, path), at(spec, path)), back


def same(written: Any, said: Any) -> bool:
    """Whether two values are one, whatever its form: one item may go without its list, a number without quotes."""
    if isinstance(said, list) and len(said) == 1 and not isinstance(written, list):
        return same(written, said[0])
    if isinstance(said, list) and isinstance(written, list):
        return len(written) == len(said) and all(map(same, written, said))
    return written is not None and str(written) == str(said)


def test_what_does_not_come_back_has_its_reason() -> None:
    """A reason is stale when the key is written all the same."""
    stale = []
    for path in NOT_BACK:
        _, spec = specs_of(path)
        back = plain(to_vm(read(spec)[1]))
        if at(spec, path) is not None and at(back, path) == at(spec, path):
            stale.append(path)
    assert stale == []


def rows_of(shape: Shape) -> Iterator[Row]:
    """The plain keys of a shape."""
    return (key for _, key in keys_of(shape) if isinstance(key, Row))


def test_places_are_fields_of_the_documents() -> None:
    """The place of a plain key that has a slip in it is one that no document has."""
    import libvirt_xml.yaml_forms.vm.form as form

    tables = [topic.rows for topic in TOPICS if topic.rows is not None]
    for module in vars(form).values():
        tables += [rows for rows in vars(module).values() if isinstance(rows, Rows)] if hasattr(module, "TOPIC") else []
    assert len(tables) > 15
    for rows in tables:
        for place in rows.places():
            cls = getattr(documents, rows.owner)
            for step in place.split("."):
                field = table_of(cls).fields[step]
                cls = field.cls


def test_every_plain_key_is_laid_by_its_topic() -> None:
    """A row that no ``Rows`` has would be a key without effect; of most of them a case shows it already."""
    import libvirt_xml.yaml_forms.vm.form as form

    known: set[int] = set()

    def collect(rows: Rows) -> None:
        known.update(id(row) for row in rows.rows.values())
        for inner in rows.maps.values():
            collect(inner)

    for topic in TOPICS:
        if topic.rows is not None:
            collect(topic.rows)
    for module in vars(form).values():
        if hasattr(module, "TOPIC"):
            for value in vars(module).values():
                if isinstance(value, Rows):
                    collect(value)
    assert [row.about for row in rows_of(VM_KEYS) if id(row) not in known] == []


def test_a_key_that_reaches_no_place_is_refused() -> None:
    """When its topic is imported."""
    with pytest.raises(ValueError, match="'genid' of the vm form reaches no place"):
        Topic({"genid": Key(Text(), "a generation id")})
    with pytest.raises(ValueError, match="'genid' of the vm form reaches no place"):
        Topic({"genid": Row(Text(), "a generation id", place="genid")})


def test_one_entry_works_in_both_directions() -> None:
    """A plain key needs nothing but its row."""
    keys = {"genid": Row(Text(), "a generation id", place="genid")}
    rows = Rows("Domain", keys)
    content: Spec = {}
    said = make({"genid": UUID}, NOWHERE)
    rows.lay(said, content)  # type: ignore[arg-type]
    assert rows.read(make(content, NOWHERE)) == {"genid": UUID} == plain(make(content, NOWHERE))


def test_a_name_that_a_domain_has_not_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be lost."""
    refused: list[str] = []
    original = Draft.__post_init__

    def tried(draft: Draft) -> None:
        original(draft)
        for name, action in (("genidd", draft.put), ("diks", draft.add), ("vsok", draft.set_device)):
            with pytest.raises(KeyError, match=name):
                action(name, "x", NOWHERE)
            refused.append(name)

    monkeypatch.setattr(Draft, "__post_init__", tried)
    read({})
    assert refused == ["genidd", "diks", "vsok"]
