"""Which problems are reported: by code (``filtering``), and by known problems (``baseline``)."""
