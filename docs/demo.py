"""What `make demo` shows: ten lines of YAML become a domain; a typo in the XML or YAML is found and explained."""

import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / "examples" / "web-server.yaml"


def main() -> None:
    """Convert, validate, break, validate again."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (EXAMPLE.name, "web-server-user.yaml"):
            (Path(folder) / name).write_text((EXAMPLE.parent / name).read_text())
        show("A machine in YAML", EXAMPLE.read_text())
        run(folder, "convert", "web-server.yaml", "-o", "made/")
        show("made/web1.xml", "\n".join((Path(folder) / "made" / "web1.xml").read_text().splitlines()[:24]) + "\n  ...")
        run(folder, "convert", "made/web1.xml", "--to", "vm")
        run(folder, "validate", "made/web1.xml", "--libvirt", "9.0.0")
        replace(Path(folder) / "made" / "web1.xml", "bus='virtio'", "bus='VirtIO'")
        run(folder, "validate", "made/web1.xml")
        replace(Path(folder) / "web-server.yaml", "memory: 4GiB", "memroy: 4")
        run(folder, "convert", "web-server.yaml")


def show(title: str, text: str) -> None:
    """Show a text with a title."""
    print(f"--- {title}\n{text}\n", flush=True)


def run(folder: str, *arguments: str) -> None:
    """Run a command, and show it as a user would type it."""
    print(f"$ libvirt-xml {' '.join(arguments)}", flush=True)
    subprocess.run(
        [sys.executable, "-m", "libvirt_xml.cli", *arguments], cwd=folder, check=False, stderr=subprocess.STDOUT
    )
    print(flush=True)


def replace(path: Path, right: str, wrong: str) -> None:
    """Break a file."""
    text = path.read_text()
    assert right in text
    print(f"--- {path.name}: {right!r} becomes {wrong!r}\n", flush=True)
    path.write_text(text.replace(right, wrong, 1))


if __name__ == "__main__":
    main()
