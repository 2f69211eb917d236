"""CPUs: how many, of which model, how they lie in sockets, and where they run."""

from __future__ import annotations

from math import prod
from typing import Any

from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import vocabulary
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, MapOf, Record
from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import CPUS_REFUSALS
from libvirt_xml.yaml_forms.shapes.other_tools.option_texts import cpu_with_features
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Text
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, make
from libvirt_xml.yaml_forms.vm.domain_parts import cpuset_of, maps_at, text_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at, value
from libvirt_xml.yaml_forms.vm.key_shapes import COUNT, CPUSET
from libvirt_xml.yaml_forms.vm.machine_types import check_count, check_part
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.rules import at
from libvirt_xml.yaml_forms.vm.topic import Topic
from libvirt_xml.yaml_forms.vm.topics.computing.cpu_models import MODES, check_features, check_mode, check_model


def _model(text: str) -> str | None:
    """The map that the name of a mode means: ``host``."""
    mode = vocabulary("cpu-modes").meaning(text) or text
    return f"{{model: {mode}}}" if mode in MODES else None


def _features_in(text: str) -> str | None:
    """The map of features in QEMU's form: ``+vmx,-aes``."""
    joined = cpu_with_features(f"model,{text}")
    return None if joined is None else joined[1]


class CpuFeatures(MapOf):
    """Features with their policies."""

    def _only_value(self, node: Node) -> str | None:
        items = node.items if isinstance(node, Sequence) else [node]
        texts = [item.text for item in items if isinstance(item, Scalar) and not item.is_hidden]
        in_text = _features_in(",".join(texts)) if texts and len(texts) == len(items) else None
        return in_text or super()._only_value(node)


TOPOLOGY = Record(
    "topology",
    {
        "sockets": Key(COUNT, "sockets"),
        "dies": Key(COUNT, "dies in a socket"),
        "clusters": Key(COUNT, "clusters in a die"),
        "cores": Key(COUNT, "cores in a die, or socket"),
        "threads": Key(COUNT, "threads of a core"),
    },
    example="{sockets: 1, cores: 4, threads: 2}",
)
CPUS = Record(
    "cpus",
    {
        "count": Key(Whole(1, 65535, counted="CPUs"), "how many the guest starts with"),
        "max": Key(Whole(1, 65535), "how many it can have"),
        "topology": Key(TOPOLOGY, "how they lie in sockets; the product must be the number"),
        "model": Key(
            Text("a CPU model", r"\S+", "host-passthrough"),
            "host-passthrough, host-model, maximum, or the name of a model",
        ),
        "migratable": Key(Flag(), "whether the guest must be able to move to hosts with other CPUs: host-model"),
        "features": Key(
            CpuFeatures(
                FieldValue("CpuFeature", "policy", "a policy"),
                "a map of features to policies",
                "{vmx: require}",
                usual="require",
            ),
            "CPU features, each with its policy: require, disable, ...",
        ),
        "pin": Key(
            OneOf((ListOf(CPUSET, "a list of CPU sets"), MapOf(CPUSET, "a map of CPUs to CPU sets"), CPUSET)),
            "the host's CPUs: one set for all, a list with one for each, or a map",
        ),
        "emulator_pin": Row(
            CPUSET, "the host's CPUs for the emulator's own threads", place="cputune.emulatorpin.cpuset"
        ),
    },
    short="count",
    reads=_model,
    example="4",
    synonyms="cpus",
    refusals=CPUS_REFUSALS,
)
KEYS = {"cpus": Key(CPUS, "the number of CPUs, or how many of which sort and where")}
_LEVELS = tuple(TOPOLOGY.keys)


def expand(draft: Draft) -> None:
    """``vcpu``, ``cpu`` and ``cputune``."""
    count, most = draft.get("cpus", "count"), draft.get("cpus", "max")
    if not isinstance(count, Scalar) or not isinstance(count.value, int):
        return
    total = count.value
    content: dict[str, Any] = {"value": count}
    if isinstance(most, Scalar) and isinstance(most.value, int):
        if most.value < total:
            message = render("impossible-combination", "cpus-max", most=most.value, count=total)
            draft.complain(message, most, "cpus.max")
        content = {"value": most, "current": count}
        total = most.value
    check_count(draft, total, (count if most is None else most).origin, "cpus.count" if most is None else "cpus.max")
    if isinstance(draft.get("cpus", "pin"), Scalar):
        content["cpuset"] = draft.get("cpus", "pin")
    draft.put("vcpu", content, count.origin)
    _expand_cpu(draft, total)
    pins = _pins(draft, total)
    if pins:
        draft.put("cputune", {"vcpupins": pins}, draft.origin("cpus"))


