"""What each place answers to a word that it does not know: one rule, and the synonyms of the place."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

import libvirt_xml
from libvirt_xml import Disk, DiskTarget, Domain
from libvirt_xml.cli.exits import suggest
from libvirt_xml.words.vocabulary import Vocabulary, vocabulary
from libvirt_xml.yaml_forms import Source, SpecError, load

_DOMAIN = """<domain type="kvm"><name>n</name><memory>1</memory><os><type arch="x86_64">hvm</type></os>{}</domain>"""


def _element(word: str) -> str | None:
    return _of_xml(_DOMAIN.format(f"<{word}>2</{word}>"))


def _attribute(word: str) -> str | None:
    disk = f"""<devices><disk type="block"><source {word}="/dev/sda"/><target dev="vda"/></disk></devices>"""
    return _of_xml(_DOMAIN.format(disk))


def _value(word: str) -> str | None:
    return _of_xml(_DOMAIN.format("").replace("x86_64", word))


def _of_xml(text: str) -> str | None:
    return next((problem.suggestion for problem in libvirt_xml.validate(text)), None)


def _vm(word: str) -> str | None:
    return _of_yaml(f"vm: {{name: a, {word}: 2}}")


def _vm_disk(word: str) -> str | None:
    return _of_yaml(f"vm: {{name: a, disks: [{{{word}: /dev/sda}}]}}")


def _vm_value(word: str) -> str | None:
    return _of_yaml(f"vm: {{name: a, arch: {word}}}")


def _document(word: str) -> str | None:
    return _of_yaml(f"domain: {{type: kvm, name: a, {word}: 2}}")


def _of_yaml(text: str) -> str | None:
    with pytest.raises(SpecError) as error:
        load(Source(text)).raise_errors()
    return error.value.problems[0].suggestion


def _field(word: str) -> str | None:
    with pytest.raises(TypeError) as error:
        Domain(type="kvm", **{word: 2})
    return _quoted_after_meant(str(error.value))


def _assigned(word: str) -> str | None:
    with pytest.raises(AttributeError) as error:
        setattr(Disk(target=DiskTarget(dev="vda")), word, 2)
    return _quoted_after_meant(str(error.value))


def _name(word: str) -> str | None:
    with pytest.raises(AttributeError) as error:
        getattr(libvirt_xml, word)
    return _quoted_after_meant(str(error.value))


def _option(word: str) -> str | None:
    return _quoted_after_meant(suggest(word, ["--format", "--libvirt", "--jobs", "--kind"]))


def _quoted_after_meant(text: str) -> str | None:
    _, mark, rest = text.partition("did you mean '")
    if mark:
        return rest.removesuffix("'?")
    _, _, written = text.partition("; use ")  # of words for which more is written than a name: vcpu=Vcpu(2)
    return written.partition("=")[0] or None


@pytest.mark.parametrize(
    ("place", "word", "meant"),
    [
        (_element, "mem", "memory"),
        (_vm, "mem", "memory"),
        (_document, "mem", "memory"),
        (_field, "mem", "memory"),
        (_element, "cpus", "vcpu"),
        (_document, "cpus", "vcpu"),
        (_field, "cpus", "vcpu"),
        (_vm, "vcpus", "cpus"),
        (_field, "dev", "devices"),
        (_document, "dev", "devices"),
        (_attribute, "device", "dev"),
        (_vm_disk, "dev", "block"),
        (_assigned, "sorce", "source"),
        (_field, "nic", None),
        (_field, "memoryBacking", "memory_backing"),
        (_value, "amd64", "x86_64"),
        (_vm_value, "amd64", "x86_64"),
        (_vm_value, "x86-64", "x86_64"),
        (_name, "Dmain", "Domain"),
        (_name, "validate_fiel", "validate_file"),
        (_option, "--fromat", "--format"),
        (_option, "--colour", None),
    ],
)
def test_answers(place: Callable[[str], str | None], word: str, meant: str | None) -> None:
    """The same word has the same answer wherever the same words are known."""
    assert place(word) == meant


def test_plural_fields_are_known_by_their_elements() -> None:
    """Other tools' words lead to elements, and these to the fields that hold them."""
    with pytest.raises(TypeError, match="did you mean 'interfaces'"):
        libvirt_xml.Devices(nics=[])


def test_the_nearest_length_wins() -> None:
    """Of words that begin alike the shortest is meant."""
    assert Vocabulary().closest("mem", ["memory_backing", "memory", "memtune"]) == "memory"


def test_importing_changes_no_comparison() -> None:
    """A comparison is the same whatever was imported before."""
    program = (
        "from libvirt_xml.words.vocabulary import PLAIN, of_documents\n"
        "before = PLAIN.difference('amd64', 'x86_64'), of_documents().difference('amd64', 'x86_64')\n"
        "import libvirt_xml.validation.explaining.explain, libvirt_xml.yaml_forms, libvirt_xml.cli.main\n"
        "after = PLAIN.difference('amd64', 'x86_64'), of_documents().difference('amd64', 'x86_64')\n"
        "print(before, before == after)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "(1.0, 0.15) True\n"


def test_meanings_are_in_the_order_of_the_sections() -> None:
    """The first meaning is the likeliest."""
    assert vocabulary("values", "vm-values").synonyms["uefi"] == ("efi", "pflash")
    assert vocabulary("machine-types").meaning("I440FX") == "pc"
    assert vocabulary("machine-types").meaning("virt") is None
