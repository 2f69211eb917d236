"""All devices of a guest as one list, of which each name, address and MAC address has one owner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar, cast

from libvirt_xml.behaviour.devices import Device
from libvirt_xml.behaviour.occupied import claims_of, next_target
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.sequence import sequence_of
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.documents.disk import Disk
    from libvirt_xml.documents.display import Graphics

_D = TypeVar("_D", bound="Device | Graphics")


class DeviceList(Element):
    """The devices of a guest."""

    __slots__ = ()

    if TYPE_CHECKING:
        disks: list[Disk]

    def __iter__(self) -> Iterator[Device]:
        """All devices in the order of the document."""
        return (cast("Device", item) for _, _, item in sequence_of(self) if isinstance(item, Element))

    def __len__(self) -> int:
        """How many devices there are."""
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        """True, as all elements are: that ``<devices>`` is there says nothing of what is in it."""
        return True

    def add(self, device: _D) -> _D:
        """Add a device, and return it; a disk whose ``target`` has no ``dev`` gets the next free name on its bus.

        Raises ValueError, and adds nothing, if the disk's target, the MAC address, the alias, the address or the
        device of the host belongs to another device already, or if there can be only one such device and there is.
        """
        spec = _field_for(self, device)
        _check_free(self, device)
        if device.tag_ == "disk":
            _name_disk(self, device)
        if spec.is_list:
            getattr(self, spec.name).append(device)
        elif getattr(self, spec.name) is None:
            setattr(self, spec.name, device)
        else:
            raise ValueError(render("device", "only-one", tag=device.tag_))
        return device

    def next_target(self, bus: str = "virtio") -> str:
        """The first name of a disk on a bus that no disk has: ``vdb``. ``add`` gives it to a disk without a name."""
        return next_target(bus, {disk.target.dev for disk in self.disks if disk.target and disk.target.dev})

    def remove(self, device: Device | Graphics) -> None:
        """Remove a device: this very object, else the first that is equal to it. Raises ValueError without one."""
        spec = _field_for(self, device)
        if not spec.is_list:
            if getattr(self, spec.name) != device:
                raise ValueError(render("device", "not-there", tag=device.tag_))
            delattr(self, spec.name)
            return
        items: list[Any] = getattr(self, spec.name)
        at = next((at for at, item in enumerate(items) if item is device), None)
        if at is None:
            at = next((at for at, item in enumerate(items) if item == device), None)
        if at is None:
            raise ValueError(render("device", "not-there", tag=device.tag_))
        del items[at]
        _forget_place(self, spec.name, at)


def _field_for(devices: DeviceList, device: object) -> Spec:
    """The field of the devices that takes one. Raises TypeError."""
    for spec in specs_of(type(devices)).values():
        if spec.kind == "child" and type(device) is child_class(spec):
            return spec
    raise TypeError(render("device", "no-device", actual=type(device).__name__))


def _name_disk(devices: DeviceList, disk: Any) -> None:
    """The next free name for a disk without one, on the bus that it asks for."""
    if disk.target is not None and not disk.target.dev:
        disk.target.dev = devices.next_target(disk.target.bus or "virtio")


def _check_free(devices: DeviceList, device: Any) -> None:
    """Raise ValueError if another device has what can belong to one only."""
    if any(other is device for other in devices):
        raise ValueError(render("device", "there-already", tag=device.tag_))
    claims = dict.fromkeys(claims_of(device))
    for other in devices if claims else ():
        for claim in claims_of(other):
            if claim in claims:
                what, value = claim
                raise ValueError(render("device", "in-use", what=what, value=value, tag=other.tag_))


def _forget_place(devices: DeviceList, name: str, at: int) -> None:
    """Take the place of an item that is gone out of the order that was read, so that the others keep theirs."""
    order = devices.extra_.order if devices.extra_ else []
    places = [place for place, step in enumerate(order) if step == name]
    if at < len(places):
        del order[places[at]]
