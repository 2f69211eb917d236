"""Virsh commands as text: a list for people, and a shell script that can be run again."""

from __future__ import annotations

import os
import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from libvirt_xml.cli.outputs.steps import CommandWords, File, Files, Note, PoolFolder, Run, Step, Task

_HEAD = """\
#!/bin/sh
# Creates what is described in this folder on a libvirt host. Written by `libvirt-xml convert --script`.
#
#   usage: sh {name} [URI]      without URI: LIBVIRT_DEFAULT_URI, or virsh's default
#
# Existing things do not change, except that documents with a UUID are defined again and the CD-ROM for cloud-init is
# written again. A volume that cannot be finished is deleted.
set -eu
[ $# = 0 ] || export VIRSH_DEFAULT_CONNECT_URI="$1"
{cd}undo=:
trap 'eval "$undo"' EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

present() { virsh "$@" >/dev/null 2>&1; }
active() { virsh -q "$1" --name | sed 's/ *$//' | grep -F -x -e "$2" >/dev/null; }
kept() { echo "$1 exists and does not change" >&2; }
grown() {
    size=$(LC_ALL=C virsh vol-info --bytes --pool "$1" --vol "$2" | sed -n '/^Capacity/s/[^0-9]//gp')
    [ "$size" -ge "$3" ] || echo "but it has $size bytes, not $3; delete it to create it again" >&2
}
in_folder() {
    virsh pool-dumpxml "$1" | grep -F -e "<path>$2</path>" >/dev/null && return
    echo "the pool $1 is not in the folder $2" >&2
    exit 1
}
of_files() {
    virsh pool-dumpxml "$1" | grep "<pool type='logical'" >/dev/null || return 0
    echo "the pool $1 is LVM: a disk in it needs preallocation: falloc" >&2
    exit 1
}

virsh uri
"""
_CONTROL = re.compile(r"[\0-\x1f\x7f-\x9f\u2028\u2029]")


def list_commands(tasks: Iterable[Task], folder: str) -> str:
    """The commands, one per line, as they are run in ``folder``; no control characters reach the terminal."""
    return "".join(f"{_visible(line)}\n" for task in tasks for line in _listed(task, folder))


def _visible(line: str) -> str:
    """A command with invisible characters escaped in quoted words, in the form that bash, ksh and zsh read."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else f"'$'{_code(ord(char))}''" for char in line)


def _code(number: int) -> str:
    if 0xDC80 <= number <= 0xDCFF:  # a byte of a name that is not text
        return f"\\x{number - 0xDC00:02x}"
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def _listed(task: Task, folder: str) -> Iterator[str]:
    match task:
        case Step():
            yield from (_virsh(words, folder) for words in (*task.first, *task.commands))
        case Run(is_new=True):
            yield _virsh(task.start, folder)
        case PoolFolder(is_new=False):
            check = f"<path>{escape(task.folder)}</path>"
            yield f"{_virsh(('pool-dumpxml', '--pool', task.pool), folder)} | {shlex.join(['grep', '-F', check])}"
        case Note():
            yield _comment(task.text)
        case _:
            pass


def write_script(tasks: Iterable[Task], folder: str, name: str | None) -> str:
    """The script; ``folder`` is relative to the folder in which it runs, its own.

    ``name`` is ``None`` for a script on standard output, which runs in the current folder.
    """
    cd = "" if name is None else 'cd -- "$(dirname -- "$0")"\n'
    head = _HEAD.replace("{cd}", cd).replace("{name}", "FILE" if name is None else _plain(name))
    return head + "".join(
        f"\n{block}" for task in tasks if (block := "".join(f"{line}\n" for line in _block(task, folder)))
    )


def _block(task: Task, folder: str) -> Iterator[str]:
    match task:
        case Note():
            yield _comment(task.text)
        case Run():
            name = shlex.quote(task.name)
            yield f"active {task.running} {name} || {_virsh(task.start, folder)}"
        case PoolFolder():
            yield f"in_folder {shlex.quote(task.pool)} {shlex.quote(escape(task.folder))}"
        case Files():
            yield f"of_files {shlex.quote(task.pool)}"
        case Step():
            yield _comment(task.title)
            yield from _guarded(task, folder)


def _guarded(step: Step, folder: str) -> Iterator[str]:
    commands = [_virsh(words, folder) for words in step.commands]
    if step.undo:
        undo = "; ".join(f"present {_words(words, folder)} || :" for words in step.undo)
        first = [_virsh(words, folder) for words in step.first]
        commands = [*first, f"undo={shlex.quote(undo)}", *commands, "undo=:"]
    if step.present is None:
        yield from commands
        return
    if step.replace is not None:
        yield f"if present {_words(step.present, folder)}; then"
        yield f"    {_virsh(step.replace, folder)}"
        yield "fi"
        yield from commands
        return
    yield f"if present {_words(step.present, folder)}; then"
    yield f"    kept {shlex.quote(_plain(step.title))}"
    if step.grown is not None:
        pool, volume, size = step.grown
        yield f"    grown {shlex.join((pool, volume))} {size}"
    yield "else"
    yield from (f"    {command}" for command in commands)
    yield "fi"


def _virsh(words: CommandWords, folder: str) -> str:
    return f"virsh {_words(words, folder)}"


def _words(words: CommandWords, folder: str) -> str:
    return shlex.join(
        posixpath.join(folder.replace(os.sep, "/"), word.name) if isinstance(word, File) else word for word in words
    )


def _comment(text: str) -> str:
    return f"# {_plain(text)}"


def _plain(text: str) -> str:
    """Text without line breaks."""
    return _CONTROL.sub("?", text)
