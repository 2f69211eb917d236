"""The docstrings that classes write below their fields, for ``help(Disk)`` and ``Disk.bus.__doc__``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from libvirt_xml.binding.specs import Spec


class FieldDoc:
    """What ``__doc__`` of a field is. Python drops the text below an assignment, so it is read from the source.

    The class of fields has its own docstring, ``spec_doc``.
    """

    def __init__(self, spec_doc: str | None) -> None:
        self._spec_doc = spec_doc

    def __get__(self, spec: Spec | None, owner: type[Spec]) -> str | None:
        if spec is None:
            return self._spec_doc
        if spec.owner is None:
            return None
        return docs_in(spec.owner.__module__).get((spec.owner.__qualname__, spec.name))


class DataType(type):
    """The type of ``Spec``, so that ``inspect`` and ``help`` take fields for data and not for methods.

    They look for ``__set__``, which ``Spec`` itself cannot have: an instance's dictionary would no longer come first.
    """

    __set__ = None


@cache
def docs_in(module: str) -> dict[tuple[str, str], str]:
    """The docstrings by class and field; none where the source is not at hand."""
    import ast
    import inspect
    import sys
    from itertools import pairwise

    docs: dict[tuple[str, str], str] = {}
    try:
        source = inspect.getsource(sys.modules[module])
    except (KeyError, OSError, TypeError):
        return docs
    for owner in ast.parse(source).body:
        if not isinstance(owner, ast.ClassDef):
            continue
        for field, below in pairwise(owner.body):
            match field, below:
                case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                    docs[owner.name, name] = inspect.cleandoc(text)
    return docs
