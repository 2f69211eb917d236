"""What ``edit`` does with paths: set a value, remove one, add an element."""

from __future__ import annotations

import re
from typing import Any

from libvirt_xml.binding.element import Element
from libvirt_xml.binding.fields import specs_of
from libvirt_xml.binding.specs import Spec, child_class
from libvirt_xml.editing.paths.edit_paths import PathError, PathTarget, targets_of
from libvirt_xml.editing.paths.path_values import element_of, from_tree, key_and_fields, value_of
from libvirt_xml.messages import render
from libvirt_xml.words.vocabulary import of_documents

_SETTING = re.compile(r"((?:[^=\[]|\[[^\]]*\])*+)=(.*)", re.DOTALL).fullmatch
_TAG = re.compile(r"<\s*([A-Za-z_][\w.:-]*)")


def set_value(document: Element, setting: str) -> None:
    """Do ``PATH=VALUE``. Raises PathError."""
    match = _SETTING(setting)
    if match is None:
        raise PathError(render("edit-path", "no-value", setting=setting))
    for target in targets_of(document, match[1], is_making=True):
        _set(target, match[2])


def _set(target: PathTarget, text: str) -> None:
    owner, spec = target.owner, target.spec
    if spec.is_list and target.item is None:
        raise PathError(render("edit-path", "is-list", path=target.path))
    held = target.value
    text_field = specs_of(type(held)).get("value") if isinstance(held, Element) else None
    if text_field is not None and text_field.kind == "text" and not text.lstrip().startswith(("<", "{")):
        _set_text(held, value_of(text, spec, owner, target.path))
        return
    value = value_of(text, spec, owner, target.path)
    if target.item is None:
        setattr(owner, spec.name, value)
    else:
        items = list(getattr(owner, spec.name))
        items[target.item] = value
        setattr(owner, spec.name, items)


def _set_text(element: Element, new: Element) -> None:
    """Give an element the text of another one, and what comes with that: the unit."""
    for name, value in new.__dict__.items():
        setattr(element, name, value)


def remove_value(document: Element, path: str) -> None:
    """Remove a field or an item. Raises PathError, also if there is none."""
    targets = targets_of(document, path)
    for target in reversed(targets):
        is_lowered = target.spec.kind == "flag" and target.value is False
        if target.value is None or target.value == [] or is_lowered:
            raise PathError(render("edit-path", "absent", path=target.path))
        owner, name = target.owner, target.spec.name
        if target.item is not None:
            items = list(getattr(owner, name))
            del items[target.item]
            setattr(owner, name, items)
        else:
            setattr(owner, name, [] if target.spec.is_list else False if target.spec.kind == "flag" else None)


def add_element(document: Element, text: str) -> None:
    """Add one element: as XML, or as its name with its fields in the document form. Raises PathError."""
    tag = _TAG.match(text.strip())
    if tag is not None:
        owner, spec = _home(document, tag[1])
        _append(owner, spec, element_of(text, child_class(spec), tag[1]))
        return
    key, tree = key_and_fields(text)
    if "." in key:
        holder, _, key = key.rpartition(".")
        (target,) = targets_of(document, holder, is_making=True)
        owner, spec = _home_in(_made(target), key) or _refuse(key)
    else:
        owner, spec = _home(document, key)
    _append(owner, spec, from_tree(tree, child_class(spec), key))


def _made(target: PathTarget) -> Element:
    """The element that a target is; a new one where there is none."""
    value = target.value
    if value is None:
        value = object.__new__(child_class(target.spec))
        target.owner.insert_(target.spec.name, value)
    if not isinstance(value, Element):
        raise PathError(render("edit-path", "not-an-element", path=target.path))
    return value


def _home(document: Element, name: str) -> tuple[Element, Spec]:
    """Where an element of a name belongs: in the document itself, or among its devices."""
    home = _home_in(document, name)
    devices = specs_of(type(document)).get("devices")
    if home is None and devices is not None and devices.kind == "child":
        home = _home_in(_made(PathTarget(document, devices, None, "devices")), name)
    return home or _refuse_in(document, name)


def _home_in(owner: Element, name: str) -> tuple[Element, Spec] | None:
    for field, spec in specs_of(type(owner)).items():
        if spec.kind == "child" and name in (field, spec.xml):
            return owner, spec
    return None


def _refuse(name: str) -> Any:
    raise PathError(render("edit-path", "unknown-element", name=name))


def _refuse_in(document: Element, name: str) -> Any:
    """Raise the error for an element that a document does not have, with the one that was meant."""
    specs = dict(specs_of(type(document)))
    devices = specs.get("devices")
    if devices is not None and devices.kind == "child":
        specs |= specs_of(child_class(devices))
    names = {spec.xml for spec in specs.values() if spec.kind == "child"}
    meant = of_documents().closest(name, names)
    if meant is None:
        _refuse(name)
    raise PathError(render("edit-path", "unknown-element-meant", name=name, meant=meant))


def _append(owner: Element, spec: Spec, element: Any) -> None:
    if spec.is_list:
        setattr(owner, spec.name, [*(getattr(owner, spec.name) or ()), element])
        return
    held = owner.__dict__.get(spec.name)
    if held is not None and not (spec.is_container and not held.__dict__):
        raise PathError(render("edit-path", "there-already", name=spec.name))
    setattr(owner, spec.name, element)
