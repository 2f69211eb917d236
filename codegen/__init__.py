"""The generator: from libvirt's schemas and the overlay to classes, JSON Schemas and pages.

``schemas`` loads them, ``analysis`` finds out what elements hold, ``naming`` names them, ``model`` builds the element
model, ``checks`` refuses what is not listed, and ``emit`` writes. ``overlay`` is what a schema cannot say, as data.
"""
