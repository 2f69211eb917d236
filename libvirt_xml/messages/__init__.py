"""Every sentence that the package says to people, as data: one TOML file a topic, one way to read them.

A sentence has a code, which users see and filter by, and a variant, which says which of the code's sentences it is.
Code passes both with the parameters (``render``) and never looks at the text that comes out. A part of a sentence that
depends on other things than the rest is a ``phrase``, which is rendered with the sentence. ``notation`` has the ways
to write values that templates name: ``{names:tag few}``. The XML that a hint shows is that of its template, and can be
written in another notation (``xml_examples``).
"""

from libvirt_xml.messages.table import Hint, Parameters, Phrase, Sentence, hint_of, phrase, render, with_hint, with_more

__all__ = ["Hint", "Parameters", "Phrase", "Sentence", "hint_of", "phrase", "render", "with_hint", "with_more"]
