"""Whether a machine runs: no part of a domain, but of what is done with it."""

from __future__ import annotations

from libvirt_xml.yaml_forms.shapes.composites import Key
from libvirt_xml.yaml_forms.shapes.shapes import Flag, Words
from libvirt_xml.yaml_forms.vm.topic import Topic

KEYS = {
    "autostart": Key(Flag(), "whether it starts with the host"),
    "state": Key(
        Words(("running", "stopped", "unmanaged")),
        "whether it is to run; without it, `apply` starts a new machine and leaves others",
    ),
}

TOPIC = Topic(KEYS, elsewhere="Machine.state and Machine.autostart")
