"""What other projects' CI takes from here: the pre-commit hooks and the GitHub action."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.cli.test_docs import CI

ROOT = Path(__file__).resolve().parent.parent.parent
HOOKS = {hook["id"]: hook for hook in YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")}
ACTION = YAML(typ="safe").load(ROOT / "action.yml")
GOOD = "<network>\n  <name>lan</name>\n</network>\n"
BAD = "<network>\n<naem>lan</naem></network>\n"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment in which ``libvirt-xml`` is this source tree's, in a virtual environment of an action's runner."""
    script = tmp_path / "runner" / "libvirt-xml" / "bin" / "libvirt-xml"
    script.parent.mkdir(parents=True)
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m libvirt_xml.cli "$@"\n')
    script.chmod(0o755)
    path = f"{script.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "RUNNER_TEMP": str(tmp_path / "runner")}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with documents, one of them wrong, one with a space in its name."""
    folder = tmp_path / "project"
    (folder / "vms").mkdir(parents=True)
    for name, text in {"vms/a.xml": GOOD, "vms/b c.xml": BAD, "README.md": ""}.items():
        (folder / name).write_text(text)
    return folder


def _run_hook(name: str, project: Path, environ: dict[str, str], files: list[str]) -> subprocess.CompletedProcess[str]:
    """As pre-commit runs a hook: the entry's words, then the files that match."""
    hook = HOOKS[name]
    tags = {"xml": (".xml",), "yaml": (".yaml", ".yml"), "text": ("",)}
    endings = tuple(ending for tag in hook.get("types", hook.get("types_or")) for ending in tags[tag])
    matching = [file for file in files if file.lower().endswith(endings) and re.search(hook["files"], file)]
    command = [*shlex.split(hook["entry"]), *hook.get("args", []), *matching]
    return subprocess.run(command, cwd=project, env=environ, capture_output=True, text=True, check=False)


def test_hooks() -> None:
    """Hooks for Python environments, whose entry is the script that the package installs."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts == {"libvirt-xml": "libvirt_xml.cli.start:run_process"}
    assert [*HOOKS] == ["libvirt-xml-validate", "libvirt-xml-fix", "libvirt-xml-format"]
    for hook in HOOKS.values():
        assert hook["language"] == "python"
        assert hook["require_serial"] is True
        assert "--force-exclude" in hook["entry"].split()
        assert hook["entry"].split()[0] in scripts
        assert not re.search(hook["files"], "a.svg")
        assert re.search(hook["files"], "a/B.XML")
    assert re.search(HOOKS["libvirt-xml-validate"]["files"], "a.yml")
    assert HOOKS["libvirt-xml-validate"]["types_or"] == ["xml", "yaml"]
    assert HOOKS["libvirt-xml-format"]["types"] == ["xml"]


def test_the_validating_hook(project: Path, environ: dict[str, str]) -> None:
    """A wrong document fails the hook, right ones pass."""
    done = _run_hook("libvirt-xml-validate", project, environ, ["README.md", "vms/a.xml", "vms/b c.xml"])
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("vms/b c.xml:2:1: error[")
    assert done.stdout.endswith("\n\n1 problem in 1 of 2 files\n")
    done = _run_hook("libvirt-xml-validate", project, environ, ["README.md", "vms/a.xml"])
    assert (done.returncode, done.stdout) == (0, "no problems in 1 file\n"), done.stderr


def test_hooks_leave_out_what_is_not_for_them(project: Path, environ: dict[str, str]) -> None:
    """What the configuration excludes and other tools' YAML pass; so does their XML, where it would be formatted."""
    (project / "ci.yml").write_text("jobs: {}\n")
    (project / "pom.xml").write_text("<project><a>1</a></project>\n")
    (project / "libvirt-xml.toml").write_text("exclude = ['vms/b*']\n")
    files = ["ci.yml", "vms/b c.xml"]
    (project / ".clang-format").write_text("BasedOnStyle: LLVM\n")
    command = [*shlex.split(HOOKS["libvirt-xml-validate"]["entry"]), ".clang-format"]
    assert subprocess.run(command, cwd=project, env=environ, capture_output=True, check=False).returncode == 0
    done = _run_hook("libvirt-xml-validate", project, environ, files)
    assert (done.returncode, done.stdout) == (0, "no problems in 0 files; 1 YAML file of other tools skipped\n")
    done = _run_hook("libvirt-xml-format", project, environ, [*files, "pom.xml"])
    assert (done.returncode, done.stdout) == (0, "")
    assert (project / "pom.xml").read_text() == "<project><a>1</a></project>\n"


