"""Rules beyond the schema: what libvirt refuses, or silently does otherwise, although its schema allows it.

``catalogue/`` has the rules, one TOML file a family: each with its trigger, sentences, examples and source. ``checks/``
has a function where a trigger cannot decide. The way of a document: the validator cuts it into pieces; ``gating/``
tells by these which rules can be broken in it; only then ``reading`` makes a tree of it, ``running`` asks those rules
about the tree (``triggers/`` is their language, ``derived/`` what no attribute says), and ``findings`` looks for the
places of what they say. ``rulebook`` has the rules for one release of libvirt, from ``compiled.json``, which the
generator writes.
"""
