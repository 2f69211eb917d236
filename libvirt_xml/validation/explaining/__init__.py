"""From a document that does not match to problems: ``examine`` is the way in.

``explain`` takes the repairs by their causes (``reasons``) and makes a problem of each. ``about_attributes``,
``about_elements``, ``about_values``, ``about_switches`` and ``about_roots`` choose what is said. The sentences
themselves are in ``libvirt_xml/messages/explaining_*.toml``.
"""
