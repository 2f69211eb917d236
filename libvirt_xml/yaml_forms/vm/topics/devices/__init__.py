"""The smaller devices, one topic each."""
