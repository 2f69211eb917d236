"""``libvirt_xml.spec``, the former name, still works."""

from libvirt_xml import spec, yaml_forms


def test_former_name() -> None:
    """Every public name is the same object under both names."""
    assert sorted(spec.__all__) == sorted(yaml_forms.__all__)
    assert all(getattr(spec, name) is getattr(yaml_forms, name) for name in spec.__all__)
