"""Lists without names: what was put in or taken out is one change, and the rest keeps its place."""

from __future__ import annotations

import time

import pytest
from hypothesis import strategies as st

from libvirt_xml import AnyElement, Nwfilter, QemuCommandline, QemuCommandlineArg
from libvirt_xml.changes import compare, same
from libvirt_xml.changes.alignment import align, weigh
from tests.changes.reading import lines
from tests.properties.trying import holds_for_all

CASES: list[tuple[str, str, list[str]]] = [
    ("abc", "abc", []),
    ("abc", "abxc", ["added args[2]: x"]),
    ("abc", "xabc", ["added args[0]: x"]),
    ("abc", "abcx", ["added args[3]: x"]),
    ("abc", "ac", ["removed args[1]: b"]),
    ("abc", "axc", ["changed args[1].value: b -> x"]),
    ("abc", "", ["removed args[0]: a", "removed args[1]: b", "removed args[2]: c"]),
    ("", "a", ["added args[0]: a"]),
    ("abcd", "bxcd", ["removed args[0]: a", "added args[1]: x"]),
    ("aa", "aaa", ["added args[2]: a"]),
    ("abcdef", "axcdyef", ["changed args[1].value: b -> x", "added args[4]: y"]),
]


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_arguments(old: str, new: str, expected: list[str]) -> None:
    """One argument that was put in is one change."""
    found = [_short(line) for line in lines(_commandline(old), _commandline(new))]
    assert found == expected


def _commandline(letters: str) -> QemuCommandline:
    return QemuCommandline(args=[QemuCommandlineArg(value=letter) for letter in letters])


def _short(line: str) -> str:
    return line.replace("<arg value='", "").replace("'/>", "").replace("'", "")


def _rules(*rules: str) -> Nwfilter:
    return Nwfilter.from_xml(f"<filter name='f'>{''.join(rules)}</filter>")


FIRST = "<rule action='drop' direction='in' priority='1'><tcp srcportstart='1'/></rule>"
SECOND = "<rule action='accept' direction='out' priority='2'><udp dstportstart='7' srcipaddr='10.0.0.1'/></rule>"
CHANGED = SECOND.replace("'7'", "'8'")


def test_the_nearest_item_is_the_changed_one() -> None:
    """Where items were changed and put in, those that differ least belong together."""
    assert lines(_rules(SECOND), _rules(FIRST, CHANGED)) == [
        "added rules[0]: <rule action='drop' direction='in' priority='1'>...</rule>",
        "changed rules[1].udp.dstportstart: 7 -> 8",
    ]
    assert lines(_rules(FIRST, SECOND), _rules(CHANGED)) == [
        "removed rules[0]: <rule action='drop' direction='in' priority='1'>...</rule>",
        "changed rules[0].udp.dstportstart: 7 -> 8",
    ]


def test_written_forms_do_not_count() -> None:
    """Items that mean the same are the same, however they are written, also in another order of equal ones."""
    hexadecimal, decimal = SECOND.replace("'7'", "'0x7'"), SECOND
    assert lines(_rules(hexadecimal, decimal), _rules(decimal, hexadecimal)) == []
    assert lines(_rules(FIRST, hexadecimal), _rules(decimal)) == [
        "removed rules[0]: <rule action='drop' direction='in' priority='1'>...</rule>"
    ]


def test_ties_do_not_depend_on_the_side() -> None:
    """Among equally good alignments, both ways round take the same one."""
    for old, new in (("ab", "ba"), ("abcabc", "cba"), ("abab", "baba")):
        assert lines(_commandline(old), _commandline(new))


def test_long_lists() -> None:
    """Two thousand items with changes at both ends take no quadratic time."""
    rules = [SECOND.replace("'7'", f"'{number}'") for number in range(2000)]
    old, new = _rules(*rules), _rules(FIRST, *rules[1:-1])
    began = time.perf_counter()
    found = [str(change) for change in compare(old, new)]
    assert time.perf_counter() - began < 10
    assert found[-1].startswith("removed rules[1999]: ")
    assert {line.split("[", 1)[1][:2] for line in found[:-1]} == {"0]"}


def test_long_lists_without_anything_in_common() -> None:
    """What cannot be compared pair by pair is compared by position."""
    old, new = (_rules(*(text.replace("'7'", f"'{number}'") for number in range(60))) for text in (SECOND, FIRST))
    assert not same(old, new)
    assert {change.path.split("]")[0] for change in compare(old, new)} == {f"rules[{number}" for number in range(60)}


