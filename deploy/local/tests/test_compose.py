"""What docker-compose.yml gives the containers."""

import re

from postlog_stack.layout import CHECKOUT

COMPOSE = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")


def service(name: str) -> str:
    """Give the lines of one service."""
    found = re.search(rf"^  {name}:\n((?:    .*\n)+)", COMPOSE, re.MULTILINE)
    assert found, name
    return found[1]


def test_uploads_wait_on_a_disk_and_not_in_memory() -> None:
    [directory] = re.findall(r"^      TMPDIR: (\S+)$", service("tiktok-api"), re.MULTILINE)
    [volume] = re.findall(rf"\b(\w+):{directory}(?![\w/:])", service("tiktok-api"))
    [in_memory] = re.findall(r"^  tmpfs: \[(.+)\]$", COMPOSE, re.MULTILINE)

    assert directory not in in_memory.split(", ")
    assert re.search(rf"^volumes:\n(?:  .+\n)*  {volume}:$", COMPOSE, re.MULTILINE)
