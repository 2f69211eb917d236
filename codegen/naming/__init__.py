"""Names of classes, fields, aliases and modules; exceptions are in ``overlay/names.toml``."""
