"""A domain without what libvirt would assign again.

Nothing is omitted by likeness: what remains is completed, and each value that does not come back the same is put back,
until the completed remainder is the completed domain.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

from libvirt_xml.completion.guest_machine import guest_machine
from libvirt_xml.completion.shortening.trial import Trial
from libvirt_xml.documents.domain import Domain

_ROUNDS = 8


class AssignedValue(NamedTuple):
    """What was omitted: where it stood (``devices.disks[0].address``), and what it was."""

    path: str
    value: Any


class Shortened(NamedTuple):
    """A domain without what libvirt assigns, what was omitted, and what libvirt makes of the rest."""

    domain: Domain
    omitted: list[AssignedValue]
    whole: Domain


def without_assigned(domain: Domain, *, libvirt: str | None = None) -> tuple[Domain, list[AssignedValue]]:
    """A copy of the domain without what libvirt would assign when it is omitted, and what was omitted.

    ``completed`` makes the same of the copy as of the domain, addresses of devices that stay included. ``libvirt`` is
    the release that will read the copy; without one, any. What is not known to come back is kept.
    """
    least, omitted, _ = shortened(domain, libvirt)
    return least, omitted


def shortened(domain: Domain, libvirt: str | None) -> Shortened:
    """What ``without_assigned`` returns, and what it has completed on the way."""
    machine = guest_machine(domain, libvirt)
    if machine is None:
        return Shortened(deepcopy(domain), [], deepcopy(domain))
    trial = Trial(domain, machine)
    for _ in range(_ROUNDS):
        if trial.settle():
            break
    else:
        trial.keep_all()
    omitted = [AssignedValue(path, value) for path, value in trial.omitted()]
    return Shortened(trial.candidate(), omitted, trial.result)
