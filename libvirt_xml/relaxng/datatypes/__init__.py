"""Datatypes: ``library`` has those of RELAX NG and XML Schema with facets, ``lexical`` the values of texts."""
