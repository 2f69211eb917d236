"""``python -m libvirt_xml``: the command, where its script is not installed or not on the path."""

import sys

from libvirt_xml.cli.start import run_process

if __name__ == "__main__":
    sys.exit(run_process())
