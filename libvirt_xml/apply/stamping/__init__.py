"""What libvirt keeps for us between two runs: the ``stamp`` in a document's metadata, with ``path_trees`` in it."""
