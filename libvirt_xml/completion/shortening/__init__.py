"""A domain without what libvirt assigns: candidates (``removable``), and their proof (``trial``)."""
