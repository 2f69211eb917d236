"""What the command writes: documents (``outputs``), virsh commands (``steps``, ``script``), origins of values.

``file_writing`` replaces files completely or not at all.
"""
