"""The entry point: runs a command and handles its end."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import (
    BROKEN_PIPE,
    FINE,
    INTERRUPTED,
    PROBLEMS,
    UNREACHABLE,
    WRONG,
    TextWanted,
    UsageError,
    suggest_or_list,
    unwritable,
)
from libvirt_xml.cli.hosts.interrupts import unwrapped_interrupts
from libvirt_xml.messages import render

COMMANDS = {
    "validate": "check documents against libvirt's schemas",
    "convert": "convert YAML to libvirt's XML, and XML to YAML",
    "diff": "show what differs between two documents, in words",
    "format": "indent documents and keep every comment",
    "edit": "change values of documents, and nothing else in their files",
    "clone": "make another machine of a domain's file",
    "plan": "show what would change on a host",
    "apply": "bring a host to what files ask for",
    "export": "write what a host holds as files",
    "capture": "write what a host can run, for checks without it",
    "schema": "print the JSON Schema of YAML files, for editors",
    "rule": "explain what libvirt refuses although its schema allows it",
    "versions": "list the libvirt versions that documents can be checked for",
    "completion": "print a script that completes command lines in bash, zsh or fish",
    "man": "print the manual page",
}
_ELSEWHERE = {
    "edit": "changing.edit",
    "clone": "changing.clone",
    "completion": "manual.shell_completion",
    "man": "manual.man",
}
"""The commands that are not in ``commands``."""
PROGRAM = "libvirt-xml"
DESCRIPTION = "Checks, converts and formats libvirt's XML documents, and YAML files that describe them."
STATUSES = {
    FINE: "fine",
    PROBLEMS: "problems found",
    WRONG: "wrong use, or a file that cannot be read",
    UNREACHABLE: "a host that cannot be reached",
}

_MANY_OBJECTS = 100_000
"""The threshold of the garbage collector: a command keeps what it loads, and scanning it takes 10 % of a run."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the exit status. ``argv`` are the arguments, by default those of the process."""
    thresholds = gc.get_threshold()
    gc.set_threshold(_MANY_OBJECTS, *thresholds[1:])
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)  # the last scan is not worth its time either
    try:
        return _main(argv)
    finally:
        if argv is not None:  # else the process ends, and the old threshold would cost a scan of all objects first
            gc.set_threshold(*thresholds)


def _main(argv: Sequence[str] | None) -> int:
    try:
        streams.prepare()
        with unwrapped_interrupts():
            status = _run(list(sys.argv[1:] if argv is None else argv))
            streams.flush()
    except TextWanted as wanted:
        return _print_text(str(wanted))
    except UsageError as error:
        streams.complain(error.sentence)
        streams.warn(error.more)
        status = error.status
    except BrokenPipeError:
        streams.discard()
        status = _leave(BROKEN_PIPE)
    except KeyboardInterrupt:
        streams.finish()
        status = _leave(INTERRUPTED)
    except OSError as error:
        streams.discard()
        streams.complain(unwritable(error.filename, error))
        status = WRONG
    except Exception as error:  # not 1, which means that a document is wrong
        _tell_failure(error)
        status = WRONG
    return status


_LIBRARIES = {"lxml": "lxml", "pathspec": "pathspec", "pycdlib": "pycdlib", "yaml": "PyYAML"}
"""What is imported where it is used, by the names of its modules: what to install."""


def _tell_failure(error: Exception) -> None:
    """Say which library is missing, or show the traceback of what is our mistake."""
    library = _LIBRARIES.get((error.name or "").partition(".")[0]) if isinstance(error, ImportError) else None
    if library is not None:
        streams.discard()
        streams.complain(render("usage", "no-library", library=library))
        return
    from traceback import format_exc

    from libvirt_xml.cli.style import printable

    streams.warn("".join(f"{printable(line)}\n" for line in format_exc().splitlines()))
    streams.complain(render("usage", "bug"))


def _leave(status: int) -> int:
    """The status; if processes are still running, end them and this one, which would wait for them."""
    if "multiprocessing" in sys.modules:
        import os
        import threading
        from multiprocessing import active_children

        threading.excepthook = lambda _: None  # the executor's thread complains about a process that is killed
        for process in (children := active_children()):
            process.kill()
        if children:
            os._exit(status)
    return status


def _print_text(text: str) -> int:
    """Print a help page like all output: a pipe can be closed and a disk can be full."""
    try:
        streams.write_text(text)
        streams.flush()
    except BrokenPipeError:
        streams.discard()
        return BROKEN_PIPE
    except OSError as error:
        streams.discard()
        streams.complain(unwritable(None, error))
        return WRONG
    return FINE


def _run(argv: list[str]) -> int:
    name = argv[0] if argv else None
    if name == "help":
        argv = [*argv[1:2], "--help"]
        name = argv[0]
    if name in COMMANDS:
        from importlib import import_module

        status: int = import_module(command_module(name)).run(argv[1:])
        return status
    if name is None:
        raise UsageError(render("usage", "no-command"), more="\n" + _help())
    if name in {"-h", "--help"}:
        raise TextWanted(_help())
    if name in {"-V", "--version"}:
        from libvirt_xml import __version__

        raise TextWanted(f"libvirt-xml {__version__}\n")
    raise UsageError(_unknown(name))


def command_module(name: str) -> str:
    """The module of a command, which has its parser and runs it."""
    return f"libvirt_xml.cli.{_ELSEWHERE.get(name, f'commands.{name}')}"


def _unknown(name: str) -> str:
    import os

    if name.startswith("-"):
        return render("usage", "option-before-command", name=name)
    if os.path.exists(name):
        return render("usage", "path-for-command", name=name)
    from libvirt_xml.words.vocabulary import vocabulary

    meant = vocabulary("commands").meaning(name)
    advice = render("usage", "did-you-mean", word=meant) if meant else suggest_or_list(name, COMMANDS)
    return render("usage", "unknown-command", name=name, advice=advice)


def _help() -> str:
    commands = "\n".join(f"  {name:<10} {summary}" for name, summary in COMMANDS.items())
    statuses = ", ".join(f"{status} {meaning}" for status, meaning in STATUSES.items())
    return f"""\
usage: libvirt-xml COMMAND [OPTIONS] [PATH|-]...

{DESCRIPTION}

commands:
{commands}

options:
  -h, --help     show this help; libvirt-xml COMMAND --help shows the help of a command
  -V, --version  show the version of libvirt-xml

examples:
  libvirt-xml validate vm.xml
  libvirt-xml validate --libvirt 9.0.0 machines/
  virsh dumpxml web1 | libvirt-xml validate -
  libvirt-xml convert web1.yaml
  libvirt-xml format --in-place machines/

exit status: {statuses}
"""
