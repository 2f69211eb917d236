"""Patterns that validation computes with: simplified, and interned by their builder.

``simplify`` makes them of a grammar tree with ``builder``, ``derivatives`` says what may follow what was read, and
``compiled`` stores grammars as JSON that loads fast.
"""
