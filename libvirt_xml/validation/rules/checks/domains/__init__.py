"""Checks of what a domain has beside its devices."""
