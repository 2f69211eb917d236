"""The files of ``libvirt-xml capture``: JSON with a format, a date, and only the fields of their classes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar, get_args, get_type_hints

from libvirt_xml.markup.encoding import readable
from libvirt_xml.markup.malformed.xml_faults import Refused
from libvirt_xml.markup.parsers import feed, new_parser
from libvirt_xml.messages import render
from libvirt_xml.validation.rules.host_facts.captured_host import CapturedHost, Offer
from libvirt_xml.validation.rules.host_facts.inventory import Inventory, KnownVolume

FactsKind = Literal["host", "inventory"]

FORMAT = 1
"""Of both files. A reader refuses a higher one."""
KnownThing = TypeVar("KnownThing")


class FactsError(ValueError):
    """A file is none of ``libvirt-xml capture``."""


def schema_of(kind: FactsKind) -> str:
    """The JSON Schema of a file."""
    return files("libvirt_xml.validation.rules.host_facts").joinpath(f"{kind}.schema.json").read_text(encoding="utf-8")


def host_text(host: CapturedHost) -> str:
    """The file of a host: the documents that machine types share stand once."""
    shared = [
        {
            "of": [
                {"emulator": offer.emulator, "arch": offer.arch, "virt": offer.virt, "machines": dict(offer.machines)}
                for offer in host.offers
                if offer.document == number
            ],
            "document": document,
        }
        for number, document in enumerate(host.documents)
    ]
    return _text(
        "host",
        host.captured,
        {
            "libvirt": host.libvirt,
            "driver": host.driver,
            "hypervisor": host.hypervisor,
            "capabilities": host.capabilities_xml,
            "domain_capabilities": shared,
        },
    )


def inventory_text(inventory: Inventory) -> str:
    """The file of an inventory. What cannot be listed is absent."""
    parts = {name: getattr(inventory, name) for name in _parts()}
    listed = {name: [asdict(thing) for thing in things] for name, things in parts.items() if things is not None}
    return _text("inventory", inventory.captured, {"libvirt": inventory.libvirt, **listed})


def _text(kind: FactsKind, captured: datetime, content: Mapping[str, Any]) -> str:
    head = {"kind": f"libvirt-xml {kind}", "format": FORMAT, "captured": captured.isoformat(timespec="seconds")}
    return json.dumps({**head, **content}, indent=1, ensure_ascii=False) + "\n"


def read_host(data: str | bytes) -> CapturedHost:
    """The host of a file. Raises FactsError."""
    content = _content(data, "host")
    shared = [entry["document"] for entry in content["domain_capabilities"]]
    _check_xml(content["capabilities"], "capabilities", "/capabilities")
    for number, document in enumerate(shared):
        _check_xml(document, "domainCapabilities", f"/domain_capabilities/{number}/document")
    offers = [
        Offer(of["emulator"], of["arch"], of["virt"], tuple(of["machines"].items()), number)
        for number, entry in enumerate(content["domain_capabilities"])
        for of in entry["of"]
    ]
    return CapturedHost(
        captured=_date(content),
        libvirt=content["libvirt"],
        driver=content["driver"],
        hypervisor=content["hypervisor"],
        capabilities_xml=content["capabilities"],
        documents=tuple(shared),
        offers=tuple(offers),
    )


def read_inventory(data: str | bytes) -> Inventory:
    """The inventory of a file. Raises FactsError."""
    content = _content(data, "inventory")
    parts = _parts().items()
    listed: dict[str, Any] = {name: _things(known, content[name]) for name, known in parts if name in content}
    return Inventory(captured=_date(content), libvirt=content["libvirt"], **listed)


@cache
def _parts() -> dict[str, type[Any]]:
    """The lists of an inventory, and the class of their items: ``tuple[KnownNetwork, ...] | None`` is one."""
    hints = get_type_hints(Inventory)
    choices = {name: get_args(hint)[0] for name, hint in hints.items() if get_args(hint)}
    return {name: get_args(choice)[0] for name, choice in choices.items()}


def _things(known: type[KnownThing], entries: Sequence[Mapping[str, Any]]) -> tuple[KnownThing, ...]:
    """Entries as objects; keys of later releases are left out."""
    names = {field.name for field in fields(known)}  # type: ignore[arg-type]
    return tuple(known(**{key: _value(value) for key, value in entry.items() if key in names}) for entry in entries)


def _value(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return tuple(_things(KnownVolume, value) if value and isinstance(value[0], dict) else value)


def _date(content: Mapping[str, Any]) -> datetime:
    """When it was captured; without a time zone, in UTC."""
    try:
        captured = datetime.fromisoformat(content["captured"])
    except ValueError:
        raise FactsError(render("facts", "content", place="/captured")) from None
    return captured if captured.tzinfo else captured.replace(tzinfo=UTC)


def _check_xml(text: str, root: str, place: str) -> None:
    try:
        feed(new_parser(text, "}"), readable(text))
        is_fine = text.startswith(f"<{root}>")
    except Refused:
        is_fine = False
    if not is_fine:
        raise FactsError(render("facts", "content", place=place))


def _content(data: str | bytes, kind: FactsKind) -> dict[str, Any]:
    """What a file has. Raises FactsError unless it is what its schema says."""
    try:
        content = json.loads(data)
    except ValueError as error:
        raise FactsError(render("facts", "not-json", reason=error)) from None
    kind_of_file = content.get("kind") if isinstance(content, dict) else None
    if kind_of_file != f"libvirt-xml {kind}":
        raise FactsError(render("facts", "no-host") if kind == "host" else render("facts", "no-inventory"))
    if content.get("format") != FORMAT:
        raise FactsError(render("facts", "format", format=content.get("format"), known=FORMAT))
    wrong = _wrong(content, _schema(kind), "")
    if wrong is not None:
        raise FactsError(render("facts", "content", place=wrong))
    return dict(content)


@cache
def _schema(kind: FactsKind) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(schema_of(kind))
    return schema


def _wrong(value: Any, schema: Mapping[str, Any], place: str) -> str | None:
    """Where a value is not what a schema says, as far as these schemas go; ``None`` if it is."""
    if not isinstance(value, _TYPES[schema.get("type", "object")]) or (
        schema.get("type") == "integer" and value is True
    ):
        return place or "/"
    if isinstance(value, list):
        places = ((item, schema["items"], f"{place}/{number}") for number, item in enumerate(value))
        return next((wrong for parts in places if (wrong := _wrong(*parts)) is not None), None)
    if not isinstance(value, dict):
        return None
    missing = next((name for name in schema.get("required", ()) if name not in value), None)
    if missing is not None:
        return f"{place}/{missing}"
    known, others = schema.get("properties", {}), schema.get("additionalProperties")
    for name, item in value.items():
        part = known.get(name, others if isinstance(others, dict) else None)
        if part is not None and (wrong := _wrong(item, part, f"{place}/{name}")) is not None:
            return wrong
    return None


_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
}
