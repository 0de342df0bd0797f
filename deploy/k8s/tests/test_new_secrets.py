"""The Secrets of a cluster that is for trying out."""

import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from vault.keyring import Keyring

from .rendering import K8S, Manifest, environment
from .rules_of_links import made_by_operators
from .world import World

RINGS = ("tiktok-grants", "tiktok-tokens", "instagram-grants", "instagram-tokens")


@cache
def printed() -> dict[str, Manifest]:
    command = [sys.executable, str(K8S / "new_secrets.py")]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {one["metadata"]["name"]: one for one in yaml.safe_load_all(text)}


def test_each_file_of_a_secret_that_dev_mounts_is_made() -> None:
    world = World(environment("dev"))
    made = made_by_operators(world)
    made |= {name: set(one["stringData"]) for name, one in printed().items()}

    missing = [
        f"{pods.name}: {path}"
        for pods in world.pods()
        for path, (secret, key) in pods.secret_files().items()
        if key not in made.get(secret, ())
    ]

    assert missing == []


def test_the_address_of_a_database_has_the_password_of_its_role() -> None:
    for name in ("auth", "tiktok", "instagram", "crm"):
        one = printed()[f"database-{name}"]
        data, address = one["stringData"], urlsplit(one["stringData"]["url"])
        assert one["type"] == "kubernetes.io/basic-auth"
        assert (address.username, address.password) == (data["username"], data["password"])
        assert len(data["password"]) >= 40


@pytest.mark.parametrize("name", RINGS)
def test_a_key_ring_is_one_that_the_services_read(name: str, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text(printed()[name]["stringData"]["keys.json"])

    assert Keyring.load(file)
    others = [printed()[other]["stringData"]["keys.json"] for other in RINGS if other != name]
    assert file.read_text() not in others


def test_nothing_is_left_of_a_template() -> None:
    assert "{{" not in yaml.safe_dump(printed())
