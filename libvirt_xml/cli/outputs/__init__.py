"""What the command writes: documents (``outputs``), commands of virsh (``steps``, ``script``), origins of values.

``file_writing`` replaces files whole or not at all.
"""
