"""``python -m codegen write | check | missing [MODULE] | add VERSION FOLDER``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from codegen.build import build_model
from codegen.checks import lock
from codegen.checks.allowances import complaints
from codegen.checks.missing_sentences import missing_sentences
from codegen.checks.stale import stale_entries
from codegen.model.model import Model
from codegen.output import differences, generated_files, write_files
from codegen.overlay.overlay import Overlay, OverlayError, load_overlay
from codegen.schemas.vendored import ROOT, load_versions
from codegen.schemas.vendoring import VendoringError, add_version
from libvirt_xml.errors import SchemaError

_SHOWN = 20


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 1 where something is wrong, 2 for wrong use."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "add":
            return _add(options.version, options.folder, options.origin)
        if options.command == "missing":
            return _missing(options.modules)
        return _write() if options.command == "write" else _check()
    except (SchemaError, OverlayError, VendoringError) as error:
        print(f"codegen: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m codegen",
        description="Generates documents, grammars and reference pages.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("write", help="write all generated files")
    commands.add_parser("check", help="fail if a generated file differs, is missing or is stale")
    missing = commands.add_parser("missing", help="list the classes and fields that have no sentence yet")
    missing.add_argument("modules", nargs="*", metavar="MODULE", help="modules of libvirt_xml/documents; default: all")
    add = commands.add_parser("add", help="vendor the schemas of a libvirt version and show what changes")
    add.add_argument("version", help="for example 12.8.0")
    add.add_argument("folder", type=Path, help="/usr/share/libvirt/schemas, or an unpacked source tree")
    add.add_argument("--origin", required=True, help="where the folder is from, for SOURCE.toml")
    return parser


def _refusals(model: Model, old: dict[str, str]) -> list[str]:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    changed = lock.changes(old, lock.locked_names(model))
    overlay = load_overlay()
    return [
        *complaints(model.approximations, overlay.allowances),
        *stale_entries(model, overlay),
        *_missing_sentences(model, overlay),
        *(
            f"CHANGELOG.md does not mention `{change.name}`: {change}"
            for change in lock.unannounced(changed, changelog)
        ),
    ]


def _missing_sentences(model: Model, overlay: Overlay) -> Iterator[str]:
    for what, count, least in (
        ("fields", model.sentence_count, overlay.least_sentences),
        ("classes", model.class_sentence_count, overlay.least_class_sentences),
    ):
        if count < least:
            yield f"sentences.toml: {count} {what} have a sentence; at least {least} must"


def _old_names() -> dict[str, str]:
    return lock.parse(lock.PATH.read_text(encoding="utf-8")) if lock.PATH.exists() else {}


def _write() -> int:
    versions = load_versions()
    model = build_model(versions)
    refusals = _refusals(model, _old_names())
    if refusals:
        return _report(refusals, "nothing is written")
    changed = write_files(generated_files(model, versions))
    print(f"{_summary(model)}; {changed} files changed")
    return 0


def _check() -> int:
    versions = load_versions()
    model = build_model(versions)
    problems = [*_refusals(model, _old_names()), *differences(generated_files(model, versions))]
    if problems:
        return _report(problems, "run `python -m codegen write` and look at what it changes")
    print(f"{_summary(model)}; generated files are up to date")
    return 0


def _summary(model: Model) -> str:
    fields = sum(len(owner.fields) for owner in model.classes)
    return (
        f"{len(model.classes)} classes, {model.class_sentence_count} with a sentence of our own;"
        f" {fields} fields, {model.sentence_count} with one"
    )


def _missing(modules: list[str]) -> int:
    for line in missing_sentences(build_model(), modules):
        print(line)
    return 0


def _report(problems: list[str], advice: str) -> int:
    for line in problems[:_SHOWN]:
        print(f"codegen: {line}", file=sys.stderr)
    if len(problems) > _SHOWN:
        print(f"codegen: and {len(problems) - _SHOWN} more", file=sys.stderr)
    print(f"codegen: {len(problems)} problem{'s' * (len(problems) != 1)}; {advice}", file=sys.stderr)
    return 1


def _add(version: str, folder: Path, origin: str) -> int:
    target = add_version(version, folder, origin)
    print(f"schemas copied to {target.relative_to(ROOT)}")
    new = lock.locked_names(build_model())
    old = _old_names()
    for line in lock.additions(old, new):
        print(f"new      {line}")
    for change in lock.changes(old, new):
        print(f"changed  {change}")
    print("now: `python -m codegen write`; name what changed in CHANGELOG.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
