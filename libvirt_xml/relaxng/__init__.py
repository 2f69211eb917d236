"""RELAX NG: from schema files to the verdict on a document, and to the least that would have to change in a bad one.

``schema`` reads RNG files into a located grammar tree, ``patterns`` makes interned patterns of it, and ``verdict``
follows a document with them. Where the verdict is no, ``repair`` finds what would have to change. ``datatypes`` and
``regex`` say which texts a datatype allows. Nothing here knows libvirt or words for people.
"""
