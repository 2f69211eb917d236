"""From a document that does not match to problems: ``examine`` is the way in.

``explain`` groups repairs by their cause (``causes``), finds what forbids a thing (``circumstances``), where it belongs
(``homes``) and what is there in another form (``otherwise``), and ``sentences`` words it.
"""
