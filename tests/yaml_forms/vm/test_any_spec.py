"""Any spec at all: problems or a domain, never a surprise; the same words, the same bytes; and the way back."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings

from libvirt_xml import Domain
from libvirt_xml.changes import compare
from libvirt_xml.yaml_forms import to_yaml
from libvirt_xml.yaml_forms.loading import Source, load
from libvirt_xml.yaml_forms.text.emitting import dump
from libvirt_xml.yaml_forms.text.yaml_tree import Origin, make
from tests.strategies.specs import specs

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(suppress_health_check=QUIET)
@given(specs())
def test_a_spec_gives_problems_or_a_domain(spec: dict[str, Any]) -> None:
    """Every problem has a place in the file; a domain is written, and is the same the second time."""
    text = dump([("vm", make(spec, Origin()))])
    loaded = load(Source(text, "any.yaml"))
    if not loaded.documents:
        assert loaded.problems
        assert all(each.file == "any.yaml" and each.line and each.path is not None for each in loaded.problems), text
        return
    (document,) = loaded.documents
    assert document.machine is not None
    again = load(Source(text, "any.yaml")).documents[0]
    assert document.element.to_xml() == again.element.to_xml()
    assert document.machine.volumes() == document.machine.volumes()


@settings(suppress_health_check=QUIET, max_examples=30)
@given(specs())
def test_a_domain_of_a_spec_comes_back(spec: dict[str, Any]) -> None:
    """As the smallest spec with the same meaning."""
    loaded = load(Source(dump([("vm", make(spec, Origin()))])))
    if loaded.documents:
        element = loaded.documents[0].element
        assert isinstance(element, Domain)
        (again,) = load(Source(to_yaml(element, form="vm"))).raise_errors().documents
        assert compare(again.element, element) == []
