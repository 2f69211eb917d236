"""The command ``libvirt-xml``.

``main`` picks one of ``commands``, which is imported only then. It finds and reads documents by ``inputs``, drops what
``selection`` says, and shows the rest by ``reports`` or writes it by ``outputs``.
"""
