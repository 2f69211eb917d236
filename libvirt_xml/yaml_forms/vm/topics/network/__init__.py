"""Network cards and what their nets allow."""
