"""Edits of YAML text: where everything is (``yaml_spans``), what can be done with it (``yaml_edits``), and what an
object asks for (``yaml_object_edits``)."""
