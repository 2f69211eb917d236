"""Several files, one spec: what each says of a document is laid over what those before it say of the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from libvirt_xml.markup.secrets import is_secret
from libvirt_xml.messages import Sentence, render
from libvirt_xml.words.foreign_files import tool_below, tool_of_item, tool_of_keys, tool_of_text
from libvirt_xml.words.vocabulary import PLAIN, vocabulary
from libvirt_xml.yaml_forms.document.kinds import class_of
from libvirt_xml.yaml_forms.findings import Findings, unknown_key
from libvirt_xml.yaml_forms.several_machines import is_machine, refuse_machines
from libvirt_xml.yaml_forms.shapes.advice.compound_keys import snake
from libvirt_xml.yaml_forms.shapes.describing import describe
from libvirt_xml.yaml_forms.text.merging import by_device, by_name, merge
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin, Scalar, Sequence, is_null

DEFAULTS = "defaults"
VM = "vm"
IGNORED = "x-"  # keys for anchors
_USUAL_KINDS = ("domain", "network", "storage_pool", "storage_volume", "secret", "nwfilter", "domain_snapshot")
_SEVERAL = 2  # so many keys show what they are of
_EQUALS = re.compile(r"([A-Za-z_][\w-]*) ?= ?(\S+)").match


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """What stands under a key that names a kind of document; ``key`` is the place of the key."""

    kind: str
    node: Node
    key: Origin

    @property
    def name(self) -> str | None:
        """The document's name, where it has one."""
        held = self.node.get("name") if isinstance(self.node, Mapping) else None
        if isinstance(held, Mapping):
            held = held.get("value")
        return held.text if isinstance(held, Scalar) else None


def entries_of(documents: Iterable[Node], findings: Findings) -> list[DocumentEntry]:
    """What a file holds, document by document."""
    entries: list[DocumentEntry] = []
    for document in documents:
        if isinstance(document, Scalar) and document.value is None:
            continue
        tool = _tool_of(document)
        if tool is not None:
            findings.add("unknown-document", render("unknown-document", "foreign", tool=tool), document, "")
            continue
        if not isinstance(document, Mapping):
            is_list = isinstance(document, Sequence) and any(_is_named_machine(item) for item in document)
            if is_list or not refuse_machines(document, "", document.origin, findings):
                findings.add("wrong-type", _no_document(document), document, "")
            continue
        unknown: list[str] = []
        known: list[DocumentEntry] = []
        for name, node in document.items.items():
            if name in (VM, DEFAULTS) or (class_of(name) is not None and not _is_of_machine_above(document, name)):
                known.append(DocumentEntry(name, node, document.place_of(name)))
            elif not name.startswith(IGNORED):
                unknown.append(name)
        tool = None if {VM, "domain"} & document.items.keys() else tool_of_keys(unknown)
        if tool is not None:
            message = render("unknown-document", "foreign", tool=tool)
            findings.add("unknown-document", message, document.place_of(unknown[0]), unknown[0])
            continue
        of_kind, meant = _refuse(document, unknown, findings)
        entries += (entry for entry in known if not (of_kind == entry.kind and is_null(entry.node)))
        entries += (entry for entry in meant if not known)  # which is looked at too, though it is not used
    return entries


