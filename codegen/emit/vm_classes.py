"""The keys of the ``vm`` form as dataclasses."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache

from codegen.emit.text_layout import HEADER, late_index, literal, wrap_call
from codegen.naming.naming import camel
from libvirt_xml.yaml_forms.shapes.choice_shapes import OneOf
from libvirt_xml.yaml_forms.shapes.composites import Key, ListOf, MapOf, Record
from libvirt_xml.yaml_forms.shapes.named_lists import NamedList
from libvirt_xml.yaml_forms.shapes.number_shapes import SizeOf, Whole
from libvirt_xml.yaml_forms.shapes.shapes import FieldValue, Flag, Part, Shape, Text, Words
from libvirt_xml.yaml_forms.typed.table_classes import class_of_record, records
from libvirt_xml.yaml_forms.vm import topics
from libvirt_xml.yaml_forms.vm.form import TOPICS, VM_KEYS
from libvirt_xml.yaml_forms.vm.topic import Topic

_WHOLE, _WORDS, _SMALL = "vm_whole", "vm_words", "vm_machine"
_PACKAGE = "libvirt_xml.yaml_forms.classes"
_OBJECTS = {
    "UUID": re.compile(r"a UUID"),
    "PurePath": re.compile(r".*\bpath$"),
    "IPv4Address | IPv6Address": re.compile(r".*an address(?! and)"),
}
"""The objects of Python that are taken for a text, by what the table calls it."""
_WIDTH = 120


def write_vm_classes() -> dict[str, str]:
    """The text of each module by file name: one for the words, one for the whole, one for each folder of topics."""
    homes = _homes()
    modules = {f"{home}.py": _module(home) for home in sorted({*homes.values()} - {_WORDS})}
    about = "The classes of the `vm` form by name, imported when one is first asked for."
    index = late_index(about, _PACKAGE, dict(sorted(homes.items())))
    return {"__init__.py": index, f"{_WORDS}.py": _module_of_words(), **modules}


@cache
def _homes() -> dict[str, str]:
    """The module of each class and of each name for words."""
    folders = {key: _folder(topic) for topic in TOPICS for key in topic.keys}
    homes = {name: folders[path.partition(".")[0]] if path else _WHOLE for name, (path, _) in records().items()}
    return homes | dict.fromkeys(_named_words().values(), _WORDS)


def _folder(topic: Topic) -> str:
    """The module for the folder in which a topic is; one for those that are in none."""
    code = topic.expand or topic.guess
    _, _, inside = (code.__module__ if code else "").partition(f"{topics.__name__}.")
    folder, dot, _ = inside.partition(".")
    return f"vm_{folder}" if dot else _SMALL


@cache
def _named_words() -> dict[tuple[str, ...], str]:
    """Names for the sets of words that several keys take, or a key and its short form: ``VmGraphicsType``."""
    owners: dict[tuple[str, ...], list[str]] = {}
    for name, (_, record) in records().items():
        for key_name, key in record.keys.items():
            takes_only_words = isinstance(key.shape, Words | FieldValue)
            for words in _words(key.shape):
                owners.setdefault(words, []).append(f"{name}{camel(key_name)}" if takes_only_words else "")
    return {words: next(filter(None, names)) for words, names in owners.items() if len(names) > 1}


def _module(home: str) -> str:
    classes = [records()[name] for name, module in _homes().items() if module == home]
    body = "\n\n".join(_class(path, record) for path, record in classes)
    code = re.sub(r'""".*?"""', "", body, flags=re.DOTALL)
    bases = [name for name in ("Null", "SpecPart", "WholeVm") if re.search(rf"\b{name}\b", code)]
    imports = [
        "from __future__ import annotations",
        "",
        *_import_of(code, "collections.abc", ("Mapping", "Sequence")),
        "from dataclasses import dataclass",
        *_import_of(code, "ipaddress", ("IPv4Address", "IPv6Address")),
        *_import_of(code, "pathlib", ("PurePath",)),
        *_import_of(code, "typing", ("Any", "Literal")),
        *_import_of(code, "uuid", ("UUID",)),
        "",
        *_import_of(code, "libvirt_xml.binding.element", ("Element",)),
        *_imports_of_others(code, home),
        f"from libvirt_xml.yaml_forms.typed.spec_parts import {', '.join(bases)}",
    ]
    about = f'"""{_ABOUT.get(home, "Maps of the `vm` form as dataclasses.")}"""'
    return f"{HEADER}{about}\n\n" + "\n".join(imports) + f"\n\n\n{body}"


_ABOUT = {_WHOLE: "The `vm` form as a dataclass."}


def _imports_of_others(code: str, home: str) -> Iterator[str]:
    """The classes and names of words of other modules that a module needs."""
    used = {*re.findall(r"\bVm\w*\b", code)}
    for module in sorted({*_homes().values()} - {home}):
        names = sorted(name for name, other in _homes().items() if other == module and name in used)
        if names:
            yield f"from {_PACKAGE}.{module} import {', '.join(names)}"


def _module_of_words() -> str:
    about = '"""The words that several keys of the `vm` form take."""'
    return f"{HEADER}{about}\n\nfrom typing import Literal\n\n" + "\n".join(_aliases()) + "\n"


def _aliases() -> Iterator[str]:
    """``VmFirmwareType = Literal["bios", "uefi"]``, by name."""
    for words, name in sorted(_named_words().items(), key=lambda item: item[1]):
        yield from wrap_call(f"{name} = Literal[", [literal(word) for word in words], indent=0, close="]")


def _import_of(body: str, module: str, names: Iterable[str]) -> list[str]:
    used = [name for name in names if re.search(rf"\b{name}\b", body)]
    return [f"from {module} import {', '.join(used)}"] if used else []


def _class(path: str, record: Record) -> str:
    """One class::

    @dataclass(kw_only=True, repr=False)
    class VmVsock(SpecPart):
        \"\"\"`vm.vsock`: vsock.\"\"\"

        cid: int | Null | None = None
        \"\"\"The number of the guest.\"\"\"
    """
    place = f"vm.{path}" if path else "vm"
    title = f"`{place}` of the `vm` form" if path else "A virtual machine in the `vm` form"
    lines = ["@dataclass(kw_only=True, repr=False)", f"class {class_of_record(record)}({_base(record)}):"]
    lines += [f'    """{title}.', ""]
    lines += [
        line for name, key in record.keys.items() for line in _wrapped(f"{name}: {key.about}", "        ", "    ")
    ]
    lines += ['    """']
    required = sorted(record.keys.items(), key=lambda item: not item[1].is_required)
    for name, key in required:
        lines += ["", *_field(name, key)]
    return "\n".join(lines) + "\n"


