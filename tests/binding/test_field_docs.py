"""``help(Disk)`` and ``Disk.bus.__doc__`` say what the generated source says below each field."""

from __future__ import annotations

import inspect
import json
import pydoc
from pathlib import Path

import pytest

import libvirt_xml
from libvirt_xml import documents
from libvirt_xml.binding import field_docs
from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import Spec, attribute
from libvirt_xml.documents import Disk, DiskTarget

_MEANINGS = json.loads((Path(libvirt_xml.__file__).parent / "documents" / "meanings.json").read_text("utf-8"))


class _Subclass(Disk):
    colour: str | None = attribute("colour", default=None)
    """What the label
    is printed on."""
    plain: str | None = attribute("plain", default=None)


@pytest.mark.parametrize("name", [name for name in _MEANINGS if name not in ("generated", "")])
def test_every_field(name: str) -> None:
    """Each field begins with its sentence; the data of explanations and the source are of one model."""
    owner = getattr(documents, name)
    specs = [spec for spec in specs_of(owner).values() if spec.kind not in ("extra", "wildcard")]
    docs = [" ".join((spec.__doc__ or "").split()) for spec in specs]
    sentences = [entry[0] for entry in _MEANINGS[name].values()]
    assert len(docs) == len(sentences)
    assert [doc[: len(sentence)] for doc, sentence in zip(docs, sentences, strict=True)] == sentences


def test_the_facts_behind_the_sentence() -> None:
    """The values and the release come after it."""
    assert DiskTarget.rotation_rate.__doc__ == (  # type: ignore[union-attr]
        "Revolutions a minute that the disk reports to the guest; 1 for a solid state disk.\n"
        "Allowed: 1 or more.\nUnit: rpm (1 for no rotation).\nSince libvirt 7.3.0."
    )
    assert inspect.getdoc(DiskTarget.rotation_rate) == DiskTarget.rotation_rate.__doc__


def test_help() -> None:
    """``help`` lists the fields as data, not as methods, each with its text."""
    text = pydoc.render_doc(DiskTarget, renderer=pydoc.plaintext)
    data = text[text.index("Data descriptors defined here:") :]
    assert " |  bus\n |      Bus that connects the disk to the guest; guessed from the name in `dev`" in data
    assert "Unit: KiB" in pydoc.render_doc("libvirt_xml.Domain.memory", renderer=pydoc.plaintext)


def test_a_class_of_a_user() -> None:
    """A field of another class: with a text, without, inherited."""
    assert _Subclass.colour.__doc__ == "What the label\nis printed on."
    assert _Subclass.plain.__doc__ is None
    assert _Subclass.device.__doc__ == Disk.device.__doc__


def test_without_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package of compiled files alone has no texts, and ``help`` works."""

    def fail(_: object) -> str:
        raise OSError("could not get source code")

    monkeypatch.setattr(inspect, "getsource", fail)
    field_docs.docs_in.cache_clear()
    try:
        assert DiskTarget.bus.__doc__ is None  # type: ignore[union-attr]
        assert "bus" in pydoc.render_doc(DiskTarget)
    finally:
        field_docs.docs_in.cache_clear()


def test_the_class_of_fields() -> None:
    """It has its own docstring, and a field that no class has yet has none."""
    assert (Spec.__doc__ or "").startswith("One field:")
    assert Spec("attribute", "a").__doc__ is None
    assert (Element.extra_.__doc__ or "").startswith("What the model does not know")


def test_an_instance_still_comes_first() -> None:
    """Reading a set field does not reach the descriptor."""
    target = DiskTarget(dev="vda")
    target.__dict__["bus"] = "ide"
    assert target.bus == "ide"
