"""The oracle of the rules: a real libvirt refuses what a rule calls refused, and takes what no rule refuses.

``asking/`` starts a libvirt with rights in a place of its own, this machine's or that of a tree with a newer one, and
asks it one document at a time. ``seeds`` has valid machines, ``mutants`` makes others of them, ``figures`` says how
much of what libvirt refuses is told. ``floors.toml`` has the least of it; ``python -m tests.real.rules`` measures, and
raises the floors with ``--raise``.
"""
