"""What YAML costs: specs to XML beside loading the YAML alone, and one spec in a process of its own."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

from ruamel.yaml import YAML

from libvirt_xml.yaml_forms.loading import Source, load
from tests.bench.timing import Figure, best_runs, time_interleaved

_BATCH_BUDGET = 0.6
_PROCESS_BUDGET = 12.0
_COUNT = 1000
_SPEC = """\
vm:
  name: web{number}
  os: debian12
  cpus: 2
  memory: 4GiB
  disks:
    - {{name: root, size: 20GiB, pool: default, image: {{pool: images, volume: debian-12.qcow2}}}}
    - {{name: data, path: /srv/data{number}.qcow2}}
    - {{name: iso, cdrom: /iso/debian.iso}}
  nics:
    - {{name: lan, network: default}}
    - {{name: wan, bridge: br0, mac: derived}}
  cloud_init: {{user_data: {{packages: [nginx]}}}}
  state: running
"""


def time_expanding(rounds: int) -> list[Figure]:
    """The lines of the table that are about YAML: 1,000 specs, checked and written, and a whole process."""
    texts = [_SPEC.format(number=number) for number in range(_COUNT)]
    seconds = time_interleaved(max(3, rounds // 5), partial(_load, texts), partial(_convert, texts))
    base, own = (each / _COUNT for each in seconds)
    return [
        Figure("ruamel.yaml's load, one spec", base, 1.0),
        Figure("spec to XML, checked", own, own / base, _BATCH_BUDGET),
        *_time_process(texts[0], rounds),
    ]


def _load(texts: list[str]) -> None:
    for text in texts:
        YAML(typ="safe", pure=True).load(text)


def _convert(texts: list[str]) -> None:
    for text in texts:
        for document in load(Source(text)).raise_errors().documents:
            assert document.xml


def _time_process(text: str, rounds: int) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "web1.yaml"
        path.write_text(text, encoding="utf-8")
        program = f"import sys; from libvirt_xml.cli.main import main; sys.exit(main(['convert', '-q', {str(path)!r}]))"
        base, own = best_runs(["import lxml.etree", program], rounds)
    return [Figure("libvirt-xml convert, one spec", own, own / base, _PROCESS_BUDGET)]
