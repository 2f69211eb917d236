"""Checks of controllers: SCSI, USB and PCI."""

from __future__ import annotations

from collections.abc import Collection

from libvirt_xml.validation.rules.checks.storage.disks_checks import (
    iothread_undefined as iothread_undefined,
    mapped_thread_repeated as mapped_thread_repeated,
    mapped_thread_undefined as mapped_thread_undefined,
    queue_map as queue_map,
)
from libvirt_xml.validation.rules.checks.storage.nvme_serials import (
    disk_without_serial,
    nvme_controller,
    nvme_serials,
    written_nvme_controllers,
)
from libvirt_xml.validation.rules.checks.storage.scsi_models import VIRTIO_SCSI, models_of_controller
from libvirt_xml.validation.rules.subject import Answer, Subject
from libvirt_xml.validation.rules.thing import Thing

_OF_VIRTIO_SCSI = ("queues", "cmd_per_lun", "max_sectors", "ioeventfd")
_OF_NVME = frozenset({"queues", "ioeventfd"})
_COMPANIONS = frozenset({"ich9-uhci1", "ich9-uhci2", "ich9-uhci3"})
_USB_BY_ATTRIBUTE = {"input": "bus", "redirdev": "bus", "hub": "type", "hostdev": "type"}
_RANGES = {"busNr": (1, 254), "chassisNr": (1, 255), "index": (0, 30)}
_PORTS = frozenset({"pcie-root-port", "pcie-switch-downstream-port"})
_ON_PORTS = frozenset({"pcie-switch-upstream-port", "pcie-to-pci-bridge"})
_ROOTS = {"q35": "pcie-root", "virt": "pcie-root", "pc": "pci-root", "pseries": "pci-root", "s390": "pci-root"}
_OPTIONS = {
    "chassisNr": {"pci-bridge"},
    "chassis": {"pcie-root-port", "pcie-switch-downstream-port"},
    "port": {"pcie-root-port", "pcie-switch-downstream-port"},
    "busNr": {"pci-expander-bus", "pcie-expander-bus"},
    "hotplug": {"pcie-root-port", "pcie-switch-downstream-port", "pci-root"},
    "index": {"pci-root"},
}
_NAMES = {
    "pci-bridge": {"pci-bridge"},
    "dmi-to-pci-bridge": {"i82801b11-bridge"},
    "pcie-root-port": {"ioh3420", "pcie-root-port"},
    "pcie-switch-upstream-port": {"x3130-upstream"},
    "pcie-switch-downstream-port": {"xio3130-downstream"},
    "pci-expander-bus": {"pxb"},
    "pcie-expander-bus": {"pxb-pcie"},
    "pcie-to-pci-bridge": {"pcie-pci-bridge"},
    "pcie-root": set[str](),
}
_EXPANDER_OF_ROOT = {"pci-root": "pci-expander-bus", "pcie-root": "pcie-expander-bus"}


def virtio_scsi_only(thing: Thing, subject: Subject) -> Answer:
    """What only SCSI controllers of a virtio model have; whatever release of libvirt chooses the model."""
    of_type = thing.attributes.get("type")
    if of_type == "scsi":
        models = models_of_controller(thing, subject)
        if None in models or not VIRTIO_SCSI.isdisjoint(models):
            return None
    return _of_virtio_scsi(thing, _OF_NVME if of_type == "nvme" else ())


def usual_scsi_only(thing: Thing, subject: Subject) -> Answer:
    """The same for a controller that is of a virtio model with newer releases of libvirt alone."""
    older, newer = models_of_controller(thing, subject)
    is_newer = newer in VIRTIO_SCSI and older is not None and older not in VIRTIO_SCSI
    return _of_virtio_scsi(thing) if is_newer else None


def _of_virtio_scsi(thing: Thing, others: Collection[str] = ()) -> Answer:
    """The first option that only SCSI controllers of a virtio model have, and what is in ``others`` too."""
    for name in _OF_VIRTIO_SCSI:
        if thing.value(f"driver/@{name}") not in {None, "0"} and name not in others:
            return {"what": name, "at": f"driver/@{name}"}
    return None


def first_scsi_disk(thing: Thing, subject: Subject) -> Answer:
    """The first SCSI disk of a domain, for which libvirt adds a controller."""
    for disk in thing.things("disk"):
        if subject.derived(disk, "bus") == "scsi":
            return {"thing": disk, "at": "target/@bus", "disk": disk.value("target/@dev") or ""}
    return None


def _usb_controllers(devices: Thing) -> list[Thing]:
    return [one for one in devices.things("controller") if one.attributes.get("type") == "usb"]


