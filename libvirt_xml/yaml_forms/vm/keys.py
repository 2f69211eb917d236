"""Every key of the ``vm`` form: what it takes and what it means. Reading, JSON Schema and the manual come from here."""

from __future__ import annotations

from libvirt_xml.facts.machines import architectures
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, MapOf, NamedList, OneOf, Part, Record
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, SizeOf, Text, Whole, Words
from libvirt_xml.yaml_forms.vm import keys_devices as devices
from libvirt_xml.yaml_forms.vm.keys_disks import COUNT, DISK, PATH
from libvirt_xml.yaml_forms.vm.keys_nics import NIC

ARCHITECTURES = tuple(architectures())
_CPUSET = Text("a set of CPUs", r"\^?[0-9]+(-[0-9]+)?(,\^?[0-9]+(-[0-9]+)?)*", "0-3,8")
_UUID = Text(
    "a UUID, or 'derived'",
    r"[0-9a-fA-F]{8}-?([0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}|derived",
    "4dea22b3-1d52-d8f3-2516-782e98ab3fa0",
)
_IF_DRIVEN = (
    "there is one unless this is false, or the guest has no virtio drivers"
    " (old guests; Windows without a CD-ROM with drivers: true)"
)

FIRMWARE = Record(
    "firmware",
    {
        "type": Key(Words(("bios", "uefi")), "bios or uefi"),
        "secure_boot": Key(Flag(), "whether only signed code boots; if unset, for guests that require it"),
        "loader": Key(PATH, "the firmware's file; libvirt chooses one if unset"),
        "template": Key(PATH, "the file that the machine's variables start as"),
        "nvram": Key(PATH, "where the machine's variables are kept"),
    },
    short="type",
)

TOPOLOGY = Record(
    "topology",
    {
        "sockets": Key(COUNT, "sockets"),
        "dies": Key(COUNT, "dies in a socket"),
        "clusters": Key(COUNT, "clusters in a die"),
        "cores": Key(COUNT, "cores in a die, or socket"),
        "threads": Key(COUNT, "threads of a core"),
    },
)

CPUS = Record(
    "cpus",
    {
        "count": Key(Whole(1, 65535), "how many the guest starts with"),
        "max": Key(Whole(1, 65535), "how many it can have"),
        "topology": Key(TOPOLOGY, "how they lie in sockets; the product must be the number"),
        "model": Key(
            Text("a CPU model", r"\S+", "host-passthrough, host-model, maximum or EPYC"),
            "host-passthrough, host-model, maximum, or the name of a model",
        ),
        "migratable": Key(Flag(), "whether the guest must be able to move to hosts with other CPUs: host-model"),
        "features": Key(
            MapOf(FieldValue("CpuFeature", "policy", "a policy"), "a map of features to policies"),
            "CPU features, each with its policy: require, disable, ...",
        ),
        "pin": Key(
            OneOf((ListOf(_CPUSET, "a list of CPU sets"), MapOf(_CPUSET, "a map of CPUs to CPU sets"), _CPUSET)),
            "the host's CPUs: one set for all, a list with one for each, or a map",
        ),
        "emulator_pin": Key(_CPUSET, "the host's CPUs for the emulator's own threads"),
    },
    short="count",
)

MEMORY = Record(
    "memory",
    {
        "size": Key(SizeOf(), "what the guest starts with"),
        "max": Key(SizeOf(), "up to how much can be plugged in"),
        "hugepages": Key(OneOf((Flag(), SizeOf())), "whether it is in huge pages, or of which size"),
        "shared": Key(Flag(), "whether other processes of the host may share it; true for virtiofs"),
        "locked": Key(Flag(), "whether the host must not swap it"),
    },
    short="size",
)

NUMA_NODE = Record(
    "a NUMA node",
    {
        "cpus": Key(_CPUSET, "the guest's CPUs in it", is_required=True),
        "memory": Key(SizeOf(), "the guest's memory in it", is_required=True),
        "host": Key(_CPUSET, "the host's nodes that its memory is taken from"),
    },
)

BOOT = Record(
    "boot",
    {
        "order": Key(
            ListOf(Text("the name of a disk or a NIC"), "a list of names", is_lenient=True),
            "names of disks and NICs, the first first",
        ),
        "menu": Key(Flag(), "whether the firmware shows a menu"),
        "timeout": Key(Whole(0, 65535), "how long it waits, in milliseconds"),
    },
)

_SEED = "a text, a map, or {file: PATH}"
_CONTENT = OneOf((Part(what="a map"), Text("a text")))

CLOUD_INIT = Record(
    "cloud_init",
    {
        "user_data": Key(_CONTENT, f"the user data: {_SEED}"),
        "meta_data": Key(_CONTENT, f"the meta data, beside the instance id and the host name: {_SEED}"),
        "network_config": Key(_CONTENT, f"the network configuration: {_SEED}"),
        "vendor_data": Key(_CONTENT, f"the vendor data: {_SEED}"),
        "pool": Key(
            Text("the name of a pool"), "the pool that takes the CD-ROM; that of the first disk if unset, or default"
        ),
        "volume": Key(Text("the name of a volume"), "the volume of the CD-ROM; VM-cidata.iso if unset"),
        "path": Key(PATH, "the file of the CD-ROM, instead of pool and volume"),
    },
    bare="{user_data: {file: TEXT}}",
)

