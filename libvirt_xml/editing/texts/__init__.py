"""Edits of a text by spans, and texts of files with their encoding."""
