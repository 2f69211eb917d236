"""``libvirt-xml convert``: XML to YAML, YAML to XML, and either to the ``vm`` form."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from os.path import isfile

from libvirt_xml.cli import streams
from libvirt_xml.cli.configuration.nearest import find_configurations
from libvirt_xml.cli.configuration.searches import max_size
from libvirt_xml.cli.exits import FINE, PROBLEMS, WRONG, UsageError, both, counted, unwritable
from libvirt_xml.cli.inputs.discovery import STDIN
from libvirt_xml.cli.inputs.input_forms import is_xml
from libvirt_xml.cli.inputs.targets import Target, oldest_version
from libvirt_xml.cli.inputs.yaml_files import load_specs
from libvirt_xml.cli.opening.named_files import find_file, parse_or_show, read_files
from libvirt_xml.cli.options import Parser, add_common, add_max_size, add_no_atomic, one_of
from libvirt_xml.cli.outputs.outputs import FORMS, Item, is_folder, write_folder, write_items
from libvirt_xml.cli.outputs.short_specs import add_exact, with_short_specs
from libvirt_xml.cli.reports.shown import show_problems
from libvirt_xml.cli.variable_options import add_references, add_variables, chosen_variables
from libvirt_xml.messages import render

_DESCRIPTION = """\
Converts YAML to libvirt's XML, and XML to YAML. YAML contains a document field by field (domain:, network:, ...), or a
short description of a machine (vm:), which becomes a domain.

PATH is a file, or - for standard input. Problems of YAML are shown with their lines, and nothing is written."""
_EXAMPLES = """\
  libvirt-xml convert web1.yaml                                        # the XML for virsh define
  libvirt-xml convert web1.yaml -o build/                              # with its volumes, its CD-ROM, and what to run
  libvirt-xml convert web1.yaml -o build/ --script build/make.sh       # the commands as a script
  libvirt-xml convert base.yaml -f site.yaml --set mem=8GiB            # site.yaml laid over base.yaml
  libvirt-xml convert --explain web1.yaml                              # where every value comes from
  virsh dumpxml --inactive web1 | libvirt-xml convert - -o web1.yaml   # the document, field by field
  virsh dumpxml --inactive web1 | libvirt-xml convert --to vm          # the shortest spec of it

exit status: 0 fine, 1 problems found: nothing is written, 2 wrong use, or a file that cannot be read or written"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("convert", _DESCRIPTION, _EXAMPLES, paths=" [PATH|-]")
    add = parser.add_argument
    add("--to", metavar="FORM", type=one_of(*FORMS), help="xml, yaml or vm (default: xml for YAML, yaml for XML)")
    add(
        "-o", dest="output", metavar="FILE",
        help="write to FILE; if it ends with / or is a folder, write a file for each document there",
    )  # fmt: skip
    add(
        "--script", metavar="FILE",
        help="with -o DIR/: write the virsh commands that create everything as a shell script; - for standard output",
    )  # fmt: skip
    add(
        "-f", dest="files", metavar="FILE", action="append", default=[],
        help="lay a YAML file over PATH and the files before it; can be repeated",
    )  # fmt: skip
    add_variables(parser)
    add_references(parser)
    add_exact(parser)
    add("--explain", action="store_true", help="print where each value comes from, one per line, instead of a document")
    add("--libvirt", metavar="VERSION", help="check the result for this libvirt version (default: the newest known)")
    add(
        "--probe", action="store_true",
        help="read the first bytes of images whose names do not show the format",
    )  # fmt: skip
    add("--no-check", action="store_true", help="do not check the result against libvirt's schemas")
    add_no_atomic(parser)
    add_max_size(parser)
    add_common(parser)
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    options, paths = make_parser().parse(argv)
    layers = _layers(paths, options.files)
    config = find_configurations(options).of_file(layers[0])
    if options.libvirt is None:
        options.libvirt = oldest_version(config.targets_of(layers[0]))
    _check_version(options)
    _check_folders(options.allow_files)
    contents = read_files([find_file(path, max_size(options, config)) for path in layers])
    if contents is None:
        return WRONG
    name, data = contents[0]
    documents = [file for file, layer in contents if is_xml(layer, file)]
    if documents:
        _refuse_options_of_yaml(documents[0], options)
    items = _from_xml(name, data, options) if documents else _from_yaml(contents, options)
    if items is None:
        return PROBLEMS
    return _write(items, options, "yaml" if documents else "xml")


