"""Documents whose namespaces are declared anywhere above where they are used, as ElementTree and oVirt write them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from libvirt_xml import Domain
from libvirt_xml.changes import compare
from libvirt_xml.markup.prefixes import usual_prefixes
from libvirt_xml.yaml_forms import to_yaml
from libvirt_xml.yaml_forms.loading import Options, Source, load

FOREIGN = ("urn:a", "http://openstack.org/xmlns/libvirt/nova/1.1", "http://ovirt.org/vm/tune/1.0")
OWN = {uri: prefix for uri, prefix in usual_prefixes().items() if prefix in ("qemu", "xen", "lxc", "bhyve")}
PARTS = {
    "qemu": "<P:commandline DECLARED><P:arg value='-s'/><P:env name='A' value='1'/></P:commandline>",
    "xen": "<P:commandline DECLARED><P:arg value='-s'/></P:commandline>",
    "bhyve": "<P:commandline DECLARED><P:arg value='-s'/></P:commandline>",
    "lxc": "<P:namespace DECLARED><P:sharenet type='netns' value='red'/></P:namespace>",
}
ROOT, MIDDLE, HERE = range(3)


@st.composite
def hoisted(draw: st.DrawFn) -> str:
    """A domain in which each namespace is declared on the root, on a parent, or where it is used."""
    declared: dict[int, dict[str, str]] = {ROOT: {}}

    def place(prefix: str, uri: str, middle: dict[str, str]) -> str:
        """Declare a prefix somewhere; what is to be declared where it is used."""
        level = draw(st.sampled_from((ROOT, MIDDLE, HERE)))
        if level == ROOT and declared[ROOT].setdefault(prefix, uri) == uri:
            return ""
        if level == MIDDLE and middle.setdefault(prefix, uri) == uri:
            return ""
        return f"xmlns:{prefix}='{uri}'"

    prefixes = st.sampled_from(("p", "q", "ns0", "nova"))
    metadata: dict[str, str] = {}
    elements = ""
    for uri in draw(st.lists(st.sampled_from(FOREIGN), unique=True)):
        prefix = draw(prefixes)
        here = place(prefix, uri, metadata)
        if not here and metadata.get(prefix, declared[ROOT].get(prefix)) != uri:
            here = f"xmlns:{prefix}='{uri}'"
        elements += f"<{prefix}:x {here} {prefix}:a='1'><{prefix}:y>t</{prefix}:y></{prefix}:x>"
    devices: dict[str, str] = {}
    prefix, uri = draw(prefixes), draw(st.sampled_from(FOREIGN))
    here = place(prefix, uri, devices)
    if not here and devices.get(prefix, declared[ROOT].get(prefix)) != uri:
        here = f"xmlns:{prefix}='{uri}'"
    attribute, child = draw(
        st.sampled_from((("", ""), (f"{prefix}:note='n'", ""), ("", f"<{prefix}:z/>"), (f"{prefix}:n=''", "<z/>")))
    )
    disk = (
        f"<disk type='file' device='disk' {here} {attribute}><source file='/a.raw'/>"
        f"<target dev='vda' bus='virtio'/>{child}</disk>"
    )
    tail = ""
    for uri, usual in draw(st.lists(st.sampled_from(sorted(OWN.items())), unique=True, max_size=2)):
        prefix = draw(st.sampled_from((usual, f"my{usual}")))
        here = place(prefix, uri, {prefix: ""})
        tail += PARTS[usual].replace("DECLARED", here).replace("P:", f"{prefix}:")

    def attributes(names: dict[str, str]) -> str:
        return " ".join(f"xmlns:{name}='{uri}'" for name, uri in names.items())

    return (
        f"<domain type='kvm' {attributes(declared[ROOT])}><name>a</name>"
        f"<metadata {attributes(metadata)}>{elements}</metadata><memory unit='KiB'>1048576</memory><vcpu>1</vcpu>"
        f"<os><type arch='x86_64'>hvm</type></os><devices {attributes(devices)}>{disk}</devices>{tail}</domain>"
    )


@given(hoisted(), st.sampled_from(("vm", "document")))
def test_hoisted_declarations_come_back(text: str, form: str) -> None:
    """In both forms of YAML, equal by the comparison, which knows namespaces and not prefixes."""
    domain = Domain.from_xml(text)
    unchecked = Options(is_checked=False)  # libvirt's schemas know no foreign attributes
    loaded = load(Source(to_yaml(domain, form=form)), options=unchecked)  # type: ignore[arg-type]
    (again,) = loaded.raise_errors().documents
    assert compare(again.element, domain) == []
    assert compare(Domain.from_xml(again.element.to_xml()), domain) == []


@pytest.mark.parametrize(
    "text",
    [
        "<domain type='kvm' xmlns:app='urn:a'><name>a</name><memory>1</memory>"
        "<metadata><app:x>t</app:x></metadata><os><type>hvm</type></os></domain>",
        "<domain type='kvm' xmlns:o='urn:o' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>a</name>"
        "<metadata><o:qos/><o:vm><o:id o:type='int'>1</o:id></o:vm></metadata><memory>1</memory>"
        "<os><type>hvm</type></os><qemu:commandline><qemu:arg value='-s'/></qemu:commandline></domain>",
    ],
    ids=["one on the root", "oVirt"],
)
def test_what_tools_write_comes_back(text: str) -> None:
    """The smallest documents of this kind."""
    domain = Domain.from_xml(text)
    for form in ("vm", "document"):
        (again,) = load(Source(to_yaml(domain, form=form))).raise_errors().documents  # type: ignore[arg-type]
        assert compare(again.element, domain) == []
