"""The formats that other programs read: one file for each, and ``fingerprints``, by which they know a problem again."""
