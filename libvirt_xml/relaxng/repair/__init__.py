"""The cheapest repair of a document that does not match.

``mender`` searches; ``completion`` says what could be added, ``repetitions`` what was written twice,
``listed_values`` and the vocabulary that it is given (``words``) which word was probably meant. The result is a list
of ``faults``.
"""
