"""What a key of YAML takes: ``shapes`` of plain values, ``composites`` of maps and lists.

The same table reads, makes the JSON Schema and writes the manual.
"""
