"""Validation: what is wrong with a document, where, and what would be right."""

from libvirt_xml.validation.functions import (
    kinds as kinds,
    minimum_version as minimum_version,
    validate as validate,
    validate_file as validate_file,
)
from libvirt_xml.validation.many import Result as Result, validate_many as validate_many
from libvirt_xml.validation.problem import Problem as Problem, Severity as Severity
from libvirt_xml.validation.validator import Validator as Validator
