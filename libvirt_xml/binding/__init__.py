"""The element model: what generated classes are at run time, and how they are read and written.

``element`` is their base and ``specs`` their fields. ``reading`` makes objects of XML text, ``writing`` text of
objects; what no field holds is kept by ``foreign`` and ``sequence``.
"""
