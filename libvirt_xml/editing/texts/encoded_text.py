"""The text of a file with its encoding: every byte comes back."""

from __future__ import annotations

from typing import NamedTuple

from libvirt_xml.markup.encoding import codec_of, encoding_error


class EncodedText(NamedTuple):
    """A text, its byte order mark included, and how it is encoded; ``None`` for a text that is no bytes."""

    text: str
    codec: str | None

    def encoded(self, text: str) -> str | bytes:
        """Another text in the same form; characters that the encoding lacks become references, as XML has them."""
        return text if self.codec is None else text.encode(self.codec, "xmlcharrefreplace")


def decoded_text(source: str | bytes) -> EncodedText:
    """The text of a document. Raises ParseError for bytes that would not come back the same."""
    if isinstance(source, str):
        return EncodedText(source, None)
    data = bytes(source)
    codec = codec_of(data)
    try:
        text = data.decode(codec)
        if text.encode(codec) != data:
            raise encoding_error(codec)
    except (LookupError, UnicodeError):
        raise encoding_error(codec) from None
    return EncodedText(text, codec)
