"""The element model, and ``build``, the pipeline that makes it."""
