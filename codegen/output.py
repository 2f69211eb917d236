"""The generated files: their texts, and how they differ from what is on disk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from codegen.checks import lock
from codegen.emit.compiled_grammars import write_grammars, write_namespaces
from codegen.emit.document_schema import write_schemas
from codegen.emit.field_meanings import MEANINGS, UNITS, write_meanings, write_units
from codegen.emit.manual.man_page import write_man_page
from codegen.emit.manual.shell_completions import write_completions
from codegen.emit.pages.filled_in_page import write_filled_in_page
from codegen.emit.pages.live_reference import write_live_reference
from codegen.emit.pages.reference import write_reference
from codegen.emit.pages.rule_reference import write_rule_pages
from codegen.emit.pages.vmreference import write_vm_reference
from codegen.emit.python import write_modules
from codegen.emit.python_calls import BUILDING, write_building
from codegen.emit.releases import SINCE, write_since
from codegen.emit.rule_catalogue import write_rules
from codegen.emit.vm_classes import write_vm_classes
from codegen.emit.vmschema import write_vm_schema
from codegen.model.model import Model
from codegen.schemas.vendored import ROOT, Version

DOCUMENTS = ROOT / "libvirt_xml" / "documents"
GRAMMARS = ROOT / "libvirt_xml" / "grammars"
JSON_SCHEMAS = ROOT / "libvirt_xml" / "yaml_forms" / "schemas"
VM_CLASSES = ROOT / "libvirt_xml" / "yaml_forms" / "classes"
REFERENCE = ROOT / "docs" / "reference"
RULES = ROOT / "docs" / "rules"
MANUAL = ROOT / "libvirt_xml" / "cli" / "manual" / "generated"


def generated_files(model: Model, versions: Sequence[Version]) -> dict[Path, str]:
    """The text of every generated file by its path."""
    with ThreadPoolExecutor() as pool:
        modules = {DOCUMENTS / name: pool.submit(_formatted, text) for name, text in write_modules(model).items()}
        grammars = {GRAMMARS / name: text for name, text in write_grammars(versions).items()}
        grammars[GRAMMARS / "namespaces.json"] = write_namespaces(model)
        schemas = {JSON_SCHEMAS / name: text for name, text in write_schemas(model).items()}
        schemas[JSON_SCHEMAS / "vm.json"] = write_vm_schema()
        pages = {REFERENCE / name: text for name, text in write_reference(model).items()}
        pages[REFERENCE / "vm.md"] = write_vm_reference()
        pages[REFERENCE / "filled-in.md"] = write_filled_in_page()
        pages[REFERENCE / "live.md"] = write_live_reference()
        data = {DOCUMENTS / SINCE: write_since(model), DOCUMENTS / MEANINGS: write_meanings(model)}
        data[DOCUMENTS / UNITS] = write_units(model)
        data[DOCUMENTS / BUILDING] = write_building(model)
        names = {lock.PATH: lock.render(lock.locked_names(model))}
        rules = write_rules() | {RULES / name: text for name, text in write_rule_pages().items()}
        manual = {MANUAL / name: text for name, text in write_completions().items()}
        manual[MANUAL / "libvirt-xml.1"] = write_man_page()
        vm_classes = {VM_CLASSES / name: _formatted(text) for name, text in write_vm_classes().items()}
        classes = {path: future.result() for path, future in modules.items()}
        return classes | data | grammars | schemas | pages | names | rules | manual | vm_classes


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--config", str(ROOT / "pyproject.toml"), "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"ruff cannot format generated code: {done.stderr}")
    return done.stdout


def differences(files: dict[Path, str]) -> Iterator[str]:
    """One sentence for each generated file that is missing, different, or stale."""
    for path, text in files.items():
        shown = path.relative_to(ROOT)
        if not path.exists():
            yield f"{shown} is missing"
        elif path.read_text(encoding="utf-8") != text:
            yield f"{shown} differs from what the schemas and the overlay give"
    yield from (f"{path.relative_to(ROOT)} is stale: nothing generates it" for path in stale_files(files))


def stale_files(files: dict[Path, str]) -> list[Path]:
    """Files in generated folders that are not generated."""
    return [
        path
        for folder in (DOCUMENTS, GRAMMARS, JSON_SCHEMAS, REFERENCE, RULES, MANUAL, VM_CLASSES)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path not in files and "__pycache__" not in path.parts
    ]


def write_files(files: dict[Path, str]) -> int:
    """Write what differs, remove what is stale; how many files changed."""
    changed = 0
    for path, text in files.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed += 1
    for path in stale_files(files):
        path.unlink()
        changed += 1
    return changed
