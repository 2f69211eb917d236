"""Two objects of one class: what is the same in both, and which child is which."""
