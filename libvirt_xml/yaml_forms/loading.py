"""YAML files to documents, in one go: read, put in variables, merge, expand, check; every problem is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping as AnyMapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from libvirt_xml.binding.element import Element
from libvirt_xml.markup.given_sources import read_named
from libvirt_xml.messages import render
from libvirt_xml.validation.problem import Problem
from libvirt_xml.validation.rules.host_facts.known_host import KnownHost
from libvirt_xml.validation.suppression import may_silence
from libvirt_xml.words.guessed_names import GuessedNames
from libvirt_xml.yaml_forms.beside_documents import WantedPower, set_apart, wanted_power
from libvirt_xml.yaml_forms.document import class_of, explain_by_schema, read_document, validate_document
from libvirt_xml.yaml_forms.findings import Findings, SpecError
from libvirt_xml.yaml_forms.layers import VM, DocumentEntry, entries_of, lay_over, with_defaults
from libvirt_xml.yaml_forms.references import References
from libvirt_xml.yaml_forms.secret_values import read_value
from libvirt_xml.yaml_forms.text.lookalikes import is_lookalike, right_characters
from libvirt_xml.yaml_forms.text.template_texts import has_templates
from libvirt_xml.yaml_forms.text.variables import substitute
from libvirt_xml.yaml_forms.text.yaml_reading import decoded, read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping, Node, Origin
from libvirt_xml.yaml_forms.typed.as_trees import spec_tree
from libvirt_xml.yaml_forms.typed.spec_parts import SpecPart
from libvirt_xml.yaml_forms.vm.expand import Machine, expand

if TYPE_CHECKING:
    from libvirt_xml.documents.domain import Domain
    from libvirt_xml.yaml_forms.classes import Vm
    from libvirt_xml.yaml_forms.vm.volumes import Volume


@dataclass(frozen=True)
class Source:
    """YAML text, and the name of the file that it is from; what it refers to lies beside that file."""

    text: str | bytes
    file: str | None = None


@dataclass(frozen=True)
class Document(GuessedNames):
    """A document that a spec holds, or that its ``vm`` means.

    ``kind`` is the key of the document form (``domain``, ``network``), ``tree`` the document in that form, each value
    with what set it. Where the spec says ``vm``, ``machine`` is what it means, ``spec`` what it says: all layers, with
    variables and ``defaults``. ``value`` is that of a secret, if the file names one and it is read; ``power`` is what
    the document form says beside a document of whether it is to run.
    """

    kind: str
    element: Element = field(repr=False)
    tree: Node
    machine: Machine | None = None
    spec: Node | None = None
    checked: str | None = field(default=None, repr=False, compare=False)
    value: bytes | None = field(default=None, repr=False)
    power: WantedPower | None = None

    @property
    def xml(self) -> str:
        """XML text: what was checked; without a check, what ``element`` is written as.

        What is changed in ``element`` after loading, ``element.to_xml()`` writes.
        """
        return self.element.to_xml() if self.checked is None else self.checked


@dataclass(frozen=True)
class Loaded(GuessedNames):
    """What YAML files contain. ``documents`` is empty if there are ``errors``.

    ``silenced`` are the problems that comments silence (``# libvirt-xml: ignore=CODE``). One that libvirt's schemas
    find does not matter then; without the value of one that is wrong in the YAML itself there is no document.
    """

    documents: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    silenced: tuple[Problem, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps the documents from being used: errors; silenced ones too if they left something out."""
        errors = tuple(problem for problem in self.problems if problem.severity == "error")
        if errors or self.documents:
            return errors
        return tuple(problem for problem in self.silenced if problem.severity == "error")

    @property
    def domain(self) -> Domain:
        """The domain, if there is one and no other. Raises SpecError for errors, ValueError for none or several."""
        from libvirt_xml.documents.domain import Domain

        elements = [document.element for document in self.raise_errors().documents]
        domains = [element for element in elements if isinstance(element, Domain)]
        if len(domains) != 1:
            raise ValueError(render("loaded", "domains", count=len(domains)))
        return domains[0]

    @property
    def volumes(self) -> list[Volume]:
        """The volumes that the machines need, with the content of those that have one. Raises SpecError."""
        machines = [document.machine for document in self.raise_errors().documents if document.machine is not None]
        return [volume for machine in machines for volume in machine.volumes()]

    def raise_errors(self) -> Loaded:
        """Itself, if it can be used. Raises SpecError."""
        errors = self.errors
        if errors:
            raise SpecError(self.problems or errors)
        return self


@dataclass
class Options:
    """How files are read: the values of variables, what references lead to, and for which libvirt to check.

    A file that the YAML names is read below the folder of its own file and below ``allow_files``, and environment
    variables if they are among ``allow_env``, where that is given; with ``reads_references=False`` neither is, and only
    the form of references is checked, with ``looks_for_files`` also whether the files are there. ``references`` stands
    for all of these. The values of secrets, which are no part of
    a document, are read with ``reads_secret_values``.

    ``libvirt=None`` is the newest that ships, ``schema_dir`` a directory of RNG files instead, ``host`` what is known
    of the host that documents are for, ``select`` the codes and groups of rules that are off otherwise;
    ``is_checked=False`` leaves all of these out. With ``is_probing`` the content of
    images that can be read is looked at, where a name does not show the format, and compared with what is said of it.
    """

    variables: AnyMapping[str, str] = field(default_factory=dict)
    references: References | None = None
    libvirt: str | None = None
    schema_dir: str | None = None
    host: KnownHost | None = None
    select: frozenset[str] = frozenset()
    is_checked: bool = True
    is_probing: bool = False
    allow_files: Sequence[str | PathLike[str]] = ()
    allow_env: Sequence[str] | None = None
    reads_references: bool = True
    looks_for_files: bool = False
    reads_secret_values: bool = False

    def followed(self) -> References:
        """What references lead to."""
        if self.references is not None:
            return self.references
        return References(
            allow_files=self.allow_files,
            allow_env=self.allow_env,
            is_reading=self.reads_references,
            is_looking=self.looks_for_files,
        )


def load(*sources: str | Path | Source | AnyMapping[str, Any] | Vm, options: Options | None = None) -> Loaded:
    """The documents in YAML or JSON files, each file laid over those before it. Text is given as ``Source``.

    What a file would hold can be given as a dictionary or a ``Vm``: ``load({"vm": {"name": "web1"}})``,
    ``load(Vm(name="web1", memory="4GiB"))``. No variables are put into one.

    Problems do not raise: they are in the result, with file, line, column and path. Raises OSError for a file that
    cannot be read, and ValueError for text in the place of its name.
    """
    options = options or Options()
    findings = Findings()
    entries: list[DocumentEntry] = []
    given = [_opened(source) for source in sources]
    opened = [source for source in given if isinstance(source, Source)]
    for at, source in enumerate(given):
        read = entries_of(_trees(source, findings, options), findings)
        entries = lay_over(entries, read, findings) if at else read
    entries = with_defaults(entries, findings)
    checked = Findings()  # with what libvirt's schemas say
    documents = [_document(entry, findings, checked, options) for entry in entries]
    _check_names(entries, findings)
    _check_pools(documents, findings)
    if given and not documents and not findings.problems:
        _miss_documents(opened, findings)
    checked.include(findings)
    problems = list(_without_echoes(checked.in_order()))
    left = tuple(_without_silenced(problems, opened))
    if findings.has_errors or any(problem.severity == "error" for problem in left):
        documents = []
    kept = set(left)
    silenced = tuple(problem for problem in problems if problem not in kept)
    return Loaded(tuple(document for document in documents if document is not None), left, silenced)


def _read(source: Source, findings: Findings) -> list[Node]:
    """The documents of a file, without the characters that only look like YAML."""
    trees = read_yaml(source.text, findings, source.file)
    text = decoded(source.text) if trees else ""
    return [] if has_templates(trees, text, findings) else right_characters(trees, text, findings)


def _trees(source: Source | AnyMapping[str, Any] | Vm, findings: Findings, options: Options) -> list[Node]:
    """The trees of a file, with values in the place of variables; or that of plain data."""
    if not isinstance(source, Source):
        return [spec_tree(source)]
    trees = _read(source, findings)
    if ("$" if isinstance(source.text, str) else b"$") in source.text:  # type: ignore[operator]
        return [substitute(tree, options.variables, findings) for tree in trees]
    return trees


def _without_silenced(problems: Sequence[Problem], sources: Sequence[Source]) -> Sequence[Problem]:
    """The problems that no comment silences, with those of the comments; each comment is for its own file."""
    if not any(may_silence(source.text) for source in sources):
        return problems
    from libvirt_xml.validation.suppression.yaml_comments import without_silenced

    if len(sources) == 1:
        return without_silenced(problems, sources[0].text, sources[0].file)
    counts = Counter(source.file for source in sources)  # of several without a name, no problem says which it is in
    for source in sources:
        if counts[source.file] == 1 and may_silence(source.text):
            others = [problem for problem in problems if problem.file != source.file]
            of_file = [problem for problem in problems if problem.file == source.file]
            problems = [*others, *without_silenced(of_file, source.text, source.file)]
    return sorted(problems, key=lambda problem: (problem.file or "", problem.line or 0, problem.column or 0))


def _check_pools(documents: Sequence[Document | None], findings: Findings) -> None:
    """Machines and pools in one spec must fit."""
    if {"storage_pool", "domain"} <= {document.kind for document in documents if document is not None}:
        from libvirt_xml.yaml_forms.vm.topics.disks.pools import check_pools

        check_pools([document for document in documents if document is not None], findings)


def _miss_documents(sources: Sequence[Source], findings: Findings) -> None:
    """Files that say nothing are a mistake: somebody has emptied the wrong one, or a template has."""
    message = render("unknown-document", "no-document")
    origins = [Origin("spec", "", source.file, 1, 1) for source in sources] or [Origin("spec")]
    findings.add("unknown-document", message, origins[0], "")


def _opened(source: str | Path | Source | AnyMapping[str, Any] | Vm) -> Source | AnyMapping[str, Any] | Vm:
    if isinstance(source, Source | AnyMapping | SpecPart):
        return source
    return Source(read_named(source, None), str(source))


def _document(entry: DocumentEntry, findings: Findings, checked: Findings, options: Options) -> Document | None:
    if entry.kind == VM:
        return _machine(entry, findings, checked, options)
    cls = class_of(entry.kind)
    assert cls is not None
    document_findings = Findings()
    node, apart = set_apart(entry.kind, entry.node)
    power = wanted_power(entry.kind, apart, document_findings)
    value = _secret_value(apart.get("value"), document_findings, options)
    element = read_document(node, cls, document_findings, entry.kind)
    if options.is_checked:
        explain_by_schema(
            element, node, document_findings, entry.kind, libvirt=options.libvirt, schema_dir=options.schema_dir
        )
    findings.include(document_findings)
    text = None
    if options.is_checked:
        text = validate_document(
            element,
            node,
            document_findings,
            entry.kind,
            libvirt=options.libvirt,
            place=entry.key,
            schema_dir=options.schema_dir,
            host=options.host,
            select=options.select,
        )
        (findings if text is None else checked).include(document_findings)
    return Document(entry.kind, element, node, checked=text, value=value, power=power)


def _secret_value(node: Node | None, findings: Findings, options: Options) -> bytes | None:
    references = options.followed() if options.reads_secret_values else References(is_reading=False)
    return None if node is None else read_value(node, references, findings)


def _machine(entry: DocumentEntry, findings: Findings, checked: Findings, options: Options) -> Document | None:
    from libvirt_xml.documents.domain import Domain
    from libvirt_xml.yaml_forms.vm.form import VM_KEYS

    machine_findings = Findings()
    target = None if options.schema_dir else options.libvirt
    machine = expand(entry.node, machine_findings, options.followed(), is_probing=options.is_probing, libvirt=target)
    if machine is None:
        findings.include(machine_findings)
        return None
    is_expanded = not machine_findings.has_errors
    element = read_document(machine.tree, Domain, machine_findings, "vm.domain", around=VM_KEYS)
    if options.is_checked:
        explain_by_schema(
            element, machine.tree, machine_findings, "vm.domain", libvirt=options.libvirt, schema_dir=options.schema_dir
        )
    findings.include(machine_findings)
    text = None
    if options.is_checked and is_expanded:
        text = validate_document(
            element,
            machine.tree,
            machine_findings,
            "vm.domain",
            libvirt=options.libvirt,
            schema_dir=options.schema_dir,
            host=options.host,
            select=options.select,
        )
        (findings if text is None else checked).include(machine_findings)
    return Document("domain", element, machine.tree, machine, entry.node, text)


def _without_echoes(problems: Sequence[Problem]) -> Iterator[Problem]:
    """What lacks the value of a variable, or has a sign too many, is wrong for this reason alone."""
    reasons = {problem for problem in problems if problem.code == "undefined-variable" or is_lookalike(problem)}
    incomplete = {(problem.file, problem.line, problem.column) for problem in reasons}
    for problem in problems:
        if problem in reasons or (problem.file, problem.line, problem.column) not in incomplete:
            yield problem


def _check_names(entries: Sequence[DocumentEntry], findings: Findings) -> None:
    """Two documents of one kind and name cannot both be."""
    seen: dict[tuple[str, str], DocumentEntry] = {}
    for entry in entries:
        kind = "domain" if entry.kind == VM else entry.kind
        if entry.name is None or not isinstance(entry.node, Mapping):
            continue
        first = seen.setdefault((kind, entry.name), entry)
        if first is not entry:
            message = render("duplicate-name", "document", kind=kind, name=entry.name, line=first.key.line)
            findings.add("duplicate-name", message, entry.node.place_of("name"), f"{entry.kind}.name")
