"""What commands that use a host share: options and exit status 3 (``host_options``), what files ask (``asking``), what
is known of a host that documents are checked for (``host_files``)."""