def _is_companion(controller: Thing) -> bool:
    model = controller.attributes.get("model")
    return model in _COMPANIONS or (controller.has("master") and model != "none")


def usb_controller_repeated(thing: Thing, subject: Subject) -> Answer:
    """A USB controller whose index another master has; newer releases of libvirt ignore those of s390x."""
    return subject.machine["family"] != "s390"


def chassis_of_another(thing: Thing, subject: Subject) -> Answer:
    """A chassis that another port has too, and that is not the usual one of this port: its index."""
    chassis, index = thing.number("target/@chassis"), thing.number("@index")
    if chassis is None or index in (None, chassis):
        return None
    others = (
        one for one in subject.at("devices/controller") if one is not thing and one.attributes.get("model") in _PORTS
    )
    if not any(chassis == (one.number("target/@chassis") or one.number("@index")) for one in others):
        return None
    return {"value": chassis, "index": index}


def second_usb_controller(thing: Thing, subject: Subject) -> Answer:
    """The second USB controller, which libvirt refuses; of a third nothing is said."""
    controllers = subject.once(_all_usb_controllers)
    return len(controllers) > 1 and controllers[1] is thing


def _all_usb_controllers(subject: Subject) -> list[Thing]:
    return [one for devices in subject.at("devices") for one in _usb_controllers(devices)]


def companions_alone(thing: Thing, subject: Subject) -> Answer:
    """USB controllers of which none is a master."""
    controllers = _usb_controllers(thing)
    if any(not _is_companion(one) for one in controllers):
        return None
    return {"thing": controllers[0], "at": "@model"}


def _is_on_usb(device: Thing) -> bool:
    """Whether every driver of libvirt knows a device as one on a USB bus."""
    attribute = _USB_BY_ATTRIBUTE.get(device.name)
    return attribute is not None and device.attributes.get(attribute) == "usb"


def _is_usual_tablet(device: Thing) -> bool:
    """Whether a device is a tablet without a bus, which is on USB on a PC."""
    return device.name == "input" and device.attributes.get("type") == "tablet" and "bus" not in device.attributes


def _is_on_usb_of_qemu(device: Thing) -> bool:
    """Whether a device is one of the others that QEMU has on USB."""
    given = device.attributes
    return (
        (device.name == "disk" and device.value("target/@bus") == "usb")
        or (device.name == "sound" and given.get("model") == "usb")
        or device.name == "smartcard"
        or (device.name == "controller" and given.get("type") == "ccid")
        or (device.name == "serial" and device.value("target/@type") == "usb-serial")
        or (device.name == "interface" and device.value("model/@type") == "usb-net")
        or (device.name == "filesystem" and device.value("driver/@type") == "mtp")
    )


def _has_usb_anyway(devices: Thing) -> bool:
    """Whether the controller that says that there is no USB has another index than 0: libvirt adds one with 0."""
    return all(one.number("@index") not in {0, None} for one in devices.things("controller[@model='none']"))


def usb_device_off(thing: Thing, _: Subject) -> Answer:
    """Devices on a USB that is switched off."""
    ignored = "redirdev" if _has_usb_anyway(thing) else None
    return [
        {"thing": device, "name": device.name}
        for device in thing.children
        if (_is_on_usb(device) or _is_usual_tablet(device)) and device.name != ignored
    ]


def usb_device_off_for_qemu(thing: Thing, _: Subject) -> Answer:
    """Devices that QEMU has on a USB that is switched off."""
    if _has_usb_anyway(thing):
        return None
    return [{"thing": device, "name": device.name} for device in thing.children if _is_on_usb_of_qemu(device)]


def device_on_usb(thing: Thing, _: Subject) -> Answer:
    """A device on USB."""
    return {"name": thing.name} if _is_on_usb(thing) or _is_on_usb_of_qemu(thing) else None


def wrong_root(thing: Thing, subject: Subject) -> Answer:
    """The root of the PCI buses is not that of the machine."""
    root = _ROOTS[subject.machine["family"] or ""]
    return None if thing.attributes["model"] == root else {"root": root}


def takes_index_of_root(thing: Thing, subject: Subject) -> Answer:
    """The first PCI controller without an index, where no other has index 0, and it is no root."""
    controllers = thing.things("controller[@type='pci']")
    first = next(one for one in controllers if "index" not in one.attributes)
    if any(one.number("@index") == 0 for one in controllers) or first.attributes.get("model", "").endswith("-root"):
        return None
    return {"thing": first, "root": _ROOTS[subject.machine["family"] or ""]}


