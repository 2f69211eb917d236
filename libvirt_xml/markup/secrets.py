"""What must not be remembered, nor shown."""

from __future__ import annotations

import re

_KNOWN = {
    "auth": frozenset({"type", "username", "secret"}),
    "secret": frozenset({"type", "uuid", "usage", "ephemeral", "private", "description"}),
    "encryption": frozenset({"format", "engine", "secret", "cipher", "ivgen"}),
}
"""The elements beside whose content people write a secret, and what is none in them."""
_PLAIN = frozenset({"name", "type"})  # what is none of an element that has one: of a cookie
_WORDS = frozenset(
    {"auth", "secret", "key", "token", "value", "data", "base64", "psk", "pass", "pw", "content", "text"}
)
"""Words in the names of what may be a secret in a file that cannot be read, so that nothing tells what is around."""
_OTHER_NAME = re.compile(r"(?:pass|psk|rootpw)(?![\w-])").search  # of other tools: adminPass, wpa_psk
_NEXT_WORD = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")


def is_secret(text: str) -> bool:
    """Whether a name, or a tag with all that is in it, may be that of a secret; no table may keep that."""
    lowered = text.lower()
    return (
        "passw" in lowered
        or "cookie" in lowered
        or "pasw" in lowered
        or "passphrase" in lowered
        or "pwd" in lowered
        or _OTHER_NAME(lowered) is not None
    )


def may_name_secret(key: str) -> bool:
    """Whether a key of a file that cannot be read may be that of a secret: ``value`` may be that of a password."""
    return is_secret(key) or not _WORDS.isdisjoint(_NEXT_WORD.sub(" ", key).lower().split())


def may_have_secrets(document: str) -> bool:
    """Whether a document may have a secret, be it in a wrong place."""
    return is_secret(document) or any(name in document for name in _KNOWN)


def is_secret_in(owner: str, name: str) -> bool:
    """Whether what an element has may be a secret: an attribute of a name, or the text of a child."""
    if is_secret(name) or (is_secret(owner) and name not in _PLAIN):
        return True
    known = _KNOWN.get(_local(owner))
    return known is not None and name not in known


def is_secret_text(element: str, parent: str = "") -> bool:
    """Whether the text of an element may be a secret: that of ``<auth>`` may be a user with a password."""
    return is_secret(element) or _local(element) in _KNOWN or is_secret_in(parent, element)


def _local(name: str) -> str:
    """A name without its prefix or namespace."""
    return name.rpartition("}")[2].rpartition(":")[2]
