"""The shapes of numbers and of sizes."""

from __future__ import annotations

import re
from collections.abc import Sequence as SomeOf
from dataclasses import dataclass

from libvirt_xml.facts.driver import most_bytes
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.describing import describe, last_key as _key
from libvirt_xml.yaml_forms.shapes.shapes import Shape
from libvirt_xml.yaml_forms.shapes.sizes import MOST_GIBIBYTES, MOST_MEBIBYTES, meanings, parse_size, without_noun
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar

_AROUND = " ,;\u201c\u201d\u201e\u2018\u2019\xa0"
_THOUSANDTHS = re.compile(r"([0-9]{1,9})m").fullmatch
_THOUSANDS = re.compile(r"([0-9]{1,6}) ?[kK]").fullmatch
_DEFAULTS = {"auto", "default", "any", "none", "unlimited", "max"}
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "six": "6", "eight": "8", "sixteen": "16"}


@dataclass(frozen=True)
class Whole(Shape):
    """A whole number."""

    minimum: int = 0
    maximum: int | None = None
    what: str = "a whole number"
    counted: str = ""
    """What is counted, where others count thousandths of it: ``500m``."""
    is_chosen: bool = False
    """Whether libvirt chooses one where none is written, for which others write 0 or -1."""

    def takes(self, node: Node) -> bool:
        return isinstance(node, Scalar) and isinstance(node.value, int) and not isinstance(node.value, bool)

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if not isinstance(node, Scalar) or isinstance(node.value, bool) or not isinstance(node.value, int):
            is_quoted = isinstance(node, Scalar) and isinstance(node.value, str) and node.text.isdecimal()
            if is_quoted and isinstance(node, Scalar) and node.origin.cause == "variable":
                return self.check(Scalar(int(node.text), node.text, node.origin), path, findings)
            if is_quoted and isinstance(node, Scalar):
                parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
                message = render("wrong-type", "number-in-quotes", **parts)
                findings.add("wrong-type", message, node, path, suggestion=node.text)
            elif isinstance(node, Scalar):
                self._refuse_text(node, path, findings)
            else:
                self.refuse(node, path, findings)
            return None
        if node.value < self.minimum or (self.maximum is not None and node.value > self.maximum):
            findings.add("invalid-value", self._outside(node.value, path), node, path)
            return None
        return Scalar(node.value, None, node.origin)

    def _refuse_text(self, node: Scalar, path: str, findings: Findings) -> None:
        """Note what is no number, with the one that is in it."""
        parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
        text = node.text
        if node.value is True and self.minimum == 1:
            findings.add("wrong-type", render("wrong-type", "shape-with-sample", sample="1", **parts), node, path)
            return
        thousandths = _THOUSANDTHS(text)
        if thousandths and self.counted:
            count = max(1, -(-int(thousandths[1]) // 1000))
            message = render("wrong-type", "thousandths", counted=self.counted, count=count, **parts)
            findings.add("wrong-type", message, node, path)
            return
        if text.lower() in _DEFAULTS:
            findings.add("wrong-type", render("wrong-type", "word-for-default", **parts), node, path)
            return
        bare = without_noun(text.strip(_AROUND), _key(path).strip("'"))
        meant = bare if bare != text and bare.isascii() and bare.isdecimal() else self._whole(node)
        thousands = _THOUSANDS(text)
        meant = meant or (f"{thousands[1]}000" if thousands else None)
        meant = meant or _NUMBERS.get(text.lower()) or self.meant_without_marks(node)
        findings.add("wrong-type", render("wrong-type", "shape", **parts), node, path, suggestion=meant)

    def _whole(self, node: Scalar) -> str | None:
        """The next whole number to a fraction, where things are counted."""
        value = node.value if self.counted else None
        return str(max(self.minimum, -int(-value // 1))) if isinstance(value, float) and 0 < value < 1e9 else None

    def _outside(self, value: int, path: str) -> str:
        parts = {"key": _key(path), "minimum": self.minimum, "value": value}
        if self.maximum is None:
            return render("invalid-value", "number-at-least", **parts)
        if self.is_chosen and value in (0, -1):
            return render("invalid-value", "number-for-default", maximum=self.maximum, **parts)
        return render("invalid-value", "number-between", maximum=self.maximum, **parts)


@dataclass(frozen=True)
class SizeOf(Shape):
    """A size with its unit."""

    what: str = "a size with its unit, as in 20GiB"
    most_gibibytes: int = MOST_GIBIBYTES
    """The largest number without a unit that is probably in GiB."""
    most_mebibytes: int = MOST_MEBIBYTES
    """The largest one that is probably in MiB."""

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        if not isinstance(node, Scalar) or isinstance(node.value, bool):
            self.refuse(node, path, findings)
            return None
        try:
            size = parse_size(node.text)
        except ValueError:
            likely = meanings(node.text, self.most_gibibytes, self.most_mebibytes)
            message = _no_size(node, path, likely)
            meant = likely[0] if likely else None
            findings.add("invalid-size", message, node, path, expected=likely, suggestion=meant)
            return None
        if not size.number:
            findings.add("invalid-size", render("invalid-size", "zero", key=_key(path)), node, path)
            return None
        if size.bytes > most_bytes("size"):
            findings.add(
                "invalid-size", render("invalid-size", "too-large", key=_key(path), size=node.text), node, path
            )
            return None
        return Scalar(str(size), str(size), node.origin)

    def _only_value(self, node: Node) -> str | None:
        amount = size_in_map(node) if isinstance(node, Mapping) else None
        return amount or super()._only_value(node)


def size_in_map(node: Mapping) -> str | None:
    """The size that a map of a number and a unit means: ``{value: 4, unit: GiB}``."""
    unit = node.items.get("unit")
    others = [item for name, item in node.items.items() if name != "unit"]
    if not isinstance(unit, Scalar) or len(others) != 1 or not isinstance(others[0], Scalar) or others[0].is_hidden:
        return None
    return next(iter(meanings(f"{others[0].text}{unit.text}")), None)


def _no_size(node: Scalar, path: str, likely: SomeOf[str]) -> str:
    if isinstance(node.value, int) and len(likely) > 1:
        parts = {"key": _key(path), "text": node.text, "first": likely[0], "second": likely[1]}
        return render("invalid-size", "without-unit", **parts)
    if likely:
        return render("invalid-size", "likely", key=_key(path), text=node.text, likely=" or ".join(likely[:2]))
    return render("invalid-size", "unknown", key=_key(path), text=node.text)
