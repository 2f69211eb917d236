"""``libvirt-xml export``: what a host holds, as files."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from libvirt_xml.cli import streams
from libvirt_xml.cli.exits import FINE, UsageError, suggest_or_list, unwritable
from libvirt_xml.cli.hosts.host_options import add_connection, with_host
from libvirt_xml.cli.hosts.interrupts import telling_what_was_written
from libvirt_xml.cli.options import Parser, add_no_atomic, one_of
from libvirt_xml.cli.outputs.outputs import FORMS, Item, is_folder, write_folder, write_items
from libvirt_xml.cli.outputs.short_specs import add_exact, with_short_specs
from libvirt_xml.messages import render

if TYPE_CHECKING:
    from libvirt_xml.apply.hosts.domains.host_domain import HostDomain
    from libvirt_xml.apply.hosts.host import Host
    from libvirt_xml.apply.hosts.host_storage import HostPool

_DESCRIPTION = """\
Writes what a host holds: the persistent document of a domain, network, pool, volume (POOL/NAME), secret or filter, with
its passwords, or the documents of everything but volumes. The values of secrets are never written.

KIND is domain, network, pool, volume, secret or filter; NAME is a name or a UUID."""
_EXAMPLES = """\
  libvirt-xml export domain web1                                       # the XML, as libvirt holds it
  libvirt-xml export domain web1 --to vm -o web1.yaml                  # as a short spec
  libvirt-xml export --all -c qemu+ssh://root@host/system -o host1/    # everything, a file each
  libvirt-xml export volume default/web1.qcow2

exit status: 0 fine, 2 wrong use, or a file that cannot be written, 3 the host cannot be reached, or refuses"""


def make_parser() -> Parser:
    """The options of this command."""
    parser = Parser("export", _DESCRIPTION, _EXAMPLES, paths=" KIND NAME")
    add = parser.add_argument
    add("--all", action="store_true", help="all domains, networks, pools, secrets and filters; needs -o DIR/")
    add_connection(parser)
    add("--to", metavar="FORM", type=one_of(*FORMS), default="xml", help="xml, yaml or vm (default: xml)")
    add(
        "-o", dest="output", metavar="FILE",
        help="write to FILE; if it ends with / or is a folder, write a file for each document there",
    )  # fmt: skip
    add_exact(parser)
    add_no_atomic(parser)
    add("-q", "--quiet", action="store_true", help="print no summary")
    return parser


def run(argv: Sequence[str]) -> int:
    """Run the command; the exit status."""
    parser = make_parser()
    options, words = parser.parse(argv)
    choose = _chosen(parser, options, words)
    with telling_what_was_written((), is_wanted=options.output not in (None, "-")):
        return with_host(options, lambda host: _export(choose(host), options))


def _chosen(parser: Parser, options: Namespace, words: Sequence[str]) -> Callable[[Host], Iterable[Item]]:
    """What is to be exported; wrong use is said before the host is asked."""
    if options.all:
        if words:
            parser.refuse_argument(words[0])
        if options.output is None or not is_folder(options.output):
            raise UsageError(render("export", "folder"))
        return lambda host: _everything(host, options)
    if len(words) > 2:
        parser.refuse_argument(words[2])
    if not words:
        raise UsageError(render("export", "nothing"))
    if words[0] not in EXPORTED:
        raise UsageError(render("export", "kind", kind=words[0], advice=suggest_or_list(words[0], EXPORTED)))
    if len(words) < 2:
        raise UsageError(render("export", "name", kind=words[0]))
    kind, name = words
    if kind == "volume" and "/" not in name:
        raise UsageError(render("export", "volume", name=name))
    if options.to == "vm" and kind != "domain":
        raise UsageError(render("export", "form", kind=kind))
    return lambda host: [EXPORTED[kind](host, name)]


def _export(items: Iterable[Item], options: Namespace) -> int:
    from libvirt_xml.errors import WriteError

    documents = with_short_specs(list(items), options.to, options)
    try:
        if options.output is not None and is_folder(options.output):
            written = write_folder(documents, options.to, options.output, is_atomic=not options.no_atomic)
            if not options.quiet:
                streams.complain(render("output", "written", files=", ".join(written), folder=options.output))
        else:
            write_items(documents, options.to, options.output, is_atomic=not options.no_atomic)
    except WriteError as error:
        raise UsageError(render("output", "invalid", reason=error)) from None
    except OSError as error:
        if options.output in (None, "-"):
            raise
        raise UsageError(unwritable(options.output, error)) from None
    return FINE


def _item(kind: str, handle: Any) -> Item:
    """A document without the stamp of apply, which belongs to the host."""
    from libvirt_xml.apply.stamping.stamp import unstamped

    return Item(kind, unstamped(handle.document))


def _domain(domain: HostDomain) -> Item:
    """A domain; one without a definition as the definition that it would have, without what its start added."""
    from libvirt_xml.completion.state import drop_state

    if domain.is_persistent:
        return _item("domain", domain)
    document = domain.read(live=True)
    drop_state(document)
    return Item("domain", document)


def _pool(pool: HostPool) -> Item:
    """A pool without what libvirt measures: how full it is belongs to no definition."""
    document = pool.document
    document.capacity = document.allocation = document.available = None
    return Item("storage_pool", document)


def _volume(host: Host, name: str) -> Item:
    pool, _, volume = name.partition("/")
    return Item("storage_volume", host.pool(pool).volume(volume).document)


EXPORTED: dict[str, Callable[[Any, str], Item]] = {
    "domain": lambda host, name: _domain(host.domain(name)),
    "network": lambda host, name: _item("network", host.network(name)),
    "pool": lambda host, name: _pool(host.pool(name)),
    "volume": _volume,
    "secret": lambda host, name: Item("secret", host.secret(name).document),
    "filter": lambda host, name: Item("nwfilter", host.filter(name).document),
}


def _everything(host: Host, options: Namespace) -> Iterator[Item]:
    """Every persistent object; what exists only until it stops is no definition."""
    from libvirt_xml.apply.hosts.handles import read_each

    for domain in read_each(host.domains(), lambda domain: domain if domain.is_persistent else domain.subject):
        if isinstance(domain, str):
            if not options.quiet:
                streams.complain(render("export", "transient", subject=domain))
        else:
            yield from read_each([domain], partial(_item, "domain"))
    networks = read_each(host.networks(), lambda network: _item("network", network) if network.is_persistent else None)
    pools = read_each(host.pools(), lambda pool: _pool(pool) if pool.is_persistent else None)
    secrets = read_each(_supported(host.secrets), lambda secret: Item("secret", secret.document))
    filters = read_each(_supported(host.filters), lambda chain: Item("nwfilter", chain.document))
    yield from (item for item in (*networks, *pools, *secrets, *filters) if item is not None)


def _supported(listed: Callable[[], list[Any]]) -> list[Any]:
    """The objects; none where the driver knows no such kind."""
    from libvirt_xml.apply.hosts.host_errors import UnsupportedError

    try:
        return listed()
    except UnsupportedError:
        return []
