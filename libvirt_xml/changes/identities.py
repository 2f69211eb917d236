"""What makes an item of a list the one it is.

``IDENTITIES`` gives, by the class of the items (or ``Class.field``), one or more keys: the fields that together name
an item, with dots into its children. A key that lacks a part names nothing, and the next one is tried; a part with
``?`` may be absent, which is then the same as empty and 0. The first key that two items both have decides: if it is
another, they are never one item changed. The order of items with a key does not count.

Before these, the user's alias (``ua-...``) names a device where both documents have it; after these, its address does.
``KINDS`` says what else two items must share to be one: a mouse does not become a tablet.

``POSITIONAL`` are the classes whose items have nothing but their place, each with the reason; their order counts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from libvirt_xml.binding.element import Element

Part = str | Callable[[Element], Hashable]
Key = tuple[Part, ...]


def _companion(controller: Element) -> str:
    """The model of a USB controller's companion: ehci1 and its three uhci share one index."""
    model = controller.__dict__.get("model")
    return model.strip() if isinstance(model, str) and model.strip().startswith("ich9-") else ""


_NAME: tuple[Key, ...] = (("name",),)
_ID: tuple[Key, ...] = (("id",),)
_TYPE: tuple[Key, ...] = (("type",),)
_VALUE: tuple[Key, ...] = (("value",),)
_MODEL: tuple[Key, ...] = (("model",),)
_PATH: tuple[Key, ...] = (("path",),)
_START: tuple[Key, ...] = (("start",),)
_VCPUS: tuple[Key, ...] = (("vcpus",),)
_LATENCY: tuple[Key, ...] = (("type", "initiator", "target", "cache?"),)
_PCI_ADDRESS: tuple[Key, ...] = (("domain?", "bus", "slot", "function"),)

