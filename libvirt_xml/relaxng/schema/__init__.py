"""Schema files: ``loader`` reads RNG files into the located grammar tree of ``tree``.

``schema_source`` and ``schema_node`` are the XML below it, ``name_nodes`` the name classes. ``grammar_checks`` and
``restrictions`` refuse what RELAX NG forbids.
"""
