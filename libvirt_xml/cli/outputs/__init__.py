"""What the command writes: documents (``outputs``), virsh commands (``steps``, ``script``), origins of values."""
