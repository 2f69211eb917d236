"""Keys of a machine that say of which sort something is: its display, its system."""

from __future__ import annotations

from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.vocabulary import vocabulary
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Scalar


def display_switch(key: str, node: Mapping) -> Sentence | None:
    """``vnc: true`` and ``spice: {port: 5900}``: the sort of graphics."""
    item = node.items.get(key)
    if isinstance(item, Mapping) and item.items:
        return render("unknown-key", "display-with-keys", key=key, keys=", ".join(item.items))
    is_on = isinstance(item, Scalar) and item.value is not False
    return render("unknown-key", "display", key=key) if is_on else None


def sort_of_system(key: str, node: Mapping) -> Sentence | None:
    """``os_type: linux`` beside the system itself."""
    item = node.items.get(key)
    others = (name for name in node.items if name != key and "os" in (name, vocabulary("vm").meaning(name)))
    beside = next(others, None)
    is_sort = isinstance(item, Scalar) and item.text.lower() in _SORTS_OF_SYSTEMS
    return render("unknown-key", "sort-of-system", key=key, beside=beside) if is_sort and beside else None


_SORTS_OF_SYSTEMS = {"linux", "windows", "hvm", "l26", "unix", "bsd", "other", "generic", "w10", "w11", "exe", "xen"}
