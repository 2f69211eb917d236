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
        ("  <os>", "  <wibble/>\n  <os>"),
        ("<sound model='ich9'/>", "<sound model='ich9'><wibble/></sound>"),
        ("<sound model='ich9'/>", "<sound model='ich9' wibble='1'/>"),
        ("<sound model='ich9'/>", "<sound model='ich9' wibble='off'/>"),
        ("<sound model='ich9'/>", "<sound model='ich9'/>\n    <controller type='sata' ports='4'/>"),
        ("<sound model='ich9'/>", "<sound model='ich9'/>\n    <vsock model='virtio'/>\n    <vsock/>"),
        ("  <os>", "  <wibble>1</wibble>\n  <os>"),
        ("  <os>", "  <wibble mode='on'><wobble/></wibble>\n  <os>"),
        ("<name>web1</name>", "<name>web1<wibble mode='on'/></name>"),
        ("  <os>", "  <uuid></uuid>\n  <os>"),
        (" bus='usb'/>", " bus='usb'><driver iommu=''/></input>"),
    ],
)
def test_what_needs_leave(right: str, wrong: str) -> None:
    """It stays, and goes with leave, so that the text is what it was."""
    source = MACHINE.replace(right, wrong)
    assert fixed(source).text == source
    result = fixed(source, unsafe=True)
    kept = wrong.replace(" iommu=''", "").replace(" ports='4'", "").replace("\n    <vsock/>", "")
    assert result.text == (MACHINE if "wibble" in wrong or "uuid" in wrong else MACHINE.replace(right, kept))
    assert not result.left


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("our first machine", "<!-- our first machine -->"),
        ("<owner>alice &amp; bob</owner>", "<!-- <owner>alice &amp; bob</owner> -->"),
        ("<tags>\n    <tag name='a'/>\n  </tags>", "<!-- <tags>\n    <tag name='a'/>\n  </tags> -->"),
        ("<metadata>note</metadata>", "<metadata><!-- note --></metadata>"),
        ("a -- b", "a -- b"),
        ("<owner><!-- of this --></owner>", "<owner><!-- of this --></owner>"),
        ("<owner>a-</owner>", "<!-- <owner>a-</owner> -->"),
        ("${OWNER}", "${OWNER}"),
        ("<on_crash><when>dry</when>destroy</on_crash>", "<on_crash><!-- <when>dry</when> -->destroy</on_crash>"),
        ("<cpu mode='maximum'><why>fast</why></cpu>", "<cpu mode='maximum'><!-- <why>fast</why> --></cpu>"),
        ("<cpu why='fast'/>", "<!-- why='fast' -->\n  <cpu/>"),
        ("<vcpu\n    why='fast'>4</vcpu>", "<!-- why='fast' -->\n  <vcpu>4</vcpu>"),
        (
            "<cpu><!-- a --><topology sockets='1' cores='1' threads='1' why='b'/></cpu>",
            "<cpu><!-- a --><!-- why='b' --><topology sockets='1' cores='1' threads='1'/></cpu>",
        ),
    ],
)
def test_words_become_comments(wrong: str, right: str) -> None:
    """What a person has written stays, where libvirt does not look at it, if a comment can hold it."""
    source = MACHINE.replace("  <os>", f"  {wrong}\n  <os>")
    assert fixed(source).text == source
    assert fixed(source, unsafe=True).text == source.replace(wrong, right)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("  <os>", "  42\n  <os>"), ("<sound model='ich9'/>", "<sound model='ich9'>x</sound>")],
)
def test_a_text_without_a_word_goes(right: str, wrong: str) -> None:
    """A number or a letter says nothing to a person either."""
    source = MACHINE.replace(right, wrong)
    assert fixed(source).text == source
    assert fixed(source, unsafe=True).text == MACHINE


@pytest.mark.parametrize(
    "device",
    [
        "<disk type='file'><driver type='raw'/><source file='/a' dev='/dev/sdb'/><target dev='vda'/></disk>",
        "<interface type='network'><source network='a'/><model type='virtio' queues='4'/></interface>",
        "<audio id='1' type='none' name='word' wibble='another'/>",
        "<vsock model='virtio'/><vsock model='virtio-transitional'/>",
        "<tpm model='tpm-tis'/>",
    ],
)
def test_what_may_be_meant_stays(device: str) -> None:
    """Names of things, attributes of other elements, and a second element that says something else."""
    source = MACHINE.replace("    <!-- its sound -->", f"    {device}\n    <!-- its sound -->")
    assert fixed(source, unsafe=True).text == source


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


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("<type readonly='true'>hvm</type>", "<type>hvm</type>"),
        ("<type>hvm</type><boot dev='hd' slot='3'/>", "<type>hvm</type><boot dev='hd' slot='3'/>"),
    ],
)
def test_what_only_says_that_something_is_on(wrong: str, right: str) -> None:
    """With leave, an attribute that its element never has goes if it is yes or no in words; a number may be a place."""
    text = "<domain type='kvm'>\n  <name>a</name>\n  <memory>4096</memory>\n  <os>\n    {}\n  </os>\n</domain>\n"
    assert fixed(text.format(wrong), unsafe=True).text == text.format(right)


def test_an_attribute_of_an_element_without_any() -> None:
    """With leave, a switch or a number at an element that has no attributes goes."""
    source = MACHINE.replace("<name>", "<name size='1'>")
    assert fixed(source, unsafe=True).text == MACHINE


def test_the_second_one_says_less() -> None:
    """With leave, a second element goes if all that is in it is in the first one too."""
    source = MACHINE.replace("  </os>\n", "  </os>\n  <os><type>hvm</type></os>\n", 1)
    assert fixed(source, unsafe=True).text == MACHINE


def test_the_only_number_stays() -> None:
    """A number in an element that has only elements stays, if its attributes are those of another one."""
    source = MACHINE.replace("  <os>", "  <vcpus placement='Static'>4</vcpus>\n  <os>", 1)
    assert ">4</vcpus>" in fixed(source, unsafe=True).text


def test_rules_look_at_what_the_schema_takes() -> None:
    """The fix of a rule waits for the repair of what the rule may have misread: ``type=' mouse'``."""
    source = (
        "<domain type='kvm'><name>a</name><memory>4096</memory><os><type>hvm</type></os><devices>{}</devices></domain>"
    )
    wrong, right = (source.format(f"<input type='{word}' bus='ps2'/>") for word in (" mouse", "mouse"))
    assert fixed(wrong, unsafe=True).text == right
