"""``python -m tests.real.rules``: how much of what a libvirt refuses is told, what is not, and what is told wrongly."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.real.hypervisor import Missing
from tests.real.rules.asking.oracle import opened
from tests.real.rules.figures import Figures, measure
from tests.real.rules.floors import raise_floor
from tests.real.rules.libvirts import SEED, number_of
from tests.real.rules.mutants import mutants
from tests.real.rules.seeds import seeds_for


def main() -> int:
    """Print the figures; 1 if something is told of what libvirt takes."""
    options = _options()
    try:
        with opened(options.tree) as oracle:
            began = time.monotonic()
            seeds = seeds_for(oracle, options.seeds)
            if not seeds:
                print("the documents of libvirt's tests are not here", file=sys.stderr)
                return 2
            number = options.number or number_of(options.seeds)
            figures = measure(oracle, mutants(seeds, options.seed), number, is_whole=options.whole)
            spent = time.monotonic() - began
            print(f"libvirt {oracle.version}, {len(seeds)} seeds ({options.seeds}), {spent:.1f} s: {figures}")
            _print_rest(figures, options.missed)
            if options.raises:
                raise_floor(options.seeds, oracle.version, figures)
    except Missing as reason:
        print(reason, file=sys.stderr)
        return 2
    return 1 if figures.alarms else 0


def _print_rest(figures: Figures, most: int) -> None:
    """What is told wrongly, and the kinds that are missed most, each with its shortest document."""
    for code, document in figures.alarms[:most]:
        print(f"\n{code} is told of what libvirt takes:\n{document}")
    by_number = sorted(figures.missed.items(), key=lambda item: -len(item[1]))
    for kind, documents in by_number[:most]:
        print(f"missed {len(documents):4} of {figures.refused[kind]:4}  {kind}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.real.rules", description=__doc__)
    parser.add_argument("--tree", type=Path, help="a tree with another libvirt, as tests/real/newer/fetch.sh makes it")
    parser.add_argument(
        "--seeds", choices=("own", "recorded", "objects"), default="own", help="the machines to begin with"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of chance")
    parser.add_argument("--number", type=int, help="how many valid machines are asked about")
    parser.add_argument("--missed", type=int, default=25, help="how many kinds and alarms are printed")
    parser.add_argument("--whole", action="store_true", help="start machines too, where a rule is about that")
    parser.add_argument("--raise", dest="raises", action="store_true", help="raise the floors")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
