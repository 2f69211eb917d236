"""What a host can do and has, for checks without it: ``asking_capabilities`` gets the first, ``taking_inventory`` what
exists there. Only listed fields are taken; a secret, a user or the host's own UUID is in none of them.
"""
