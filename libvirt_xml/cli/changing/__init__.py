"""The commands that change documents in place: ``edit`` and ``clone``; ``changed_files`` reads, shows and writes."""