IDENTITIES: dict[str, tuple[Key, ...]] = {
    # Devices
    "Audio": _ID,
    "Channel": (("target.name",), ("target.address", "target.port")),
    "Console": (("target.type", "target.port"),),
    "Controller": (("type", "index", _companion),),
    "Disk": (("target.dev",),),
    "Filesystem": (("target.dir",),),
    "Graphics": _TYPE,
    "Hostdev": (
        ("type", "source.address.domain?", "source.address.bus", "source.address.slot", "source.address.function"),
        ("type", "source.address.bus", "source.address.device"),
        ("type", "source.address.uuid"),
        ("type", "source.adapter.name", "source.address.bus", "source.address.target", "source.address.unit"),
        ("type", "source.wwpn"),
        ("type", "source.protocol", "source.name"),
        ("type", "source.vendor.id", "source.product.id"),
        ("type", "source.block"),
        ("type", "source.char"),
        ("type", "source.interface"),
    ),
    "Input": (("type", "source.dev"), ("type", "source.evdev"), ("type", "bus")),
    "Interface": (("mac.address",),),
    "Lease": (("lockspace", "key"),),
    "MemoryDevice": (("uuid",),),
    "Parallel": (("target.port",),),
    "Serial": (("target.port",),),
    "Shmem": _NAME,
    # Inside devices
    "CharacterSource": (("mode",),),
    "DeviceSeclabel": _MODEL,
    "DiskDriverIothread": _ID,
    "DiskDriverIothreadQueue": _ID,
    "DiskDriverStatistic": (("interval",),),
    "DiskDriverStatisticsLatencyHistogram": _TYPE,
    "DiskSourceCookie": _NAME,
    "FilterParameter": _NAME,
    "GraphicsChannel": _NAME,
    "IdmapGid": _START,
    "IdmapUid": _START,
    "InterfaceIp": (("address",),),
    "InterfacePortForward": (("proto", "address?", "dev?"),),
    "InterfacePortForwardRange": _START,
    "Route": (("address", "prefix?", "netmask?"),),
    "VlanTag": _ID,
    # The rest of a domain
    "BlkiotuneDevice": _PATH,
    "ClockTimer": _NAME,
    "CpuFeature": _NAME,
    "CpuNumaCell": _ID,  # libvirt numbers cells by their order where they have no id
    "CpuNumaCellCache": (("level",),),
    "CpuNumaCellDistancesSibling": _ID,
    "CpuNumaInterconnectsBandwidth": _LATENCY,
    "CpuNumaInterconnectsLatency": _LATENCY,
    "CputuneCachetune": _VCPUS,
    "CputuneCachetuneCache": (("level", "type", "id"),),
    "CputuneCachetuneMonitor": (("level", "vcpus"),),
    "CputuneEnergytune": _VCPUS,
    "CputuneEnergytuneMonitor": _VCPUS,
    "CputuneIothreadpin": (("iothread",),),
    "CputuneIothreadsched": (("iothreads",),),
    "CputuneMemorytune": _VCPUS,
    "CputuneMemorytuneMonitor": _VCPUS,
    "CputuneMemorytuneNode": _ID,
    "CputuneVcpupin": (("vcpu",),),
    "CputuneVcpusched": _VCPUS,
    "IothreadidsIothread": _ID,
    "KeywrapCipher": _NAME,
    "MemoryBackingHugepagesPage": (("nodeset?",),),  # one page size may be for the nodes that no other names
    "NumatuneMemnode": (("cellid",),),
    "OsAcpiTable": _TYPE,
    "OsFirmwareFeature": _NAME,
    "OsInitenv": _NAME,
    "PerfEvent": _NAME,
    "QemuCapabilitiesAdd": (("capability",),),
    "QemuCapabilitiesDel": (("capability",),),
    "QemuCommandlineEnv": _NAME,
    "QemuOverrideDevice": (("alias",),),
    "QemuOverrideDeviceFrontendProperty": _NAME,
    "Seclabel": _MODEL,
    "Sysinfo": _TYPE,
    "SysinfoBaseBoardEntry": _NAME,
    "SysinfoBiosEntry": _NAME,
    "SysinfoChassisEntry": _NAME,
    "SysinfoEntry": _NAME,
    "SysinfoSystemEntry": _NAME,
    "Throttlegroup": (("group_name",),),
    "VcpuState": _ID,
    # Snapshots, backups, checkpoints
    "BackupDisk": _NAME,
    "CheckpointDisk": _NAME,
    "SnapshotDisk": _NAME,
    # Networks
    "NetworkDnsForwarder": (("domain?", "addr?"),),
    "NetworkDnsHost": (("ip",),),
    "NetworkDnsHost.hostnames": _VALUE,
    "NetworkDnsSrv": (("service", "protocol", "domain?", "target?"),),  # several servers may give one service
    "NetworkDnsTxt": _NAME,
    "NetworkForwardAddress": _PCI_ADDRESS,
    "NetworkForwardInterface": (("dev",),),
    "NetworkIp": (("address",),),  # the family follows from it
    "NetworkIpDhcpHost": (("mac",), ("id",), ("name",), ("ip",)),
    "NetworkIpDhcpRange": _START,
    "NetworkOption": _VALUE,
    "NetworkPortgroup": _NAME,
    # Host interfaces
    "HostInterfaceBondInterface": _NAME,
    "HostInterfaceProtocol": (("family",),),
    "HostInterfaceProtocolIp": (("address",),),
    # Storage
    "StoragePoolCapabilitiesPool": _TYPE,
    "StoragePoolFsMountOptsOption": _NAME,
    "StoragePoolOptionsEnum": _NAME,
    "StoragePoolOptionsEnum.values": _VALUE,
    "StoragePoolRbdConfigOptsOption": _NAME,
    "StoragePoolSourceDevice": _PATH,
    "StoragePoolSourceDeviceFreeExtent": _START,
    "StoragePoolSourceHost": (("name", "port?"),),
    "StorageVolumeSourceDevice": _PATH,
    "StorageVolumeSourceDeviceExtent": _START,
    # Node devices
    "NodeDeviceCapability": _TYPE,
    "NodeDeviceCapabilityAttr": _NAME,
    "NodeDeviceCapabilityFeature": _NAME,
    "NodeDeviceCapabilityMembersCcwDevice": (("ref",),),
    "NodeDeviceCapabilityPciExpressLink": (("validity",),),
    "NodeDeviceDevnode": (("type", "value"),),  # a device has one node and any number of links
    "NodeDeviceSubcapability": _TYPE,
    "NodeDeviceSubcapabilityAddress": _PCI_ADDRESS,
    "NodeDeviceSubcapabilityFields": (("access",),),
    "NodeDeviceSubcapabilityFieldsSystemField": (("index",),),
    "NodeDeviceSubcapabilityFieldsVendorField": (("index",),),
    "NodeDeviceSubcapabilityType": _ID,
    # What hosts and hypervisors can do
    "CpuModel": _VALUE,
    "DomainCapabilitiesCpuMode": _NAME,
    "DomainCapabilitiesCpuModeBlockers": _MODEL,
    "DomainCapabilitiesCpuModeBlockersFeature": _NAME,
    "DomainCapabilitiesEnum": _NAME,
    "DomainCapabilitiesEnum.values": _VALUE,
    "DomainCapabilitiesFeaturesSgxSection": (("node",),),
    "DomainCapabilitiesOsLoader.values": _VALUE,
    "Guest": (("os_type", "arch.name"),),
    "GuestArchDomain": _TYPE,
    "GuestArchMachine": _VALUE,
    "HostCacheBank": (("level", "type", "id"),),
    "HostCacheBankControl": _TYPE,
    "HostCacheMonitorFeature": _NAME,
    "HostCpuFeature": _NAME,
    "HostCpuPages": (("size", "unit?"),),
    "HostEnergyMonitorFeature": _NAME,
    "HostMemoryBandwidthNode": _ID,
    "HostMigrationFeaturesUriTransports.uri_transports": _VALUE,
    "HostSecmodel": _MODEL,
    "HostSecmodelBaselabel": _TYPE,
    "HostSysinfoMemoryDeviceEntry": _NAME,
    "HostSysinfoProcessorEntry": _NAME,
    "HostTopologyCell": _ID,
    "HostTopologyCellCpu": _ID,
    "HostTopologyCellPages": (("size", "unit?"),),
}

