"""Passwords in what is shown of a document: a star for each character, so that every column stays where it is."""

from __future__ import annotations

import re

from libvirt_xml.messages.credentials import IN_URL

# with misspellings; bounded, to be linear
_NAME = r"(?:(?:pas+w|pwd|passphrase|cookie)[\w.-]{0,64}+|(?:pass|psk|rootpw)(?![\w.-]))"
_PASSWORD = r"(?:pas+w|pwd|passphrase)[\w.-]{0,64}+"
_XML = re.compile(
    rf"""{_NAME}["']?\s{{0,64}}+[=:]\s{{0,64}}+(?P<value>"[^"<]*+|'[^'<]*+|[^\s'"<>&,]++)"""
    rf"""|<[\w:.-]{{0,64}}?{_NAME}(?:\s[^<>]*+)?>(?P<text>[^<]++|<!\[CDATA\[[^\]<]*+)""",
    re.IGNORECASE,
)
_IN_TAG = re.compile(
    rf"""<[\w:.-]{{0,64}}?(?:{_PASSWORD}\s[^<>]*?\b(?:value|name)|{_NAME}\s[^<>]*?\bvalue)"""
    r"""\s{0,64}+=\s{0,64}+(?P<value>"[^"<]*+|'[^'<]*+)""",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    rf"^(?=[^<>\r\n]*+$)[^\r\n]*?{_PASSWORD}[ \t]++(?P<value>[^\r\n]++)$", re.IGNORECASE | re.MULTILINE
)
_WITHOUT_COLON = re.compile(
    rf"^[ \t]*+(?:-[ ]++)?[\w.-]{{0,64}}?{_PASSWORD}[ \t]++(?P<value>[^:\s][^:\r\n]*+)$", re.IGNORECASE | re.MULTILINE
)
_OWNER = r"<(?:[\w.-]{1,64}+:)?(?:auth|secret|encryption)(?=[\s/>=])"  # beside whose content people write secrets
_OWNER_XML = re.compile(_OWNER).search
_OF_OWNER = re.compile(rf"""{_OWNER}[^<>]*+(?P<more>>[^<]++)?""")
_ATTRIBUTE = re.compile(
    r"""(?:(?<=\s)(?!(?:type|username|uuid|usage|ephemeral|private|format|engine)\s{0,64}+=)[\w:.-]++\s{0,64}+=\s{0,64}+"""
    r"""|(?<=auth=)|(?<=secret=)|(?<=encryption=))(?P<value>"[^"<]*+|'[^'<]*+)"""
)
_COMMENT = re.compile(rf"{_OWNER}[^<>]*+>\s*+<!--(?P<value>(?:(?!-->)[^<])++)")  # a repair may have put it there
_OBJECT = re.compile(r"""\bsecret,[^'"<>\r\n]{0,200}?\bdata=(?P<value>[^,'"<>\s]++)""")  # on QEMU's command line
_INSIDE = re.compile(r">(?P<value>[^<]++)")
_VALUE_XML = re.compile(r"<(?:value|key|token|data|base64)>(?P<value>[^<]++)")
_PLAIN = r"""(?:(?!,\s*["']?[\w-]{1,64}["']?:\s|\s\#)[^\r\n])++"""
_YAML = re.compile(
    rf"""{_NAME}["']?[ \t]*+[:=][ \t]*+(?:[!&][^\s,]*+[ \t]++)*+"""
    rf"""(?P<value>\[[^\[\]{{}}\r\n]*+(?=\])|"(?:[^"\\]|\\.)*+|'(?:[^']|'')*+|(?![{{\[$&*|>!\r\n]){_PLAIN})"""
    rf"""|^(?P<margin>[ \t]*+)(?:-[ ]+)?["']?[\w.-]{{0,64}}?{_NAME}["']?[ \t]*+:[ \t]+[|>][^\r\n]*+"""
    r"""(?P<text>(?:[\r\n]++(?P=margin)[ \t]+[^\r\n]*+)++"""
    r"""|(?:[\r\n]++[ \t]*+[^\s:][^:\r\n]*+(?=[\r\n]|\Z))++)""",  # not indented, by mistake
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
_AUTH = re.compile(
    r"""\b(?:auth|secret)["']?(?::[ \t]++|[ \t]*+=[ \t]*+)(?P<value>\[[^\[\]{}\r\n]*+(?=\])"""
    rf"""|"(?:[^"\\]|\\.)*+|'(?:[^']|'')*+|(?![{{\[$&*|>!\r\n]){_PLAIN})"""
)
_SECRET = re.compile(r"""(?:\bsecret|\bauth|\bcookies?|chpasswd)["']?:""", re.IGNORECASE)
_VALUE = re.compile(
    rf"""(?:\b|(?<=_))(?:value|base64|list|key|token|data)["']?(?::[ \t]++|[ \t]*+=[ \t]*+)"""
    rf"""(?P<value>"(?:[^"\\]|\\.)*+|'(?:[^']|'')*+|(?![{{\[$&*|>!\r\n]){_PLAIN})"""
)
_FLOW = re.compile(rf"""{_NAME}["']?[ \t]*+[:=][ \t]*+(?P<value>[\[{{])""", re.IGNORECASE)
_BRACKET = re.compile(
    r"""(?P<bracket>[\[\]{}\r\n])|(?<=[\s,:\[{])(?:"(?:[^"\\\r\n]|\\.)*+"?|'[^'\r\n]*+'?)"""  # none in quotation marks
)
_IN_FLOW = re.compile(
    r"""(?<=[,\[{])(?P<plain>\s*+["']?(?:(?:name|env|file)["']?:\s[^,\[\]{}]*+|[\w.-]++["']?:\s++(?=[\[{])))"""
    r"""|(?:(?<=[,\[{])\s*+["']?[\w.-]++["']?:\s++(?=[^\s,\[\]{}]))?(?P<value>[^,\[\]{}]++)"""
)


def without_secrets(text: str, *, is_yaml: bool = False) -> str:
    """A document's text with its passwords and cookies hidden; what YAML says of secrets too, with all its values."""
    if not is_yaml:
        text = _OBJECT.sub(_hide, text)
        hidden = _OUTSIDE.sub(_hide, IN_URL.sub(_hide, _IN_TAG.sub(_hide, _XML.sub(_hide, text))))
        if not _OWNER_XML(hidden):
            return hidden
        return _VALUE_XML.sub(_hide, _OF_OWNER.sub(_hide_of_owner, _COMMENT.sub(_hide, hidden)))
    text = _WITHOUT_COLON.sub(_hide, _AUTH.sub(_hide, IN_URL.sub(_hide, _OBJECT.sub(_hide, text))))
    hidden = _BELOW.sub(_hide_below, _YAML.sub(_hide, _without_flow(text)))
    return _VALUE.sub(_hide, hidden) if _SECRET.search(hidden) else hidden


def _without_flow(text: str) -> str:
    """A text without the values of the maps, and of the lists of these, that stand in a line where a secret belongs."""
    parts, done = [], 0
    for match in _FLOW.finditer(text):
        start = match.start("value")
        if start < done:
            continue
        end = _end_of_flow(text, start)
        flow = text[start:end]
        parts += [text[done:start], _IN_FLOW.sub(_hide_in_flow, flow)]
        done = end
    return "".join([*parts, text[done:]])


def _hide_in_flow(match: re.Match[str]) -> str:
    return match[0] if match["plain"] is not None else _hide(match)


def _end_of_flow(text: str, start: int) -> int:
    """Where brackets that open at a place are closed, or the line ends before that."""
    depth = 0
    for bracket in _BRACKET.finditer(text, start):
        if bracket["bracket"] is None:
            continue
        if bracket[0] in "\r\n":
            return bracket.start()
        depth += 1 if bracket[0] in "[{" else -1
        if depth == 0:
            return bracket.end()
    return len(text)


def _hide_of_owner(match: re.Match[str]) -> str:
    tag = match[0] if match["more"] is None else match[0].removesuffix(match["more"])
    return _ATTRIBUTE.sub(_hide, tag) + _INSIDE.sub(_hide, match["more"] or "")


def _hide_below(match: re.Match[str]) -> str:
    start = match.start("value") - match.start()
    return match[0][:start] + _IN_LINE.sub(_hide, match[0][start:])


def _hide(match: re.Match[str]) -> str:
    group = "value" if match["value"] is not None else "text"
    whole, start, end = match[0], match.start(group) - match.start(), match.end(group) - match.start()
    start += whole[start] in "\"'[" and group == "value"
    return whole[:start] + re.sub(r"[^\s]", "*", whole[start:end]) + whole[end:]
