"""Changes of a text that mostly leave it readable: parts moved, repeated, dropped, put into one another, odd bytes put
in."""

from __future__ import annotations

import random
import re

_ODD = (
    *(
        b"<!-- x -->",
        b"<![CDATA[x]]>",
        b"<?p i?>",
        b"&lt;",
        b"&#10;",
        b"&#xe9;",
        b"\xc2\xa0",
        b"\xe2\x80\xa8",
        b"\xc2\x85",
    ),
    *(b"<a/>", b" x='1'", b" xmlns='urn:x'", b" xmlns:p='urn:x'", b"<p:a/>", b"<p:a xmlns:p='urn:x'>t<b/></p:a>"),
    *(b"\xef\xbb\xbf", b"<?xml version='1.0' encoding='latin1'?>", b"\r\n", b"\t", b"0", b"-1", b"0x10", b"9" * 30),
    *(b"<!-- libvirt-xml: ignore=invalid-value -->", b"# libvirt-xml: ignore=invalid-value", b"null", b"~", b"!!int "),
    *(
        b"&a ",
        b"*a",
        b"<<: *a\n",
        b"[",
        b"]",
        b"{",
        b"}",
        b": ",
        b"- ",
        b"|\n",
        b">\n",
        b"'",
        b'"',
        b"${X}",
        b"{env: X}",
    ),
    *(
        b"{file: /etc/hostname}",
        b"!replace ",
        b"---\n",
        b"...\n",
        b"%YAML 1.1\n",
        b"on",
        b"yes",
        b"2.0",
        b"1GiB",
        b"auto",
    ),
)
_PARTS = re.compile(rb"(?<=>)(?=\s*<)|(?<=\n)|(?<=[,{}\[\]])")


def edited(data: bytes, chance: random.Random) -> bytes:
    """The data with one to three changes."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        data = _put_in(data, chance) if chance.random() < 0.4 else _reordered(data, chance)
    return data


def _put_in(data: bytes, chance: random.Random) -> bytes:
    places = [match.start() for match in re.finditer(rb"[<>'\" /:\n]", data)] or [0]
    at = min(chance.choice(places) + chance.choice((0, 1)), len(data))
    return data[:at] + chance.choice(_ODD) + data[at + chance.choice((0, 0, 0, 1, 3)) :]


def _reordered(data: bytes, chance: random.Random) -> bytes:
    """Parts swapped, one repeated elsewhere, left out, or wrapped in another one's neighbours."""
    parts = _PARTS.split(data)
    one, two = chance.randrange(len(parts)), chance.randrange(len(parts))
    match chance.randrange(4):
        case 0:
            parts[one], parts[two] = parts[two], parts[one]
        case 1:
            parts.insert(one, parts[two])
        case 2:
            first, last = sorted((one, two))
            parts[last:last] = parts[first : first + chance.randrange(1, 6)]
        case _:
            parts[one] = b""
    return b"".join(parts)
