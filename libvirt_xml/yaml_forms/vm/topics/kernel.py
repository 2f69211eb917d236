"""A kernel that is booted directly."""

from __future__ import annotations

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import render
from libvirt_xml.yaml_forms.shapes.shapes import Text
from libvirt_xml.yaml_forms.text.yaml_tree import Node, Scalar, Sequence
from libvirt_xml.yaml_forms.vm.draft import Draft
from libvirt_xml.yaml_forms.vm.key_shapes import FILE
from libvirt_xml.yaml_forms.vm.rows import Row, Rows
from libvirt_xml.yaml_forms.vm.topic import Topic


class CommandLine(Text):
    """A text that others write as a list of its words."""

    def _only_value(self, node: Node) -> str | None:
        if not isinstance(node, Sequence) or not all(isinstance(item, Scalar) for item in node.items):
            return super()._only_value(node)
        words = [item for item in node.items if isinstance(item, Scalar)]
        is_shown = not any(item.is_hidden or is_secret(item.text) for item in words)
        return " ".join(item.text for item in words) if is_shown else None


KEYS = {
    "kernel": Row(FILE, "a kernel to boot directly", place="os.kernel"),
    "initrd": Row(FILE, "its initial ram disk", place="os.initrd"),
    "cmdline": Row(CommandLine("a command line"), "its command line", place="os.cmdline"),
}


def expand(draft: Draft) -> None:
    """What a kernel alone uses."""
    for key in ("initrd", "cmdline"):
        if draft.get(key) is not None and draft.get("kernel") is None:
            message = render("impossible-combination", "without-kernel", key=key)
            draft.complain(message, draft.origin(key), key, because_of=("kernel",))


TOPIC = Topic(KEYS, Rows("Domain", KEYS), expand)
