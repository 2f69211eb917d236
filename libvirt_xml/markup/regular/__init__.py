"""Regular documents, cut without a parser: ``pieces`` cuts between tags, ``section_texts`` between whole elements."""
