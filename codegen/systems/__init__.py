"""The table of guest systems, from libosinfo's database."""
