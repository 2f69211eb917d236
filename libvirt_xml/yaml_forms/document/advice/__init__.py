"""What is said of a document in YAML that is wrong: where, and what to write.

``strange_keys`` says where an unknown key belongs, and ``problem_places`` where the problems of an object stand in its
YAML. ``advice_of_schemas`` asks the schemas what a text in the place of a map or an unknown key would be in XML;
``yaml_hints`` writes hints about XML as YAML.
"""
