"""Why something is not allowed: what is found out of a document, before anything is said of it.

``causes`` groups repairs that one mistake has brought about. ``circumstances`` finds what decides against a thing,
``homes`` where it belongs, ``otherwise`` what has another form. ``likely_texts`` knows what a text probably is because
of what is around it.
"""
