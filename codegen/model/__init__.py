"""The element model, as values that nothing changes."""
