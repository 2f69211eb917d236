"""Commands that print what this command has to say about itself: ``shell_completion``, ``man`` for man(1).

Both print files of ``generated``, which an installation also puts where shells and man(1) look for them.
"""
