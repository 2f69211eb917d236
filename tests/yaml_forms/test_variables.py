"""``${name}`` in specs."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.text.variables import escape_variables, parse_setting, read_variables, substitute
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import leaves, plain

VARIABLES = {"n": "4", "who": "web", "size": "4GiB", "odd": "${n}"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${n}", 4),
        ("'${n}'", 4),
        ("${who}1", "web1"),
        ("${who}${n}", "web4"),
        ("${size}", "4GiB"),
        ("$${n}", "${n}"),
        ("a$${who}${n}", "a${who}4"),
        ("${odd}", "${n}"),
        ("$n", "$n"),
        ("$(n)", "$(n)"),
    ],
)
def test_a_variable_is_put_in_once(text: str, value: object) -> None:
    """What is nothing but a variable takes its type; what a variable holds is not looked at again."""
    findings = Findings()
    (tree,) = read_yaml(f"key: {text}", findings)
    assert plain(substitute(tree, VARIABLES, findings)) == {"key": value}
    assert findings.problems == []


def test_an_undefined_variable_is_an_error_with_its_place() -> None:
    """And with the one that was probably meant."""
    findings = Findings()
    (tree,) = read_yaml("vm:\n  name: ${whoo}\n  x: ['${q-}', '${}']", findings)
    substitute(tree, VARIABLES, findings)
    found = [(each.code, each.line, each.path, each.suggestion) for each in findings.problems]
    assert found == [
        ("undefined-variable", 2, "vm.name", "who"),
        ("undefined-variable", 3, "vm.x[0]", None),
        ("undefined-variable", 3, "vm.x[1]", None),
    ]


def test_a_value_knows_the_variable_that_set_it() -> None:
    """``--explain`` says so."""
    findings = Findings()
    (tree,) = read_yaml("a: ${n}\nb: 1", findings, "x.yaml")
    causes = {path: str(node.origin) for path, node in leaves(substitute(tree, VARIABLES, findings))}
    assert causes == {"a": "variable n (x.yaml:1)", "b": "x.yaml:2"}


def test_files_of_variables_hold_single_values() -> None:
    """A map or a list is a problem, a name that could not be used too."""
    findings = Findings()
    assert read_variables("a: 1\nb: 007\nc: [1]\n'd e': x\nf: null\n", findings, "vars.yaml") == {"a": "1", "b": "007"}
    assert [(each.code, each.line) for each in findings.problems] == [
        ("wrong-type", 3),
        ("invalid-value", 4),
        ("wrong-type", 5),
    ]


@pytest.mark.parametrize(("setting", "pair"), [("a=1", ("a", "1")), ("a=", ("a", "")), ("a=b=c", ("a", "b=c"))])
def test_settings(setting: str, pair: tuple[str, str]) -> None:
    """What follows the first equals sign is the value."""
    assert parse_setting(setting) == pair


@pytest.mark.parametrize("setting", ["a", "=1", "a b=1", ""])
def test_what_is_no_setting_is_refused(setting: str) -> None:
    """With the form that was wanted."""
    with pytest.raises(ValueError, match="NAME=VALUE"):
        parse_setting(setting)


@pytest.mark.parametrize("text", ["${x}", "$${x}", "a ${", "$", "${x} ${y}"])
def test_escaped_text_means_itself(text: str) -> None:
    """What is written for a document reads as what it was."""
    from libvirt_xml.yaml_forms.text.yaml_tree import Scalar

    made = substitute(Scalar(escape_variables(text)), {"x": "no"}, Findings())
    assert plain(made) == text
