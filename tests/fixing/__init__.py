"""Repairs of documents."""
