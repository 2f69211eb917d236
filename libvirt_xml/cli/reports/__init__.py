"""How the outcome of a check is written: ``report`` chooses, ``text`` is for people, ``exchange`` for programs."""
