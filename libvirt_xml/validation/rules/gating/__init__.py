"""Which rules can concern a document: told from its pieces as the validator has cut them, before any tree is made.

A *token* is something that a rule needs somewhere in a document: an element, a value of an attribute, two elements with
the same value. ``rule_tokens.py`` takes them from the triggers, ``element_tokens.py`` finds those of one element,
whoever reads it, and ``gate.py`` adds up what a document has. ``sections.py`` and ``settled_rules.py`` then strike off
what is known not to be broken: of one section, and of several.
"""
