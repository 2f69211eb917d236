"""Checks of what a host can run and of what exists there."""
