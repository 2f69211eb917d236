"""What generated classes can do beyond their fields: base classes by topic.

codegen/overlay/behaviour.toml says which class has which. A base class sees the fields of its class by annotations
for type checkers only, and imports heavy things when it is asked. Names that the XML uses are never taken.
"""