def test_the_fixing_hook(project: Path, environ: dict[str, str]) -> None:
    """Files are rewritten where a problem has one repair."""
    (project / "vms/a.xml").write_text(GOOD.replace("name>", "naem>"))
    done = _run_hook("libvirt-xml-fix", project, environ, ["vms/a.xml"])
    assert done.returncode == 0, done.stdout
    assert (project / "vms/a.xml").read_text() == GOOD
    assert "fixed 1 problem in 1 file" in done.stderr


def test_the_formatting_hook(project: Path, environ: dict[str, str]) -> None:
    """Files are rewritten, by which pre-commit knows that the hook found something; then nothing more happens."""
    files = ["vms/a.xml", "vms/b c.xml"]
    done = _run_hook("libvirt-xml-format", project, environ, files)
    assert (done.returncode, done.stdout) == (0, "changed vms/b c.xml\n"), done.stderr
    assert (project / "vms/b c.xml").read_text() == GOOD.replace("name", "naem")
    assert _run_hook("libvirt-xml-format", project, environ, files).stdout == ""


def _run_action(project: Path, environ: dict[str, str], **inputs: str) -> subprocess.CompletedProcess[str]:
    """The last step of the action, as a runner runs ``shell: bash``."""
    step = ACTION["runs"]["steps"][-1]
    values = {name: given["default"] for name, given in ACTION["inputs"].items()} | inputs
    filled = {name: _filled(text, values) for name, text in step["env"].items()}
    folder = project / _filled(step["working-directory"], values)
    workspace = {"GITHUB_WORKSPACE": str(project)}
    return _run_step(step, folder, environ | filled | workspace)


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: values[found[1]], text)


def _run_step(step: dict[str, Any], folder: Path, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    script = Path(environ["RUNNER_TEMP"]) / "step.sh"
    script.write_text(step["run"])
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_the_action_on_windows(project: Path, environ: dict[str, str]) -> None:
    """There the programs of a virtual environment are in another folder."""
    programs = Path(environ["RUNNER_TEMP"]) / "libvirt-xml" / "bin"
    programs.rename(programs.with_name("Scripts"))
    assert _run_action(project, environ, paths="vms/a.xml").returncode == 0
    assert all("Scripts" in step["run"] for step in ACTION["runs"]["steps"] if "$RUNNER_TEMP" in step.get("run", ""))


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({}, 1),
        ({"paths": "vms/a.xml"}, 0),
        ({"paths": "vms/a.xml vms"}, 1),
        ({"paths": "vms", "libvirt": "9.0.0", "args": "--max-problems 1"}, 1),
        ({"paths": "vms", "args": "--ignore unknown-element,missing-element,misplaced-element"}, 0),
        ({"paths": "gone"}, 2),
        ({"paths": "vms/b c.xml\n"}, 1),
        ({"paths": "vms/a.xml\nvms/b c.xml"}, 1),
        ({"paths": "vms/b c.xml"}, 1),
        ({"paths": ""}, 1),
        ({"paths": "vms/b*.xml\n"}, 1),
        ({"paths": "vms/*.xml"}, 1),
        ({"working-directory": "vms"}, 1),
        ({"working-directory": "vms", "paths": "a.xml"}, 0),
        ({"args": "--ignore\nunknown-element,missing-element,misplaced-element\n"}, 0),
        ({"args": "--exclude b*.xml"}, 0),
        ({"paths": "vms", "libvirt": "9.0.0,12.8.0"}, 1),
    ],
)
def test_the_action(project: Path, environ: dict[str, str], inputs: dict[str, str], status: int) -> None:
    """It checks what the inputs say, writes annotations, and fails as the command does."""
    done = _run_action(project, environ, **inputs)
    assert done.returncode == status, done.stderr
    if status == 1:
        assert done.stdout.startswith("::error file=vms/b c.xml,line=2,endLine=2,col=1,endColumn=7,title=")


def _step(name: str) -> dict[str, Any]:
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == name or step.get("name") == name]
    assert isinstance(step, dict)
    return step


def test_the_key_of_the_cache(tmp_path: Path, environ: dict[str, str]) -> None:
    """It changes with the version, or with any file of the action, and with nothing else."""

    def key(version: str = "") -> str:
        output = tmp_path / "output"
        output.write_text("")
        variables = {"PYTHON": sys.executable, "SOURCE": str(tmp_path / "source"), "VERSION": version}
        done = _run_step(_step("wanted"), tmp_path, environ | variables | {"GITHUB_OUTPUT": str(output)})
        assert done.returncode == 0, done.stderr
        values = dict(line.split("=", 1) for line in output.read_text().splitlines())
        assert values["folder"] == f"{environ['RUNNER_TEMP']}/libvirt-xml"
        return values["key"]

    module = tmp_path / "source" / "libvirt_xml" / "a.py"
    module.parent.mkdir(parents=True)
    module.write_text("one")
    (tmp_path / "source" / "pyproject.toml").write_text("")
    keys = [key(), key("1.0"), key("1.1")]
    (module.parent / "a.pyc").write_text("")
    assert key() == keys[0]
    module.write_text("two")
    assert key("1.0") == keys[1]
    assert len({*keys, key()}) == 4
    assert all(re.fullmatch("libvirt-xml-[0-9a-f]{64}", each) for each in keys)


