"""What is there twice, or has no effect, goes by itself; what libvirt does not know, with leave."""

from __future__ import annotations

import pytest

from libvirt_xml.fixing.fixing import fixed

MACHINE = """\
<domain type='kvm'>
  <name>web1</name>
  <memory unit='GiB'>4</memory>
  <os>
    <type>hvm</type>
  </os>
  <features>
    <apic/>
  </features>
  <devices>
    <!-- its sound -->
    <sound model='ich9'/>
    <input type='tablet' bus='usb'/>
  </devices>
</domain>
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("  <os>", "  ;\n  <os>"),
        ("<sound model='ich9'/>", "<sound model='ich9'>,</sound>"),
        ("<apic/>", "<apic>yes</apic>"),
        ("<name>web1</name>", "<name>web1</name>\n  <name>web1</name>"),
        ("<type>hvm</type>", "<type>hvm</type>\n    <type>hvm</type>"),
    ],
)
def test_what_has_no_effect(right: str, wrong: str) -> None:
    """It goes, with its line."""
    source = MACHINE.replace(right, wrong)
    result = fixed(source)
    assert result.text == MACHINE
    assert not result.left


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("  <os>", "  our first machine\n  <os>"),
        ("  <os>", "  <wibble/>\n  <os>"),
        ("<sound model='ich9'/>", "<sound model='ich9'>the best</sound>"),
        ("<sound model='ich9'/>", "<sound model='ich9'><wibble/></sound>"),
        ("<sound model='ich9'/>", "<sound model='ich9' wibble='1'/>"),
        ("    <!-- its sound -->", "    the sound\n    <!-- its sound -->"),
        ("  <os>", "  <uuid></uuid>\n  <os>"),
        (" bus='usb'/>", " bus='usb'><driver iommu=''/></input>"),
    ],
)
def test_what_needs_leave(right: str, wrong: str) -> None:
    """It stays, and goes with leave, so that the text is what it was."""
    source = MACHINE.replace(right, wrong)
    assert fixed(source).text == source
    result = fixed(source, unsafe=True)
    expected = MACHINE.replace(right, wrong.replace(" iommu=''", "")) if "iommu" in wrong else MACHINE
    assert result.text == expected
    assert not result.left


@pytest.mark.parametrize("inside", ["<value>4</value><unit>GiB</unit>", "\n    <value> 4 </value><unit>GiB</unit>\n  "])
def test_a_value_around_which_there_is_an_element(inside: str) -> None:
    """What is in ``<value>`` is the text of the element around it; neither of them goes."""
    source = MACHINE.replace(" unit='GiB'>4<", f">{inside}<")
    result = fixed(source, unsafe=True)
    assert result.text == MACHINE
    assert "<value>" in fixed(source).text


def test_comments_stay() -> None:
    """An element that is there twice stays if the second one has a comment: it would go too."""
    source = MACHINE.replace("    <type>hvm</type>\n", "    <type>hvm</type>\n    <type>hvm<!-- HVM --></type>\n")
    assert fixed(source).text == source


def test_templates_stay() -> None:
    """What a program fills in is no text of the document."""
    source = MACHINE.replace("  <os>", "  {% if uefi %}\n  <os>")
    assert fixed(source, unsafe=True).text == source


def test_spaces_that_only_look_so() -> None:
    """They become spaces."""
    source = MACHINE.replace("  <os>", "\N{NO-BREAK SPACE} <os>")
    assert fixed(source).text == MACHINE


def test_the_only_text_stays() -> None:
    """What an element has in an unknown one is probably meant, so that neither goes."""
    source = MACHINE.replace("<memory unit='GiB'>4</memory>", "<memory unit='GiB'><size>4</size></memory>")
    assert fixed(source, unsafe=True).text == source
