"""Hypothesis strategies: documents that a grammar allows, and objects of the generated classes."""
