"""The process of the command: Ctrl-C ends it without a traceback, also while it begins and ends.

While modules are loaded and while the interpreter ends, nobody handles an exception. There the signal itself ends the
process, as it ends other programs; in between, ``main`` says what was done.
"""

from __future__ import annotations

import signal


def run_process() -> int:
    """Run the command with the arguments of the process; the exit status."""
    is_heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not in the background of a script
    if is_heeded:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from libvirt_xml.cli.exits import INTERRUPTED
    from libvirt_xml.cli.main import main

    try:
        if is_heeded:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        return main()
    except KeyboardInterrupt:  # a second one, while the first was handled
        return INTERRUPTED
    finally:
        if is_heeded:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
