"""Fuzzing all targets side by side for some minutes: ``python -m tests.fuzz [--minutes 10] [TARGET]...``.

What grows the coverage is kept in ``.cache/fuzz/TARGET/corpus`` for the next run; what fails is written to
``.cache/fuzz/TARGET`` and ends the target.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.fuzz.seeds import seeds_of, words
from tests.fuzz.targets import TARGETS
from tests.sources import REPOSITORY

_CACHE = REPOSITORY / ".cache" / "fuzz"
_SECONDS = 20  # one input may take this long, instrumented and beside other work
_MEGABYTES = 3000


def main() -> int:
    """Exit status 0 where nothing was found, 1 where something was, 2 where atheris is missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Look for input that breaks a promise.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"one of {', '.join(TARGETS)}; all if omitted")
    parser.add_argument("--minutes", type=float, default=10, help="how long each target runs (default: 10)")
    options = parser.parse_args()
    if unknown := set(options.targets) - set(TARGETS):
        parser.error(f"unknown target {sorted(unknown)[0]!r}; expected one of {', '.join(TARGETS)}")
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris is missing: pip install -e '.[fuzz]'", file=sys.stderr)
        return 2
    running = {name: _start(name, options.minutes) for name in options.targets or TARGETS}
    failed = [name for name, process in running.items() if process.wait()]
    for name in TARGETS:
        if name in running:
            _report(name, name in failed)
    return 1 if failed else 0


def _start(name: str, minutes: float) -> subprocess.Popen[bytes]:
    folder = _CACHE / name
    corpus, seeds = folder / "corpus", folder / "seeds"
    corpus.mkdir(parents=True, exist_ok=True)
    seeds.mkdir(exist_ok=True)
    for number, data in enumerate(seeds_of(name)):
        (seeds / f"{number:04}").write_bytes(data)
    dictionary = folder / "words.dict"
    dictionary.write_text("".join(f'"{word}"\n' for word in words() if '"' not in word and "\\" not in word))
    command = [sys.executable, "-m", "tests.fuzz.run", name]
    command += [f"-max_total_time={int(minutes * 60)}", f"-timeout={_SECONDS}", f"-rss_limit_mb={_MEGABYTES}"]
    command += [f"-artifact_prefix={folder}/", f"-dict={dictionary}", "-max_len=20000", str(corpus), str(seeds)]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=REPOSITORY, stdout=log, stderr=subprocess.STDOUT)


def _report(name: str, has_failed: bool) -> None:
    folder = _CACHE / name
    if not has_failed:
        print(f"{name}: nothing found")
        return
    inputs = sorted([*folder.glob("crash-*"), *folder.glob("timeout-*"), *folder.glob("oom-*")], key=_time)
    print(f"{name}: failed; {folder / 'log'} says how" + (f", the input is {inputs[-1]}" if inputs else ""))
    print(f"  once mended, keep it: mv {inputs[-1] if inputs else 'INPUT'} tests/fuzz/regressions/{name}/")


def _time(path: Path) -> float:
    return path.stat().st_mtime


if __name__ == "__main__":
    sys.exit(main())
