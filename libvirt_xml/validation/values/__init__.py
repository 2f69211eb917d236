"""Values: what an attribute or a text may be (``allowed``, ``wording``), and what was probably meant (``values``)."""
