"""The element model: what is generated, and nothing about how.

Every value here is frozen; ``build`` makes it, ``emit`` writes it out, neither changes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from libvirt_xml.relaxng.schema.tree import Name

Kind = Literal["attribute", "text", "scalar", "flag", "child", "wildcard"]


class Note(NamedTuple):
    """What numbers or texts are allowed, in words: what they are, and an example."""

    noun: str
    example: str = ""
    is_range: bool = False

    def __str__(self) -> str:
        return f"{self.noun} such as ``{self.example}``" if self.example else self.noun


@dataclass(frozen=True, slots=True)
class Scalar:
    """The type of a text: the Python types that it may convert to, and the closed sets in it.

    ``define`` is the schema's own name for the type, where all its patterns share one, ``defines`` are all names that
    it goes by; ``notes`` say in words what numbers and texts are allowed. ``limits`` are the least and the greatest
    number, where nothing but numbers and words is allowed. ``only`` is the one word of ``boolean`` that the schemas
    allow, where that is not both.
    """

    kinds: frozenset[Literal["int", "float", "str"]] = frozenset()
    literals: tuple[str, ...] = ()
    boolean: tuple[str, str] | None = None
    define: str = ""
    notes: tuple[Note, ...] = ()
    limits: tuple[int | None, int | None] = (None, None)
    only: str = ""
    defines: frozenset[str] = frozenset()

    @property
    def is_number(self) -> bool:
        """Whether digits become a number."""
        return bool(self.kinds & {"int", "float"}) or self.has_number_literals

    @property
    def is_closed(self) -> bool:
        """Whether only the listed words are allowed."""
        return bool(self.literals) and not self.kinds and self.boolean is None and not self.has_number_literals

    @property
    def has_number_literals(self) -> bool:
        """Whether the closed set is of whole numbers."""
        return bool(self.literals) and "str" not in self.kinds and all(map(_is_plain_number, self.literals))


def _is_plain_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and str(int(text)) == text


@dataclass(frozen=True, slots=True)
class NumberForm:
    """The base libvirt reads a number in and the form it writes.

    ``when`` is a sibling field and the value it must have (``*``: any). ``fallback`` is a second base, tried where
    the first does not fit.
    """

    when: tuple[str, str] | None
    base: int
    form: str
    fallback: int | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """The unit of a number where the sibling field ``beside`` names none, and what libvirt rounds the number up to."""

    unit: str
    beside: str
    step: int


@dataclass(frozen=True, slots=True)
class Condition:
    """The values of an attribute for which a field may be used, and the others; ``None`` stands for its absence.

    ``owner`` is the class that has the attribute: the class itself, or the one that contains it.
    """

    owner: str
    field: str
    values: tuple[str | None, ...]
    others: tuple[str | None, ...] = ()


class Amount(NamedTuple):
    """A number in a base unit as another attribute: its name, the unit, the factor to it, and the field of the unit."""

    name: str
    base: str
    factor: int
    divisor: int
    beside: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a class. ``type`` is a class name for a child; ``after`` are fields that must be written before.

    ``may_lack``: required by the constructor, though some odd branch of the schema does without.
    """

    name: str
    kind: Kind
    xml: Name
    type: Scalar | str
    is_list: bool
    is_required: bool
    may_lack: bool
    is_container: bool
    since: str
    until: str | None
    after: tuple[str, ...]
    conditions: tuple[Condition, ...]
    sentence: str
    unit: str
    numbers: tuple[NumberForm, ...]
    is_repeated: bool = False
    release: str = ""
    """The very release that added it, where that is known; between ``since`` and the version before."""
    quantity: Quantity | None = None
    amount: Amount | None = None
    sort: str = ""
    """``uuid`` or ``mac`` for a text that has several written forms."""
    is_set: bool = False
    """Whether the texts of a list are their own identity."""
    object: str = ""
    """``uuid``, ``path`` or ``address``: the objects of Python that a text may be assigned as."""
    neutral: tuple[tuple[str, int | str], ...] | None = None
    """The fields with which a child means what none means; ``None`` if that is not known of any."""
    is_significant: bool = False
    """Whether an empty child says something."""


class Member(NamedTuple):
    """A method or property of a hand-written base class, with the first sentence of its docstring."""

    name: str
    call: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A hand-written base class: its module in ``libvirt_xml.behaviour``, its name, and what it adds."""

    module: str
    name: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Class:
    """One class. ``paths`` are where its element stands, ``places`` where the schema says so.

    ``is_in_order``: the schema orders all its children, so that their ranks must be kept.
    """

    name: str
    module: str
    xml: Name
    fields: tuple[Field, ...]
    is_in_order: bool
    paths: tuple[str, ...]
    places: tuple[str, ...]
    url: str
    sentence: str
    since: str
    release: str = ""
    identity: tuple[str, ...] = ()
    """What tells it from others in a list, see ``overlay/identities.toml``."""
    kind: str = ""
    """The field that two of one identity must share."""
    behaviours: tuple[Behaviour, ...] = ()

    @property
    def members(self) -> tuple[Member, ...]:
        """What the class has beyond its fields."""
        amounts = (
            Member(field.amount.name, field.amount.name, f"`{field.name}` in {field.amount.base.replace('_', ' ')}.")
            for field in self.fields
            if field.amount
        )
        return (*amounts, *(member for behaviour in self.behaviours for member in behaviour.members))

    @property
    def deciding(self) -> tuple[str, ...]:
        """What decides which fields may be used, as ``Class.field``."""
        return tuple(
            dict.fromkeys(
                f"{condition.owner}.{condition.field}" for field in self.fields for condition in field.conditions
            )
        )


@dataclass(frozen=True, slots=True)
class Addition:
    """What an older version lacks: a step in the class ``owner``, and the ``child_class`` of what stands there.

    ``older`` and ``newer`` are the vendored versions around it; ``release`` is the one that added it, where a page
    tells. ``paths`` are all that lead there.
    """

    owner: str
    step: str
    child_class: str
    paths: tuple[str, ...]
    older: str
    newer: str
    release: str = ""


@dataclass(frozen=True, slots=True)
class Root:
    """A document element and its class; ``kind`` is the grammar's name."""

    element: Name
    kind: str
    class_name: str


@dataclass(frozen=True, slots=True)
class Approximation:
    """One place where the model is looser than the schema."""

    code: str
    path: str
    detail: str


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that is generated. ``aliases`` name closed sets that several fields share."""

    versions: tuple[str, ...]
    classes: tuple[Class, ...]
    roots: tuple[Root, ...]
    aliases: tuple[tuple[str, tuple[str, ...]], ...]
    modules: tuple[tuple[str, str], ...]
    namespaces: tuple[tuple[str, str], ...]
    approximations: tuple[Approximation, ...]
    additions: tuple[Addition, ...] = ()

    @property
    def sentence_count(self) -> int:
        """How many fields have a sentence of our own."""
        return sum(bool(field.sentence) for owner in self.classes for field in owner.fields)

    @property
    def class_sentence_count(self) -> int:
        """How many classes have one."""
        return sum(bool(model_class.sentence) for model_class in self.classes)
