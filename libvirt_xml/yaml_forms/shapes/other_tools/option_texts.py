"""Options of a command line as the map that they mean: ``path=/a,size=20`` is ``{path: /a, size: 20GiB}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.words.vocabulary import PLAIN, vocabulary
from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Words
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Scalar

if TYPE_CHECKING:
    from libvirt_xml.yaml_forms.shapes.composites import Record
    from libvirt_xml.yaml_forms.shapes.shapes import Shape

_OPTION = re.compile(r"([A-Za-z_][\w.-]*)=([\w./:+@-]+)").fullmatch
_is_word = re.compile(r"[\w.:/+-]+").fullmatch
_is_plain_word = re.compile(r"[\w-]+").fullmatch
_SEPARATOR = re.compile(r"[,;] ?")
_LONGEST = 200  # characters of options that are read


class OptionMap(NamedTuple):
    """The map that options mean."""

    text: str
    left: tuple[str, ...]
    """Options that mean nothing here, as they were written."""


def options_as_map(node: Scalar, record: Record) -> OptionMap | None:
    """The map that options mean; ``None`` where a text is not options, or has none that the map knows.

    An option without a value is the value of the key of the short form, or of the only key that has it among its words:
    ``virtio,bridge=br0`` of a NIC. Proxmox writes the address behind the model: ``virtio=52:54:00:12:34:56``.
    """
    if "=" not in node.text or len(node.text) > _LONGEST or node.is_hidden:
        return None
    reading = _Reading(record, node)
    for number, option in enumerate(_SEPARATOR.split(node.text)):
        match = _OPTION(option)
        if match is not None:
            reading.add_pair(match[1], match[2], option)
        elif not reading.add_word(option, is_first=number == 0):
            return None
    if not reading.items or reading.is_secret:
        return None
    content = ", ".join(f"{key}: {value}" for key, value in reading.items.items())
    return OptionMap(f"{{{content}}}", tuple(reading.left))


class _Reading:
    """The options of one text."""

    def __init__(self, record: Record, node: Scalar) -> None:
        self._record = record
        self._node = node
        self._words = PLAIN if record.synonyms is None else vocabulary(record.synonyms)
        self.items: dict[str, str] = {}
        self.left: list[str] = []
        self.is_secret = False

    def add_word(self, word: str, *, is_first: bool) -> bool:
        """Add an option without a value; whether it may be one."""
        short = self._record.short
        if is_first and short is not None and taken_as_it_is(self._record.keys[short].shape, self._scalar(word)):
            self.items[short] = word
            return True
        whole = self._record.reads(word) if is_first and self._record.reads is not None else None
        if whole is not None:
            self.items |= dict(pair.split(": ", 1) for pair in whole[1:-1].split(", "))
            return True
        key = self._key_with_word(word) or next(iter(self._record.joined or ()), "")
        if key and key not in self.items and _is_plain_word(word):
            self.items[key] = word
        else:
            self.left.append(word)
        return _is_word(word) is not None

    def add_pair(self, name: str, text: str, option: str) -> None:
        """Add an option with a value."""
        key = name if name in self._record.keys else self._words.meaning(name) or ""
        if is_secret(name) or is_secret(key):
            self.is_secret = True
        elif key in self._record.keys and key not in self.items:
            taken = taken_text(self._record.keys[key].shape, self._scalar(text))
            if taken is None:
                self.left.append(option)
            else:
                self.items[key] = taken
        elif not self._add_two_values(name, text):
            self.left.append(option)

    def _add_two_values(self, word: str, text: str) -> bool:
        """Add the values of two keys that are joined: ``virtio=52:54:00:12:34:56``."""
        first, second = self._record.joined or ("", "")
        if not second or not taken_as_it_is(self._record.keys[second].shape, self._scalar(text)):
            return False
        self.items |= {first: word, second: text}
        return True

    def _key_with_word(self, word: str) -> str | None:
        shapes = ((key, known.shape) for key, known in self._record.keys.items() if key not in self.items)
        keys = [key for key, shape in shapes if isinstance(shape, Words | FieldValue) and word in shape.words]
        return keys[0] if len(keys) == 1 else None

    def _scalar(self, text: str) -> Scalar:
        return Scalar(_plain(text), text, self._node.origin)


_POLICIES = {"+": "require", "-": "disable", "on": "require", "yes": "require", "off": "disable", "no": "disable"}
_CPU_FEATURE = re.compile(
    r"(?P<sign>[+-])(?P<signed>[\w.-]+)|(?P<switched>[\w.-]+)=(?P<switch>on|off|yes|no)"
    r"|(?P<policy>force|require|optional|disable|forbid)=(?P<named>[\w.-]+)"
)


def cpu_with_features(text: str) -> tuple[str, str] | None:
    """The model and the features of QEMU's and virt-install's form: ``host-model,+vmx,require=aes``."""
    model, *options = text.split(",")
    matches = [_CPU_FEATURE.fullmatch(option) for option in options]
    if not options or not all(matches):
        return None
    pairs = [_feature(match) for match in matches if match is not None]
    return model, f"{{{', '.join(pairs)}}}"


def _feature(match: re.Match[str]) -> str:
    policy = match["policy"] or _POLICIES[match["sign"] or match["switch"]]
    return f"{match['signed'] or match['switched'] or match['named']}: {policy}"


def _plain(text: str) -> str | int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


def taken_as_it_is(shape: Shape, node: Node) -> bool:
    """Whether a key takes a value as it is written."""
    trial = Findings()
    shape.check(node, "", trial)
    return not trial.has_errors


def taken_text(shape: Shape, node: Scalar) -> str | None:
    """The text of a value that a key takes, or what is suggested for it; ``None`` where it takes nothing like it."""
    trial = Findings()
    shape.check(node, "", trial)
    return next((problem.suggestion for problem in trial.problems), node.text)


def map_with_key(shape: Shape, node: Node) -> str | None:
    """The map of the only key that has a word among its own: ``{action: reset}``."""
    from libvirt_xml.yaml_forms.shapes.composites import Record

    if not isinstance(shape, Record) or not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    keys = [
        key
        for key, known in shape.keys.items()
        if isinstance(known.shape, Words | FieldValue) and node.text in known.shape.words
    ]
    return f"{{{keys[0]}: {node.text}}}" if len(keys) == 1 else None
