"""Meta-data as text whose instance id is a nest of lists."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.vm.topics.cloud_init.cloud_init import make_seed


@pytest.mark.parametrize(
    "meta_data",
    [
        "instance-id: " + "[" * 200 + "]" * 200,
        "\n".join(["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)), "instance-id: *a59"]),
        "instance-id: 2001-01-01",
        "instance-id: {a: 1}",
    ],
)
def test_an_instance_id_that_is_no_text_is_not_quoted_whole(meta_data: str) -> None:
    """It may be nested deeply, or have more values by its aliases than there is memory."""
    with pytest.raises(ValueError, match=r"must be text, not a list, a map or a date"):
        make_seed(hostname="a", meta_data=meta_data)


@pytest.mark.parametrize("value", ["!!bool x", "!!int ''", "!!timestamp x"])
def test_a_tag_that_its_value_does_not_fit_is_told_as_one(value: str) -> None:
    with pytest.raises(ValueError, match="a value does not fit its tag"):
        make_seed(hostname="a", meta_data=f"instance-id: {value}")
