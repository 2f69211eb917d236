"""``python -m libvirt_xml.cli``: the command, if its script is not installed."""

import sys

from libvirt_xml.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