def _refuse(document: Mapping, names: list[str], findings: Findings) -> tuple[str | None, list[DocumentEntry]]:
    """Note unknown keys; those that are not indented below the one that they belong to are one mistake.

    What comes back is that one, and the documents that stand below another word for their kind.
    """
    from libvirt_xml.yaml_forms.document.kinds import KINDS
    from libvirt_xml.yaml_forms.vm.form import VM_KEYS as FORM

    kind = next((kind for kind in (VM, *KINDS) if kind in document.items), None)
    meant_kinds = _kinds_of_keys(names, FORM.keys) if kind is None else []
    if meant_kinds:
        message = (
            render("unknown-key", "kind-line-missing", keys=names, kind=meant_kinds[0])
            if len(meant_kinds) == 1
            else render("unknown-key", "kind-line-of-several", keys=names, kinds=meant_kinds)
        )
        findings.add("unknown-key", message, document.place_of(names[0]), names[0], expected=meant_kinds)
        return None, []
    machines = {name for name in names if is_machine(document.items[name])}
    of_kind = [name for name in names if name not in machines and _is_key_of(kind or VM, name, FORM.keys)]
    for name in of_kind[:1]:
        message = (
            render("unknown-key", "vm-line-missing", name=name)
            if kind is None
            else render("unknown-key", "not-indented", name=name, kind=kind)
        )
        findings.add("unknown-key", message, document.place_of(name), name, expected=(kind or VM,))
    entries: list[DocumentEntry] = []
    for name in names:
        spelt = _kind_spelt(name, document.items[name])
        is_alone = spelt is not None or not refuse_machines(
            document.items[name], name, document.place_of(name), findings
        )
        if name not in of_kind and is_alone:
            tags = (name, *vocabulary("elements").meanings(name))
            meant = next((kind for kind in KINDS if (cls := class_of(kind)) is not None and cls.tag_ in tags), None)
            item = document.items[name]
            meant = meant or spelt
            if name.lower() == VM or (
                meant in (None, "domain") and spelt is None and is_machine(item) and name != "Domain"
            ):
                meant = VM
            unknown_key(findings, document, name, "", (VM, DEFAULTS, *KINDS), "a document", meant)
            meant = meant or PLAIN.closest(name, (VM, *KINDS))
            if meant is not None and isinstance(document.items[name], Mapping):
                entries.append(DocumentEntry(meant, document.items[name], document.place_of(name)))
    return (kind if of_kind else None), entries


def _kinds_of_keys(names: list[str], keys_of_vm: Collection[str]) -> list[str]:
    """The usual kinds of documents, but a ``vm``, that have several keys which stand without their kind."""
    if len(names) < _SEVERAL or all(name in keys_of_vm for name in names):
        return []
    return [kind for kind in _USUAL_KINDS if all(_is_key_of(kind, name, keys_of_vm) for name in names)]


def _is_of_machine_above(document: Mapping, name: str) -> bool:
    """Whether the name of a device, which may be a document, is a key of the machine beside it: ``graphics``."""
    if VM not in document.items or name == "domain":
        return False
    from libvirt_xml.yaml_forms.vm.form import VM_KEYS as FORM

    return name in FORM.keys


def _kind_spelt(name: str, item: Node) -> str | None:
    """The kind of documents whose name was probably misspelt, if what is below it has more of its keys than of those
    of a ``vm``."""
    from libvirt_xml.yaml_forms.document.form_tables import table_of
    from libvirt_xml.yaml_forms.document.kinds import KINDS
    from libvirt_xml.yaml_forms.vm.form import VM_KEYS as FORM

    word = snake(name)
    kind = PLAIN.closest(word, KINDS)
    cls = None if kind is None or not PLAIN.is_misspelling(word, kind) else class_of(kind)
    if cls is None or not isinstance(item, Mapping) or PLAIN.closest(word, (VM,)):
        return None
    keys = item.items.keys()
    of_kind, of_machine = len(keys & table_of(cls).fields.keys()), len(keys & FORM.keys.keys())
    return kind if of_kind > of_machine or (of_kind == of_machine and kind != "domain") else None


def _is_key_of(kind: str, name: str, keys_of_vm: Collection[str]) -> bool:
    """Whether a key belongs below the one that says what the document is."""
    if kind == VM:
        return name in keys_of_vm
    from libvirt_xml.yaml_forms.document.form_tables import table_of

    cls = class_of(kind)
    return cls is not None and name in table_of(cls).fields


def _tool_of(document: Node) -> str | None:
    """The tool that a whole document belongs to, if it is another one than this."""
    if isinstance(document, Scalar):
        return tool_of_text(document.text)
    if isinstance(document, Sequence):
        return next(
            (tool for item in document if isinstance(item, Mapping) and (tool := tool_of_item(item.items))), None
        )
    below = ((key, item) for key, item in document.items.items() if isinstance(item, Mapping))
    return next((tool for key, item in below if (tool := tool_below(key, item.items))), None)


def _is_named_machine(item: Node) -> bool:
    """Whether an item of a list is a document of a machine, perhaps with the keys of this beside ``vm``."""
    return isinstance(item, Mapping) and VM in item.items


