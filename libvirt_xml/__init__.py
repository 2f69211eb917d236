"""libvirt's XML documents as typed Python dataclasses, read and written without loss.

>>> import libvirt_xml
>>> network = libvirt_xml.parse("<network><name>lan</name></network>")
>>> network.name
'lan'

Every class of every document is here by name (``libvirt_xml.Domain``, ``libvirt_xml.Disk``), imported when it is
first asked for.
"""

from __future__ import annotations

TYPE_CHECKING = False  # checkers know it; nothing is imported here, so that the command can prepare for Ctrl-C first
if TYPE_CHECKING:
    from typing import Any

    from libvirt_xml import (
        apply as apply,
        changes as changes,
        completion as completion,
        testing as testing,
        yaml_forms as yaml_forms,
    )
    from libvirt_xml.behaviour.devices import Device as Device
    from libvirt_xml.behaviour.pci_address import PciAddress as PciAddress
    from libvirt_xml.behaviour.size_elements import (
        GiB as GiB,
        KiB as KiB,
        MiB as MiB,
        TiB as TiB,
        same_size as same_size,
    )
    from libvirt_xml.binding.element import Element as Element
    from libvirt_xml.binding.foreign import (
        AnyElement as AnyElement,
        Comment as Comment,
        Extra as Extra,
        ProcessingInstruction as ProcessingInstruction,
    )
    from libvirt_xml.binding.navigation import Unknown as Unknown
    from libvirt_xml.documents import *  # noqa: F403
    from libvirt_xml.editing.edited import edited as edited
    from libvirt_xml.editing.edited_files import edit as edit
    from libvirt_xml.errors import (
        ContentError as ContentError,
        FileChangedError as FileChangedError,
        LibvirtXMLError as LibvirtXMLError,
        ParseError as ParseError,
        SchemaError as SchemaError,
        WriteError as WriteError,
    )
    from libvirt_xml.fixing.fixing import Fixed as Fixed, fixed as fixed
    from libvirt_xml.parsing import parse as parse, parse_file as parse_file
    from libvirt_xml.validation.functions import (
        minimum_version as minimum_version,
        validate as validate,
        validate_file as validate_file,
    )
    from libvirt_xml.validation.many import Result as Result, validate_many as validate_many
    from libvirt_xml.validation.problem import Problem as Problem
    from libvirt_xml.validation.validator import Validator as Validator
    from libvirt_xml.yaml_forms.classes import *  # noqa: F403
    from libvirt_xml.yaml_forms.loading import Loaded as Loaded, load as load
    from libvirt_xml.yaml_forms.saving import to_yaml as to_yaml
    from libvirt_xml.yaml_forms.typed.spec_parts import NULL as NULL

_HOMES = {
    "AnyElement": "libvirt_xml.binding.foreign",
    "Comment": "libvirt_xml.binding.foreign",
    "Device": "libvirt_xml.behaviour.devices",
    **dict.fromkeys(
        ("ContentError", "FileChangedError", "LibvirtXMLError", "ParseError", "SchemaError", "WriteError"),
        "libvirt_xml.errors",
    ),
    **dict.fromkeys(("GiB", "KiB", "MiB", "TiB", "same_size"), "libvirt_xml.behaviour.size_elements"),
    "NULL": "libvirt_xml.yaml_forms.typed.spec_parts",
    "Element": "libvirt_xml.binding.element",
    "Extra": "libvirt_xml.binding.foreign",
    "Fixed": "libvirt_xml.fixing.fixing",
    "Loaded": "libvirt_xml.yaml_forms.loading",
    "PciAddress": "libvirt_xml.behaviour.pci_address",
    "Problem": "libvirt_xml.validation.problem",
    "ProcessingInstruction": "libvirt_xml.binding.foreign",
    "Result": "libvirt_xml.validation.many",
    "Unknown": "libvirt_xml.binding.navigation",
    "Validator": "libvirt_xml.validation.validator",
    "edit": "libvirt_xml.editing.edited_files",
    "edited": "libvirt_xml.editing.edited",
    "fixed": "libvirt_xml.fixing.fixing",
    "load": "libvirt_xml.yaml_forms.loading",
    "minimum_version": "libvirt_xml.validation.functions",
    "parse": "libvirt_xml.parsing",
    "parse_file": "libvirt_xml.parsing",
    "to_yaml": "libvirt_xml.yaml_forms.saving",
    "validate": "libvirt_xml.validation.functions",
    "validate_file": "libvirt_xml.validation.functions",
    "validate_many": "libvirt_xml.validation.many",
}

_SUBMODULES = ("apply", "changes", "completion", "testing", "yaml_forms")
"""Those that the documentation names, imported when they are first asked for."""

__version__ = "0.1.0"


_EAGER = (
    "ContentError",
    "FileChangedError",
    "LibvirtXMLError",
    "ParseError",
    "SchemaError",
    "WriteError",
    "__version__",
)

if not TYPE_CHECKING:  # a checker must not believe that every name is here

    def __getattr__(name: str) -> Any:
        from importlib import import_module

        if name.startswith("_") and name != "__all__":
            raise AttributeError(_no_attribute(name))
        if name in _SUBMODULES:
            return import_module(f"{__name__}.{name}")
        if name in _HOMES:
            public = getattr(import_module(_HOMES[name]), name)
            globals()[name] = public
            return public
        documents = import_module("libvirt_xml.documents")
        vm_classes = import_module("libvirt_xml.yaml_forms.classes")
        known = ["__version__", *_HOMES, *documents.__all__, *vm_classes.__all__]
        if name == "__all__":
            return known
        if name not in known:
            raise import_module("libvirt_xml.missing_names").missing(name, known)
        public = getattr(vm_classes if name in vm_classes.__all__ else documents, name)
        globals()[name] = public
        return public

    def _no_attribute(name: str) -> str:
        from libvirt_xml.messages import render

        return render("module", "attribute", module=__name__, name=name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__getattr__("__all__")})
