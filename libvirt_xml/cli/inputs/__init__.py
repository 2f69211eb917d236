"""From the paths of a command line to documents: ``discovery`` finds files, ``checking`` and ``specs`` read them."""
