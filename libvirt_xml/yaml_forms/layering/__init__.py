"""Several sources, one document: ``merging`` is the rule, ``layers`` lays files over each other.

``patching`` lays a part of a document over a document, with ``items`` saying which items of lists are the same.
"""
