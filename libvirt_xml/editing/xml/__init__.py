"""Edits of XML text: where everything is (``xml_spans``), how it is laid out (``xml_layout``), what can be done with it
(``xml_edits``), and what an object asks for (``object_edits``)."""
