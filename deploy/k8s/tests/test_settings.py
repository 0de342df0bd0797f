"""The settings that a Pod is given are those that its program takes, tried with its own class."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from .rendering import ENVIRONMENTS, environment
from .rules_of_code import READS
from .world import Pods, World

SECRETS = {"url": "postgresql://role:secret@db/postlog", "smtp-url": "smtps://mail.example.com"}
USED_WITH = {
    "smtp-url": "MAIL_FROM",
    "app-secret": "INSTAGRAM_APP_ID",
    "login-app-secret": "INSTAGRAM_LOGIN_APP_ID",
}


def _set(world: World, pods: Pods, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give this process a Pod's variables, with files for what the Pod mounts, and no others."""
    for name in list(os.environ):
        monkeypatch.delenv(name)
    given, mounted = world.environment(pods), pods.secret_files()
    for name, value in given.items():
        monkeypatch.setenv(name, value)
        if value in mounted:
            _, key = mounted[value]
            file = folder / value.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_text(key, given))
            monkeypatch.setenv(name, str(file))


def _text(key: str, given: Mapping[str, str]) -> str:
    """Give a secret's text: nothing where the environment uses no such app, or no mail."""
    is_used = given.get(USED_WITH.get(key, ""), "used")
    return SECRETS.get(key, "secret") if is_used else ""


@pytest.mark.parametrize("program", READS)
@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_program_starts_with_the_settings_of_its_pod(
    name: str, program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(environment(name))
    [pods] = world.selected({"matchLabels": {"app.kubernetes.io/name": program}})
    _set(world, pods, tmp_path, monkeypatch)

    READS[program]()


def test_production_refuses_the_settings_of_a_sandbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(environment("dev"))
    [pods] = world.selected({"matchLabels": {"app.kubernetes.io/name": "tiktok-worker"}})
    _set(world, pods, tmp_path, monkeypatch)
    monkeypatch.setenv("PLATFORM_ENVIRONMENT", "production")

    with pytest.raises(ValidationError, match="production needs TIKTOK_AUTHORIZE_URL"):
        READS["tiktok-worker"]()
