"""Turning a domain on and off, and waiting for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from libvirt_xml.apply.hosts.handles import Startable
from libvirt_xml.apply.hosts.host_errors import StateError, WaitError
from libvirt_xml.apply.hosts.time_limits import NoAnswer, answer_within
from libvirt_xml.documents import Domain
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from typing import Self


PowerState = Literal["none", "running", "blocked", "paused", "shutting down", "off", "crashed", "suspended"]
_STATES: tuple[PowerState, ...] = PowerState.__args__  # type: ignore[attr-defined] # by libvirt's number
_OFF = ("off", "crashed")
_STARTING = 3, 11  # libvirt's numbers: paused, as it is being started
_SECURE, _INACTIVE = 1, 2
_PAUSE = 0.2  # seconds between two looks
_ANSWER = 60.0  # seconds for QEMU
_START_PAUSED, _START_BYPASS_SAVED = 1, 4
_SAVE_PAUSED, _SAVE_RUNNING = 4, 2
_FIRST_PATIENCE, _MOST_PATIENCE = 2.0, 30.0


class Power(Startable[Domain]):
    """The verbs of a domain's life, and its documents."""

    _noun = "domain"
    _class = Domain

    @property
    def document(self) -> Domain:
        """The persistent document: what the next start uses.

        On a read-only connection it lacks passwords: do not define such a document.
        """
        return self.read()

    @property
    def live(self) -> Domain | None:
        """The document of the running guest; ``None`` if it does not run."""
        return self.read(live=True) if self.is_active else None

    def read(self, *, live: bool = False, secure: bool | None = None) -> Domain:
        """The live document (of a guest that is off: the persistent one) or the persistent one.

        ``secure``: with passwords; by default where the connection may. Raises AccessError if it may not.
        """
        is_secure = not self.host.read_only if secure is None else secure
        return self._read((_SECURE if is_secure else 0) | (0 if live else _INACTIVE))

    @property
    def state(self) -> PowerState:
        """What the domain does now."""
        number: int = self._call("state", 0)[0]
        return _STATES[number]

    def settle(self, timeout: float = 30.0) -> None:
        """Wait while it is being started, ``timeout`` seconds at most.

        A libvirt that was killed while it started a guest turns that off after its own restart; until then it runs.
        """
        self._comes_true(lambda: tuple(self._call("state", 0)[:2]) != _STARTING, timeout)

    def _call_guest(self, function: str, *arguments: Any) -> Any:
        """A call that the guest's QEMU answers: one that hangs never does, and libvirt waits for it without end."""
        try:
            return answer_within(_ANSWER, lambda: self._call(function, *arguments))
        except NoAnswer:
            sentence = render("host", "stuck", subject=self.subject, call=function, seconds=_ANSWER)
            raise WaitError(sentence, call=function, subject=self.subject) from None

    def start(self, *, paused: bool = False, discard_saved: bool = False) -> Self:
        """Turn it on. Raises StateError if it is on.

        A managed save is continued, with the hardware that it had, unless ``discard_saved``: then the guest boots, and
        what it had in memory is lost.
        """
        flags = (_START_PAUSED if paused else 0) | (_START_BYPASS_SAVED if discard_saved else 0)
        self._call("createWithFlags", flags)
        return self

    def shutdown(self, timeout: float = 120.0) -> None:
        """Ask the guest to shut down, and again, until it is off: a guest that boots does not hear the first request.

        ``timeout`` in seconds; after it WaitError, and the guest may still shut down. A guest that is off stays so.
        """
        end = time.monotonic() + timeout
        patience = _FIRST_PATIENCE
        while self.state not in _OFF:
            self._ask_to_shut_down()
            left = end - time.monotonic()
            if self._comes_true(lambda: self.state in _OFF, min(patience, left)):
                return
            if time.monotonic() >= end:
                sentence = render("host", "still-on", subject=self.subject, state=self.state, seconds=timeout)
                raise WaitError(sentence, subject=self.subject)
            patience = min(2 * patience, _MOST_PATIENCE)

    def _ask_to_shut_down(self) -> None:
        try:
            self._call_guest("shutdown")
        except StateError:
            if self.state not in _OFF:  # it went off meanwhile, or it is paused and cannot hear
                raise

    def reboot(self) -> None:
        """Ask the guest to boot again. It keeps its hardware: pending changes need ``shutdown`` and ``start``."""
        self._call_guest("reboot", 0)

    def suspend(self) -> None:
        """Stop the guest's CPUs; it stays in memory."""
        self._call_guest("suspend")

    def resume(self) -> None:
        """Let the guest's CPUs run again."""
        self._call_guest("resume")

    def save(self, *, paused: bool = False, running: bool = False) -> None:
        """Write the guest's memory to a managed save and turn it off; the next start continues it.

        ``paused`` or ``running``: in which state, whatever it is now.
        """
        self._call("managedSave", (_SAVE_PAUSED if paused else 0) | (_SAVE_RUNNING if running else 0))

    def discard_saved(self) -> None:
        """Remove the managed save: the next start boots."""
        self._call("managedSaveRemove", 0)

    def wait_for(self, state: PowerState, timeout: float = 120.0) -> None:
        """Return when the domain is in a state. Raises WaitError after ``timeout`` seconds."""
        if not self._comes_true(lambda: self.state == state, timeout):
            sentence = render("host", "waited", subject=self.subject, state=self.state, seconds=timeout, wanted=state)
            raise WaitError(sentence, subject=self.subject)

    def wait_to_end(self, timeout: float) -> bool:
        """Whether it is off, now or in ``timeout`` seconds."""
        return self._comes_true(lambda: not self.is_active, timeout)

    def _comes_true(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Look again and again until a condition holds or the time is over."""
        end = time.monotonic() + timeout
        while not condition():
            left = end - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(_PAUSE, left))
        return True
