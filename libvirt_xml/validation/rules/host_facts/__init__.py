"""What is known of one host, from files that ``libvirt-xml capture`` wrote there, or that the same code made of a
connection.

``captured_host`` is what hardly changes: the release of libvirt, its capabilities, and what each emulator and machine
type can do. ``inventory`` is what exists there: networks, pools, domains; it is old after a day. ``facts_files`` reads
and writes both, and refuses what is neither; ``host.schema.json`` and ``inventory.schema.json`` describe them for other
tools. No file holds a secret, a user name, or what identifies the machine itself.
"""