def _expand_cpu(draft: Draft, total: int) -> None:
    model = draft.get("cpus", "model")
    content: dict[str, Any] = {}
    origin = draft.origin("cpus")
    if isinstance(model, Scalar):
        check_model(draft, model)
        check_mode(draft, model)
        origin = model.origin
        if model.text in MODES:
            content["mode"] = model
        else:
            content.update(mode="custom", match="exact", model={"value": model, "fallback": "forbid"})
    content["topology"] = _topology(draft, total)
    content["features"] = _features(draft)
    content = {name: item for name, item in content.items() if item is not None}
    if content:
        draft.put("cpu", content, origin)


def _topology(draft: Draft, total: int) -> Node | None:
    topology = draft.get("cpus", "topology")
    if not isinstance(topology, Mapping):
        one = draft.default("devices", "one_socket")
        if one is None or one.value is not True:
            return None
        return make({"sockets": 1, "cores": total, "threads": 1}, one.origin)
    for level, number in topology.items.items():
        if isinstance(number, Scalar) and number.value != 1:
            check_part(draft, "level", Scalar(level, None, topology.place_of(level)), f"cpus.topology.{level}")
    given: dict[str, int] = {name: value(topology, name) for name in _LEVELS if isinstance(value(topology, name), int)}
    known = prod(given.values())
    missing = next((name for name in ("cores", "sockets") if name not in given), None)
    if missing is not None and total % known == 0:
        given[missing] = total // known
    full = {name: given.get(name, 1) for name in ("sockets", "cores", "threads")}
    levels = {name: number for name, number in (given | full).items() if name in given or name in full}
    if prod(levels.values()) != total:
        product = " * ".join(f"{levels[name]} {name}" for name in _LEVELS if name in levels)
        message = render(
            "impossible-combination", "topology", product=product, number=prod(levels.values()), total=total
        )
        draft.complain(message, topology, "cpus.topology")
    return make({name: topology.get(name) or levels[name] for name in _LEVELS if name in levels}, topology.origin)


def _features(draft: Draft) -> list[dict[str, Any]] | None:
    policies = draft.get("cpus", "features")
    if not isinstance(policies, Mapping) or not policies.items:
        return None
    check_features(draft, policies)
    return [
        {"policy": policy, "name": Scalar(name, name, policies.place_of(name))}
        for name, policy in policies.items.items()
    ]


def _pins(draft: Draft, total: int) -> list[Node]:
    pins = draft.get("cpus", "pin")
    if isinstance(pins, Sequence):
        if len(pins) > total:
            message = render("impossible-combination", "pins", number=len(pins), total=total)
            draft.complain(message, pins, "cpus.pin", because_of=("cpus.count",))
        return [make({"vcpu": number, "cpuset": item}, item.origin) for number, item in enumerate(pins)]
    if not isinstance(pins, Mapping):
        return []
    for name in pins.items:
        if not name.isdecimal() or int(name) >= total:
            message = render("unknown-name", "pinned-cpu", name=name, last=total - 1)
            draft.complain(message, pins.place_of(name), f"cpus.pin.{name}", "unknown-name", because_of=("cpus.count",))
    return [
        make({"vcpu": int(name), "cpuset": item}, item.origin) for name, item in pins.items.items() if name.isdecimal()
    ]


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``cpus``, where their number is known."""
    count, current = value(domain, "vcpu", "value") or value(domain, "vcpu"), value(domain, "vcpu", "current")
    if not isinstance(count, int):
        return {"cpus": None}
    has_current = isinstance(current, int)
    mode = text_at(domain, "cpu", "mode")
    topology = at(domain, "cpu", "topology")
    features = {text_at(item, "name"): text_at(item, "policy") for item in maps_at(domain, "cpu", "features")}
    cpus: VmSpec = {
        "count": current if has_current else count,
        "max": count if has_current else None,
        "model": mode if mode in MODES else text_of(at(domain, "cpu", "model")),
        "topology": {name: value(topology, name) for name in topology.items} if isinstance(topology, Mapping) else None,
        "features": {name: policy for name, policy in features.items() if name and policy} or None,
        "pin": _guess_pins(domain),
    }
    return {"cpus": cpus}


def _guess_pins(domain: Mapping) -> Any:
    pins: dict[int, str | int | None] = {
        int(value(pin, "vcpu")): cpuset_of(text_at(pin, "cpuset") or "")
        for pin in maps_at(domain, "cputune", "vcpupins")
        if isinstance(value(pin, "vcpu"), int)
    }
    if pins and sorted(pins) == list(range(len(pins))):
        return [pins[number] for number in sorted(pins)]
    if pins:
        return {str(number): pins[number] for number in sorted(pins)}
    return cpuset_of(text_at(domain, "vcpu", "cpuset"))


TOPIC = Topic(KEYS, Rows("Domain", KEYS), expand, guess)
