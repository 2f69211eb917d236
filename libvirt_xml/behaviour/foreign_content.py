"""The metadata of other tools: one element for each namespace, found, added and removed by the namespace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.foreign import AnyElement
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.binding.reading.parsed_elements import Parsed

    Foreign: TypeAlias = AnyElement | Parsed | str

_LIBOSINFO = "http://libosinfo.org/xmlns/libvirt/domain/1.0"


class ForeignElements(Element):
    """Elements of other tools; libvirt keeps one for each namespace."""

    __slots__ = ()

    if TYPE_CHECKING:
        elements: list[AnyElement]

    def __iter__(self) -> Iterator[AnyElement]:
        """The elements, in their order."""
        return iter(self.elements)

    def __contains__(self, namespace: str) -> bool:
        """Whether there is an element in a namespace."""
        return self.get(namespace) is not None

    def get(self, namespace: str) -> AnyElement | None:
        """The element in a namespace, ``None`` if there is none."""
        return next((element for element in self.elements if element.namespace == namespace), None)

    def __getitem__(self, namespace: str) -> AnyElement:
        """The element in a namespace. Raises KeyError without one."""
        element = self.get(namespace)
        if element is None:
            raise KeyError(namespace)
        return element

    def __setitem__(self, namespace: str, element: Foreign) -> None:
        """Put an element in a namespace: in the place of the one that is there, else at the end.

        It is an AnyElement, an element of lxml or ElementTree, or XML text. Raises ValueError if it is in another
        namespace.
        """
        new = _as_foreign(element)
        if not new.namespace and namespace:
            raise ValueError(render("metadata", "undeclared", name=new.name, namespace=namespace))
        if new.namespace != namespace:
            raise ValueError(render("metadata", "namespace", name=new.name, actual=new.namespace, namespace=namespace))
        places = [at for at, old in enumerate(self.elements) if old.namespace == namespace]
        if places:
            self.elements[places[0]] = new
        else:
            self.elements.append(new)

    def __delitem__(self, namespace: str) -> None:
        """Remove the element in a namespace. Raises KeyError without one."""
        self.elements.remove(self[namespace])

    def add(self, element: Foreign) -> AnyElement:
        """Add an element, in its own namespace; what is in the metadata then. Raises ValueError if there is one."""
        new = _as_foreign(element)
        if not new.namespace:
            raise ValueError(render("metadata", "no-namespace", name=new.name))
        if new.namespace in self:
            raise ValueError(render("metadata", "there-already", namespace=new.namespace))
        self.elements.append(new)
        return new

    @property
    def libosinfo_id(self) -> str | None:
        """What libosinfo calls the operating system: ``http://debian.org/debian/12``; assign to change it."""
        info = self.get(_LIBOSINFO)
        system = info.find("os") if info is not None else None
        return None if system is None else system.attributes.get("id")

    @libosinfo_id.setter
    def libosinfo_id(self, name: str | None) -> None:
        if name is None:
            self.elements[:] = [element for element in self.elements if element.namespace != _LIBOSINFO]
            return
        system = self[_LIBOSINFO].find("os") if _LIBOSINFO in self else None
        if system is not None:
            system.attributes["id"] = name
            return
        prefix = {"xmlns:libosinfo": _LIBOSINFO}
        self[_LIBOSINFO] = AnyElement("libosinfo:libosinfo", prefix, [AnyElement("libosinfo:os", {"id": name})])


def _as_foreign(element: Foreign) -> AnyElement:
    if isinstance(element, AnyElement):
        return element
    if isinstance(element, str):
        if "<" not in element:
            raise ValueError(render("metadata", "no-element", text=element))
        return AnyElement.from_xml(element)
    return AnyElement.from_element(element)
