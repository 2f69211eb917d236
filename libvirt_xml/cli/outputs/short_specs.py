"""Domains as short specs: without what libvirt assigns itself when it is omitted, and a sentence on what that was."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import UsageError, both, counted
from libvirt_xml.cli.options import Parser
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.cli.outputs.outputs import Item

_SHOWN = 4  # names of what was omitted
_IN_BRACKETS = re.compile(r"\[[^]]*\]")
_is_device = re.compile(r"devices\.\w+(\[[^]]*\])?").fullmatch


def add_exact(parser: Parser) -> None:
    """The option that keeps everything."""
    parser.add_argument(
        "--exact", action="store_true",
        help="with --to vm: keep what libvirt assigns itself when it is omitted (addresses, root ports, the emulator)",
    )  # fmt: skip


def with_short_specs(items: Sequence[Item], form: str, options: Namespace, libvirt: str | None = None) -> list[Item]:
    """Domains with what they are as short specs, if that is the form; what is omitted is told on standard error.

    Raises UsageError for ``--exact`` with another form.
    """
    if options.exact and form != "vm":
        raise UsageError(render("option", "exact-form", form=form))
    if form != "vm" or options.exact:
        return list(items)
    return [_with_short_spec(item, options, libvirt) for item in items]


def _with_short_spec(item: Item, options: Namespace, libvirt: str | None) -> Item:
    from libvirt_xml.documents.domain import Domain
    from libvirt_xml.yaml_forms.vm.back import to_short_vm

    if item.spec is not None or not isinstance(item.element, Domain):
        return item
    short, omitted = to_short_vm(item.element, libvirt)
    if omitted and not options.quiet:
        parts = _described([value.path for value in omitted])
        streams.complain(render("convert", "omitted", title=item.title, parts=parts))
    return replace(item, short=short)


def _described(paths: Iterable[str]) -> str:
    """``17 PCI addresses, 3 devices (controllers, inputs) and 24 other values (emulator, cpu.check, ...)``."""
    devices: list[str] = []
    others: list[str] = []
    addresses = 0
    for path in paths:
        name = _IN_BRACKETS.sub("", path).removeprefix("devices.")
        if name.endswith(".address"):
            addresses += 1
        elif _is_device(path) and name != "emulator":
            devices.append(name)
        else:
            others.append(name)
    parts = [counted(addresses, "address")] if addresses else []
    for names, noun in ((devices, "device"), (others, "other value")):
        if names:
            parts.append(f"{counted(len(names), noun)} ({_some(names)})")
    return both(parts)


def _some(names: Iterable[str]) -> str:
    kinds = list(dict.fromkeys(names))
    return ", ".join([*kinds[:_SHOWN], *(["..."] if len(kinds) > _SHOWN else [])])
