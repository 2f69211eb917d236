"""Values with a part that does not belong to them, and words without a part."""

from __future__ import annotations

import pytest

from libvirt_xml.validation.values.values import advise
from tests.validation.test_values import BUS, MAKE, Part, _advice, allow

TPM = ("tpm-crb", "tpm-tis", "tpm-spapr", "spapr-tpm-proxy")
DISK = (("(sd|vd)[a-z]+",),)


@pytest.mark.parametrize(
    ("parts", "text", "reason", "suggestion"),
    [
        (TPM, "crb", None, "tpm-crb"),
        (TPM, "TIS", None, "tpm-tis"),
        (TPM, "sp", None, None),
        (("allow-exclusive", "force-shared", "ignore"), "shared", None, None),
        (DISK, "/dev/vda", "name-without-folder", "vda"),
        (DISK, "/dev/mapper/vda", None, None),
        (BUS, "/dev/vda", None, None),
        ((("unsignedInt",),), "2 cores", "no-unit", "2"),
    ],
)
def test_advice(parts: tuple[Part, ...], text: str, reason: str | None, suggestion: str | None) -> None:
    """The only word with a part, the name of a device without its folder, a number without what it counts."""
    assert _advice(advise(MAKE, allow(*parts), text)) == (reason, suggestion)
