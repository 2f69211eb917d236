"""I/O threads: a plain key of the domain."""

from __future__ import annotations

from libvirt_xml.yaml_forms.shapes.number_shapes import Whole
from libvirt_xml.yaml_forms.vm.rows import POSITIVE, Row, Rows
from libvirt_xml.yaml_forms.vm.topic import Topic

KEYS = {"iothreads": Row(Whole(0, 1024), "the number of I/O threads for disks", place="iothreads", conversion=POSITIVE)}

TOPIC = Topic(KEYS, rows=Rows("Domain", KEYS))
