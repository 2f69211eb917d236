"""Passwords in URLs, which no message shows: ``https://user:****@host``."""

from __future__ import annotations

import re

_HIDDEN = r"\1****@"
_IN_URL = re.compile(r"""(://[^\s/@:'"<>]{0,256}+:)[^\s/@'"<>]{1,1024}+@""")


def without_credentials(text: str) -> str:
    """A text without the passwords of the URLs in it."""
    return _IN_URL.sub(_HIDDEN, text) if "@" in text and "://" in text else text
