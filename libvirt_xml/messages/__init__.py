"""Every sentence that the package says to people, as data: one TOML file a topic, one way to read them.

A sentence has a code, which users see and filter by, and a variant, which says which of the code's sentences it is.
Code passes both with the parameters and never looks at the text that comes out.
"""

from libvirt_xml.messages.table import render

__all__ = ["render"]
