"""Where rules begin and end: values and elements that are next to those of their examples."""

from __future__ import annotations

import pytest

from libvirt_xml.validation import Validator
from libvirt_xml.validation.rules.rule_examples import whole_document
from libvirt_xml.validation.rules.rule_model import Rule
from libvirt_xml.validation.rules.rulebook import Rulebook
from libvirt_xml.validation.rules.triggers.trigger_conditions import Trigger

_USB = "<hostdev mode='subsystem' type='usb'><source><vendor id='{}'/><product id='0x5678'/></source></hostdev>"
_NETWORK = (
    "<network><name>n</name><bridge name='b'/><ip address='10.0.0.1' netmask='255.255.255.0'><dhcp>"
    "<host mac='52:54:00:00:00:01' name='{}' ip='10.0.0.5'/></dhcp></ip></network>"
)
_ISAPC = "<os><type arch='x86_64' machine='isapc'>hvm</type></os><features/><controller type='usb' model='none'/>"
_PC = "<os><type arch='x86_64' machine='pc'>hvm</type></os>"
_PLACE = "<address type='pci' domain='{}' bus='{}' slot='{}' function='0'/>"
_NIC = "<interface type='user'><model type='{}'/>" + _PLACE + "</interface>"
_SOUND = "<sound model='ich6'>" + _PLACE + "</sound>"
_VGA = "<video><model type='vga'/>" + _PLACE + "</video>"
_SERIAL_CONTROLLER = "<controller type='virtio-serial' index='0'>" + _PLACE + "</controller>"
_BACKUP = "<domainbackup mode='push'><disks>{}</disks></domainbackup>"
_TUNED = (
    "<domain type='test'><name>t</name><memory unit='MiB'>128</memory><vcpu>4</vcpu><os><type>hvm</type></os>"
    "<cputune>{}</cputune></domain>"
)
_CACHE = "<cachetune vcpus='{}'><cache id='0' level='3' type='both' size='3' unit='MiB'/></cachetune>"
_BANDWIDTH = "<memorytune vcpus='{}'><node id='0' bandwidth='20'/></memorytune>"
_WATCHED = (
    "<cachetune vcpus='0-1'><cache id='0' level='3' type='both' size='3' unit='MiB'/><monitor level='3' vcpus='{}'/>"
    "<monitor level='3' vcpus='{}'/></cachetune>"
)
_DRIVE = (
    "<disk type='file' device='disk'><driver name='qemu' type='raw'{1}/><source file='/d.img'/>"
    "<target dev='vda' bus='{0}'/>{2}</disk>"
)
_BLOCKS = "<blockio logical_block_size='{}' physical_block_size='{}'/>"
_IOPS = "<iotune><total_iops_sec>1000</total_iops_sec>{}</iotune>"
_SCSI = (
    "<controller type='scsi' index='0' model='{}'/><disk type='file' device='cdrom'><driver name='qemu' type='raw'/>"
    "<target dev='sda' bus='scsi'/><address type='drive' controller='0' bus='0' target='{}' unit='{}'/></disk>"
)
_EHCI = "<controller type='usb' index='0' model='ich9-ehci1'/>"
_SERVER = "<{0} type='tcp'><source mode='bind' host='127.0.0.1' service='1'>{1}</source></{0}>"
_AGAIN = "<reconnect enabled='yes' timeout='1'/>"
_ONLY_CLIENTS = {"chardev-reconnect-mode"}
_PORT_OF_BRIDGE = (
    "<network><name>n</name><forward mode='bridge'/><bridge name='b'/>"
    "<portgroup name='a'><vlan><tag id='4'/></vlan>{}</portgroup></network>"
)
_CHANNEL = (
    "<channel type='unix'><source mode='connect' path='{}'><reconnect enabled='yes' timeout='1'/></source>"
    "<target type='virtio' name='asdf'/></channel>"
)
_MODULE = (
    "<memory unit='MiB'>{}</memory><maxMemory slots='2' unit='GiB'>2</maxMemory>"
    "<memory model='dimm'><target><size unit='MiB'>128</size></target></memory>"
)
_ISCSI = (
    "<hostdev mode='subsystem' type='scsi'><source protocol='iscsi' name='iqn.2000-01.c:d/1'><host name='h'{}/>"
    "</source></hostdev>"
)
_NODES = (
    "<memory unit='MiB'>128</memory><vcpu>{}</vcpu><cpu><numa><cell id='0' memory='64' unit='MiB'/>"
    "<cell id='1' cpus='0' memory='64' unit='MiB'/><interconnects>"
    "<latency initiator='0' target='1' type='access' value='5'/></interconnects></numa></cpu>"
)
_S390 = "<os><type arch='s390x' machine='s390-ccw-virtio'>hvm</type></os><features/>"
_ROOT = "<controller type='pci' index='0' model='pcie-root'/>"
_BRIDGE = (
    _ROOT + "<controller type='pci' index='1' model='pcie-root-port'/>"
    "<controller type='pci' index='2' model='pcie-to-pci-bridge'/>"
)
_UDP = "<source mode='bind' host='127.0.0.1' service='1'/>"
_LIMITED = (
    "<disk type='file'><driver name='qemu' type='raw'/><source file='/{0}'/><target dev='{0}'/>"
    "<iotune>{1}<group_name>{2}</group_name></iotune></disk>"
)
_100, _200 = (f"<total_iops_sec>{limit}</total_iops_sec>" for limit in (100, 200))
_ARM = "<os><type arch='aarch64' machine='virt'>hvm</type></os><features/>"