def second_ide(thing: Thing, subject: Subject) -> Answer:
    """An IDE controller above 0, by its index or as the second one without."""
    index = thing.number("@index")
    if index is None and subject.at("devices/controller[@type='ide']")[0] is not thing:
        index = 1
    return {"index": index} if index else None


def number_out_of_range(thing: Thing, subject: Subject) -> Answer:
    """A number of a PCI controller that PCI has no room for."""
    if thing.attributes.get("type") != "pci":
        return None
    for name, (least, most) in _RANGES.items():
        number = thing.number(f"target/@{name}")
        if number is not None and not least <= number <= most:
            return {"what": f"{name} is {number}, and {least} to {most} is allowed", "at": f"target/@{name}"}
    return None


def expected_target_index(thing: Thing, subject: Subject) -> Answer:
    """The target index that a host bridge may have."""
    return {"expected": thing.attributes["index"]}


def option_of_model(thing: Thing, subject: Subject) -> Answer:
    """An option that controllers of other models have."""
    model, is_pseries = thing.attributes["model"], subject.machine["family"] == "pseries"
    for name, models in _OPTIONS.items():
        if thing.has(f"target/@{name}") and (model not in models or (name == "index" and not is_pseries)):
            return {"what": name, "at": f"target/@{name}"}
    return {"what": "<node>", "at": "target/node"} if thing.number("@index") != 0 else None


def name_of_model(thing: Thing, subject: Subject) -> Answer:
    """A device of QEMU that another model stands for."""
    model, name = thing.attributes["model"], thing.value("model/@name")
    if model == "pci-root":
        return not (subject.machine["family"] in {None, "pseries"} and name == "spapr-pci-host-bridge")
    return model in _NAMES and name not in _NAMES[model]


def expander_instead(thing: Thing, subject: Subject) -> Answer:
    """The expander bus that the machine has."""
    root = _ROOTS.get(subject.machine["family"] or "")
    if root is None or subject.machine["family"] in {"pseries", "s390"}:
        return {"instead": "remove the controller"}
    return {"instead": f"write model='{_EXPANDER_OF_ROOT[root]}'"}


def express_without_root(thing: Thing, subject: Subject) -> Answer:
    """A controller of PCI Express in a machine whose root is not one of PCI Express."""
    return not subject.at("devices/controller[@model='pcie-root']")


def bridge_without_port(thing: Thing, subject: Subject) -> Answer:
    """A bridge for which no port of PCI Express is left, nor one that libvirt adds for an unused index."""
    without_port, next_index = subject.once(_left_without_port)
    return {"next": next_index} if id(thing) in without_port else None


def _left_without_port(subject: Subject) -> tuple[set[int], int]:
    """The controllers that want a port and get none, and the next index."""
    controllers = subject.at("devices/controller[@type='pci']")
    indexes = {index for controller in controllers if (index := controller.number("@index")) is not None}
    next_index = max(indexes, default=0) + 1
    used = {address.number("@bus") for address in subject.at("devices/*/address[@type='pci']")}
    ports = [one for one in controllers if one.attributes.get("model") in _PORTS]
    free = sum(port.number("@index") not in used for port in ports)
    free += max(0, next_index - len(controllers) - (0 not in indexes))
    users = [one for one in controllers if one.attributes.get("model") in _ON_PORTS and not one.has("address")]
    return {id(one) for one in users[free:]}, next_index


def bridge_above_itself(thing: Thing, subject: Subject) -> Answer:
    """A bridge on a bus of a higher number, or on its own."""
    index, bus = thing.number("@index"), thing.number("address/@bus")
    if index is None or bus is None or bus < index or thing.value("address/@type") != "pci":
        return None
    return {"bus": bus}


def model_without_ports(thing: Thing, _: Subject) -> Answer:
    """The model of a USB controller, which is the oldest one of x86 where it is not written."""
    return {"model": thing.attributes.get("model", "piix3-uhci")}


def without_serial(thing: Thing, subject: Subject) -> Answer:
    """An NVMe controller that gets its serial number from no disk."""
    controllers = subject.once(written_nvme_controllers)
    return not any(controllers.get(number) is thing for number in subject.once(nvme_serials) if number is not None)


def added_without_serial(thing: Thing, subject: Subject) -> Answer:
    """The first disk for which libvirt adds an NVMe controller without a serial number."""
    disk, number = subject.once(disk_without_serial) or (None, None)
    return {"controller": number} if disk is thing else None


def other_serial(thing: Thing, subject: Subject) -> Answer:
    """A disk whose serial number is not that of its NVMe controller."""
    serial = subject.once(nvme_serials).get(nvme_controller(thing))
    return {"other": serial} if serial is not None and serial != thing.value("serial") else None
