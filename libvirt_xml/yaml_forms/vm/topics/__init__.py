"""The topics of the ``vm`` form, a file each: what its keys take, the domain that they mean, and the way back.

A file ends with its ``Topic``; ``form.py`` lists them in the order of the manual. Begin with ``iothreads.py``, which is
one plain key, then ``devices/watchdog.py``. The folders hold the topics of one part of a machine.
"""
