"""Which problems count: by code (``filtering``), by what is known (``baseline``), by comments (``silencing``)."""
