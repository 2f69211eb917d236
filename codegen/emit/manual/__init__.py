"""The manual page and the completion of shells, from the options of the commands as ``--help`` shows them."""
