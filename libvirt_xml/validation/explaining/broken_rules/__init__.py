"""What rules say of a document beside what the schema says of it.

``about_rules`` makes problems of the rules that are broken. Where the schema refuses the document, ``sound_rules``
keeps those that no fault touches, and ``meant_tree`` is the document as it is meant, in which the others must be broken
too.
"""
