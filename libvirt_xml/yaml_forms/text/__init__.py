"""YAML text to trees and back: ``yaml_reading`` is the way in, ``emitting`` the way out.

A tree (``yaml_tree``) knows for every value where it is from. Hostile YAML is refused here.
"""
