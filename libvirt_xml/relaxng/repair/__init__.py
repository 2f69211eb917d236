"""The cheapest repair of a document that does not match.

``mender`` searches; ``completion`` says what could be added, ``repetitions`` what was written twice,
``similarity`` and ``listed_values`` which word was probably meant. The result is a list of ``faults``.
"""
