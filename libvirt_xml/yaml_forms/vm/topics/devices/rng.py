"""The source of randomness."""

from __future__ import annotations

from typing import Any

from libvirt_xml.facts.driver import most_bytes
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf
from libvirt_xml.yaml_forms.shapes.other_tools.foreign_keys import RNG_REFUSALS
from libvirt_xml.yaml_forms.shapes.sizes import parse_size
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar
from libvirt_xml.yaml_forms.vm.domain_parts import devices_of
from libvirt_xml.yaml_forms.vm.draft import Draft, text_at
from libvirt_xml.yaml_forms.vm.key_shapes import FILE, IF_DRIVEN, of_device, switch
from libvirt_xml.yaml_forms.vm.machine_types import check_device
from libvirt_xml.yaml_forms.vm.rows import Row, Rows, VmSpec
from libvirt_xml.yaml_forms.vm.topic import Topic

RNG = switch(
    {
        "source": Row(FILE, "the host's source of randomness; default: /dev/urandom", place="backend.value"),
        "rate": Row(SizeOf(), "at most so much a second", place="rate.bytes", beside={"rate.period": 1000}),
    },
    "rng",
    "source",
    RNG_REFUSALS,
    synonyms="sources-of-randomness",
    reads=lambda text: "true" if text in ("virtio", "random", "urandom", "egd") else None,
    of_fields=of_device("rngs", "rng"),
)
KEYS = {"rng": Key(RNG, f"a source of randomness; {IF_DRIVEN}")}
ROWS = Rows("Rng", RNG.keys)


def expand(draft: Draft) -> None:
    """``rng``."""
    rng, rate = draft.get("rng"), draft.get("rng", "rate")
    if not draft.is_on("rng"):
        return
    check_device(draft, "rng", draft.origin("rng"), "rng")
    if isinstance(rate, Scalar) and parse_size(rate.text).bytes > most_bytes("rng"):
        message = render("invalid-size", "rng-rate", rate=rate.text)
        draft.complain(message, rate, "rng.rate", "invalid-size")
    content: dict[str, Any] = {"model": "virtio", "backend": {"model": "random"}}
    if isinstance(rng, Mapping):
        ROWS.lay(rng, content)
    draft.add("rngs", content, draft.origin("rng", "enabled"))


def guess(domain: Mapping, _: VmSpec) -> VmSpec:
    """``rng``: ``false`` without one."""
    rngs = devices_of(domain, "rngs")
    if not rngs or text_at(rngs[0], "backend", "model") != "random":
        return {"rng": False}
    return {"rng": {"enabled": True, **ROWS.read(rngs[0])}}


TOPIC = Topic(KEYS, expand=expand, guess=guess)
