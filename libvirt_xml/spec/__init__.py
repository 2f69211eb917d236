"""YAML: the document form, the short `vm` form, and the way between them and libvirt's XML."""
