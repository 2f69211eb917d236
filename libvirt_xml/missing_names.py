"""What is said of a name that the package does not have: the name that was meant, or what to write instead."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection
from importlib.util import find_spec
from typing import Any

from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import child_class
from libvirt_xml.messages import render
from libvirt_xml.words.python_names import instead_of
from libvirt_xml.words.vocabulary import of_documents

_PACKAGE = "libvirt_xml"
_WORDS = re.compile("[A-Z][a-z0-9]*")


def missing(name: str, known: Collection[str]) -> Exception:
    """The error for a name: an ImportError where ``from libvirt_xml import`` asks for it, as Python drops the words
    of an AttributeError there.
    """
    error = AttributeError if not _is_imported() or find_spec(f"{_PACKAGE}.{name}") else ImportError
    return error(_sentence(name, known))


def _sentence(name: str, known: Collection[str]) -> str:
    instead = instead_of(_PACKAGE, name) or _class_at(name, known)
    if instead:
        return render("module", "attribute-instead", module=_PACKAGE, name=name, instead=instead)
    meant = of_documents().closest(name, known)
    if meant:
        return render("module", "attribute-meant", module=_PACKAGE, name=name, meant=meant)
    return render("module", "attribute", module=_PACKAGE, name=name)


def _is_imported() -> bool:
    """Whether the name that the package is asked for is that of an import: ``from libvirt_xml import NAME``."""
    asking = sys._getframe(3).f_code  # of who asked ``__getattr__``, which asked ``missing``
    return asking.co_name == "_handle_fromlist" and asking.co_filename.startswith("<frozen importlib")


def _class_at(name: str, known: Collection[str]) -> str | None:
    """The class of a field, for a name made of those of a class and of its fields: ``DiskAuth`` for ``Disk.auth``."""
    from libvirt_xml import documents

    words = _WORDS.findall(name)
    if "".join(words) != name:
        return None
    for count in range(len(words) - 1, 0, -1):
        owner = "".join(words[:count])
        if owner in known and hasattr(documents, owner):
            path = _path_below(getattr(documents, owner), words[count:])
            if path:
                cls, fields = path
                return f"{cls.__name__}, the class of {'.'.join([owner, *fields])}"
    return _longer_or_shorter(name, known)


def _longer_or_shorter(name: str, known: Collection[str]) -> str | None:
    """The only class whose name ends so (``VolumeTarget``), or the one without the word for the document."""
    longer = [word for word in known if word.endswith(name)]
    shorter = name.removeprefix("Domain")
    return longer[0] if len(longer) == 1 else shorter if shorter != name and shorter in known else None


def _path_below(cls: type[Any], words: list[str]) -> tuple[type[Any], list[str]] | None:
    """The class that words lead to, each one or several the name of a field or of an element, and the fields."""
    if not words:
        return cls, []
    for count in range(len(words), 0, -1):
        asked = "".join(words[:count]).lower()
        for spec in specs_of(cls).values():
            if spec.kind == "child" and asked in (spec.name.replace("_", ""), spec.xml.lower()):
                path = _path_below(child_class(spec), words[count:])
                if path:
                    return path[0], [spec.name, *path[1]]
    return None
