"""What the tests of the code generation share: the project's own model, made once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.build import build_model
from codegen.model.model import Model
from codegen.output import generated_files
from codegen.overlay.overlay import Overlay, load_overlay
from codegen.schemas.vendored import Version, load_versions
from libvirt_xml.relaxng.schema import tree
from tests.codegen.golden import ROOT_ELEMENT, make_version

ContentOf = Callable[[str], tree.Pattern]


@pytest.fixture(scope="session")
def versions() -> list[Version]:
    """Every vendored version."""
    return load_versions()


@pytest.fixture(scope="session")
def overlay() -> Overlay:
    """The project's overlay."""
    return load_overlay()


@pytest.fixture(scope="session")
def model(versions: list[Version], overlay: Overlay) -> Model:
    """The project's element model."""
    return build_model(versions, overlay)


@pytest.fixture(scope="session")
def files(model: Model, versions: list[Version]) -> dict[Path, str]:
    """The text of every generated file by its path."""
    return generated_files(model, versions)


@pytest.fixture
def content_of(tmp_path: Path) -> ContentOf:
    """Gives the content of ``<guest>`` for RELAX NG text; ``define`` elements may follow a ``||``."""

    def parse(text: str) -> tree.Pattern:
        body, _, defines = text.partition("||")
        schema = f'<start><element name="{ROOT_ELEMENT}">{body}</element></start>{defines}'
        element = make_version(schema, tmp_path / "7.0.0").grammars[ROOT_ELEMENT].start
        assert isinstance(element, tree.Element)
        return element.content

    return parse
