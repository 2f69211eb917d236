"""Machines with something else than a valid one has: a part or a value taken from others, moved, doubled, left out.

A mutant depends on its number and on the seeds only, so that one that is found can be made again.
"""

from __future__ import annotations

import copy
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from lxml import etree

_NUMBER = re.compile(r"(0x)?[0-9a-f]{1,6}\Z")
_ODD_NUMBERS = (0, 1, 2, 3, 7, 8, 31, 32, 63, 64, 255, 256, 1000, 65535)


class Stock:
    """What elements of the seeds have at each place: elements by parent and name, values by attribute."""

    def __init__(self, seeds: Sequence[etree._Element]) -> None:
        self.elements: dict[tuple[str, str], list[etree._Element]] = defaultdict(list)
        self.below: dict[str, list[str]] = {}
        values: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for seed in seeds:
            for element in _inner(seed):
                self.elements[_place(element)].append(element)
                for name, value in element.attrib.items():
                    values[*_place(element), str(name)].add(str(value))
                if not len(element) and element.text:
                    values[*_place(element), ""].add(element.text)
        self.values = {place: sorted(texts) for place, texts in values.items()}
        for parent, name in sorted(self.elements):
            self.below.setdefault(parent, []).append(name)


def _inner(root: etree._Element) -> Iterator[etree._Element]:
    """All elements but the root."""
    return (element for element in root.iterdescendants() if isinstance(element.tag, str))


def _place(element: etree._Element) -> tuple[str, str]:
    parent = element.getparent()
    return ("" if parent is None else str(parent.tag)), str(element.tag)


def mutants(seeds: Sequence[etree._Element], seed: int) -> Iterator[str]:
    """Endlessly many; most are not valid."""
    stock = Stock(seeds)
    for number in count():
        chance = random.Random(f"{seed} {number}")
        root = copy.deepcopy(chance.choice(seeds))
        for _ in range(chance.choice((1, 1, 2))):
            chance.choice(_CHANGES)(root, stock, chance)
        yield etree.tostring(root, encoding="unicode", pretty_print=True)


_Change = Callable[[etree._Element, Stock, random.Random], None]


def _any_element(root: etree._Element, chance: random.Random) -> etree._Element:
    """Any but the root; the root of a machine that has nothing."""
    elements = list(_inner(root))
    return chance.choice(elements) if elements else root


def _other(text: str, texts: Sequence[str], chance: random.Random) -> str:
    """One of some texts that is not this one, if there is one."""
    others = [other for other in texts if other != text]
    return chance.choice(others) if others else text


def _take_value(root: etree._Element, stock: Stock, chance: random.Random) -> None:
    """The value that the attribute has in another machine."""
    element = _any_element(root, chance)
    if element.attrib:
        name = chance.choice(sorted(map(str, element.attrib)))
        element.set(name, _other(str(element.attrib[name]), stock.values.get((*_place(element), name), []), chance))


def _take_attribute(root: etree._Element, stock: Stock, chance: random.Random) -> None:
    """An attribute that such elements have elsewhere."""
    element = _any_element(root, chance)
    names = [place[2] for place in stock.values if place[:2] == _place(element) and place[2]]
    if names:
        name = chance.choice(names)
        element.set(name, chance.choice(stock.values[*_place(element), name]))


def _take_text(root: etree._Element, stock: Stock, chance: random.Random) -> None:
    """The text that the element has in another machine."""
    with_text = [element for element in _inner(root) if not len(element) and element.text]
    if with_text:
        element = chance.choice(with_text)
        element.text = _other(element.text or "", stock.values.get((*_place(element), ""), []), chance)


def _another_number(root: etree._Element, stock: Stock, chance: random.Random) -> None:
    """A number that is near, or odd."""
    places = [(element, str(name)) for element in _inner(root) for name in element.attrib]
    numbers = [(element, name) for element, name in places if _NUMBER.match(str(element.attrib[name]))]
    if numbers:
        element, name = chance.choice(numbers)
        text = str(element.attrib[name])
        value = int(text, 16) if text.startswith("0x") or not text.isdigit() else int(text)
        value = chance.choice((value + 1, max(value - 1, 0), chance.choice(_ODD_NUMBERS)))
        element.set(name, f"0x{value:02x}" if text.startswith("0x") else str(value))


def _drop_attribute(root: etree._Element, _stock: Stock, chance: random.Random) -> None:
    element = _any_element(root, chance)
    if element.attrib:
        del element.attrib[chance.choice(sorted(map(str, element.attrib)))]


def _drop(root: etree._Element, _stock: Stock, chance: random.Random) -> None:
    element = _any_element(root, chance)
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _repeat(root: etree._Element, _stock: Stock, chance: random.Random) -> None:
    element = _any_element(root, chance)
    if element is not root:
        element.addnext(copy.deepcopy(element))


def _replace(root: etree._Element, stock: Stock, chance: random.Random) -> None:
    """The same element of another machine."""
    element = _any_element(root, chance)
    parent = element.getparent()
    if parent is not None and _place(element) in stock.elements:
        parent.replace(element, copy.deepcopy(chance.choice(stock.elements[_place(element)])))


def _insert(root: etree._Element, stock: Stock, chance: random.Random) -> None:
    """An element that another machine has below such a parent."""
    parents = [root, *_inner(root)]
    devices = root.find("devices")
    parent = devices if devices is not None and chance.random() < 0.5 else chance.choice(parents)
    names = stock.below.get(str(parent.tag), [])
    if names:
        element = copy.deepcopy(chance.choice(stock.elements[str(parent.tag), chance.choice(names)]))
        same = parent.findall(str(element.tag))
        if same:
            same[-1].addnext(element)
        else:
            parent.append(element)


_CHANGES: tuple[_Change, ...] = (
    *(3 * (_take_value,)),
    _take_attribute,
    _take_text,
    _another_number,
    _drop_attribute,
    _drop_attribute,
    _drop,
    _drop,
    _repeat,
    _replace,
    *(3 * (_insert,)),
)
