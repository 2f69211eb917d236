"""How well the faults of single-fault documents are told: ``python -m tests.validation.scoring --help``."""

from __future__ import annotations

import argparse
import sys
import time

from tests.sources import ABSENT, document_roots
from tests.validation.faults import NINE, SORTS, make_faults
from tests.validation.reports import TOOLS, ToolAbsent
from tests.validation.scores import ANSWERS, Score, describe_miss, judge, table


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.validation.scoring", description=__doc__)
    parser.add_argument("--count", type=int, default=900, help="the most faults (900)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sort", action="append", choices=sorted(SORTS), help="only this sort; may be repeated")
    parser.add_argument("--nine", action="store_true", help="only the nine main sorts")
    parser.add_argument("--kind", action="append", help="only this kind (a schema's stem); may be repeated")
    parser.add_argument("--tool", choices=TOOLS, default="ours")
    parser.add_argument("--jobs", type=int, default=1, help="processes, for ours (1)")
    parser.add_argument("--show-misses", type=int, default=0, metavar="N", help="print the first N misses")
    parser.add_argument("--miss-of", choices=ANSWERS, default="all", help="what counts as a miss (all)")
    return parser.parse_args()


def main() -> int:
    """Print the shares, and the misses asked for; 2 where corpus or tool is absent."""
    arguments = _arguments()
    roots = document_roots()
    if not roots:
        print(ABSENT, file=sys.stderr)
        return 2
    sorts = arguments.sort or (list(NINE) if arguments.nine else None)
    faults = make_faults(roots[0], arguments.count, arguments.seed, sorts, arguments.kind)
    start = time.perf_counter()
    try:
        reports = TOOLS[arguments.tool](faults, arguments.jobs)
    except (ToolAbsent, ImportError) as error:
        print(error, file=sys.stderr)
        return 2
    seconds = time.perf_counter() - start
    scores = [judge(fault, found) for fault, found in zip(faults, reports, strict=True)]
    _print(scores, arguments, seconds)
    return 0


def _print(scores: list[Score], arguments: argparse.Namespace, seconds: float) -> None:
    missed = [score for score in scores if score.answers[arguments.miss_of] is False]
    for score in missed[: arguments.show_misses]:
        print(describe_miss(score), end="\n\n")
    print(f"{arguments.tool}: {len(scores)} faults, seed {arguments.seed}, {seconds:.1f} s; percent right\n")
    print(table(scores))


if __name__ == "__main__":
    sys.exit(main())