def _no_document(document: Node) -> Sentence:
    """Why a document that is no map is none."""
    equals = _EQUALS(document.text) if isinstance(document, Scalar) else None
    if equals:
        value = "VALUE" if is_secret(equals[1]) else equals[2][:40]
        return render("wrong-type", "equals-sign", key=equals[1][:40], value=value)
    if isinstance(document, Sequence) and any(map(_is_named_machine, document)):
        return render("wrong-type", "document-in-list", actual=describe(document))
    return render("wrong-type", "document", actual=describe(document))


def lay_over(base: list[DocumentEntry], over: list[DocumentEntry], findings: Findings) -> list[DocumentEntry]:
    """The entries of one file over those of the files before it.

    The same kind and name is the same document; without a name, or over one without, it is the only one of its kind.
    """
    result = list(base)
    for entry in over:
        at = _place(result, base, entry, findings)
        if at is None:
            result.append(entry)
            continue
        below = result[at]
        is_spec = entry.kind in (VM, DEFAULTS)
        merged = _merge_specs(below.node, entry.node, findings) if is_spec else merge(below.node, entry.node, by_device)
        result[at] = DocumentEntry(entry.kind, merged, entry.key)
    return result


def _merge_specs(base: Node | None, over: Node, findings: Findings) -> Node:
    """Two specs, short forms written out: ``memory: 4GiB`` and ``memory: {max: 8GiB}`` say two things of one memory."""
    if base is None:
        return over
    from libvirt_xml.yaml_forms.vm.added_items import warn_of_resemblance
    from libvirt_xml.yaml_forms.vm.form import VM_KEYS as FORM

    warn_of_resemblance(base, over, findings)
    merged = merge(FORM.long(base), FORM.long(over), by_name)
    if isinstance(base, Mapping) and isinstance(merged, Mapping) and isinstance(over, Mapping):
        below, above = base.get("domain"), over.get("domain")
        if below is not None and above is not None and not over.replaces:
            merged.items["domain"] = _stacked(below, above)
    return merged


def _stacked(below: Node, above: Node) -> Node:
    """Two parts of a domain as one, else as a list: what an item of a list means depends on what it is laid over."""
    from libvirt_xml.documents.domain import Domain
    from libvirt_xml.yaml_forms.layering.patching import combined

    if isinstance(above, Scalar) or above.replaces:
        return above
    lower = list(below) if isinstance(below, Sequence) else [below]
    upper = list(above) if isinstance(above, Sequence) else [above]
    last, first = lower[-1], upper[0]
    if isinstance(last, Mapping) and isinstance(first, Mapping):
        whole = combined(last, first, Domain)
        if whole is not None:
            lower, upper = [*lower[:-1], whole], upper[1:]
    stack = [*lower, *upper]
    return stack[0] if len(stack) == 1 else Sequence(stack, above.origin)


def _place(
    result: list[DocumentEntry], base: list[DocumentEntry], entry: DocumentEntry, findings: Findings
) -> int | None:
    alike = [at for at, below in enumerate(result[: len(base)]) if below.kind == entry.kind]
    named = [at for at in alike if result[at].name == entry.name and entry.name is not None]
    if named:
        return named[0]
    unnamed = [at for at in alike if result[at].name is None]
    if entry.name is not None:
        return unnamed[0] if len(unnamed) == 1 else None
    if len(alike) > 1:
        names = ", ".join(result[at].name or "one without a name" for at in alike)
        message = render("missing-key", "name-of-layer", kind=entry.kind, names=names)
        findings.add("missing-key", message, entry.key, f"{entry.kind}.name", expected=("name",))
        return None
    return alike[0] if alike else None


def with_defaults(entries: list[DocumentEntry], findings: Findings) -> list[DocumentEntry]:
    """Every ``vm`` over what the ``defaults`` documents say; these themselves are gone."""
    below: Node | None = None
    for entry in entries:
        if entry.kind == DEFAULTS:
            below = _merge_specs(below, entry.node, findings)
    return [
        DocumentEntry(entry.kind, _merge_specs(below, entry.node, findings), entry.key) if entry.kind == VM else entry
        for entry in entries
        if entry.kind != DEFAULTS
    ]
