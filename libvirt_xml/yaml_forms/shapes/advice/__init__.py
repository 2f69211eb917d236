"""What is said of keys and values that the form does not have: what was probably meant, and what to write.

``unknown_keys.py`` decides in which order the causes of an unknown key are tried. ``foreign_keys.toml`` has the keys of
other tools that are no single key here, ``compound_keys.py`` those that join two (``disk_bus``) or have a unit
(``memory_mb``), ``option_texts.py`` reads options of a command line.
"""
