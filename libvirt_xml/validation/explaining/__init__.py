"""From a document that does not match to problems: ``examine`` is the way in.

``explain`` groups repairs by their cause (``causes``). ``about_attributes``, ``about_elements`` and ``about_values``
choose what is said of each: they find what forbids a thing (``circumstances``), where it belongs (``homes``) and what
has another form (``otherwise``). The sentences themselves are in ``libvirt_xml/messages/explaining_*.toml``.
"""
