"""Real hosts: a connection to a libvirt, and what it holds as typed documents with the verbs of libvirt's API.

The way through: ``bindings`` is the only module that imports libvirt-python. Every call goes through ``calls``, which
makes a ``HostError`` of what libvirt answers; ``failures.toml`` says which error of libvirt means what. ``host`` opens
a connection and looks objects up. The other modules hold one kind of object each: domains (``host_domain`` with
``power``, ``hotplug``, ``snapshots``), networks, storage, secrets and filters.
"""
