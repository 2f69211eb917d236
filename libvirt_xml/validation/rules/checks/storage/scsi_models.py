"""The models of SCSI controllers, also of those for which none is written.

Older releases of libvirt use the usual model of the architecture for these. Newer ones take that of the first
controller that has one. Asked of 9.0.0 and 11.3.0, and of 12.8.0.
"""

from __future__ import annotations

from typing import Any

from libvirt_xml.validation.rules.derived.machine_facts import usual_scsi_model
from libvirt_xml.validation.rules.thing import Thing

VIRTIO_SCSI = frozenset({"virtio-scsi", "virtio-transitional", "virtio-non-transitional"})
_NONE_WRITTEN = frozenset({None, "auto"})


def model_of_scsi(index: int, subject: Any) -> str | None:
    """The model of a SCSI controller; ``None`` where it is not known, or releases of libvirt disagree."""
    older, newer = models_of_scsi(index, subject)
    return older if older == newer else None


def models_of_scsi(index: int | None, subject: Any) -> tuple[str | None, str | None]:
    """The model that a controller has with older releases of libvirt, and with newer ones."""
    written = subject.once(_written_models).get(index)
    if written not in _NONE_WRITTEN:
        return written, written
    usual = usual_scsi_model(subject)
    return usual, subject.once(_first_model) or usual


def _written_models(subject: Any) -> dict[int | None, str | None]:
    """The models of the SCSI controllers by their indexes; of several with one index, that of the first."""
    models: dict[int | None, str | None] = {}
    for controller in _scsi_controllers(subject):
        models.setdefault(controller.number("@index"), controller.attributes.get("model"))
    return models


def _first_model(subject: Any) -> str | None:
    """The model of the first controller that has one, by their indexes."""
    models = [(index, model) for index, model in subject.once(_written_models).items() if model not in _NONE_WRITTEN]
    return min(models, key=lambda one: -1 if one[0] is None else one[0])[1] if models else None


def _scsi_controllers(subject: Any) -> list[Thing]:
    return [one for one in subject.at("devices/controller") if one.attributes.get("type") == "scsi"]
