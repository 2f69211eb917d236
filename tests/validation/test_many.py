"""Many files, by whatever executor: the same results in the same order, in bounded memory."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import libvirt_xml
from libvirt_xml.validation.many import Result

_GOOD = "<network><name>n{}</name></network>"
_BAD = "<network><nam>n{}</nam></network>"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A hundred files, every third one faulty, and one that is not there."""
    paths = [tmp_path / f"{at:03}.xml" for at in range(100)]
    for at, path in enumerate(paths):
        path.write_text((_BAD if at % 3 == 0 else _GOOD).format(at))
    return [*paths, tmp_path / "absent.xml"]


def _expected(files: list[Path]) -> list[tuple[str, int, bool]]:
    faults = [(str(path), int(at % 3 == 0), False) for at, path in enumerate(files[:-1])]
    return [*faults, (str(files[-1]), 0, True)]


def _told(results: Iterator[Result]) -> list[tuple[str, int, bool]]:
    return [(each.path, len(each.problems), each.error is not None) for each in results]


def test_here(files: list[Path]) -> None:
    """Without an executor the files are checked one after the other; one that cannot be read stops nothing."""
    assert _told(libvirt_xml.validate_many(files)) == _expected(files)


@pytest.mark.parametrize("make", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_executors(make: Any, files: list[Path]) -> None:
    """A pool of threads or processes gives the same, in the same order."""
    with make(2) as executor:
        assert _told(libvirt_xml.validate_many(files, executor=executor)) == _expected(files)


def test_dask(files: list[Path]) -> None:
    """So does a Dask cluster."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert _told(libvirt_xml.validate_many(files, executor=client.get_executor())) == _expected(files)


*_EXAMPLES, _LIMITS = re.findall(
    r"```python\n(.*?)```", (Path(__file__).parents[2] / "docs" / "many-documents.md").read_text(), re.S
)


def test_example_of_limits(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is too large is told, and the others are checked; twelve problems are ten."""
    folder = files[0].parent / "machines"
    folder.mkdir()
    (folder / "large.xml").write_text(f"<domain>{' ' * 100_000}</domain>")
    (folder / "wrong.xml").write_text(f"<network><name>a</name>{'<wrong/>' * 12}</network>")
    monkeypatch.chdir(folder.parent)
    exec(compile(_LIMITS, "example", "exec"), {})
    shown = sorted(capsys.readouterr().out.splitlines())
    large = "machines/large.xml: the input is larger than 100,000 bytes, the limit for files and streams"
    assert shown == [large, large, "machines/wrong.xml: 10"]


@pytest.mark.parametrize("example", _EXAMPLES, ids=["processes", "Dask"])
def test_examples(
    example: str, files: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What docs/many-documents.md shows runs, and tells every faulty file."""
    if "dask" in example:
        pytest.importorskip("distributed")
    folder = files[0].parent / "machines"
    folder.mkdir()
    for path in files[:10]:
        path.rename(folder / path.name)
    monkeypatch.chdir(folder.parent)
    exec(compile(example, "example", "exec"), {"__name__": "__main__"})
    shown = capsys.readouterr().out
    assert all(f"{at:03}.xml" in shown for at in (0, 3, 6, 9))


class _Counting(Executor):
    """Runs at once, and counts what was handed over and not yet asked for."""

    def __init__(self) -> None:
        self.open = self.most = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.open += 1
        self.most = max(self.most, self.open)
        counting = self

        class Asked(Future[Any]):
            def result(self, timeout: float | None = None) -> Any:
                counting.open -= 1
                return super().result(timeout)

        future = Asked()
        future.set_result(fn(*args, **kwargs))
        return future


def test_bounded(files: list[Path]) -> None:
    """Of an endless list of files only a bounded number is handed over ahead of what is asked for."""
    executor = _Counting()
    results = libvirt_xml.validate_many(itertools.cycle(files), executor=executor)
    assert len(list(itertools.islice(results, 5_000))) == 5_000
    assert executor.most <= 40


def test_wrong_settings(files: list[Path]) -> None:
    """What is wrong with the settings is told at once, not for each file."""
    with pytest.raises(ValueError, match="unknown kind of document"):
        libvirt_xml.validate_many(files, kind="netwrk")
    with pytest.raises(ValueError, match="not a version"):
        libvirt_xml.validate_many(files, libvirt="nine")
    with pytest.raises(libvirt_xml.SchemaError):
        libvirt_xml.validate_many(files, schema_dir=files[0].parent)