@pytest.fixture(scope="module", name="libvirt_9")
def _libvirt_9() -> Validator:
    return Validator("9.0.0")


@pytest.mark.parametrize(
    ("example", "codes"),
    [
        ("<video><driver iommu='on'/></video>", {"video-virtio-options"}),
        (_ARM + "<video><driver iommu='on'/></video>", set()),
        ("<video><driver iommu='on'/><model type='none'/></video>", set()),
        ("<video><driver packed='on'/><model type='qxl'/></video>", {"video-virtio-options"}),
        (_USB.format("0"), {"hostdev-usb-vendor-zero"}),
        (_USB.format("00"), {"hostdev-usb-vendor-zero"}),
        (_USB.format("0x0001"), set()),
        (_NETWORK.format(""), {"net-dhcp-host-name"}),
        (_NETWORK.format("1a"), set()),
        ("<cputune><shares>01</shares></cputune>", {"cputune-shares-range"}),
        ("<cputune><shares>0</shares></cputune>", set()),
        ("<cputune><shares>2</shares></cputune>", set()),
        (_ISAPC + "<controller type='pci' index='0' model='pci-root'/>", set()),
        (_ISAPC + "<interface type='user'><model type='virtio'/></interface>", {"pci-machine", "pci-machine-default"}),
        (
            "<smartcard mode='passthrough' type='spiceport'><source channel='a'/></smartcard>",
            {"chardev-spice-without-graphics"},
        ),
        (_LIMITED.format("vda", "", "5") + _LIMITED.format("vdb", _100, "5"), set()),
        (_LIMITED.format("vda", _100, "5") + _LIMITED.format("vdb", "", "5"), set()),
        (_LIMITED.format("vda", "", "5") + _LIMITED.format("vdb", "", "5"), {"disk-iotune-group-alone"}),
        (_LIMITED.format("vda", "", "5") + _LIMITED.format("vdb", _100, "6"), {"disk-iotune-group-alone"}),
        (
            _LIMITED.format("vda", "", "5") + _LIMITED.format("vdb", _100, "5") + _LIMITED.format("vdc", _200, "5"),
            {"disk-iotune-group-differs"},
        ),
        (
            "<memballoon model='none'>" + _PLACE.format(0, 0, 4) + "</memballoon>" + _NIC.format("virtio", 0, 0, 4),
            set(),
        ),
        ("<memballoon model='none'>" + _PLACE.format(1, 0, 4) + "</memballoon>", set()),
        (_PC + "<controller type='usb' model='none'>" + _PLACE.format(0, 0, 1) + "</controller>", set()),
        (_PC + "<controller type='usb' index='14' model='none'/><smartcard mode='host'/>", set()),
        (_PC + "<controller type='usb' index='0' model='none'/><smartcard mode='host'/>", {"usb-device-off"}),
        (_PC + _NIC.format("virtio", 0, 3, 0), {"pci-address-slot"}),
        (_NIC.format("virtio", 0, 1, 5), {"pci-address-slot"}),
        (_NIC.format("e1000", 0, 1, 5), set()),
        (_NIC.format("e1000", 0, 3, 0), {"pci-address-slot"}),
        (_NIC.format("virtio", 0, 3, 0) + _NIC.format("e1000", 0, 2, 0), set()),
        (_NIC.format("pcnet", 0, 1, 0), set()),
        (_BRIDGE + "<serial type='pty'/><console type='pty'>" + _PLACE.format(0, 2, 0) + "</console>", set()),
        (_BRIDGE + "<watchdog model='i6300esb'>" + _PLACE.format(0, 2, 0) + "</watchdog>", {"pci-address-slot"}),
        (_NIC.format("virtio", 0, 2, 0) + _NIC.format("e1000", 0, 4, 1), set()),
        (_NIC.format("virtio", 0, 2, 1) + _NIC.format("e1000", 0, 4, 1), {"pci-address-slot"}),
        (_SOUND.format(0, 3, 1) + _VGA.format(0, 2, 0), {"pci-address-slot"}),
        (_NIC.format("virtio", 0, 4, 0) + _SOUND.format(0, 3, 1), {"pci-address-slot"}),
        (_SOUND.format(0, 4, 1) + _SERIAL_CONTROLLER.format(0, 5, 1), {"pci-address-slot"}),
        ("<serial type='unix'><source mode='' path='/s'/></serial>", {"chardev-source-mode"}),
        ("<serial type='pty'><source mode='' path='/dev/pts/1'/></serial>", set()),
        (_BACKUP.format("<disk name='vda' backup='no'/><disk name='vdb' backup='yes' type='file'/>"), set()),
        (_BACKUP.format("<disk name='vda' backup='no'/><disk name='vdb' backup='no'/>"), {"backup-without-disks"}),
        ("<domainbackup mode='push'/>", set()),
        (_TUNED.format(_CACHE.format("0,9") + _CACHE.format("1,9")), set()),
        (_TUNED.format(_CACHE.format("0-1") + _CACHE.format("1,9")), {"cputune-cachetune-overlap"}),
        (_TUNED.format(_CACHE.format("0-1") + _BANDWIDTH.format("0-1")), set()),
        (_TUNED.format(_CACHE.format("0-1") + _BANDWIDTH.format("1")), {"cputune-cachetune-overlap"}),
        (_TUNED.format(_BANDWIDTH.format("0") + _BANDWIDTH.format("1")), set()),
        (_TUNED.format(_WATCHED.format("0-1", "0")), set()),
        (_TUNED.format(_WATCHED.format("0", "0-1")), set()),
        (_TUNED.format(_WATCHED.format("0", "0")), {"cputune-monitors-overlap"}),
        (_TUNED.format(_WATCHED.format("0-1", "0-1")), {"cputune-monitors-overlap"}),
        (_TUNED.format(_BANDWIDTH.format("0") * 2), {"cputune-bandwidth-repeated"}),
        ("<controller type='usb' index='0' model='none' ports='6'/>", set()),
        (_PC + "<controller type='usb' index='0' ports='6'/>", {"usb-ports-model"}),
        (_DRIVE.format("virtio", " queue_size='4'", ""), set()),
        (_DRIVE.format("virtio", " queue_size='2'", ""), {"drive-queue-size"}),
        (_DRIVE.format("virtio", "", _BLOCKS.format(0, 0)), set()),
        (_DRIVE.format("virtio", "", _BLOCKS.format(512, 256)), {"drive-block-size"}),
        (_DRIVE.format("virtio", "", _BLOCKS.format(2097152, 2097152)), set()),
        (_DRIVE.format("virtio", "", _BLOCKS.format(4194304, 4194304)), {"drive-block-size"}),
        (_DRIVE.format("virtio", "", "<geometry cyls='65535' heads='255' secs='255'/>"), set()),
        (_DRIVE.format("virtio", "", "<geometry cyls='65536' heads='255' secs='255'/>"), {"drive-geometry-range"}),
        (_DRIVE.format("sata", "", "<geometry cyls='0' heads='16' secs='63'/>"), {"drive-geometry-range"}),
        (_DRIVE.format("sata", "", "<geometry cyls='0' heads='0' secs='0'/>"), set()),
        (_DRIVE.format("virtio", "", _IOPS.format("<total_iops_sec_max_length>1</total_iops_sec_max_length>")), set()),
        (_DRIVE.format("virtio", "", _IOPS.format("<size_iops_sec>512</size_iops_sec>")), set()),
        (_SCSI.format("lsilogic", 0, 7), set()),
        (_SCSI.format("lsilogic", 0, 8), {"drive-place"}),
        (_SCSI.format("vmpvscsi", 1, 0), set()),
        (_SCSI.format("vmpvscsi", 0, 1), {"drive-place"}),
        (_SCSI.format("virtio-scsi", 0, 16383), set()),
        (_SCSI.format("virtio-scsi", 0, 16384), {"drive-place"}),
        (_EHCI + "<input type='tablet' bus='usb'/>", set()),
        (_EHCI + "<serial type='pty'><target type='usb-serial'/></serial>", {"usb-device-too-slow"}),
        (_EHCI + "<controller type='usb' index='1' model='qemu-xhci'/><hub type='usb'/>", {"usb-device-too-slow"}),
        (
            _EHCI + "<controller type='usb' index='1' model='qemu-xhci'/>"
            "<hub type='usb'><address type='usb' bus='1' port='1'/></hub>",
            set(),
        ),
        ("<controller type='usb' model='none'><master startport='4'/></controller>", set()),
        (_SERVER.format("serial", "") + _SERVER.format("console", _AGAIN), set()),
        (
            _SERVER.format("serial", "") + _SERVER.format("console", "") + _SERVER.format("console", _AGAIN),
            {"chardev-tcp-port-repeated", "console-second-serial"} | _ONLY_CLIENTS,
        ),
        (_SERVER.format("serial", _AGAIN), _ONLY_CLIENTS),
        (
            _PC + "<redirdev bus='usb' type='pty'><address type='usb' bus='0' port='3'/></redirdev>",
            {"usb-address-port-range"},
        ),
        (_PORT_OF_BRIDGE.format("<virtualport type='openvswitch'/>"), set()),
        (_PORT_OF_BRIDGE.format(""), {"net-vlan-plain-bridge"}),
        (
            "<domain type='qemu'><name>a</name><numatune><memory nodeset='0'/></numatune>"
            "<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>",
            {"domain-memory-missing"},
        ),
        (
            "<domain type='qemu'><name>a</name><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>"
            "<memory model='dimm'><target><size>1024</size></target></memory></devices></domain>",
            {"domain-memory-missing", "memory-device-without-max"},
        ),
        ("<redirdev bus='usb' type='dbus'/><graphics type='dbus'/>", set()),
        ("<redirdev bus='usb' type='tcp'/>", {"chardev-source-missing"}),
        ("<smartcard mode='passthrough' type='tcp'/>", {"chardev-source-missing"}),
        (_CHANNEL.format("/var/lib/libvirt/qemu/channel/target/domain-a/asdf"), {"chardev-reconnect-generated-path"}),
        (_CHANNEL.format("/var/lib/libvirt/qemu/channel/target/a.asdf"), {"chardev-reconnect-generated-path"}),
        (_CHANNEL.format("/var/lib/libvirt/qemu/channel/target/domain-a/b"), set()),
        (
            _CHANNEL.format("/var/lib/libvirt/qemu/channel/target/domain-a/b").replace(" name='asdf'", ""),
            {"chardev-reconnect-generated-path"},
        ),
        (_CHANNEL.format("/var/lib/libvirt/qemu/channel/other"), set()),
        (_ISCSI.format("") + _ISCSI.format(" port='3260'"), set()),
        (_ISCSI.format(" port='3260'") * 2, {"hostdev-repeated"}),
        ("<interface type='user'><ip family='ipv4' address='::ffff:10.0.0.1' prefix='24'/></interface>", set()),
        (
            "<interface type='user'><ip family='ipv4' address='2001:db8::ffff' prefix='9'/></interface>",
            {"nic-guest-ip-family"},
        ),
        (
            "<redirdev bus='usb' type='pty'><address type='usb' bus='a' port='1'/></redirdev>",
            {"usb-address-bus-number"},
        ),
        ("<video><model type='vga' heads=' 1'/></video>", {"stray-white-space"}),  # where it checks the schema
        ("<video><model type='vga' heads='0'/></video>", {"video-heads"}),
        (_NODES.format(2), {"numa-cpus-below-vcpus"}),
        (_NODES.format(1), {"numa-interconnect-initiator"}),
        (_S390 + "<controller type='scsi' index='0'><driver queues='2'/></controller>", set()),
        (
            "<controller type='scsi' index='0' model='auto'><driver queues='2'/></controller>",
            {"controller-scsi-attributes"},
        ),
        (_MODULE.format(129), {"memory-hotplug-without-numa"}),
        (_MODULE.format(128), {"memory-hotplug-without-numa", "memory-device-total"}),
        (_ROOT + "<controller type='pci' model='pcie-root-port'/>" * 240, set()),
        (_ROOT + "<controller type='pci' model='pcie-root-port'/>" * 241, {"pci-too-many-devices"}),
        ("<serial type='udp'>" + _UDP * 2 + "<source service='2'/></serial>", {"chardev-source-repeated"}),
        ("<serial type='udp'>" + _UDP + "<source service='2'/></serial>", set()),
        (
            "<smartcard mode='passthrough' type='unix'><source path='/a'/><source path='/b'/></smartcard>",
            {"chardev-source-repeated"},
        ),
        ("<serial type='pty'><target port=' 1'/></serial>", set()),
        ("<serial type='pty'><target port='-1'/></serial>", set()),
        ("<serial type='pty'><target port='1 '/></serial>", {"chardev-port-number"}),
        ("<serial type='pty'><target port=''/></serial>", {"chardev-port-number"}),
        ("<serial type='pty'><target port='0x1'/></serial>", {"chardev-port-number"}),
        ("<console type='pty'><target type='virtio' port='hvc0'/></console>", {"chardev-port-number"}),
        ("<parallel type='pty'><target port='lp0'/></parallel>", {"chardev-port-number"}),
    ],
)
def test_asked_of_libvirt_9(example: str, codes: set[str], libvirt_9: Validator) -> None:
    """What libvirt 9.0.0 said of each of these is what the rules say."""
    assert {problem.code for problem in libvirt_9.validate(whole_document(example))} == codes


