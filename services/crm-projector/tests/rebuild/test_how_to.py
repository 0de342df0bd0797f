"""The commands that the how-to pages show do what the pages say, one after the other."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest

from common.migrations import migrate
from common.topic_admin import create
from contracts.topics import TOPICS

HOW_TO = Path(__file__).resolve().parents[4] / "docs" / "how-to"
ACCOUNT = "3f2a6c1e-8b7d-5e0a-9c1f-2d4b6a8c0e1f"
DEADLINE = 300


def commands(page: str) -> list[list[str]]:
    """Give the commands of a page's blocks, in their order."""
    blocks = re.findall(r"```\n(.*?)```", (HOW_TO / page).read_text(), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return [line.split()[1:] for line in lines if line.startswith("crm-projector ")]


@pytest.fixture
async def environment(
    kafka_servers: str, role_url: Callable[[str], str], free_port: Callable[[], int]
) -> dict[str, str]:
    """The settings of `project`, for the real topics and a database of the test's own."""
    await create(kafka_servers, TOPICS, 1, 1)
    url = role_url("crm")
    migrate(url, "crm", "crm_projector")
    return {
        "PATH": os.environ["PATH"],
        "PLATFORM_ENVIRONMENT": "development",
        "DATABASE_URL": url,
        "KAFKA_BOOTSTRAP_SERVERS": kafka_servers,
        "HOST": "127.0.0.1",
        "INTERNAL_PORT": str(free_port()),
    }


async def started(arguments: list[str], environment: dict[str, str]) -> asyncio.subprocess.Process:
    """Start a command of the service."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "crm_projector", *arguments,
        env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip


async def said(arguments: list[str], environment: dict[str, str]) -> str:
    """Run a command to its end; gives what it says."""
    process = await started(arguments, environment)
    async with asyncio.timeout(DEADLINE):
        output, _ = await process.communicate()
    assert process.returncode == 0, f"{arguments}: {output.decode()}"
    return output.decode()


@asynccontextmanager
async def projecting(environment: dict[str, str]) -> AsyncIterator[None]:
    """Keep `project` running."""
    process = await started(["project"], environment)
    reading = asyncio.create_task(process.communicate())
    try:
        yield
    finally:
        process.terminate()
        async with asyncio.timeout(DEADLINE):
            await reading


async def test_the_page_about_rebuilding_works_from_top_to_bottom(
    environment: dict[str, str],
) -> None:
    given = commands("rebuild.md")

    async with projecting(environment):
        answers = [await said(one, environment) for one in given]

    assert [one[0] for one in given] == [
        "rebuild", "rebuild", "rebuild", "verify", "cutover", "rollback", "drop"
    ]  # fmt: skip
    assert "schema crm_next is whole" in answers[0]
    assert answers[3].rstrip().endswith("equal")
    assert answers[4].startswith("crm_next is crm now; the schema from before is kept as")
    assert answers[5].startswith("crm_previous is crm now")
    assert answers[6] == "schema crm_next is deleted\n"


async def test_the_page_about_the_past_works_from_top_to_bottom(
    environment: dict[str, str],
) -> None:
    given = commands("look-into-the-past.md")

    answers = [await said(one, environment) for one in given]
    account = await said(["verify", "--account", ACCOUNT, "--json"], environment)

    assert [one[0] for one in given] == ["as-of", *["replay"] * 3, "diff", "drop", "drop"]
    assert "schema crm_as_of is whole" in answers[0]
    assert answers[4].rstrip().endswith("equal")
    assert account.startswith('{"is_equal": true, "left": "crm", "right": "crm_verify"')
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'crm%'")
        assert found.fetchall() == [("crm",)]


async def test_help_lists_every_command_and_each_has_its_own(environment: dict[str, str]) -> None:
    listed = await said(["--help"], environment)
    helps = [await said([name, "--help"], environment) for name in ("rebuild", "as-of")]

    for name in ("rebuild", "verify", "cutover", "rollback", "drop", "as-of", "replay", "diff"):
        assert re.search(rf"^    {name} ", listed, re.MULTILINE), listed
    assert ["--partitions SHARE" in helps[0], "2026-11-30T12:00:00Z" in helps[1]] == [True, True]


async def test_what_is_refused_is_said_in_a_sentence_and_as_json(
    environment: dict[str, str],
) -> None:
    process = await started(["cutover", "--json"], environment)
    output, _ = await process.communicate()

    assert process.returncode == 1
    assert output == b'{"error": "refused", "detail": "There is no schema crm_next."}\n'
