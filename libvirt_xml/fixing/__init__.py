"""Repairing documents: what has one certain repair is changed in the text, and not one byte more.

``fixed`` looks for problems, and tries their repairs: ``repairs`` for those of the schema, ``rule_repairs`` for those
of rules. A repair stays only if its problem is gone afterwards and there is no new error.
"""
