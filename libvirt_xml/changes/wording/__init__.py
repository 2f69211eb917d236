"""Changes in words, for a person who knows no XML: ``disk vda: cache none -> writeback``.

``describe_change`` is the way in. ``path_words`` makes a subject (``disk vda``) and an aspect of it (``cache``) of a
path, ``value_words`` makes text of values, and ``terms.toml`` has the words.
"""
