"""The ``vm`` form as classes: ``spec_parts`` is their base, ``table_classes`` says which map of the table is which.

The classes are generated from the table of keys, in ``yaml_forms/classes``. ``from_plain`` makes objects of plain data,
``as_trees`` trees of both.
"""
