"""``python -m libvirt_xml``: the command, where its script is not installed or not on the path."""

import sys

from libvirt_xml.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
