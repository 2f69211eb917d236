"""Validation: what is wrong with a document, where, and what would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from libvirt_xml.validation.catalogue import Code as Code, Severity as Severity
    from libvirt_xml.validation.functions import (
        kinds as kinds,
        minimum_version as minimum_version,
        validate as validate,
        validate_file as validate_file,
    )
    from libvirt_xml.validation.many import Result as Result, validate_many as validate_many
    from libvirt_xml.validation.problem import Problem as Problem
    from libvirt_xml.validation.validator import Validator as Validator

_HOMES = {
    "Code": "catalogue",
    "Problem": "problem",
    "Result": "many",
    "Severity": "catalogue",
    "Validator": "validator",
    "kinds": "functions",
    "minimum_version": "functions",
    "validate": "functions",
    "validate_file": "functions",
    "validate_many": "many",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    public = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = public
    return public
