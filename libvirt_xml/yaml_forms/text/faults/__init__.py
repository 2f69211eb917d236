"""Why YAML text cannot be read. ``yaml_faults`` is asked where a parser stopped; lines that begin in the wrong column
(``indent_faults``) and quotation marks that are not closed (``open_quotes``) have files of their own.
"""
