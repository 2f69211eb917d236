"""Which of several patterns take a text: the value of an attribute, the whole of an element."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from functools import partial

from libvirt_xml.markup.characters import WHITE_SPACE, collapse, is_blank
from libvirt_xml.relaxng.datatypes.lexical import Namespaces
from libvirt_xml.relaxng.datatypes.library import Datatype, Test
from libvirt_xml.relaxng.patterns import derivatives
from libvirt_xml.relaxng.patterns.builder import Patterns
from libvirt_xml.relaxng.patterns.patterns import TEXT, Choice, Data, DataExcept, Empty, Pattern, Value


class Classifier:
    """Gives a bit mask of the patterns that take a text; ``make_classifier`` makes it."""

    def __init__(self, make: Patterns, namespaces: Callable[[], Namespaces], notice: Callable[[], None]) -> None:
        self._make = make
        self._namespaces = namespaces
        self._notice = notice
        self._always = 0
        self._blank = 0
        self._values: dict[Datatype, dict[Hashable, int]] = {}
        self._data: list[tuple[Datatype, int]] = []
        self._others: list[tuple[Pattern, int]] = []
        self.listed: set[str] = set()
        """Texts that the schema lists: they are few, and worth keeping."""
        self.of_all: int | None = None
        """The mask of every text, where they all have the same."""
        self.tests: tuple[Callable[[], Test], ...] = ()
        """Where there is one pattern: what makes quick tests, any of which suffices for it."""

    def _add(self, pattern: Pattern, bit: int) -> None:
        match pattern:
            case Choice(items):
                for item in items:
                    self._add(item, bit)
            case Value(datatype, value):
                table = self._values.setdefault(datatype, {})
                table[value] = table.get(value, 0) | bit
                if isinstance(value, str):
                    self.listed.add(value)
            case Data(datatype):
                self._data.append((datatype, bit))
            case Empty():
                self._blank |= bit
            case _ if pattern is TEXT:
                self._always |= bit
            case _:
                self._blank |= bit if pattern.nullable else 0
                self._others.append((pattern, bit))

    def _quick_tests(self) -> Iterator[Callable[[], Test]]:
        for datatype, _ in self._data:
            yield datatype.make_test
        for pattern, _ in self._others:
            if isinstance(pattern, DataExcept):
                yield partial(_except, self._make, pattern)

    def is_padded(self, text: str) -> bool:
        """Whether a text is a listed value or a number but for white space that libvirt does not take."""
        meant = collapse(text)
        if not meant or meant == text or text in self.listed:
            return False
        takers = [datatype for datatype, _ in self._data if datatype.allows(text)]
        if not takers:
            return meant in self.listed
        return all(datatype.is_padded_number(text) for datatype in takers)

    def __call__(self, text: str) -> int:
        mask = self._always
        if self._blank and is_blank(text):
            mask |= self._blank
        scope = self._namespaces() if self._make.is_scoped else {}
        for datatype, table in self._values.items():
            mask |= table.get(datatype.value(text, scope), 0)
        is_padded = bool(mask) and self.is_padded(text)
        for datatype, bit in self._data:
            if not mask & bit and datatype.allows(text, scope):
                mask |= bit
        for pattern, bit in self._others:
            if not mask & bit and derivatives.text(self._make, pattern, text, scope).nullable:
                mask |= bit
        if is_padded or (mask and _has_blank_end(text) and self.is_padded(text)):
            self._notice()
        return mask


def _has_blank_end(text: str) -> bool:
    return bool(text) and (text[0] in WHITE_SPACE or text[-1] in WHITE_SPACE)


def make_classifier(
    make: Patterns, vector: Sequence[Pattern], namespaces: Callable[[], Namespaces], notice: Callable[[], None]
) -> Classifier:
    """A classifier of a vector's patterns; bit 0 is that of the first.

    ``notice`` is called for a text that is allowed only because white space around a listed value or a number does not
    count.
    """
    classifier = Classifier(make, namespaces, notice)
    for at, pattern in enumerate(vector):
        classifier._add(pattern, 1 << at)
    every = (1 << len(vector)) - 1
    if classifier._always == every:
        classifier.of_all = every
    if len(vector) == 1 and not make.is_scoped:
        classifier.tests = (_any_text,) if classifier.of_all else tuple(classifier._quick_tests())
    if vector and all(pattern.nullable for pattern in vector):
        classifier.listed.add("")
    return classifier


def takes(make: Patterns, pattern: Pattern, text: str, namespaces: Namespaces) -> bool:
    """Whether a pattern takes a text and nothing else, as ``derivatives.matches`` says; quicker if asked often."""
    if make.is_scoped:
        return derivatives.matches(make, pattern, text, namespaces)
    key = ("classifier", pattern)
    classify: Classifier | None = make.memo.get(key)
    if classify is None:
        classify = make.memo[key] = make_classifier(make, (pattern,), dict, _no_notice)
    return bool(classify(text))


def _except(make: Patterns, pattern: DataExcept) -> Test:
    longest, quick, slow = pattern.datatype.make_test()
    excluded = make_classifier(make, (pattern.excluded,), dict, _no_notice)
    return (
        longest,
        lambda text: quick(text) and not excluded(text),
        lambda text: slow(text) and not excluded(text),
    )


def _any_text() -> Test:
    return 0, _always, _always


def _no_notice() -> None:
    pass


def _always(_: str) -> bool:
    return True
