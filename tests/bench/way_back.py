"""What ``--to vm`` costs: dumps to specs, beside making the XML of the specs that they came from."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from libvirt_xml import Domain
from libvirt_xml.yaml_forms import to_yaml
from libvirt_xml.yaml_forms.loading import Source, load
from tests.bench.timing import Figure, time_interleaved

_FOLDER = Path(__file__).parents[1] / "yaml_forms" / "vm" / "dumps"
_SECRETS = ("w02", "w04", "w11")  # their specs name files and variables
_BUDGET = 40.0  # on the machine where converting a spec takes 1.5 ms: 60 ms


def time_way_back(rounds: int) -> list[Figure]:
    """The lines of the table that are about the way back: the mean of the dumps."""
    paths = [path for path in sorted(_FOLDER.glob("*.xml")) if path.stem not in _SECRETS]
    domains = [Domain.from_file(path) for path in paths]
    specs = [path.with_suffix(".spec.yaml").read_text(encoding="utf-8") for path in paths]
    ways = [partial(_convert, specs), partial(_short, domains), partial(_exact, domains)]
    base, short, exact = (seconds / len(paths) for seconds in time_interleaved(max(3, rounds // 5), *ways))
    return [
        Figure("spec to XML, one of the dumps' specs", base, 1.0),
        Figure("dump to short spec", short, short / base, _BUDGET),
        Figure("dump to exact spec", exact, exact / base, _BUDGET),
    ]


def _convert(specs: list[str]) -> None:
    for spec in specs:
        for document in load(Source(spec)).documents:
            assert document.xml


def _short(domains: list[Domain]) -> None:
    for domain in domains:
        to_yaml(domain, form="vm", exact=False)


def _exact(domains: list[Domain]) -> None:
    for domain in domains:
        to_yaml(domain, form="vm")
