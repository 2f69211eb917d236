"""What would be done to a host, worked out without a connection.

``plan`` has the values: a plan has a step for each object, a step the changes with the moment at which they take
effect, and what blocks it. ``domain_plans`` makes the step of a domain from what is asked and what libvirt has. The
``stamp`` is what libvirt keeps for us between two runs. ``live_changes`` predicts what happens in a running guest at
once, ``consents`` says what is not done without being allowed; both are data beside them.
"""
