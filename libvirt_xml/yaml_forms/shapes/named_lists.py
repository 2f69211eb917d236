"""Lists of things that have names, such as disks."""

from __future__ import annotations

from dataclasses import dataclass

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.advice.corrected import checked_or_corrected
from libvirt_xml.yaml_forms.shapes.advice.indentation import ends_with_header
from libvirt_xml.yaml_forms.shapes.advice.named_items import named_by_key
from libvirt_xml.yaml_forms.shapes.composites import Record
from libvirt_xml.yaml_forms.shapes.describing import describe, last_key as _key
from libvirt_xml.yaml_forms.shapes.other_tools.option_texts import taken_as_it_is
from libvirt_xml.yaml_forms.shapes.shapes import Shape, is_nothing
from libvirt_xml.yaml_forms.text.merging import listed
from libvirt_xml.yaml_forms.text.one_line import one_line
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence, is_null


@dataclass(frozen=True)
class NamedList(Shape):
    """A list of things that may have names, or a map by name."""

    item: Record
    what: str = "a list"

    @property
    def sample(self) -> str:
        return f"[{self.item.sample}]" if self.item.sample else ""

    def takes(self, node: Node) -> bool:
        return isinstance(node, Sequence | Mapping)

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if isinstance(node, Mapping):
            dashed = next((name for name in node.items if name[:1] == "-" and name[1:] in self.item.keys), None)
            if dashed is not None:
                message = render(
                    "wrong-type",
                    "dash-without-space",
                    key=dashed,
                    rest=dashed[1:],
                    value=one_line(node.items[dashed]) or "VALUE",
                )
                findings.add("wrong-type", message, node.place_of(dashed), path)
                return None
            lists = [key for key, item in node.items.items() if isinstance(item, Sequence)]
            of_key = self._of_key(node, lists[0]) if len(node.items) == 1 and lists else None
            if of_key is not None:
                parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
                findings.add("wrong-type", render("wrong-type", "shape", **parts), node, path, suggestion=of_key)
                return None
            if len(node.items) == 1 and lists:
                message = render("wrong-type", "list-below-key", list=_key(path), expected=self.what, key=lists[0])
                findings.add("wrong-type", message, node.place_of(lists[0]), path)
                if not is_secret(lists[0]):
                    self.check(node.items[lists[0]], path, findings)
                return None
            if self._is_item(node):
                message = render("wrong-type", "item-without-list", list=_key(path), item=self.item.name)
                findings.add("wrong-type", message, node, path)
                return None
            node = Sequence(listed(self._without_secrets(node, path, findings)), node.origin)
        if not isinstance(node, Sequence):
            self._refuse_text(node, path, findings)
            return None
        if self._is_split(node):
            second = node.items[1]
            first_key = next(iter(second.items)) if isinstance(second, Mapping) else ""
            message = render("missing-key", "item-in-parts", item=self.item.name, key=first_key)
            findings.add("missing-key", message, second, f"{path}[1]")
            return None
        result: list[Node] = []
        names: dict[str, Node] = {}
        for at, item in enumerate(node.items):
            here = f"{path}[{at}]"
            named = named_by_key(self.item, item) if isinstance(item, Mapping) else None
            if named is not None and isinstance(item, Mapping):
                findings.add("unknown-key", named, item.place_of(next(iter(item.items))), here)
                continue
            checked_item = checked_or_corrected(self.item, item, here, findings)
            if isinstance(checked_item, Mapping):
                self._check_name(checked_item, names, here, findings)
                result.append(checked_item)
            if any(ends_with_header(item, outer.keys) for outer in findings.around):
                break  # the other items are of the list that should begin there
        return Sequence(result, node.origin, is_incomplete=len(result) < len(node.items))

    def long(self, node: Node) -> Node:
        match node:
            case Sequence():
                items = [self.item.long(item) for item in node.items]
                return Sequence(items, node.origin, replaces=node.replaces)
            case Mapping():
                named = {name: item if is_null(item) else self.item.long(item) for name, item in node.items.items()}
                return Mapping(named, node.origin, node.keys, replaces=node.replaces)
            case _:
                return node

    def _without_secrets(self, node: Mapping, path: str, findings: Findings) -> Mapping:
        """A map by name without single values whose name says that they are secrets, which are quoted nowhere."""
        secrets = [name for name, item in node.items.items() if is_secret(name) and isinstance(item, Scalar)]
        for name in secrets:
            message = render("wrong-type", "secret-in-list", list=_key(path), key=name, item=self.item.name)
            findings.add("wrong-type", message, node.place_of(name), f"{path}.{name}")
        kept = {name: item for name, item in node.items.items() if name not in secrets}
        return Mapping(kept, node.origin, node.keys) if secrets else node

    def _refuse_text(self, node: Node, path: str, findings: Findings) -> None:
        """Note what is no list, with the list that it probably means."""
        if is_nothing(node):
            parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
            findings.add("wrong-type", render("wrong-type", "none", **parts), node, path)
            return
        meant = self.item.meant(node)
        if meant is None:
            self.refuse(node, path, findings)
            return
        parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
        written = f"[{meant.text}]"
        if meant.left:
            message = render("wrong-type", "options", written=written, left=meant.left, **parts)
            findings.add("wrong-type", message, node, path)
        else:
            findings.add("wrong-type", render("wrong-type", "shape", **parts), node, path, suggestion=written)

    def _of_key(self, node: Mapping, name: str) -> str | None:
        """The list of items that the values of one of their keys mean: ``pci: [0000:01:00.0, 0000:01:00.1]``."""
        held, key = node.items[name], self.item.keys.get(name)
        if key is None or is_secret(name) or not isinstance(held, Sequence) or not held.items:
            return None
        lines = [one_line(part) for part in held if isinstance(part, Scalar) and taken_as_it_is(key.shape, part)]
        items = [f"{{{name}: {line}}}" for line in lines if line is not None]
        return f"[{', '.join(items)}]" if len(items) == len(held.items) else None

    def _is_split(self, node: Sequence) -> bool:
        """Whether each key of one item is an item: a dash stands before each, and one of them is the name."""
        maps = [item for item in node.items if isinstance(item, Mapping) and len(item.items) == 1]
        keys = [next(iter(item.items)) for item in maps]
        is_one = 1 < len(maps) == len(node.items) and len(set(keys)) == len(keys)
        return is_one and set(keys) <= self.item.keys.keys() and "name" in keys

    def _is_item(self, node: Mapping) -> bool:
        """Whether this is an item that stands without its list: single values under the keys of one."""
        values = any(isinstance(item, Scalar) and not is_null(item) for item in node.items.values())
        return values and node.items.keys() <= self.item.keys.keys()

    def _check_name(self, item: Mapping, names: dict[str, Node], path: str, findings: Findings) -> None:
        name = item.get("name")
        if not isinstance(name, Scalar):
            return
        if name.text in names:
            first = names[name.text].origin.line
            message = (
                render("duplicate-name", "in-list-with-line", name=name.text, line=first)
                if first
                else render("duplicate-name", "in-list", name=name.text)
            )
            findings.add("duplicate-name", message, name, f"{path}.name")
        names.setdefault(name.text, name)