CLOCK = Record(
    "clock",
    {
        "offset": Key(Words(("utc", "localtime", "timezone", "variable")), "what the guest's hardware clock shows"),
        "timezone": Key(Text("a time zone", r"\S+", "Europe/Berlin"), "the time zone, where the offset says so"),
        "timers": Key(Part("ClockTimer", "a map of timers by name"), "the timers, by name, in the document form"),
    },
    short="offset",
)

VM_KEYS = Record(
    "vm",
    {
        "name": Key(Text("a name without '/'", r"[^/\n]+", "web1"), "the machine's name", is_required=True),
        "defaults": Key(Whole(1), "the generation of defaults; the newest if unset"),
        "title": Key(Text("a line of text", r"[^\n]+"), "a short title"),
        "description": Key(Text(), "what the machine is for"),
        "uuid": Key(
            _UUID,
            "its UUID; derived: from the name, so that it is the same each time; libvirt makes one if unset",
        ),
        "os": Key(
            Text("a libosinfo id", r"\S(.*\S)?", "debian12"),
            "the guest's system: a libosinfo short id (debian12, win11) or URI",
        ),
        "arch": Key(
            Words(ARCHITECTURES),
            "the architecture; x86_64 if unset",
        ),
        "accel": Key(Words(("kvm", "tcg")), "kvm, or tcg: emulation without hardware support"),
        "machine": Key(
            Text("a machine type", r"[A-Za-z0-9_.-]+", "q35"),
            "the machine type; q35 (pc for old guests), virt, s390-ccw-virtio or pseries if unset",
        ),
        "firmware": Key(FIRMWARE, "bios or uefi, with secure boot"),
        "cpus": Key(CPUS, "the number of CPUs, or how many of which sort and where"),
        "memory": Key(MEMORY, "the size of the memory, or its size and kind"),
        "numa": Key(ListOf(NUMA_NODE, "a list of NUMA nodes"), "the guest's NUMA nodes"),
        "iothreads": Key(Whole(0, 1024), "how many I/O threads there are for disks"),
        "aliases": Key(Flag(), "whether names become aliases (ua-disk-NAME), by which devices are told apart later"),
        "disks": Key(NamedList(DISK, "a list of disks"), "disks and CD-ROMs"),
        "nics": Key(NamedList(NIC, "a list of NICs"), "network cards"),
        "boot": Key(
            OneOf((ListOf(Text("the name of a disk or a NIC"), "a list of names", is_lenient=True), BOOT)),
            "what to boot from: names of disks and NICs, the first first",
        ),
        "kernel": Key(PATH, "a kernel to boot directly"),
        "initrd": Key(PATH, "its initial ram disk"),
        "cmdline": Key(Text("a command line"), "its command line"),
        "cloud_init": Key(CLOUD_INIT, "what cloud-init in the guest is told, on a CD-ROM"),
        "graphics": Key(
            OneOf((devices.GRAPHICS, ListOf(devices.GRAPHICS, "a list of graphics"))),
            "a display to connect to: true, vnc, spice",
        ),
        "video": Key(devices.VIDEO, "the graphics card, where there are graphics: virtio, bochs, ramfb"),
        "console": Key(devices.CONSOLE, "the text console; there is one unless this is false"),
        "sound": Key(devices.SOUND, "a sound card"),
        "input": Key(devices.INPUTS, "tablet, keyboard, mouse; what graphics need if unset"),
        "tpm": Key(devices.TPM, "a TPM"),
        "rng": Key(devices.RNG, f"a source of randomness; {_IF_DRIVEN}"),
        "balloon": Key(Flag(), f"the memory balloon; {_IF_DRIVEN}"),
        "agent": Key(Flag(), f"the channel of the guest agent; {_IF_DRIVEN}"),
        "usb": Key(
            Flag(), "the USB controller; there is one unless this is false, or the machine has no USB (s390x, isapc)"
        ),
        "hotplug": Key(Whole(0, 32), "how many free slots are kept for devices that are plugged in later"),
        "watchdog": Key(devices.WATCHDOG, "a watchdog"),
        "vsock": Key(devices.VSOCK, "sockets between host and guest: true, or a context id"),
        "shares": Key(NamedList(devices.SHARE, "a list of shares"), "folders of the host that the guest can mount"),
        "hostdevs": Key(
            NamedList(devices.HOSTDEV, "a list of host devices"), "devices of the host that are given to the guest"
        ),
        "clock": Key(CLOCK, "utc or localtime, and timers"),
        "features": Key(Part("Features"), "features of the hypervisor, in the document form; null takes one away"),
        "seclabel": Key(
            OneOf((ListOf(Part("Seclabel"), "a list of labels"), Part("Seclabel"))),
            "security labels, in the document form",
        ),
        "labels": Key(MapOf(Text(), "a map of names to texts"), "labels of your own, kept in the metadata"),
        "autostart": Key(Flag(), "whether it starts with the host"),
        "state": Key(
            Words(("running", "stopped")),
            "whether it is to run",
        ),
        "domain": Key(
            OneOf((Part("Domain"), ListOf(Part("Domain"), "a list of maps"))),
            "anything else, in the document form, merged over the result; several, one over another",
        ),
    },
    synonyms="vm",
)