def _base(record: Record) -> str:
    return "WholeVm" if record is VM_KEYS else "SpecPart"


def _field(name: str, key: Key) -> Iterator[str]:
    parts = list(dict.fromkeys(_types(key.shape)))
    if not key.is_required:
        parts += ["Null", "None"]
    default = "" if key.is_required else " = None"
    line = f"    {name}: {' | '.join(parts)}{default}"
    yield from [line] if len(line) <= _WIDTH else [f"    {name}: (", f"        {' | '.join(parts)}", f"    ){default}"]
    first = re.match(r"\w+", key.about)[0]  # type: ignore[index]
    is_word = any(first in words for words in _words(key.shape))
    about = key.about if is_word else key.about[:1].upper() + key.about[1:]
    yield from _wrapped(f'"""{about}{"" if about.endswith(".") else "."}"""', "    ", "    ")


def _words(shape: Shape) -> Iterator[tuple[str, ...]]:
    """The closed sets of words that a key takes, alone, for a map or in a list."""
    match shape:
        case Words(words=words) | FieldValue(words=words):
            yield from [tuple(words)] if words else []
        case Record(short=str(short)):
            yield from _words(shape.keys[short].shape)
        case NamedList(item=item) | ListOf(item=item) | MapOf(item=item):
            yield from _words(item)
        case OneOf(shapes=shapes):
            for alternative in shapes:
                yield from _words(alternative)


def _wrapped(text: str, after: str, first: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, initial_indent=first, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )


def _types(shape: Shape) -> Iterator[str]:
    """The types that a value of a shape may have."""
    match shape:
        case Text():
            yield "str"
            yield from (name for name, is_named in _OBJECTS.items() if is_named.match(shape.what))
        case SizeOf():
            yield "str"
        case Words(words=words):
            yield _literal(words)
        case FieldValue():
            yield from [_literal(shape.words)] if shape.words else ["str", "int", "bool"]
        case Whole():
            yield "int"
        case Flag():
            yield "bool"
        case Part():
            yield "Mapping[str, Any]"
            yield from ["Element"] if shape.owner else []
        case _:
            yield from _composite(shape)


def _composite(shape: Shape) -> Iterator[str]:
    match shape:
        case Record():
            yield from ["bool"] if shape.is_switch else []
            yield from _types(shape.keys[shape.short].shape) if shape.short else []
            yield class_of_record(shape)
        case NamedList():
            item = _union(shape.item)
            yield f"Sequence[{item}]"
            yield f"Mapping[str, {item} | Null]"
        case ListOf():
            yield from _types(shape.item) if shape.is_lenient else []
            yield f"Sequence[{_union(shape.item)}]"
        case MapOf():
            yield f"Mapping[str, {_union(shape.item)} | Null]"
        case OneOf():
            for alternative in shape.shapes:
                yield from _types(alternative)
        case _:
            raise TypeError(f"no type for {type(shape).__name__}")


def _union(shape: Shape) -> str:
    return " | ".join(dict.fromkeys(_types(shape)))


def _literal(words: Iterable[str]) -> str:
    name = _named_words().get(tuple(words))
    return name or f"Literal[{', '.join(map(literal, words))}]"
