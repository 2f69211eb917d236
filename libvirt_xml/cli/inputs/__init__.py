"""From paths to documents: ``discovery`` finds files, ``checking`` and ``yaml_files`` read them."""