def _refuse_options_of_yaml(name: str, options: Namespace) -> None:
    """Raise UsageError for an option that cannot be used with an XML document."""
    if options.files:
        raise UsageError(render("convert", "with-layers", name=name))
    if options.probe:
        raise UsageError(render("convert", "with-probe", name=name))
    if options.explain:
        raise UsageError(render("convert", "with-explain", name=name))
    if options.set or options.vars:
        option = "--set" if options.set else "--vars"
        raise UsageError(render("convert", "with-variables", name=name, option=option))


def _check_folders(folders: Sequence[str]) -> None:
    from os.path import isdir

    for folder in folders:
        if not isdir(folder):
            raise UsageError(render("option", "no-allowed-folder", folder=folder))


def _check_version(options: Namespace) -> None:
    if options.libvirt is None:
        return
    from libvirt_xml.cli.inputs.checking import stand_in
    from libvirt_xml.validation.libvirt_versions import place_of_version

    try:
        place_of_version(options.libvirt)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if not (options.quiet or options.no_check) and (sentence := stand_in(Target(options.libvirt))):
        streams.complain(sentence)


def _layers(paths: Sequence[str], files: Sequence[str]) -> list[str]:
    """The files to read; each is laid over those before it."""
    if len(paths) > 1:
        raise UsageError(render("convert", "several-files", lower=paths[0], upper=paths[1]))
    layers = [*paths, *files]
    if not layers:
        import sys

        if sys.stdin is None or sys.stdin.isatty():
            raise UsageError(render("input", "no-file-named"))
        return ["-"]
    if layers.count("-") > 1:
        raise UsageError(render("convert", "one-stream"))
    return layers


def _from_yaml(contents: Sequence[tuple[str, bytes]], options: Namespace) -> list[Item] | None:
    variables = chosen_variables(options)
    loaded = load_specs(
        contents,
        variables,
        libvirt=options.libvirt,
        is_checked=not options.no_check,
        is_probing=options.probe,
        allow_files=options.allow_files,
        allow_env=options.allow_env,
    )
    errors = loaded.errors
    problems = tuple(dict.fromkeys((*loaded.problems, *errors)))
    if problems:
        show_problems(problems, dict(contents), options)
    if errors:
        _sum_up(problems, contents, options)
        return None
    return [
        Item(
            document.kind,
            document.element,
            document.tree,
            document.machine,
            document.spec,
            document.checked,
            power=document.power,
        )
        for document in loaded.documents
    ]


def _sum_up(problems: Sequence[object], contents: Sequence[tuple[str, bytes]], options: Namespace) -> None:
    if not options.quiet:
        streams.warn("\n")
        files = both([name for name, _ in contents])
        streams.complain(render("convert", "not-written", problems=counted(len(problems), "problem"), files=files))


def _from_xml(name: str, data: bytes, options: Namespace) -> list[Item] | None:
    element = parse_or_show(name, data, options)
    if element is None:
        return None
    if not options.no_check:
        from libvirt_xml.validation.validator import Validator

        problems = Validator(options.libvirt).validate(data, file=name)
        if any(problem.severity == "error" for problem in problems):
            _mention_problems(name, len(problems), options)
    from libvirt_xml.yaml_forms.document import key_of

    kind = key_of(type(element))
    if kind is None:
        raise UsageError(render("convert", "no-yaml", name=name))
    return [Item(kind, element)]


