"""Element model to text: Python modules, JSON Schemas, reference pages. No decisions are left here."""
