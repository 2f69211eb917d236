"""Names of disks as numbers."""

from __future__ import annotations


def disk_number(name: str) -> int | None:
    """The number that a name stands for: ``sda`` 0, ``sdz`` 25, ``sdaa`` 26; a partition's figures do not count."""
    letters = name.rstrip("0123456789")
    for prefix in ("ubd", "xvd", "fd", "hd", "sd", "vd"):
        if letters.startswith(prefix):
            letters = letters.removeprefix(prefix)
            break
    else:
        return None
    number = 0
    for letter in letters[:6]:
        if not "a" <= letter <= "z":
            return None
        number = number * 26 + ord(letter) - ord("a") + 1
    return number - 1 if letters else None
