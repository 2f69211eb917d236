"""Whether a document is valid.

``automaton`` remembers derivatives as states. ``by_pieces`` follows it over the pieces of a regular document,
``by_events`` over the events of expat. ``tree_builder`` and ``judging`` read a bad document as a tree whose elements
know their verdict.
"""
