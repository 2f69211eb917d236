"""How a libvirt is asked: ``daemons`` starts one, ``asked`` is the process that calls it, ``oracle`` waits for that,
and ends both when they hang. ``undecided`` knows the refusals that are about the host.
"""