WHOLE = "<rule action='drop' direction='in'><tcp srcportstart='1' srcportend='2' dstportstart='3' comment='c'/></rule>"
REPLACED = WHOLE.replace("tcp", "udp")
OTHER = WHOLE.replace("'1'", "'5'").replace("'2'", "'6'").replace("'3'", "'7'")


def test_an_element_counts_as_much_as_it_holds() -> None:
    """Three other values are less of a change than an element of four for another."""
    assert len(compare(_rules(WHOLE), _rules(REPLACED))) == 2
    assert len(compare(_rules(WHOLE), _rules(OTHER))) == 3
    paths = [change.path for change in compare(_rules(WHOLE), _rules(REPLACED, OTHER))]
    assert paths == ["rules[0]", *(f"rules[1].tcp.{name}" for name in ("srcportstart", "srcportend", "dstportstart"))]
    paths = [change.path for change in compare(_rules(REPLACED, OTHER), _rules(WHOLE))]
    assert paths == ["rules[0]", *(f"rules[0].tcp.{name}" for name in ("srcportstart", "srcportend", "dstportstart"))]


def test_weights() -> None:
    """The number of values, through lists and elements, at least 1."""
    assert weigh(None) == weigh("") == weigh(7) == weigh(_rules("<rule/>").rules[0]) == 1
    assert weigh(_rules(WHOLE)) == 7
    assert weigh(_rules(WHOLE, FIRST)) == 11
    assert weigh(AnyElement.from_xml("<a b='1'><c/></a>")) == 1


Costs = list[list[int | None]]
"""By old and new item, how much they differ; ``None`` where they must not be paired."""


def _costs(size: st.SearchStrategy[int]) -> st.SearchStrategy[Costs]:
    cost = st.one_of(st.none(), st.integers(0, 6))
    return st.tuples(size, size).flatmap(
        lambda shape: st.lists(
            st.lists(cost, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
        )
    )


def test_the_best_alignment() -> None:
    """Of all alignments one is chosen that costs least, the equal items at both ends given; both ways the same one."""
    holds_for_all(_costs(st.integers(1, 4)), _is_best, 400)


def _is_best(costs: Costs) -> None:
    olds, news = [f"old {i}" for i in range(len(costs))], [f"new {j}" for j in range(len(costs[0]))]
    cost = {(i, j): costs[i][j] for i in range(len(olds)) for j in range(len(news))}
    found = align(olds, news, lambda i, j: cost[i, j] or 0, lambda i, j: cost[i, j] is not None)
    back = align(news, olds, lambda j, i: cost[i, j] or 0, lambda j, i: cost[i, j] is not None)
    assert back == [(j, i) for i, j in found]
    assert all(costs[i][j] is not None for i, j in found)
    if len(olds) == len(news) == 1:
        return  # one and one are paired whatever it costs
    start, end = 0, 0
    while start < min(len(olds), len(news)) and costs[start][start] == 0:
        start += 1
    while end < min(len(olds), len(news)) - start and costs[-1 - end][-1 - end] == 0:
        end += 1
    ends = {(i, i) for i in range(start)} | {(len(olds) - 1 - i, len(news) - 1 - i) for i in range(end)}
    assert ends <= set(found)
    best = _least(costs, start, len(olds) - end, start, len(news) - end)
    assert sum((costs[i][j] or 0) - 4 for i, j in set(found) - ends) == best


def _least(costs: Costs, old: int, old_end: int, new: int, new_end: int) -> int:
    """The least cost by trying all; leaving one item alone costs 2, so that a pair saves 4."""
    choices = [0]
    for i in range(old, old_end):
        for j in range(new, new_end):
            cost = costs[i][j]
            if cost is not None:
                choices.append(cost - 4 + _least(costs, i + 1, old_end, j + 1, new_end))
    return min(choices)


def test_pairs_that_may_not_be() -> None:
    """What must not be paired is not, alone or among others."""
    assert align("a", "b", lambda one, two: 1, lambda one, two: False) == []
    (pair,) = align("ab", "cd", lambda one, two: 1, lambda one, two: one != two)
    assert align("cd", "ab", lambda one, two: 1, lambda one, two: one != two) == [pair[::-1]]
    assert align("ab", "cd", lambda one, two: 0, lambda one, two: one == two) == [(0, 0), (1, 1)]
