"""Objects to XML text: ``writer`` walks the objects, ``foreign_writer`` the elements outside the model.

``writing_tables`` is what it looks up of a class, ``known`` what is remembered of unchanged elements. ``refusals`` are
the values that cannot be written.
"""
