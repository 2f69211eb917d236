"""``python -m libvirt_xml.cli``: the command, if its script is not installed."""

import sys

from libvirt_xml.cli.start import run_process

if __name__ == "__main__":
    sys.exit(run_process())
