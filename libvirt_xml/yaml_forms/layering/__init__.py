"""A part of a document laid over a document: ``patching`` does it, ``items`` says which items of lists are the same."""