def _mention_problems(name: str, number: int, options: Namespace) -> None:
    command = "libvirt-xml validate"
    if options.libvirt:
        command += f" --libvirt {options.libvirt}"
    if name != STDIN:
        command += f" {name}"
    if number == 1:
        streams.complain(render("convert", "invalid-one", name=name, command=command))
    else:
        streams.complain(render("convert", "invalid", name=name, problems=counted(number, "problem"), command=command))


def _write(items: Sequence[Item], options: Namespace, usual: str) -> int:
    from libvirt_xml.errors import WriteError
    from libvirt_xml.yaml_forms.findings import SpecError

    form = options.to or usual
    _check_script(options, form)
    items = with_short_specs(items, form, options, options.libvirt)
    try:
        if options.output is not None and is_folder(options.output):
            _write_all(items, form, options)
        elif options.output is not None or not options.explain:
            write_items(items, form, options.output, is_atomic=not options.no_atomic)
            _mention_volumes(items, form, options)
    except SpecError as error:
        show_problems(error.problems, {}, options)
        return PROBLEMS
    except WriteError as error:
        raise UsageError(render("output", "invalid", reason=error)) from None
    except OSError as error:
        if options.output in (None, "-"):
            raise
        is_of_file = isinstance(error, PermissionError) and isfile(str(error.filename))
        place = error.filename if is_of_file else options.output
        raise UsageError(unwritable(place, error)) from None
    if options.explain:
        from libvirt_xml.cli.outputs.origins import explain_origins

        streams.write_text(explain_origins(items))
    return FINE


def _write_all(items: Sequence[Item], form: str, options: Namespace) -> None:
    """Write files to a folder, and the commands that create what the files describe."""
    if form != "xml":
        written = write_folder(items, form, options.output, is_atomic=not options.no_atomic)
        if not options.quiet:
            streams.complain(render("output", "written", files=", ".join(written), folder=options.output))
        return
    from libvirt_xml.cli.outputs.script import list_commands, write_script
    from libvirt_xml.cli.outputs.steps import plan, pools_of_folders

    folder_pools = pools_of_folders(items)
    tasks = [*plan(items, folder_pools)]
    items = [*items, *folder_pools]
    scripts: dict[str, bytes] = {}
    text = ""
    if options.script == "-":
        text = write_script(tasks, options.output, None)
    elif options.script is not None:
        scripts[options.script] = write_script(tasks, *_seen_from(options.script, options.output)).encode()
    elif not options.quiet and not options.explain:
        text = list_commands(tasks, options.output)
    written = write_folder(items, form, options.output, scripts, is_atomic=not options.no_atomic)
    if not options.quiet:
        files = ", ".join(written)
        if scripts:
            script = options.script
            streams.complain(render("output", "written-with-script", files=files, folder=options.output, script=script))
        else:
            streams.complain(render("output", "written", files=files, folder=options.output))
    streams.write_text(text)


def _seen_from(script: str, folder: str) -> tuple[str, str]:
    """The path of the folder relative to the folder of the script, and the name of the script."""
    from os.path import basename, dirname, realpath, relpath

    return relpath(realpath(folder), dirname(realpath(script))), basename(script)


def _check_script(options: Namespace, form: str) -> None:
    if options.script is None:
        return
    if options.output is None or not is_folder(options.output):
        raise UsageError(render("option", "script-folder"))
    if form != "xml":
        raise UsageError(render("option", "script-form", form=form))


def _mention_volumes(items: Sequence[Item], form: str, options: Namespace) -> None:
    """Mention the volumes that a machine needs."""
    if options.quiet or form == "vm" or not any(item.machine and item.machine.wanted for item in items):
        return
    from libvirt_xml.cli.outputs.outputs import needed

    for sentence in needed(items):
        streams.complain(sentence)
