"""`crm-projector dead-letters`, run as an operator does: on the topics of the registry."""

import json
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from common.topic_admin import create
from contracts.topics import TOPICS

from ..builders import Story, connected
from ..processes import output, run

TOPIC = "accounts.v1"
LETTERS = f"{TOPIC}.crm-projector.dlq"
Command = Callable[..., Awaitable[tuple[int | None, list[str]]]]


@pytest.fixture
def command(kafka_servers: str, crm_url: str) -> Command:
    """Run the command; gives its exit status and its lines."""

    async def ran(*arguments: str) -> tuple[int | None, list[str]]:
        environment = {"KAFKA_BOOTSTRAP_SERVERS": kafka_servers, "DATABASE_URL": crm_url}
        status, said = await output(await run("dead-letters", *arguments, **environment))
        return status, said.splitlines()

    return ran


@pytest.fixture
async def key(kafka_servers: str) -> str:
    """The key of two letters that only this test has."""
    await create(kafka_servers, TOPICS, 1, 1)
    key = uuid.uuid4().hex
    headers = Story().tell(connected(), 1).envelope.headers()
    async with AIOKafkaProducer(bootstrap_servers=kafka_servers, acks="all") as producer:
        for offset in (10**9, 10**9 + 1):
            origin = {
                "dlq_kind": "unreadable-record",
                "dlq_reason": "a test wants it",
                "dlq_topic": TOPIC,
                "dlq_partition": "3",
                "dlq_offset": str(offset),
                "dlq_group": f"group-of-{key}",
            }
            added = [(name, text.encode()) for name, text in origin.items()]
            await producer.send_and_wait(
                LETTERS, b'{"odd": 1}', key=key.encode(), partition=3, headers=[*headers, *added]
            )
    return key


def documents(lines: list[str]) -> list[Any]:
    """Read the lines that are JSON documents."""
    return [json.loads(line) for line in lines if line.startswith("{")]


async def test_letters_are_listed_shown_and_redriven_once(
    command: Command, key: str, tmp_path: Path
) -> None:
    status, lines = await command("list", "--account", key, "--json")
    later, earlier = documents(lines)
    assert (status, earlier["origin"]["offset"], earlier["redrive"]) == (0, 10**9, None)
    place = f"{LETTERS}/3/{earlier['offset']}"

    status, lines = await command("show", place, "--value", str(tmp_path / "value"))
    assert (status, lines[0]) == (0, place)
    assert "header ce_type: accounts.AccountConnected.v1" in lines
    assert (tmp_path / "value").read_bytes() == b'{"odd": 1}'

    status, lines = await command("redrive", "--account", key, "--dry-run")
    assert (status, len(lines)) == (0, 3)

    status, lines = await command("redrive", place, "--by", "Ada", "--header", "odd=1", "--json")
    [redriven] = documents(lines)
    assert (status, lines[-1]) == (0, "1 redriven, 0 were so before")
    assert (redriven["redrive"]["requested_by"], redriven["redrive"]["is_edited"]) == ("Ada", True)

    status, lines = await command("redrive", "--account", key)
    assert (status, lines[-1]) == (0, "1 redriven, 0 were so before")

    through = ("--through", str(later["offset"]))
    status, lines = await command("redrive", place, *through)
    assert (status, lines[-1]) == (0, "0 redriven, 2 were so before")
    status, lines = await command("list", "--account", key, "--no-redriven")
    assert lines == ["0 dead letters"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("redrive",), "name a letter, or say which by --account, --topic, --group or --kind"),
        (("show", "nothing"), "is not topic/partition/offset"),
        (("show", f"{LETTERS}/3/{10**12}"), "is not there, or no longer"),
        (("show", f"{TOPIC}/0/0"), "is no partition of dead letters"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: tuple[str, ...], sentence: str, command: Command, key: str
) -> None:
    status, lines = await command(*arguments)

    assert status == 1
    assert sentence in lines[-1]
    assert "Traceback" not in "".join(lines)
