"""From the vendored schemas and the overlay to the element model.

The steps, each pure: load the grammars, group element patterns into classes, find their paths and names, make their
fields.
"""

from __future__ import annotations

from collections.abc import Sequence

from codegen.analysis.discriminators import find_discriminators
from codegen.analysis.grouping import Group, Grouping, Root as Start
from codegen.analysis.summary import Summaries
from codegen.checks.approximations import find_approximations, find_open_sets
from codegen.describing.additions import find_additions, with_releases
from codegen.describing.behaviours import with_behaviour
from codegen.describing.documentation import (
    class_url,
    first_of,
    lookup,
    schema_places,
    with_child_sentences,
    with_release,
    without_idle_conditions,
)
from codegen.describing.model_fields import Context, is_in_order, make_fields
from codegen.model.model import Class, Model, Root
from codegen.naming.aliases import name_aliases
from codegen.naming.classnames import name_classes
from codegen.naming.modules import module_of
from codegen.naming.paths import find_paths
from codegen.overlay.overlay import Overlay, OverlayError, load_overlay
from codegen.schemas.vendored import Version, load_versions
from libvirt_xml.relaxng.schema import tree


def build_model(versions: list[Version] | None = None, overlay: Overlay | None = None) -> Model:
    """The element model of the given schemas and overlay; of the project's own where none are given.

    Raises SchemaError for a broken schema, OverlayError for an overlay that does not fit the schemas.
    """
    versions = load_versions() if versions is None else versions
    overlay = load_overlay() if overlay is None else overlay
    summaries = Summaries()
    grouping = Grouping(summaries)
    for version in versions:
        grouping.add(version, overlay.split_starts)
    starts = list(grouping.roots([version.name for version in versions]))
    paths = find_paths(_root_paths(starts, overlay), overlay.namespaces)
    class_names = name_classes(paths, overlay)
    discriminators = {group: find_discriminators(group, summaries) for group in class_names}
    context = Context(versions, overlay, paths, class_names, discriminators, summaries)
    classes = [_make_class(group, name, context) for group, name in class_names.items()]
    roots = [Root(name, root.grammar, class_names[group]) for root, name, group in starts]
    classes = [
        with_child_sentences(model_class, classes)
        for model_class in sorted(classes, key=lambda model_class: model_class.paths)
    ]
    classes = [without_idle_conditions(model_class, classes) for model_class in classes]
    additions = list(find_additions(paths, class_names, [version.name for version in versions]))
    additions = with_releases(
        additions, overlay.since, {model_class.name: model_class.since for model_class in classes}
    )
    classes = [with_release(model_class, additions, overlay.namespaces) for model_class in classes]
    classes = with_behaviour(classes, overlay.behaviours)
    return Model(
        versions=tuple(version.name for version in versions),
        classes=tuple(classes),
        roots=tuple(roots),
        aliases=name_aliases(classes, overlay.aliases),
        modules=tuple(overlay.module_titles.items()),
        namespaces=tuple((prefix, uri) for uri, prefix in overlay.namespaces.items()),
        approximations=(*find_approximations(paths, class_names), *find_open_sets(classes)),
        additions=tuple(additions),
    )


def _root_paths(starts: Sequence[tuple[Start, tree.Name, Group]], overlay: Overlay) -> list[tuple[str, Group]]:
    order = {name: rank for rank, name in enumerate(overlay.document_order)}
    unknown = sorted({name.local for _, name, _ in starts} - set(order))
    if unknown:
        raise OverlayError(f"modules.toml, document_order: no rank for <{unknown[0]}>")
    roots: dict[str, Group] = {}
    for _, name, group in sorted(starts, key=lambda start: order[start[1].local]):
        roots.setdefault(name.local, group)
    return list(roots.items())


def _make_class(group: Group, name: str, context: Context) -> Class:
    paths = context.paths.all[group]
    identity = first_of(paths, context.overlay.identities)
    return Class(
        name=name,
        module=module_of(context.paths.canonical[group], context.overlay),
        xml=group.name,
        fields=make_fields(group, context),
        is_in_order=is_in_order(group),
        paths=paths,
        places=schema_places(group),
        url=class_url(paths, context.overlay),
        sentence=lookup(paths, context.overlay.class_sentences),
        since=context.first_version(group.members[0].version),
        identity=identity.keys if identity else (),
        kind=identity.kind if identity else "",
    )
