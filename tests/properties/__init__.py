"""Claims that hold of every document and every object, tried on ones that hypothesis makes."""
