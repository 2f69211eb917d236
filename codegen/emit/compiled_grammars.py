"""Located grammar trees to compiled grammar sets, one a libvirt version."""

from __future__ import annotations

import json
from collections.abc import Iterable

from codegen.model.model import Model
from codegen.schemas.vendored import Version
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.compiled import write_compiled
from libvirt_xml.relaxng.patterns.simplify import Simplifier


def write_namespaces(model: Model) -> str:
    """The prefixes that libvirt uses, by namespace, for what stands below the classes."""
    table = {"generated": "by `python -m codegen write`", "prefixes": {uri: prefix for prefix, uri in model.namespaces}}
    return json.dumps(table) + "\n"


def write_grammars(versions: Iterable[Version]) -> dict[str, str]:
    """The text of every compiled set by file name."""
    return {f"{version.name}.json": write_grammar_set(version) for version in versions}


def write_grammar_set(version: Version) -> str:
    """The text of one compiled set."""
    simplifier = Simplifier(Patterns())
    starts = {name: simplifier.pattern(grammar.start) for name, grammar in version.grammars.items()}
    return write_compiled({"generated": "by `python -m codegen write`", "version": version.name}, starts)
