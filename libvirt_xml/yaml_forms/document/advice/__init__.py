"""What is said of a document in YAML that is wrong: where, and what to write.

``strange_keys`` says where an unknown key belongs, and ``problem_places`` where the problems of an object stand in its
YAML. ``meant_texts`` asks the schemas which key a text in the place of a map is the value of; ``yaml_hints`` writes
hints about XML as YAML.
"""
