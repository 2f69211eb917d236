"""What is asked, put into what libvirt has: the core of applying, which needs no libvirt.

``merge`` takes what is asked, what libvirt has, and what was asked before (``ownership``), and returns the document
to define with the changes that it makes. It is one walk with ``libvirt_xml.changes``; ``pairing`` finds the items
that libvirt moved. ``equalities`` are what libvirt writes in its own way, ``carrying`` is what goes with a choice
that changes, ``orphans`` are elements of which nothing is asked any more, ``remembering`` keeps what libvirt did not
take, ``given/`` knows what libvirt gives by itself, and ``unknown_content`` merges what the model does not know. The
rules are data: ``equalities.toml``, ``carrying.toml``.
"""
