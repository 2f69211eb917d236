"""``python -m codegen check`` and ``write``, on a copy of the generated files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from codegen import __main__ as command, output
from codegen.checks import lock
from codegen.model.model import Approximation, Class, Model
from codegen.overlay.overlay import Overlay, OverlayError
from codegen.schemas.vendored import ROOT

Use = Callable[[Model], None]
DISK = "libvirt_xml/documents/disk.py"


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Makes the command see a model instead of building one."""
    return lambda model: monkeypatch.setattr(command, "build_model", lambda *_: model)


@pytest.fixture
def repository(tmp_path: Path, files: dict[Path, str], model: Model, use: Use, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the generated files as they should be, which the command takes for the repository."""
    moved = {tmp_path / path.relative_to(ROOT): text for path, text in files.items()}
    for path, text in moved.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n", encoding="utf-8")
    monkeypatch.setattr(lock, "PATH", tmp_path / lock.PATH.relative_to(ROOT))
    folders = [name for name, value in vars(output).items() if isinstance(value, Path) and value.is_relative_to(ROOT)]
    for name in folders:  # all of them: what is written would remove the repository's own files
        monkeypatch.setattr(output, name, tmp_path / getattr(output, name).relative_to(ROOT))
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "generated_files", lambda *_: moved)
    use(model)
    return tmp_path


def _renamed(model: Model, class_name: str, old: str, new: str) -> Model:
    def rename(made: Class) -> Class:
        fields = tuple(replace(field, name=new) if field.name == old else field for field in made.fields)
        return replace(made, fields=fields) if made.name == class_name else made

    return replace(model, classes=tuple(map(rename, model.classes)))


def _fails(capsys: pytest.CaptureFixture[str]) -> str:
    assert command.main(["check"]) == 1
    return capsys.readouterr().err


def test_fresh(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files as they were generated pass."""
    assert command.main(["check"]) == 0
    assert "with one; generated files are up to date" in capsys.readouterr().out


def test_a_changed_file(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A generated file that somebody edited fails, by name, with what to do."""
    with (repository / DISK).open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    errors = _fails(capsys)
    assert f"{DISK} differs from what the schemas and the overlay give" in errors
    assert "1 problem; run `python -m codegen write`" in errors


def test_a_missing_file(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A generated file that is not there fails."""
    (repository / DISK).unlink()
    assert f"{DISK} is missing" in _fails(capsys)


@pytest.mark.parametrize("path", ["libvirt_xml/documents/old.py", "docs/reference/old.md"])
def test_a_stale_file(repository: Path, path: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A file in a generated folder that nothing generates fails."""
    (repository / path).write_text("", encoding="utf-8")
    assert f"{path} is stale: nothing generates it" in _fails(capsys)


def test_an_unlisted_approximation(
    repository: Path, model: Model, use: Use, capsys: pytest.CaptureFixture[str]
) -> None:
    """A place where the model is looser than the schema, and that the overlay does not list, fails."""
    found = Approximation("same-name", "domain/nix", "both an attribute and a child")
    use(replace(model, approximations=(*model.approximations, found)))
    assert "unlisted approximation same-name at domain/nix" in _fails(capsys)


def test_a_stale_overlay_entry(
    repository: Path, overlay: Overlay, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An overlay path that leads nowhere fails."""
    stale = replace(overlay, sentences={**overlay.sentences, "domain/nix": "Nothing."})
    monkeypatch.setattr(command, "load_overlay", lambda: stale)
    assert "sentences/*.toml: no version has anything at domain/nix" in _fails(capsys)


def test_an_unannounced_rename(repository: Path, model: Model, use: Use, capsys: pytest.CaptureFixture[str]) -> None:
    """A renamed field fails until the changelog has its old name in backquotes."""
    use(_renamed(model, "DiskTarget", "dev", "device"))
    errors = _fails(capsys)
    assert "CHANGELOG.md does not mention `DiskTarget.dev`: domain/devices/disk/target/@dev: " in errors
    (repository / "CHANGELOG.md").write_text("- `DiskTarget.dev` is now `DiskTarget.device`.\n", encoding="utf-8")
    assert command.main(["check"]) == 0


def test_many_problems_are_counted(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first twenty problems are shown, the rest counted."""
    for number in range(25):
        (repository / f"docs/reference/old{number}.md").write_text("", encoding="utf-8")
    errors = _fails(capsys)
    assert errors.count("is stale") == 20
    assert "codegen: and 5 more" in errors


def test_write_mends(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """``write`` writes what differs and removes what is stale; then ``check`` passes."""
    (repository / DISK).write_text("", encoding="utf-8")
    (repository / "docs/reference/old.md").write_text("", encoding="utf-8")
    assert command.main(["write"]) == 0
    assert "2 files changed" in capsys.readouterr().out
    assert command.main(["check"]) == 0


def test_write_refuses_what_check_refuses(
    repository: Path, model: Model, use: Use, capsys: pytest.CaptureFixture[str]
) -> None:
    """With an unannounced rename nothing is written."""
    (repository / DISK).write_text("", encoding="utf-8")
    use(_renamed(model, "DiskTarget", "dev", "device"))
    assert command.main(["write"]) == 1
    assert "nothing is written" in capsys.readouterr().err
    assert (repository / DISK).read_text(encoding="utf-8") == ""


def test_an_overlay_that_does_not_fit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """An error in overlay or schemas is one line, not a traceback."""

    def fail(*_: object) -> Model:
        raise OverlayError("names.toml, classes: no class at domain/nix")

    monkeypatch.setattr(command, "build_model", fail)
    assert _fails(capsys) == "codegen: names.toml, classes: no class at domain/nix\n"


@pytest.mark.parametrize("arguments", [[], ["nix"], ["add", "13.0.0"]])
def test_wrong_use(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """No command, an unknown one, or one without its arguments is wrong use: status 2."""
    with pytest.raises(SystemExit) as stop:
        command.main(arguments)
    assert stop.value.code == 2
    assert "usage: python -m codegen" in capsys.readouterr().err


def test_the_repository_is_as_generated(files: dict[Path, str]) -> None:
    """What is in this repository is what the schemas and the overlay give."""
    assert list(output.differences(files)) == []
