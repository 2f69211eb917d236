"""What the schemas say of an element: ``summary`` of one pattern, ``grouping`` of many into classes.

``conditions``, ``discriminators`` and ``cases`` find which attribute decides what else may be there.
"""
