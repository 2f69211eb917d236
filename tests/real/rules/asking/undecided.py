"""Refusals that are about the host, not about the document: nothing follows from them."""

from __future__ import annotations

import re

_OF_THE_HOST = re.compile(
    "|".join(
        (
            r"No emulator found",
            r"[Cc]an(not|'t) find suitable emulator",
            r"Emulator '.*' does not support (machine type|virt type|os type|arch)",
            r"(not|n't) supported by this QEMU binary",
            r"session mode",
            r"find any firmware",
            r"find 'efi' firmware",
            r"Unable to find .* firmware",
            r"Cannot allocate memory",
            r"VFIO",
            r"tap device",
            r"/dev/dri",
            r"open libEGL",
            r"is not a VF",
            r"is not an SR-IOV Virtual Function",
            r"hugetlbfs",
            r"Secret not found",
            r"([Pp]ool|[Nn]etwork) not found",
            r"No such file or directory",
            r"TPM version .* is not supported",
            r"TLS is disabled in qemu.conf",
            r"no support for",
            r"missing backend for pool type",
            r"does not support TPM backend type",
            r"rdp graphics are not supported",
            r"exists already",
            r"not supported by the connection driver: virInterface",
            r"in element 'backend': 'passt'",
            r"No space left on device",
            r"Cannot set scheduler parameters .*: Operation not permitted",
        )
    )
)


def is_of_the_host(words: str) -> bool:
    """Whether the host stops a document before its subject is looked at."""
    return _OF_THE_HOST.search(words) is not None
