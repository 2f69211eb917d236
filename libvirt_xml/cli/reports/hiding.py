"""Passwords in what is shown of a document: a star for each character, so that every column stays where it is."""

from __future__ import annotations

import re

_NAME = r"(?:pas+w|pwd|passphrase|cookie)[\w.-]{0,64}+"  # and its misspellings; bounded, to be linear
_XML = re.compile(
    rf"""{_NAME}\s{{0,64}}+=\s{{0,64}}+(?P<value>"[^"<]*+|'[^'<]*+|[^\s'"<>&,]++)"""
    rf"""|<[\w:.-]{{0,64}}?{_NAME}(?:\s[^<>]*+)?>(?P<text>[^<]++|<!\[CDATA\[[^\]<]*+)""",
    re.IGNORECASE,
)
_IN_TAG = re.compile(
    rf"""<[\w:.-]{{0,64}}?{_NAME}\s[^<>]*?\bvalue\s{{0,64}}+=\s{{0,64}}+(?P<value>"[^"<]*+|'[^'<]*+)""", re.IGNORECASE
)
_SECRET_XML = re.compile(r"<secret[\s>]").search
_VALUE_XML = re.compile(r"<value>(?P<value>[^<]++)")
_PLAIN = r"""(?:(?!,\s*["']?[\w-]{1,64}["']?:\s|\s\#)[^\r\n])++"""
_YAML = re.compile(
    rf"""{_NAME}["']?[ \t]*+(?::[ \t]|=)[ \t]*+(?:[!&][^\s,]*+[ \t]++)*+"""
    rf"""(?P<value>\[[^\[\]{{}}\r\n]*+(?=\])|"(?:[^"\\]|\\.)*+|'(?:[^']|'')*+|(?![{{\[$&*|>!\r\n]){_PLAIN})"""
    rf"""|^(?P<margin>[ \t]*+)(?:-[ ]+)?["']?[\w.-]{{0,64}}?{_NAME}["']?[ \t]*+:[ \t]+[|>][^\r\n]*+"""
    r"""(?P<text>(?:[\r\n]++(?P=margin)[ \t]+[^\r\n]*+)++)""",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_BELOW = re.compile(
    rf"""^(?P<margin>[ \t]*+)(?P<dash>-[ ])?[ ]*+["']?[\w.-]{{0,64}}?{_NAME}["']?[ \t]*+:(?:[ \t][^\r\n]*+)?"""
    r"""(?P<value>(?:[\r\n]++(?P=margin)(?(dash)[ ]{2})(?:[ \t]|-[ ])[^\r\n]*+)++)""",
    re.IGNORECASE | re.MULTILINE,
)
_IN_LINE = re.compile(
    r"""^[ \t]*+(?:-[ ]++)*+(?!["']?(?:env|file)["']?:[ \t])(?:[\w.-]++:(?:[ \t]++|$))?(?P<value>[^\r\n]++)""",
    re.MULTILINE,
)
_SECRET = re.compile(r"""(?:\bsecret|\bcookies?|chpasswd)["']?:""", re.IGNORECASE)
_VALUE = re.compile(
    rf"""\b(?:value|base64|list)["']?:[ \t]++"""
    rf"""(?P<value>"(?:[^"\\]|\\.)*+|'(?:[^']|'')*+|(?![{{\[$&*|>!\r\n]){_PLAIN})"""
)


def without_secrets(text: str, *, is_yaml: bool = False) -> str:
    """A document's text with its passwords and cookies hidden; what YAML says of secrets too, with all its values."""
    if not is_yaml:
        hidden = _IN_TAG.sub(_hide, _XML.sub(_hide, text))
        return _VALUE_XML.sub(_hide, hidden) if _SECRET_XML(hidden) else hidden
    hidden = _BELOW.sub(_hide_below, _YAML.sub(_hide, text))
    return _VALUE.sub(_hide, hidden) if _SECRET.search(hidden) else hidden


def _hide_below(match: re.Match[str]) -> str:
    start = match.start("value") - match.start()
    return match[0][:start] + _IN_LINE.sub(_hide, match[0][start:])


def _hide(match: re.Match[str]) -> str:
    group = "value" if match["value"] is not None else "text"
    whole, start, end = match[0], match.start(group) - match.start(), match.end(group) - match.start()
    start += whole[start] in "\"'[" and group == "value"
    return whole[:start] + re.sub(r"[^\s]", "*", whole[start:end]) + whole[end:]
