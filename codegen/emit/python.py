"""Element model to Python modules. Every decision was taken before: these functions only write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codegen.emit.docstrings import class_docstring, described_fields, field_docstring
from codegen.emit.text_layout import HEADER, late_index, literal, strings, wrap_call
from codegen.model.model import Class, Field, Model, NumberForm, Scalar

_PACKAGE = "libvirt_xml.documents"


def write_modules(model: Model) -> dict[str, str]:
    """The text of every generated module by file name."""
    files = {"__init__.py": write_index(model), "literals.py": write_literals(model)}
    for module, title in model.modules:
        classes = [model_class for model_class in model.classes if model_class.module == module]
        files[f"{module}.py"] = write_module(title, classes, model)
    return files


def write_module(title: str, classes: list[Class], model: Model) -> str:
    """One module: imports, classes, and at the end the classes of other modules that annotations name."""
    aliases = {frozenset(words): name for name, words in model.aliases}
    body = "\n\n".join(write_class(model_class, aliases) for model_class in classes)
    return f'{HEADER}"""{title}."""\n\n{_imports(classes, aliases)}\n\n{body}\n{_late_imports(classes, model)}'


def write_class(model_class: Class, aliases: dict[frozenset[str], str]) -> str:
    """One class::

    class DiskTarget(Element, tag="target"):
        \"\"\"Where the guest sees the disk.\"\"\"

        dev: str = attribute("dev")
        \"\"\"Name of the device in the guest.\"\"\"
    """
    bases = [behaviour.name for behaviour in model_class.behaviours] or ["Element"]
    arguments = [*bases, f"tag={literal(model_class.xml.local)}"]
    if model_class.xml.namespace:
        arguments.append(f"namespace={literal(model_class.xml.namespace)}")
    if model_class.is_in_order:
        arguments.append("in_order=True")
    if model_class.identity:
        arguments.append(f"identity={strings(model_class.identity)}")
    if model_class.kind:
        arguments.append(f"kind={literal(model_class.kind)}")
    lines = wrap_call(f"class {model_class.name}(", arguments, indent=0, close="):")
    lines += class_docstring(model_class)
    for field in described_fields(model_class):
        lines += ["", *write_field(field, aliases), *field_docstring(field)]
    for field in model_class.fields:
        lines += write_amount(field)
    return "\n".join(lines) + "\n"


def write_field(field: Field, aliases: dict[frozenset[str], str]) -> list[str]:
    """One field::

    bus: DiskTargetBus | None = attribute("bus", default=None)
    """
    arguments = [literal(field.xml.local)] if field.kind not in ("text", "wildcard") else []
    if isinstance(field.type, Scalar):
        convert = converter(field.type, field.numbers)
        arguments += [convert] if convert else []
    annotation = type_expression(field, aliases)
    specifier, default = _specifier(field)
    if field.object:
        annotation = text_type(field)
    elif field.is_list:
        annotation = f"list[{annotation}]"
    elif default == "default=None":
        annotation += " | None"
    arguments += [default] if default else []
    if field.kind == "text":
        arguments.append("kw_only=False")
    if field.may_lack:
        arguments.append("may_lack=True")
    if field.is_repeated:
        arguments.append("repeats=True")
    if field.xml.namespace:
        arguments.append(f"namespace={literal(field.xml.namespace)}")
    if field.after:
        arguments.append(f"after=({', '.join(map(literal, field.after))},)")
    if field.quantity:
        unit, beside, step = literal(field.quantity.unit), literal(field.quantity.beside), field.quantity.step
        arguments.append(f"quantity=({unit}, {beside}, {step})")
    if field.sort:
        arguments.append(f"sort={literal(field.sort)}")
    if field.is_set:
        arguments.append("is_set=True")
    return wrap_call(f"{field.name}: {annotation} = {specifier}(", arguments)


def write_amount(field: Field) -> list[str]:
    """A number in a base unit::

    vram_bytes = in_bytes("vram", 1024)
    """
    if not field.amount:
        return []
    name, base, factor, divisor, beside = field.amount
    arguments = [literal(field.name), str(factor), *([str(divisor)] if divisor != 1 else [])]
    arguments += [f"unit={literal(beside)}"] if beside else []
    lines = wrap_call(f"{name} = in_{base}(", arguments)
    return ["", *lines, f'    """`{field.name}` in {base.replace("_", " ")}."""']


def _specifier(field: Field) -> tuple[str, str]:
    """The name of a field's specifier, and its argument that tells type checkers of a default."""
    match field.kind:
        case "flag":
            return "flag", "default=False"
        case "wildcard":
            return "wildcard", "factory=list"
        case "child" if field.is_list:
            return "children", "factory=list"
        case "scalar" if field.is_list:
            return "scalars", "factory=list"
        case "child" if field.is_container:
            return "container", "factory=object"
        case kind:
            return kind, "" if field.is_required else "default=None"


def type_expression(field: Field, aliases: dict[frozenset[str], str]) -> str:
    """The annotation of a field, without what says that it may be absent."""
    if isinstance(field.type, str):
        return field.type
    if field.kind == "flag":
        return "bool"
    scalar = field.type
    parts = []
    if scalar.literals and "str" not in scalar.kinds:
        alias = aliases.get(frozenset(scalar.literals))
        if scalar.has_number_literals:
            parts.append(f"Literal[{', '.join(scalar.literals)}]")
        elif alias and scalar.is_closed:
            parts.append(alias)
        else:
            parts.append(f"Literal[{', '.join(map(literal, scalar.literals))}]")
    parts += ["bool"] if scalar.boolean else []
    parts += [kind for kind in ("int", "float", "str") if kind in scalar.kinds]
    return " | ".join(parts or ["str"])