def test_what_the_cache_has_is_not_installed(project: Path, environ: dict[str, str]) -> None:
    """A command that starts is used; one that does not is replaced."""
    variables = environ | {"PYTHON": "false", "SOURCE": "none", "VERSION": ""}
    assert _run_step(_step("Install libvirt-xml"), project, variables).returncode == 0
    (Path(environ["RUNNER_TEMP"]) / "libvirt-xml" / "bin" / "libvirt-xml").write_text("#!/none\n")
    assert _run_step(_step("Install libvirt-xml"), project, variables).returncode != 0


def _program(name: str) -> str:
    path = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def test_the_scripts_of_the_action_are_clean(tmp_path: Path) -> None:
    """shellcheck finds nothing in them."""
    shellcheck = _program("shellcheck")
    for step in ACTION["runs"]["steps"]:
        if "run" in step:
            done = subprocess.run([shellcheck, "-s", "bash", "-"], input=step["run"], capture_output=True, text=True)
            assert (done.returncode, done.stdout) == (0, "")


def test_the_container_is_clean() -> None:
    """hadolint finds nothing in the Containerfile; what it copies is there."""
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    sources = [word for line in re.findall(r"^COPY (?!--)(.*) \S+$", text, re.MULTILINE) for word in line.split()]
    assert "libvirt_xml" in sources
    kept = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert all((ROOT / source).exists() and f"!{source}" in kept for source in sources)
    done = subprocess.run([_program("hadolint"), str(ROOT / "Containerfile")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_action_is_documented() -> None:
    """Its inputs are those of the table, and its expressions name inputs and outputs that there are."""
    table = re.findall(r"^\| `([\w-]+)` \| (?:`(.*?)`)? *\| (.*) \|$", CI, re.MULTILINE)
    documented = {name: (default, said.partition(", for example `")[0]) for name, default, said in table}
    declared = {name: (given["default"], given["description"]) for name, given in ACTION["inputs"].items()}
    assert {name: default for name, (default, _) in documented.items()} == {
        name: default for name, (default, _) in declared.items()
    }
    assert ACTION["runs"]["using"] == "composite"
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{\{ (.*?) \}\}", text))
    assert used == {f"inputs.{name}" for name in declared if name != "cache"} | {
        "github.action_path",
        "steps.python.outputs.python-path",
        "steps.wanted.outputs.folder",
        "steps.wanted.outputs.key",
    }
    assert not any("${{" in step.get("run", "") for step in ACTION["runs"]["steps"]), "inputs are no script"


def _yaml_blocks() -> list[Any]:
    return [YAML(typ="safe").load(block) for block in re.findall(r"```yaml\n(.*?)```", CI, re.DOTALL)]


def test_the_examples_parse() -> None:
    """Every YAML example is YAML; hooks and inputs in them are those that there are."""
    hooks, action, inputs, *_ = blocks = _yaml_blocks()
    assert len(blocks) == 5
    assert {hook["id"] for hook in hooks["repos"][0]["hooks"]} == {*HOOKS} - {"libvirt-xml-fix"}
    assert "`libvirt-xml-fix`" in CI
    steps = action["jobs"]["validate"]["steps"]
    assert set(steps[-1]["with"]) | set(inputs["with"]) <= set(ACTION["inputs"])


def test_actions_are_pinned() -> None:
    """Our own workflows and the action use others by hash, with the version in a comment: a tag can be moved."""
    files = [ROOT / "action.yml", *(ROOT / ".github" / "workflows").glob("*.yml")]
    uses = [
        (path.name, line.strip()) for path in files for line in path.read_text("utf-8").splitlines() if "uses:" in line
    ]
    assert len(uses) > 8
    assert [use for use in uses if not re.search(r"uses: [\w/-]+@[0-9a-f]{40} # v\d", use[1])] == []


def test_pre_commit_does_what_ci_does() -> None:
    """Each target that ``.ci/run`` makes is a hook of this repository."""
    targets = re.findall(r"^make (\w+)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    configuration = YAML(typ="safe").load(ROOT / ".pre-commit-config.yaml")
    entries = [hook.get("entry") for repository in configuration["repos"] for hook in repository["hooks"]]
    assert len(targets) > 3
    assert [target for target in targets if f"make {target}" not in entries] == []
