"""Passwords and tokens in URLs, which no message shows: ``https://user:****@host``, and Ceph's key in QEMU's
``rbd:pool/image:key=****``."""

from __future__ import annotations

import re

IN_URL = re.compile(
    r"""(?:(?P<user>://[^\s/@:%'"<>]{0,256}+[:%])(?=[^\s/@'"<>]{1,1024}+@)"""
    r"""|(?<=[\w.-]):key="""
    r"""|(?:[?&](?:amp;)?|\bquery=["'])[\w.-]{0,64}?(?:token|secret|signature|sig|passw\w{0,16}|pwd|key|credential)=)"""
    r"""(?P<value>(?(user)[^\s/@'"<>]{1,1024}+|[^\s&'"<>#;]{1,1024}+))""",
    re.IGNORECASE,
)
"""A password in a URL, or a token in its query, as ``value``."""


def without_credentials(text: str) -> str:
    """A text without the passwords and tokens of the URLs in it."""
    may_have = ("@" in text and "://" in text) or ("=" in text and any(sign in text for sign in ("?", "&", ":key")))
    return IN_URL.sub(_hidden, text) if may_have else text


def _hidden(match: re.Match[str]) -> str:
    return match[0].removesuffix(match["value"]) + "****"
