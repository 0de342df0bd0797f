"""Every folder renders as it is, and what follows from the code is current."""

import pytest
import yaml
from generate import files

from . import rules_of_links
from .rendering import K8S, kustomizations, rendered
from .world import World


@pytest.mark.parametrize("folder", kustomizations("Kustomization"))
def test_a_folder_renders_without_a_warning(folder: str) -> None:
    assert rendered(folder)


@pytest.mark.parametrize("folder", kustomizations("Component"))
def test_a_component_is_part_of_something_that_renders(folder: str) -> None:
    used = {
        str((path.parent / one).resolve().relative_to(K8S))
        for path in K8S.rglob("kustomization.yaml")
        for one in yaml.safe_load(path.read_text()).get("components", [])
    }

    assert folder in used


@pytest.mark.parametrize("folder", ["tests/combinations/external", "tests/combinations/plain"])
def test_a_combination_stands_in_one_namespace(folder: str) -> None:
    assert list(rules_of_links.namespaces(World(rendered(folder)))) == []


def test_generated_files_are_current() -> None:
    stale = [name for name, text in files().items() if (K8S / name).read_text() != text]

    assert stale == [], "make k8s"


def test_no_file_of_a_generated_folder_is_written_by_hand() -> None:
    folder = K8S / "base" / "settings"

    assert {f"base/settings/{path.name}" for path in folder.iterdir()} <= files().keys()
