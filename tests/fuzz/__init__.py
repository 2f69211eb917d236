"""Fuzzing: ``targets`` says what must hold for any input, ``python -m tests.fuzz`` looks for input for which it does
not (atheris), ``regressions`` keeps what was found, and ``test_regressions`` asks it in every test run."""
