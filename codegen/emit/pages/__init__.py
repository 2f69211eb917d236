"""Pages of the reference in Markdown."""
