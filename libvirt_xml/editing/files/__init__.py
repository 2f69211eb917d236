"""Files that are replaced completely or not at all (``file_writing``), or written into (``inplace``)."""