def text_type(field: Field) -> str:
    """The annotation of a text that an object may be assigned for."""
    return f"{field.object.title()}Text{'' if field.is_required else 'OrNone'}"


def converter(scalar: Scalar, numbers: tuple[NumberForm, ...]) -> str:
    """The expression for a scalar's converter; empty for plain text."""
    options = [] if scalar.has_number_literals else [*map(literal, scalar.literals)]
    is_open = ["is_open=True"] if "str" in scalar.kinds else []
    if scalar.boolean:
        name = "yes_no" if scalar.boolean == ("yes", "no") else "on_off"
        return f"{name}({', '.join(options + is_open)})" if options or is_open else name.upper()
    if "float" in scalar.kinds:
        return f"number({', '.join(options + is_open)})" if options or is_open else "FLOAT"
    if not scalar.is_number:
        return ""
    forms = [_form(form) for form in numbers]
    words = [f"words=({', '.join(options)},)"] if options and not is_open else []
    arguments = [*forms, *words, *is_open]
    return f"integer({', '.join(arguments)})" if arguments else "INTEGER"


def _form(form: NumberForm) -> str:
    when = f"({literal(form.when[0])}, {literal(form.when[1])})" if form.when else "None"
    fallback = f", {form.fallback}" if form.fallback else ""
    return f"({when}, {form.base}, {literal(form.form)}{fallback})"


def _imports(classes: list[Class], aliases: dict[frozenset[str], str]) -> str:
    fields = [field for owner in classes for field in owner.fields]
    used = {_specifier(field)[0] for field in fields}
    converters = {
        converter(field.type, field.numbers).partition("(")[0]
        for field in fields
        if isinstance(field.type, Scalar) and field.kind != "flag"
    } - {""}
    named = {type_expression(field, aliases) for field in fields}
    lines = ["from __future__ import annotations", ""]
    if any("Literal[" in name for name in named):
        lines += ["from typing import Literal", ""]
    bases = {(behaviour.module, behaviour.name) for owner in classes for behaviour in owner.behaviours}
    bases |= {("base_units", f"in_{field.amount.base}") for field in fields if field.amount}
    for module in sorted({module for module, _ in bases}):
        names = (name for home, name in bases if home == module)
        lines += _import_from(f"libvirt_xml.behaviour.{module}", names)
    if not all(owner.behaviours for owner in classes):
        lines.append("from libvirt_xml.binding.element import Element")
    if "wildcard" in used:
        lines.append("from libvirt_xml.binding.foreign import AnyElement")
    if converters:
        lines += _import_from("libvirt_xml.binding.scalars", converters)
    lines += _import_from("libvirt_xml.binding.specs", used)
    texts = {text_type(field) for field in fields if field.object}
    if texts:
        lines += _import_from("libvirt_xml.binding.writing.texts_of_objects", texts)
    words = named & set(aliases.values())
    if words:
        lines += _import_from(f"{_PACKAGE}.literals", words)
    return "\n".join(lines) + "\n"


def _import_from(module: str, names: Iterable[str], tail: str = "") -> list[str]:
    ordered = sorted(names, key=lambda name: (not name.isupper(), name[0].islower(), name))
    line = f"from {module} import {', '.join(ordered)}{tail}"
    if len(line) <= 120:
        return [line]
    return [f"from {module} import ({tail}", *(f"    {name}," for name in ordered), ")"]


def _late_imports(classes: list[Class], model: Model) -> str:
    home = {owner.name: owner.module for owner in model.classes}
    local_names = {owner.name for owner in classes}
    needed: dict[str, set[str]] = {}
    for owner in classes:
        for field in owner.fields:
            if field.kind == "child" and isinstance(field.type, str) and field.type not in local_names:
                needed.setdefault(home[field.type], set()).add(field.type)
    lines: list[str] = []
    for module in sorted(needed):
        lines += _import_from(f"{_PACKAGE}.{module}", needed[module], "  # noqa: E402")
    if not lines:
        return ""
    return (
        "\n\n# Annotations name these; they come last because the modules need each other.\n" + "\n".join(lines) + "\n"
    )


def write_literals(model: Model) -> str:
    """The named closed sets::

    OnReboot = Literal["destroy", "restart"]
    """
    lines = [f'{HEADER}"""Closed sets of words that several fields share."""', "", "from typing import Literal", ""]
    for name, words in model.aliases:
        lines += wrap_call(f"{name} = Literal[", [literal(word) for word in words], indent=0, close="]")
    return "\n".join(lines) + "\n"


def write_index(model: Model) -> str:
    """The package's ``__init__``: where each class lives, the document elements, the namespaces."""
    homes = {model_class.name: model_class.module for model_class in _by_name(model)}
    homes |= {name: "literals" for name, _ in model.aliases}
    constants = [
        "ROOTS = {",
        *_roots(model),
        "}",
        '"""The classes of the document elements, by tag."""',
        "",
        f"VERSIONS = ({', '.join(map(literal, model.versions))},)",
        '"""The libvirt versions whose schemas the classes were made from, oldest first."""',
    ]
    return late_index("Every class by name, imported when it is first asked for.", _PACKAGE, homes, constants)


def _by_name(model: Model) -> list[Class]:
    return sorted(model.classes, key=lambda model_class: model_class.name)


def _roots(model: Model) -> Iterator[str]:
    by_tag: dict[str, dict[str, None]] = {}
    for root in model.roots:
        by_tag.setdefault(root.element.local, {})[root.class_name] = None
    for tag, names in sorted(by_tag.items()):
        yield f"    {literal(tag)}: ({', '.join(map(literal, names))},),"
