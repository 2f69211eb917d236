"""Passwords in what is shown of a document: a star for each character, so that every column stays where it is."""

from __future__ import annotations

import re

_NAME = r"(?:pas+w|pwd|passphrase|cookie)[\w.-]{0,64}+"  # and its misspellings; bounded, to be linear
_XML = re.compile(
    rf"""{_NAME}\s{{0,64}}+=\s{{0,64}}+(?P<value>"[^"<]*+|'[^'<]*+|[^\s'"<>&,]++)"""
    rf"""|<[\w:.-]{{0,64}}?{_NAME}(?:\s[^<>]*+)?>(?P<text>[^<]++|<!\[CDATA\[[^\]<]*+)""",
    re.IGNORECASE,
)
_PLAIN = r"""(?:(?!,\s*["']?[\w-]{1,64}["']?:\s|\s\#)[^\r\n])++"""
_YAML = re.compile(
    rf"""{_NAME}["']?[ \t]*+(?::[ \t]|=)[ \t]*+"""
    rf"""(?P<value>"(?:[^"\\]|\\.)*+|'(?:[^']|'')*+|(?![{{\[$&*|>!\r\n]){_PLAIN})"""
    rf"""|^(?P<margin>[ \t]*+)(?:-[ ]+)?["']?[\w.-]{{0,64}}?{_NAME}["']?[ \t]*+:[ \t]+[|>][^\r\n]*+"""
    r"""(?P<text>(?:[\r\n]++(?P=margin)[ \t]+[^\r\n]*+)++)""",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_SECRET = re.compile(r"""\bsecret["']?:""")
_VALUE = re.compile(
    rf"""\b(?:value|base64)["']?:[ \t]++"""
    rf"""(?P<value>"(?:[^"\\]|\\.)*+|'(?:[^']|'')*+|(?![{{\[$&*|>!\r\n]){_PLAIN})(?P<text>)"""
)


def without_secrets(text: str, *, is_yaml: bool = False) -> str:
    """A document's text with its passwords and cookies hidden; what YAML says of secrets too, with all its values."""
    if not is_yaml:
        return _XML.sub(_hide, text)
    hidden = _YAML.sub(_hide, text)
    return _VALUE.sub(_hide, hidden) if _SECRET.search(hidden) else hidden


def _hide(match: re.Match[str]) -> str:
    group = "value" if match["value"] is not None else "text"
    whole, start, end = match[0], match.start(group) - match.start(), match.end(group) - match.start()
    start += whole[start] in "\"'" and group == "value"
    return whole[:start] + re.sub(r"[^\s]", "*", whole[start:end]) + whole[end:]
