"""Values in the words of a message."""

from __future__ import annotations

import re

from libvirt_xml.markup.secrets import is_secret, is_secret_text
from libvirt_xml.messages.credentials import without_credentials
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Scalar, Sequence


def describe(node: Node, path: str = "") -> str:
    """A value in a message: "a list", "the number 12". A secret is not quoted, by its path or its origin."""
    if isinstance(node, Scalar) and is_of_secret(node, path):
        return "a text"
    match node:
        case Mapping():
            return "a map"
        case Sequence():
            return "a list"
        case Scalar(value=None):
            return "nothing"
        case Scalar(value=bool()):
            return node.text
        case Scalar(value=int() | float()):
            return f"the number {node.text}"
        case _:
            return f"the text {without_credentials(node.text)!r}" if len(node.text) <= 40 else "a text"


def is_of_secret(scalar: Scalar, path: str) -> bool:
    """Whether a value may be a secret, by its path, its origin or its words: a password, what is written as ``auth``,
    or user data that sets one."""
    parent, _, key = re.sub(r"\[[0-9]+\]", "", path).rpartition(".")
    is_named = is_secret(path) or is_secret_text(key, parent.rpartition(".")[2])
    return scalar.is_hidden or is_named or (is_secret(scalar.text) and re.search(r"[\s=:]", scalar.text) is not None)


def last_key(path: str) -> str:
    """The last key of a path, quoted: what a message speaks of."""
    name = re.sub(r"\[[0-9]+\]$", "", path).rpartition(".")[2]
    return f"'{name}'" if name else "the document"
