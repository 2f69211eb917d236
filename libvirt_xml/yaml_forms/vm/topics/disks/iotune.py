"""Limits of a disk's throughput and operations."""

from __future__ import annotations

from libvirt_xml.yaml_forms.shapes.composites import Record
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf, Whole
from libvirt_xml.yaml_forms.shapes.shapes import Text
from libvirt_xml.yaml_forms.vm.rows import Row

_SENTENCES = {
    "total_bytes_sec": "bytes a second, reading and writing together",
    "read_bytes_sec": "bytes read a second",
    "write_bytes_sec": "bytes written a second",
    "total_iops_sec": "operations a second, reading and writing together",
    "read_iops_sec": "read operations a second",
    "write_iops_sec": "write operations a second",
    "total_bytes_sec_max": "bytes a second in a burst",
    "read_bytes_sec_max": "bytes read a second in a burst",
    "write_bytes_sec_max": "bytes written a second in a burst",
    "total_iops_sec_max": "operations a second in a burst",
    "read_iops_sec_max": "read operations a second in a burst",
    "write_iops_sec_max": "write operations a second in a burst",
    "size_iops_sec": "how many bytes count as one operation",
}

IOTUNE = Record(
    "iotune",
    {
        name: Row(SizeOf() if "bytes" in name else Whole(), about, place=f"iotune.{name}")
        for name, about in _SENTENCES.items()
    }
    | {"group_name": Row(Text("a name"), "disks of one group share their limits", place="iotune.group_name")},
    synonyms="iotune",
)
