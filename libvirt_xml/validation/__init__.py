"""Validation: what is wrong with a document, where, and what would be right."""

from libvirt_xml.validation.problem import Problem as Problem, Severity as Severity
from libvirt_xml.validation.validator import Validator as Validator
