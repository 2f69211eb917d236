"""What is said of keys and values that the form does not have: what was probably meant, and what to write.

``unknown_keys.py`` decides in which order the causes of an unknown key are tried. ``compound_keys.py`` has keys that
join two (``disk_bus``) or have a unit (``memory_mb``), ``fields_as_keys.py`` fields of libvirt's; what other tools
write is in ``other_tools``.
"""
