"""Where the variables of a guest's firmware are kept.

Source: libvirt, src/qemu/qemu_firmware.c: qemuFirmwareEnsureNVRAM; src/qemu/qemu_domain.c: qemuDomainNVRAMPathFormat.
"""

from __future__ import annotations

from libvirt_xml.completion.field_paths import get, put
from libvirt_xml.documents.domain import Domain

_FOLDER = "/var/lib/libvirt/qemu/nvram"  # of the system's daemon


def complete_nvram(domain: Domain) -> None:
    """The file of a firmware that was chosen by hand, if there is a template to fill it from."""
    is_known = get(domain, "os.nvram.value") is not None or get(domain, "os.nvram.source") is not None
    is_read_only = get(domain, "os.loader.type") == "pflash" and get(domain, "os.loader.readonly") is True
    if is_known or not is_read_only or get(domain, "os.nvram.template") is None:
        return
    if get(domain, "os.firmware") is None and get(domain, "os.nvram.format") in {None, "raw"}:
        put(domain, "os.nvram.value", f"{_FOLDER}/{domain.name}_VARS.fd")
