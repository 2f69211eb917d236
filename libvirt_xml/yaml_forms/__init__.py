"""YAML: the document form, the short `vm` form, and the way between them and libvirt's XML.

>>> from libvirt_xml.yaml_forms import Source, load, to_yaml
>>> (document,) = load(Source("vm: {name: web1, memory: 4GiB}")).raise_errors().documents
>>> document.element.memory.value, document.element.memory.unit
(4, 'GiB')
>>> print(to_yaml(document.element, form="vm"), end="")
vm:
  name: web1
  defaults: 2
  cpus: 2
  memory: 4GiB
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.findings import SpecError as SpecError
    from libvirt_xml.yaml_forms.loading import (
        Document as Document,
        Loaded as Loaded,
        Options as Options,
        Source as Source,
        load as load,
    )
    from libvirt_xml.yaml_forms.references import References as References
    from libvirt_xml.yaml_forms.saving import to_yaml as to_yaml
    from libvirt_xml.yaml_forms.shapes.jsonschema import schema as schema, schema_names as schema_names
    from libvirt_xml.yaml_forms.vm.expand import Machine as Machine
    from libvirt_xml.yaml_forms.vm.volumes import Image as Image, Volume as Volume

_HOMES = {
    "Document": "loading",
    "Image": "vm.volumes",
    "Loaded": "loading",
    "Machine": "vm.expand",
    "Options": "loading",
    "References": "references",
    "Source": "loading",
    "SpecError": "findings",
    "Volume": "vm.volumes",
    "load": "loading",
    "schema": "shapes.jsonschema",
    "schema_names": "shapes.jsonschema",
    "to_yaml": "saving",
}

__all__ = [
    "Document",
    "Image",
    "Loaded",
    "Machine",
    "Options",
    "References",
    "Source",
    "SpecError",
    "Volume",
    "load",
    "schema",
    "schema_names",
    "to_yaml",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
