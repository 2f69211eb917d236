"""The models of SCSI controllers, also of those for which none is written.

Older releases of libvirt use the usual model of the architecture for these. Newer ones take that of the first
controller that has one. Asked of 9.0.0 and 11.3.0, and of 12.8.0.
"""

from __future__ import annotations

from typing import Any

from libvirt_xml.validation.rules.derived.controller_ports import controllers_by_number
from libvirt_xml.validation.rules.derived.machine_facts import usual_scsi_model
from libvirt_xml.validation.rules.thing import Thing

VIRTIO_SCSI = frozenset({"virtio-scsi", "virtio-transitional", "virtio-non-transitional"})
_NONE_WRITTEN = frozenset({None, "auto"})


def model_of_scsi(index: int, subject: Any) -> str | None:
    """The model of a SCSI controller; ``None`` where it is not known, or releases of libvirt disagree."""
    older, newer = models_of_scsi(index, subject)
    return older if older == newer else None


def models_of_scsi(index: int, subject: Any) -> tuple[str | None, str | None]:
    """The model that the controller of an index has with older releases of libvirt, and with newer ones."""
    return _models(subject.once(_written_models).get(index), subject)


def models_of_controller(controller: Thing, subject: Any) -> tuple[str | None, str | None]:
    """The same of a controller that is written; of several with one index, that of the first."""
    index = controller.number("@index")
    return _models(controller.attributes.get("model"), subject) if index is None else models_of_scsi(index, subject)


def _models(written: str | None, subject: Any) -> tuple[str | None, str | None]:
    if written not in _NONE_WRITTEN:
        return written, written
    usual = usual_scsi_model(subject)
    return usual, subject.once(_first_model) or usual


def _written_models(subject: Any) -> dict[int, str | None]:
    """The models of the SCSI controllers by their indexes."""
    controllers = {
        index: controller
        for devices in subject.at("devices")
        for index, controller in controllers_by_number(devices, "scsi").items()
    }
    return {index: controller.attributes.get("model") for index, controller in controllers.items()}


def _first_model(subject: Any) -> str | None:
    """The model of the first controller that has one, by their indexes."""
    models = [(index, model) for index, model in subject.once(_written_models).items() if model not in _NONE_WRITTEN]
    return min(models)[1] if models else None
