"""What other tools write in the place of the form: their keys, options of command lines, addresses and places.

``foreign_keys.toml`` has the keys that are no single key here, and ``foreign_keys.py`` what depends on their values;
``option_texts.py`` reads options of a command line.
"""