def test_several_has_no_other_operand() -> None:
    """``several = false`` is no condition: it would mean what ``true`` means."""
    with pytest.raises(ValueError, match="several"):
        Trigger({"video": {"several": False}})


@pytest.mark.parametrize(("arch", "machine", "count"), [("s390x", "s390-ccw-virtio", 0), ("x86_64", "q35", 1)])
def test_usual_model_of_scsi_depends_on_the_architecture(arch: str, machine: str, count: int) -> None:
    """A SCSI controller without a model has I/O threads on s390x, where libvirt takes virtio-scsi, and not on x86."""
    document = whole_document(
        f"<os><type arch='{arch}' machine='{machine}'>hvm</type></os><features/><iothreads>2</iothreads>"
        "<controller type='scsi' index='0'><driver><iothreads><iothread id='1'/></iothreads></driver></controller>"
    )
    codes = [problem.code for problem in Validator("12.8.0").validate(document)]
    assert codes.count("controller-iothread-mapping-type") == count


def test_passt_makes_the_socket() -> None:
    """The backend passt of a vhost-user interface needs no path, and has addresses; no other has."""
    validator = Validator("12.8.0")
    ip = "<ip family='ipv4' address='10.0.0.5' prefix='24'/>"
    shared = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>"
    example = shared + "<interface type='vhostuser'>{}</interface>"
    passt = whole_document(example.format("<backend type='passt'/><model type='virtio'/>" + ip))
    other = whole_document(example.format("<source type='unix' path='/s' mode='client'/><model type='virtio'/>" + ip))
    assert [problem.code for problem in validator.validate(passt)] == []
    assert [problem.code for problem in validator.validate(other)] == ["nic-guest-ip-type"]


@pytest.mark.parametrize(("inside", "count"), [("<sound/><rng/>", 1), ("<sound/>", 0), ("", 0)])
def test_several_of_any_name(inside: str, count: int) -> None:
    rule = Rule(code="x", family="devices", severity="refused", of="devices", when={"*": {"several": True}})
    hits = Rulebook([rule], "12.8.0").hits(f"<domain type='kvm'><devices>{inside}</devices></domain>")
    assert len(hits) == count
