"""What `make demo` shows: a domain document read into typed objects, changed, and written back."""

import difflib
from pathlib import Path

from libvirt_xml import Disk, DiskDriver, DiskSource, DiskTarget, Domain, Memory

FILE = Path(__file__).parent / "examples" / "web1.xml"


def main() -> None:
    """Read, look, change, write, and show what changed in the XML."""
    original = FILE.read_text()
    domain = Domain.from_xml(original)
    print(f"read {FILE.name}: {domain.name}, {sum(1 for _ in domain.walk())} objects, {len(domain.unknown())} unknown")
    for disk in domain.devices.disks:
        print(f"  disk       {disk.target.dev} from {disk.source and disk.source.file}")
    for interface in domain.devices.interfaces:
        print(
            f"  interface  {interface.mac and interface.mac.address} on {interface.source and interface.source.bridge}"
        )

    domain.memory = Memory(8, unit="GiB")
    domain.devices.disks.append(
        Disk(
            type="block",
            device="disk",
            driver=DiskDriver(name="qemu", type="raw", cache="none"),
            source=DiskSource(dev="/dev/vg0/data"),
            target=DiskTarget(dev="vdb", bus="virtio"),
        )
    )
    changed = domain.to_xml()

    print('\nafter `domain.memory = Memory(8, unit="GiB")` and one disk more, the XML differs in:\n')
    lines = difflib.unified_diff(original.splitlines(), changed.splitlines(), "web1.xml", "changed", n=1, lineterm="")
    print("\n".join(lines))
    assert Domain.from_xml(changed) == domain
    print("\nread back: equal to the objects in memory")


if __name__ == "__main__":
    main()
