"""Regular expressions of XML Schema, in linear time.

``xsd_regex`` parses one into ``expressions``; ``matching`` runs these as a deterministic automaton over classes of
characters (``alphabet``). ``backtracking`` uses Python's engine instead, where a text is short enough for it.
"""
