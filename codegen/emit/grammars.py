"""Located grammar trees to compiled grammar sets, one a libvirt version."""

from __future__ import annotations

import json
from collections.abc import Iterable

from codegen.versions import Version
from libvirt_xml.relaxng.builder import Patterns
from libvirt_xml.relaxng.compiled import compile_grammars
from libvirt_xml.relaxng.simplify import Simplifier


def write_grammars(versions: Iterable[Version]) -> dict[str, str]:
    """The text of every compiled set by file name."""
    return {f"{version.name}.json": write_grammar_set(version) for version in versions}


def write_grammar_set(version: Version) -> str:
    """One node a line::

    {"generated": "by `python -m codegen write`",
    "starts": {"domain": 17},
    "nodes": [["text"],
    ["attribute","type",0]]}
    """
    simplifier = Simplifier(Patterns())
    starts = {name: simplifier.pattern(grammar.start) for name, grammar in version.grammars.items()}
    numbers, nodes = compile_grammars(starts)
    lines = ",\n".join(json.dumps(node, separators=(",", ":"), ensure_ascii=False) for node in nodes)
    mark = '{"generated": "by `python -m codegen write`",'
    return f'{mark}\n"version": {json.dumps(version.name)},\n"starts": {json.dumps(numbers)},\n"nodes": [{lines}]}}\n'
