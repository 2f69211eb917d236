"""What machines, CPUs and drivers have and lack: facts that no schema says, as data with their sources.

The TOML files beside these modules are the one table for the ``vm`` form, for rules and for editors.
"""
