"""What docker-compose.yml gives the containers."""

import re

import pytest
from postlog_stack.layout import CHECKOUT
from postlog_stack.platform import StackPlatform
from postlog_stack.platforms import PLATFORMS, instagram_app

COMPOSE = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")


def service(name: str) -> str:
    """Give the lines of one service."""
    found = re.search(rf"^  {name}:\n((?:    .*\n)+)", COMPOSE, re.MULTILINE)
    assert found, name
    return found[1]


@pytest.mark.parametrize("name", ["tiktok-api", "instagram-api"])
def test_uploads_wait_on_a_disk_and_not_in_memory(name: str) -> None:
    [directory] = re.findall(r"^      TMPDIR: (\S+)$", service(name), re.MULTILINE)
    [volume] = re.findall(rf"\b(\w+):{directory}(?![\w/:])", service(name))
    [in_memory] = re.findall(r"^  tmpfs: \[(.+)\]$", COMPOSE, re.MULTILINE)

    assert directory not in in_memory.split(", ")
    assert re.search(rf"^volumes:\n(?:  .+\n)*  {volume}:$", COMPOSE, re.MULTILINE)


def test_the_containers_use_the_apps_that_the_sandbox_has() -> None:
    given = re.findall(r"\$\{(INSTAGRAM_\w+)-([\w-]+)\}", COMPOSE)

    assert dict(given) == {
        "INSTAGRAM_APP_ID": instagram_app.APP_ID,
        "INSTAGRAM_APP_SECRET": instagram_app.APP_SECRET,
        "INSTAGRAM_LOGIN_APP_ID": instagram_app.LOGIN_APP_ID,
        "INSTAGRAM_LOGIN_APP_SECRET": instagram_app.LOGIN_APP_SECRET,
        "INSTAGRAM_VERIFY_TOKEN": instagram_app.VERIFY_TOKEN,
    }
    assert f"SANDBOX_INSTAGRAM_VERIFY_TOKEN: {instagram_app.VERIFY_TOKEN}" in service("sandbox")


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_a_platform_has_its_processes_and_its_key_rings(platform: StackPlatform) -> None:
    for process in ("api", "worker", "scheduler", "migrate"):
        assert f"[{process}]" in service(f"{platform.name}-{process}")
    assert f"{platform.name.upper()}_UPSTREAM: {platform.name}-api:8000" in service("gateway")
