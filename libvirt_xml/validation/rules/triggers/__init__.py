"""The language of triggers: paths, and conditions on what stands there. It is closed: whatever else is an error."""
