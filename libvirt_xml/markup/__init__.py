"""XML text below schemas and objects: what reading and validating share."""
