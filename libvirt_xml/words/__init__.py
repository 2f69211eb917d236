"""Which known word somebody probably meant: the one "did you mean" of the package.

``similarity`` compares two words by their letters. ``vocabulary`` chooses among known words, and also knows synonyms:
words of other tools that resemble nothing (``synonyms.toml``, a section a place). ``slips`` is about names that people
choose freely, where a word with another letter is as well another name.
"""
