"""A host that answers for domain capabilities, as libvirt's test driver does not."""

from __future__ import annotations

from typing import Any

CAPABILITIES = """<capabilities>

  <host>
    <uuid>a5516ad0-24f7-4bf2-baa2-40936f406ec8</uuid>
    <cpu><arch>x86_64</arch></cpu>
  </host>

  <guest>
    <os_type>hvm</os_type>
    <arch name='x86_64'>
      <wordsize>64</wordsize>
      <emulator>/usr/bin/qemu-system-x86_64</emulator>
      <machine maxCpus='255'>pc-i440fx-7.2</machine>
      <machine canonical='pc-i440fx-7.2' maxCpus='255'>pc</machine>
      <machine maxCpus='288'>pc-q35-7.2</machine>
      <machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine>
      <domain type='qemu'/>
      <domain type='kvm'>
        <emulator>/usr/bin/kvm</emulator>
        <machine maxCpus='240'>pc-q35-7.2</machine>
      </domain>
    </arch>
  </guest>
</capabilities>
"""
DOCUMENT = """<domainCapabilities>
  <path>{emulator}</path>
  <domain>{virt}</domain>
  <machine>{machine}</machine>
  <arch>{arch}</arch>
  <vcpu max='{cpus}'/>
  <devices>
    <rng supported='{rng}'/>
  </devices>
</domainCapabilities>
"""
CPUS = {"pc-i440fx-7.2": 255, "pc-q35-7.2": 288}


class AskedConnection:
    """What ``capture_host`` asks of a host."""

    version = "9.0.0"

    def __init__(self, refused: dict[str, Exception] | None = None) -> None:
        self.refused = refused or {}
        self.questions: list[tuple[str, ...]] = []

    def call(self, function: str, *arguments: Any, subject: str = "") -> Any:
        """libvirt's answers."""
        if function == "getDomainCapabilities":
            emulator, arch, machine, virt, _ = arguments
            self.questions.append((emulator, arch, machine, virt))
            if machine in self.refused:
                raise self.refused[machine]
            rng = "no" if virt == "kvm" else "yes"
            return DOCUMENT.format(
                emulator=emulator, arch=arch, machine=machine, virt=virt, cpus=CPUS[machine], rng=rng
            )
        return {"getCapabilities": CAPABILITIES, "getType": "QEMU", "getVersion": 7002022}[function]
