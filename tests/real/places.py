"""A folder with two pools and an image in several forms, from which machines are made."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from libvirt_xml.cli.main import main
from tests.real.guests import write_disk
from tests.real.hypervisor import Hypervisor

GREETING = "This is the image"
HEAD = "vm:\n  name: NAME\n  os: debian12\n  accel: tcg\n  memory: 128MiB\n  state: stopped\n"
SEED = "  cloud_init: {user_data: {packages: [nginx]}}\n"

GiB = 1 << 30
IMAGES = [
    ("a volume of another pool", "image: {pool: IMAGES, volume: debian.qcow2}"),
    ("a qcow2 file that is named .img, outside any pool", "image: {path: FOLDER/apart/debian.img, format: qcow2}"),
    ("a raw file outside any pool, into qcow2", "image: FOLDER/apart/debian.raw"),
    ("an overlay", "image: {path: FOLDER/apart/debian.img, format: qcow2, overlay: true}"),
    ("an overlay over a raw file", "image: {path: FOLDER/apart/debian.raw, overlay: true}"),
    *((f"a {ending} file", f"image: FOLDER/apart/debian.{ending}") for ending in ("vmdk", "vdi", "vhd")),
    ("a raw copy of qcow2", "format: raw, image: {path: FOLDER/apart/debian.img, format: qcow2}"),
    ("a raw copy of raw", "format: raw, image: FOLDER/apart/debian.raw"),
    ("a raw copy of a volume", "format: raw, image: {pool: IMAGES, volume: debian.qcow2}"),
]


def write_images(folder: Path) -> None:
    """The image in all its forms, as debian.ENDING."""
    raw = folder / "debian.raw"
    write_disk(raw, GREETING)
    for format, ending in (("qcow2", "img"), ("vmdk", "vmdk"), ("vdi", "vdi"), ("vpc", "vhd")):
        _tool("convert", "-q", "-f", "raw", "-O", format, str(raw), str(folder / f"debian.{ending}"))


def _tool(*arguments: str) -> str:
    return subprocess.run(["qemu-img", *arguments], capture_output=True, text=True, check=True).stdout


class Place:
    """A folder with two pools, an image in several forms, and what runs there."""

    def __init__(self, hypervisor: Hypervisor, folder: Path, images: Path) -> None:
        self.hypervisor, self.folder = hypervisor, folder
        self.pools = [f"{folder.name}-disks", f"{folder.name} images"]
        for pool, name in zip(self.pools, ("disks", "images"), strict=True):
            (folder / name).mkdir()
            assert hypervisor.virsh("pool-define-as", pool, "dir", "--target", str(folder / name)).returncode == 0
        shutil.copytree(images, folder / "apart")
        shutil.copy(images / "debian.img", folder / "images" / "debian.qcow2")

    def close(self) -> None:
        """Forget the pools; their files go with the folder."""
        names = self.hypervisor.virsh("pool-list", "--all", "--name").stdout.splitlines()
        for pool in filter(None, map(str.strip, names)):
            self.hypervisor.virsh("pool-destroy", pool)
            self.hypervisor.virsh("pool-undefine", pool)

    def image(self, path: str) -> dict[str, object]:
        """What qemu-img says of a file below the folder."""
        found: dict[str, object] = json.loads(_tool("info", "--output=json", str(self.folder / path)))
        return found

    def write(self, text: str, name: str) -> Path:
        """A spec in its file, with the names of this place."""
        path = self.folder / f"{name}.yaml"
        text = text.replace("NAME", name).replace("FOLDER", str(self.folder))
        path.write_text(text.replace("DISKS", self.pools[0]).replace("IMAGES", self.pools[1]), encoding="utf-8")
        return path

    def script(self, text: str, name: str = "cloud") -> Path:
        """The script that ``convert`` writes for a spec."""
        script = self.folder / f"{name}-made" / "make it.sh"
        assert (
            main(["convert", "-q", str(self.write(text, name)), "-o", f"{script.parent}/", "--script", str(script)])
            == 0
        )
        return script

    def run(self, script: Path) -> subprocess.CompletedProcess[str]:
        """Run a script from another folder."""
        environment = {**self.hypervisor.environment}
        environment["PATH"] += ":/usr/bin:/bin"
        command = [*self.hypervisor.prefix, "sh", str(script), "qemu:///session"]
        return subprocess.run(
            command, env=environment, cwd="/", capture_output=True, text=True, timeout=120, check=False
        )

    def capacity(self, pool: str, volume: str) -> str:
        """The capacity of a volume in bytes, as libvirt sees it."""
        done = self.hypervisor.virsh("vol-info", "--bytes", "--pool", pool, "--vol", volume)
        return next((line.split()[1] for line in done.stdout.splitlines() if line.startswith("Capacity")), done.stderr)

    @contextmanager
    def made(self, text: str, name: str = "cloud") -> Iterator[Path]:
        """What a script makes; the machine is gone afterwards."""
        script = self.script(text, name)
        done = self.run(script)
        assert done.returncode == 0, done.stderr
        try:
            yield script
        finally:
            self.hypervisor.virsh("destroy", name)
            self.hypervisor.virsh("undefine", name, "--nvram")

    def boots(self, size: int, name: str = "cloud") -> bool:
        """Whether the guest greets, and finds a disk of this size."""
        with self.hypervisor.console(name) as console:
            return console.hears(f"{GREETING}\r\n{size // 512:08X} sectors")
