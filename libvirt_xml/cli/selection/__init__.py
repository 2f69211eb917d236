"""Which problems count: by code (``filtering``), and by what is known (``baseline``)."""
