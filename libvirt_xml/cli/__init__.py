"""The command ``libvirt-xml``: one file per subcommand, imported only when it is the one that runs."""
