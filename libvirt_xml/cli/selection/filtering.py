"""Which problems are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from libvirt_xml.cli.config import Config
from libvirt_xml.validation.catalogue import codes_of

if TYPE_CHECKING:
    from libvirt_xml.cli.selection.baseline import Baseline
    from libvirt_xml.validation.problem import Problem

_ALWAYS = "not-well-formed"  # hides every other problem of its file, so only --ignore hides it

_UNUSED = "unused-ignore"


@dataclass
class Filter:
    """Selects problems that are selected, not ignored, and not known."""

    config_of: Callable[[str], Config] = lambda name: Config()
    """The configuration of a file, with what options replace."""
    baseline: Baseline | None = None
    limit: int | None = None
    has_warnings: bool = True
    known: int = 0
    """The number of problems that the baseline suppressed."""
    is_cut: bool = False
    """Whether the limit suppressed any."""

    def is_open(self, name: str) -> bool:
        """Whether all problems of a file are reported."""
        config = self.config_of(name)
        is_selecting = config.select is not None or config.ignore or config.per_file_ignores or not self.has_warnings
        return not (is_selecting or self.baseline)

    def apply(self, name: str, problems: Sequence[Problem]) -> Sequence[Problem]:
        """The problems of one file to report, the first ones if there is a limit."""
        if not self.is_open(name):
            config = self.config_of(name)
            select = None if config.select is None else codes_of((*config.select, *config.extend_select))
            codes = _Codes(select, codes_of(config.ignored_in(name)), has_baseline=self.baseline is not None)
            wanted = (problem for problem in problems if codes.have(problem))
            problems = [problem for problem in wanted if self.has_warnings or problem.severity == "error"]
        if self.baseline is not None:
            new = self.baseline.new_ones(name, problems)
            self.known += len(problems) - len(new)
            problems = new
        if self.limit is None or len(problems) <= self.limit:
            return problems
        self.is_cut = True
        return problems[: self.limit]

    def enough(self, names: Iterable[str]) -> int | None:
        """The number of problems of a file to look for: one more than the limit, which shows that there are more."""
        return self.limit + 1 if self.limit is not None and all(map(self.is_open, names)) else None


@dataclass
class _Codes:
    """The codes that are reported for a file."""

    select: frozenset[str] | None
    ignored: frozenset[str]
    has_baseline: bool

    def have(self, problem: Problem) -> bool:
        """Whether a problem is reported."""
        is_selected = self._is_selected(problem.code) or problem.code == _ALWAYS
        return is_selected and problem.code not in self.ignored and not self._is_idle(problem)

    def _is_idle(self, problem: Problem) -> bool:
        """Whether a comment silences a code that this run does not check, so it may be used in another run."""
        silenced = problem.parameters.get("code")
        if problem.code != _UNUSED or silenced is None:
            return False
        return self.has_baseline or silenced in self.ignored or not self._is_selected(str(silenced))

    def _is_selected(self, code: str) -> bool:
        return self.select is None or code in self.select
