"""The command ``libvirt-xml``.

``main`` imports and runs one of ``commands``. It finds and reads documents with ``inputs``, filters problems with
``selection``, and shows them with ``reports`` or writes documents with ``outputs``.
"""
