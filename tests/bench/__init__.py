"""What reading and writing cost, beside lxml and others. Run as ``python -m tests.bench``; never a test."""
