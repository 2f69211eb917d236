"""Devices of a domain that come, go and change."""

from __future__ import annotations

import time
from typing import Any

from libvirt_xml.apply.hosts.domains.power import Power
from libvirt_xml.apply.hosts.host_errors import MissingError, WaitError
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.changes.matching import counterpart
from libvirt_xml.documents import Devices
from libvirt_xml.messages import render

_LIVE, _CONFIG = 1, 2
_PAUSE = 0.2
_ASK_AGAIN = 5.0  # seconds: a guest that boots does not hear the first request


class Hotplug(Power):
    """``live`` changes the running guest, ``persistent`` its definition; both are asked of libvirt in one call."""

    def attach(self, device: Element, *, live: bool = True, persistent: bool = False) -> None:
        """Add a device. Raises RefusedError, or HostError where libvirt cannot do it while the guest runs."""
        self._call_guest("attachDeviceFlags", device.to_xml(), _flags(live, persistent))

    def update(self, device: Element, *, live: bool = True, persistent: bool = False) -> None:
        """Change a device, which libvirt finds by its target, MAC or type; what is omitted is reset to its default."""
        self._call_guest("updateDeviceFlags", device.to_xml(), _flags(live, persistent))

    def detach(self, device: Element, *, live: bool = True, persistent: bool = False, timeout: float = 30.0) -> None:
        """Remove a device, found by its user alias, target, MAC or address.

        From a running guest it returns when the guest has let it go; the guest is asked again meanwhile. Raises
        MissingError, and WaitError after ``timeout`` seconds: the guest may still release it later.
        """
        if persistent:
            self._detach(self._device(device, live=False), device, _CONFIG)
        if live:
            self._detach_live(self._device(device, live=True), device, timeout)

    def _detach(self, held: Element, device: Element, flags: int) -> None:
        self._call_guest("detachDeviceFlags", held.to_xml(), flags)

    def _detach_live(self, held: Element, device: Element, timeout: float) -> None:
        end = time.monotonic() + timeout
        while True:
            try:
                self._detach(held, device, _LIVE)
            except MissingError:
                return  # it went between two looks
            left = end - time.monotonic()
            if self._comes_true(lambda: not self._has(held), max(0.0, min(_ASK_AGAIN, left))):
                return
            if time.monotonic() >= end:
                name = _shown_device(device)
                sentence = render("host", "still-attached", subject=self.subject, device=name, seconds=timeout)
                raise WaitError(sentence, subject=self.subject)

    def _has(self, held: Element) -> bool:
        """Whether the running guest has the device of an alias; libvirt gives each one."""
        alias = _alias(held)
        document = self.read(live=True, secure=False)
        return any(_alias(other) == alias for other in _devices(document.devices, type(held)))

    def _device(self, device: Element, *, live: bool) -> Element:
        """The device as libvirt holds it. Raises MissingError."""
        document = self.read(live=live)
        held: Element | None = counterpart(device, _devices(document.devices, type(device)))
        if held is None:
            sentence = render("host", "no-device", subject=self.subject, device=_shown_device(device))
            raise MissingError(sentence, subject=self.subject)
        return held


def _flags(live: bool, persistent: bool) -> int:
    return (_LIVE if live else 0) | (_CONFIG if persistent else 0)


def _devices(devices: Devices, cls: type[Element]) -> list[Any]:
    """The devices of a class."""
    values = [devices.__dict__.get(name) for name in specs_of(type(devices))]
    lists = [value if isinstance(value, list) else [value] for value in values]
    return [device for items in lists for device in items if isinstance(device, cls)]


def _alias(device: Any) -> str | None:
    alias = getattr(device, "alias", None)
    return None if alias is None else alias.name


def _shown_device(device: Element) -> str:
    from libvirt_xml.changes.change import shown_change

    return shown_change(device)