KINDS: dict[str, str] = {
    "Channel": "target.type",
    "Controller": "type",
    "Hostdev": "type",
    "Input": "type",
    "MemoryDevice": "model",
}

_ALIKE = "nothing in it names one among several; on libvirt's side its address does"
_TRIED = "the first that fits is used"
_ARGUMENTS = "the order of arguments counts"

POSITIONAL: dict[str, str] = {
    "BhyveCommandlineArg": _ARGUMENTS,
    "Crypto": _ALIKE,
    "DeviceSeclabel.labels": "repeated by accident of the schema",
    "DiskDriverStatisticsLatencyHistogramBin": "a bin ends where the next one starts",
    "DiskSourceHost": "hosts are tried in their order",
    "DiskThrottlefilter": "filters are a chain",
    "EncryptionSecret": _TRIED,
    "GraphicsListen": _TRIED,
    "HostMemoryBandwidthNodeControl": "there is one",
    "HostdevSourceHost": "hosts are tried in their order",
    "HostSysinfoMemoryDevice": "in the order of the tables in memory",
    "HostSysinfoProcessor": "in the order of the tables in memory",
    "Hub": _ALIKE,
    "Iommu": _ALIKE,
    "NwfilterFilterref": "rules of one priority apply in their order",
    "NwfilterRule": "rules of one priority apply in their order",
    "Os.initargs": _ARGUMENTS,
    "OsBoot": "the order is the order of booting",
    "Panic": _ALIKE,
    "QemuCommandlineArg": _ARGUMENTS,
    "Redirdev": _ALIKE,
    "Redirfilter": "there is one",
    "RedirfilterUsbdev": _TRIED,
    "Rng": _ALIKE,
    "Smartcard": _ALIKE,
    "Smartcard.certificates": "three of them, by their order",
    "Sound": _ALIKE,
    "SoundCodec": "the order is that of their addresses on the bus",
    "StoragePoolSource.names": "there is one",
    "SysinfoBaseBoard": "in the order of the tables in memory",
    "SysinfoOemStrings.entries": "strings have numbers, by their order",
    "Tpm": _ALIKE,
    "Video": "the first one is the primary one",
    "Watchdog": _ALIKE,
    "XenCommandlineArg": _ARGUMENTS,
}
