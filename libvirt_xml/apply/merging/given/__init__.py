"""What libvirt gives by itself, for a merge.

``requests_as_read`` takes out of a request what libvirt ignores, ``given_parts`` out of a merged document what libvirt
gave and has no place any more, and ``refilling`` keeps what libvirt would give again.
"""
