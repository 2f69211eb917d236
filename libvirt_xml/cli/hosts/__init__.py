"""What commands that use a host share: options and exit status 3 (``host_options``), what files ask (``asking``)."""
