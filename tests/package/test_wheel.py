"""The wheel holds the package, all of it and nothing else, and works in a clean environment."""

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
USE = "import libvirt_xml; print(libvirt_xml.Domain.from_xml('<domain><name>a</name></domain>').name)"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_contents(wheel: Path) -> None:
    """The package, its type marker and the licences are in; code generation, schemas and tests are not."""
    names = zipfile.ZipFile(wheel).namelist()
    assert "libvirt_xml/py.typed" in names
    assert "libvirt_xml/documents/disk.py" in names
    assert any(name.endswith("LICENSE") for name in names)
    shared = [name.partition(".data/data/")[2] for name in names if ".data/" in name]
    assert sorted(shared) == [
        "share/bash-completion/completions/libvirt-xml",
        "share/fish/vendor_completions.d/libvirt-xml.fish",
        "share/man/man1/libvirt-xml.1",
        "share/zsh/site-functions/_libvirt-xml",
    ]
    of_package = [name for name in names if ".dist-info/" not in name and ".data/" not in name]
    assert {name.split("/")[0] for name in of_package} == {"libvirt_xml"}
    assert "libvirt_xml/cli/manual/generated/libvirt-xml.1" in of_package


def test_it_works_in_a_clean_environment(wheel: Path, tmp_path: Path) -> None:
    """Installed by itself, it imports and reads, with lxml as its only dependency."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    done = subprocess.run([python, "-c", USE], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "a\n"), done.stderr
    listed = subprocess.run([python, "-m", "pip", "list"], capture_output=True, text=True, check=True).stdout.lower()
    assert "lxml" in listed
    assert "xsdata" not in listed
