"""How the outcome of a check is written: one file per format."""
