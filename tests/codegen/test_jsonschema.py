"""The JSON Schema of the element model: one schema construct in, exact definitions out.

The constructs are cases of ``tests/golden``; what they give is in ``tests/golden/schemas``.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from codegen.emit.document_schema import write_definitions, write_documents, write_kinds
from codegen.model.model import Model
from tests.codegen.golden import FOLDER, make_model, read_case

SCHEMAS = FOLDER / "schemas"
CASES = (
    "attribute_optional",
    "attribute_required",
    "container",
    "documentation",
    "empty_or_text",
    "flag_child",
    "list_child",
    "literal_numbers",
    "literal_set",
    "number_facets",
    "number_forms",
    "number_or_text",
    "number_or_word",
    "on_off",
    "open_set",
    "recursion",
    "required",
    "richer_shape",
    "scalar_child",
    "shared_alias",
    "text_value",
    "third_value",
    "wildcard",
    "yes_no",
)


def _shown(model: Model) -> str:
    """What a golden holds: kinds, named sets and classes, a line each."""
    made = {
        **{f"{name}:": kind for name, kind in write_kinds(model).items()},
        **{name: each for name, each in write_definitions(model).items() if name[0].isupper()},
    }
    return "".join(f"{name} {json.dumps(each, ensure_ascii=False)}\n" for name, each in made.items())


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """A case's grammar gives its definitions to the letter; ``--update-golden`` writes them instead."""
    case = read_case(name)
    golden = SCHEMAS / f"{name}.golden"
    text = _shown(make_model(case, tmp_path))
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert golden.exists(), f"{golden.name} is missing: write it with --update-golden, and read it"
    assert text == golden.read_text(encoding="utf-8"), case["claim"]


def test_every_golden_has_a_case() -> None:
    """No golden outlives its case."""
    assert sorted(path.stem for path in SCHEMAS.glob("*")) == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_definitions_are_schemas(name: str, tmp_path: Path) -> None:
    """All definitions of a case are schemas."""
    made = json.loads(write_documents(make_model(read_case(name), tmp_path)))
    Draft202012Validator.check_schema({"$defs": made["$defs"], "properties": made["properties"]})


def test_limits(model: Model) -> None:
    """A number's limits are the widest of all its branches; there are none where other text may stand."""
    definitions = write_definitions(model)

    def leads_to(owner: str, field: str) -> str:
        reference: str = definitions[owner]["properties"][field]["$ref"]
        return reference.rpartition("/")[2]

    assert leads_to("NwfilterRule", "priority") == "integer_from_-1000_to_1000"
    assert definitions["integer_from_-1000_to_1000"]["minimum"] == -1000
    assert leads_to("Address", "iobase") == "hexadecimal"
    assert leads_to("Nwfilter", "priority") == "integer_from_-1000_to_1000"
    assert leads_to("StoragePoolTargetPermissions", "owner") == "integer_from_-1"
    assert leads_to("NwfilterRuleTcp", "dstportstart") == "text"


def test_what_an_odd_branch_lacks(model: Model) -> None:
    """A domain needs type and name where it is the document, not where it stands in a snapshot."""
    both = [{"$ref": "#/$defs/Domain"}, {"required": ["type", "name"]}]
    assert write_kinds(model)["domain"]["allOf"] == both
    assert "required" not in write_definitions(model)["Domain"]
