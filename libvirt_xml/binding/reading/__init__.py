"""XML text to objects: ``regular`` by pieces where it can, else ``reader`` by the events of expat.

Whatever is unusual goes to ``oddities``. ``reading_tables`` is what both look up of a class.
"""
