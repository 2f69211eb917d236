"""Why a text is not a document that is read here.

``xml_faults`` lists the causes; readers raise ``Refused`` with one. ``diagnosis`` reads the text once more and finds
the cause and its place, the same for every reader; ``reasons`` and ``tokens`` look at the text there and choose the
sentence, from ``messages/xml_malformed.toml``.
"""
