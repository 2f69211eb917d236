"""The ``vm`` form: what a person wants to say of a virtual machine, and the domain that it means."""
