"""Every naming rule. The words are the XML's own; ``overlay/names.toml`` has the exceptions."""

from __future__ import annotations

import keyword
import re

RESERVED = frozenset(
    {
        "ensure",
        "extra_",
        "find",
        "from_dict",
        "from_element",
        "from_file",
        "from_xml",
        "to_dict",
        "to_element",
        "to_file",
        "to_xml",
        "unknown",
        "validate",
        "walk",
    }
)


def words(name: str) -> list[str]:
    """An XML name in lower-case words: ``backingStore`` and ``pci-express`` both have two."""
    parts = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return [word.lower() for word in re.split(r"[^0-9A-Za-z]+", parts) if word]


def snake(name: str) -> str:
    """An XML name as a field name."""
    result = "_".join(words(name))
    return f"{result}_" if keyword.iskeyword(result) or result in RESERVED else result


def camel(name: str) -> str:
    """An XML name as a class name, or a part of one."""
    return "".join(word[0].upper() + word[1:] for word in words(name))


def plural(name: str) -> str:
    """The plural of a field name by the common English rules."""
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    if name.endswith(("s", "x", "ch", "sh")):
        return f"{name}es"
    return f"{name}s"


def is_plural_of(container: str, item: str) -> bool:
    """Whether an element is named as the plural of the element that it holds."""
    return snake(container) == plural(snake(item))


def class_name(prefix: str, steps: list[str]) -> str:
    """A class name from a prefix and the steps of the path below it.

    A step that is the plural of the next is left out: ``cookies/cookie`` is one word.
    """
    kept = [
        step for index, step in enumerate(steps) if index + 1 == len(steps) or not is_plural_of(step, steps[index + 1])
    ]
    return prefix + "".join(camel(_unprefixed(step, steps)) for step in kept)


def _unprefixed(step: str, steps: list[str]) -> str:
    """A step without the namespace prefix that a step before it has already named."""
    prefix, colon, local = step.rpartition(":")
    if not colon:
        return step
    earlier = steps[: steps.index(step)]
    return local if any(other.startswith(f"{prefix}:") for other in earlier) else f"{prefix}-{local}"
