"""The choice between shapes, by the sort of the value."""

from __future__ import annotations

from dataclasses import dataclass

from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.composites import ListOf, Record
from libvirt_xml.yaml_forms.shapes.describing import describe, is_of_secret, last_key as _key
from libvirt_xml.yaml_forms.shapes.other_tools.option_texts import map_with_key
from libvirt_xml.yaml_forms.shapes.shapes import YES, FieldValue, Flag, Part, Shape, Words, likely_word
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Scalar


@dataclass(frozen=True)
class OneOf(Shape):
    """One of several shapes, chosen by the sort of the value."""

    shapes: tuple[Shape, ...]

    @property
    def what(self) -> str:  # type: ignore[override]
        return " or ".join(shape.what for shape in self.shapes)

    @property
    def sample(self) -> str:
        return next((shape.sample for shape in self.shapes if shape.sample), "")

    def takes(self, node: Node) -> bool:
        return any(shape.takes(node) for shape in self.shapes)

    def check(self, node: Node, path: str, findings: Findings) -> Node | None:
        split = next((shape for shape in self.shapes if isinstance(shape, Record) and shape.merged_items(node)), None)
        if split is not None:
            return split.check(node, path, findings)
        fitting = [shape for shape in self.shapes if shape.takes(node)]
        if not fitting and isinstance(node, Scalar) and isinstance(node.value, str) and self._takes_number(node):
            parts = {"key": _key(path), "expected": self.what, "actual": describe(node, path)}
            findings.add("wrong-type", render("wrong-type", "number-in-quotes", **parts), node, path)
            return None
        if not fitting:
            self._refuse_all(node, path, findings)
            return None
        if isinstance(node, Scalar) and any(isinstance(shape, Flag) for shape in self.shapes):
            fitting = self._with_flag(node, fitting)
        for shape in fitting:
            trial = findings.trial()
            checked_node = shape.check(node, path, trial)
            if checked_node is not None and not trial.has_errors:
                findings.include(trial)
                return checked_node
        if len(fitting) == 1:
            return fitting[0].check(node, path, findings)
        is_shown = isinstance(node, Scalar) and not is_of_secret(node, path)
        actual_text = repr(node.text) if isinstance(node, Scalar) and is_shown else describe(node, path)
        words = [word for shape in fitting if isinstance(shape, Words | FieldValue) for word in shape.words]
        meant = likely_word(node.text, words) if isinstance(node, Scalar) else None
        meant = meant or self._meant(node, path)
        message = render("invalid-value", "shape", key=_key(path), expected=self.what, actual=actual_text)
        findings.add("invalid-value", message, node, path, expected=words, suggestion=meant)
        return None

    def _refuse_all(self, node: Node, path: str, findings: Findings) -> None:
        """Note what no shape takes; of numbers with commas between them, the list is meant."""
        numbers = node.text.replace(" ", "").split(",") if isinstance(node, Scalar) else []
        has_list = any(isinstance(shape, ListOf) for shape in self.shapes)
        is_list = len(numbers) > 1 and has_list and all(map(str.isdecimal, numbers))
        maps = (shape.meant_map(node) for shape in self.shapes if isinstance(shape, Part))
        meant = f"[{', '.join(numbers)}]" if is_list else next(filter(None, maps), None) or self._meant(node, path)
        if meant is None:
            self.refuse(node, path, findings)
            return
        message = render("wrong-type", "shape", key=_key(path), expected=self.what, actual=describe(node, path))
        findings.add("wrong-type", message, node, path, suggestion=meant)

    def _meant(self, node: Node, path: str) -> str | None:
        """What one of the shapes suggests for a single value that none takes."""
        for shape in self.shapes if isinstance(node, Scalar) else ():
            trial = Findings()
            shape.check(node, path, trial)
            suggestion = next((problem.suggestion for problem in trial.problems_at(path, node)), None)
            if suggestion is not None:
                return suggestion
        return next(filter(None, (map_with_key(shape, node) for shape in self.shapes)), None)

    def _with_flag(self, node: Scalar, fitting: list[Shape]) -> list[Shape]:
        """The shapes that fit; for a word like ``yes``, which none of them takes, what is true or false."""
        is_flag = node.text.lower() in YES and isinstance(node.value, str)
        if not is_flag or any(shape.check(node, "", Findings()) is not None for shape in fitting):
            return fitting
        return [shape for shape in self.shapes if isinstance(shape, Flag)]

    def _takes_number(self, node: Scalar) -> bool:
        """Whether a text in quotes would be right as the number that it is."""
        return node.text.isascii() and node.text.isdecimal() and self.takes(Scalar(int(node.text), None, node.origin))

    def long(self, node: Node) -> Node:
        return next((shape.long(node) for shape in self.shapes if shape.takes(node)), node)
