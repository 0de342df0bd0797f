"""The operators' API over real topics: who may use it, what it shows, and that it redrives once."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from common.dead_letters import Place
from common.postgres import Pool
from crm_projector.app import create_app
from crm_projector.operations.consumers import Consumers
from crm_projector.operations.handlers import Operations
from crm_projector.operations.letters import DeadLetters

from ..asking import Api, gate_of
from ..builders import ACCOUNT, Story, connected, requested
from ..loop import Loop
from ..sessions import ALICE, Signer

LETTERS = "/api/crm/operations/dead-letters"
CONSUMERS = "/api/crm/operations/consumers"


@pytest.fixture
async def operators(loop: Loop, pool: Pool, tmp_path: Path) -> AsyncIterator[Api]:
    """The API over the test's own topic."""
    signer = Signer()
    operations = Operations(
        DeadLetters(pool, loop.servers, {loop.dead_letter_topic: 1}),
        Consumers(loop.servers, [(loop.group, loop.topic)], {loop.topic: 1}),
    )
    app = create_app(pool, gate_of(signer, tmp_path), operations=operations)
    async with TestClient(TestServer(app)) as client:
        yield Api(client, signer)


async def asked(api: Api, path: str) -> tuple[int, Any]:
    """Ask as an operator."""
    return await api.ask(path, api.signer.headers(ALICE, role="operator"))


async def told(api: Api, path: str, body: Any = None) -> tuple[int, Any]:
    """Send a POST as an operator."""
    return await api.post(path, api.signer.headers(ALICE, role="operator"), body)


async def buried(loop: Loop, count: int) -> str:
    """Bury some letters of an account; gives the path of the first."""
    event = Story().tell(connected(), 1)
    event.value = b'{"odd": "\xff"}'
    await loop.append(*[event] * count)
    async with loop.running():
        await loop.settled(count)
    return f"{LETTERS}/{loop.dead_letter_topic}/0/0"


@pytest.mark.parametrize("path", [LETTERS, f"{LETTERS}/accounts.v1.auth.dlq/0/0", CONSUMERS])
async def test_only_operators_are_answered(path: str, operators: Api) -> None:
    anybody = await operators.ask(path, {})
    user = await operators.ask(path, operators.signer.headers(ALICE))

    assert (anybody[0], anybody[1]["type"]) == (401, "/problems/not-signed-in")
    assert (user[0], user[1]["type"]) == (403, "/problems/forbidden")


async def test_a_user_who_is_no_operator_redrives_nothing(loop: Loop, operators: Api) -> None:
    path = await buried(loop, 1)

    status, _ = await operators.post(f"{path}/redrive", operators.signer.headers(ALICE), None)

    assert status == 403
    assert (await asked(operators, path))[1]["redrive"] is None


async def test_dead_letters_are_listed_page_by_page(loop: Loop, operators: Api) -> None:
    await buried(loop, 3)

    _, first = await asked(operators, f"{LETTERS}?limit=2")
    _, second = await asked(operators, f"{LETTERS}?limit=2&cursor={first['next_cursor']}")

    offsets = [[one["offset"] for one in page["dead_letters"]] for page in (first, second)]
    assert offsets == [[2, 1], [0]]
    assert second["next_cursor"] is None
    [letter] = second["dead_letters"]
    assert letter["origin"] == {"topic": loop.topic, "partition": 0, "offset": 0}
    assert (letter["group"], letter["kind"]) == (loop.group, "unreadable-record")


async def test_letters_of_an_account_are_found_by_its_id(loop: Loop, operators: Api) -> None:
    await buried(loop, 1)

    _, of_account = await asked(operators, f"{LETTERS}?account_id={ACCOUNT}&kind=unreadable-record")
    _, of_another = await asked(operators, f"{LETTERS}?account_id=another")

    assert len(of_account["dead_letters"]) == 1
    assert of_another["dead_letters"] == []


async def test_a_letter_is_shown_with_its_bytes_and_headers(loop: Loop, operators: Api) -> None:
    path = await buried(loop, 1)

    status, letter = await asked(operators, path)

    assert status == 200
    assert base64.b64decode(letter["value_base64"]) == b'{"odd": "\xff"}'
    assert letter["value"] == '{"odd": "\ufffd"}'
    headers = {one["name"]: one["value"] for one in letter["headers"]}
    assert headers["ce_type"] == letter["type"] == "accounts.AccountConnected.v1"


async def test_a_letter_is_put_right_and_redriven_once(
    loop: Loop, operators: Api, pool: Pool
) -> None:
    path = await buried(loop, 1)
    good = Story().tell(connected(), 1)

    status, redriven = await told(operators, f"{path}/redrive", {"value": good.value.decode()})
    again, problem = await told(operators, f"{path}/redrive")

    assert status == 200
    assert redriven["redrive"]["offset"] == 1
    assert redriven["redrive"]["requested_by"] == f"operator {ALICE}"
    assert (again, problem["type"]) == (409, "/problems/already-redriven")
    async with loop.running():
        await loop.settled(2)
    _, listed = await asked(operators, f"{LETTERS}?redriven=false")
    assert listed["dead_letters"] == []


async def test_a_record_that_is_no_event_is_refused_with_what_is_missing(
    loop: Loop, operators: Api
) -> None:
    path = await buried(loop, 1)

    status, problem = await told(operators, f"{path}/redrive", {"headers": {"ce_id": None}})

    assert (status, problem["type"]) == (422, "/problems/not-redrivable")
    assert "ce_id" in problem["detail"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("nothing/0/0", None, 404),
        ("nothing/x/0", None, 404),
        ("nothing/0/0", {"value": "a", "value_base64": "YQ=="}, 422),
        ("nothing/0/0", {"odd": 1}, 422),
    ],
)
async def test_what_is_not_there_or_makes_no_sense_is_refused(
    path: str, body: Any, status: int, operators: Api
) -> None:
    found, _ = await told(operators, f"{LETTERS}/{path}/redrive", body)

    assert found == status


async def test_consumers_are_shown_with_what_they_have_not_read(loop: Loop, operators: Api) -> None:
    story = Story()
    await loop.append(story.tell(connected(), 1))
    async with loop.running():
        await loop.settled(1)
        await loop.hinted(1)
    await loop.append(story.tell(requested(), 1), story.tell(requested(), 2))

    status, body = await asked(operators, CONSUMERS)

    [consumer] = body["consumers"]
    [partition] = consumer["partitions"]
    assert (status, consumer["group"], consumer["topic"]) == (200, loop.group, loop.topic)
    assert (partition["position"], partition["end"], partition["lag_records"]) == (1, 3, 2)
    assert (consumer["lag_records"], consumer["lag_seconds"]) == (2, partition["lag_seconds"])
    assert partition["lag_seconds"] >= 0


async def test_a_group_that_has_never_read_lags_by_the_whole_topic(
    loop: Loop, operators: Api
) -> None:
    await loop.append(Story().tell(connected(), 1))

    _, body = await asked(operators, CONSUMERS)

    [partition] = body["consumers"][0]["partitions"]
    assert (partition["position"], partition["lag_records"]) == (None, 1)


async def test_without_kafka_the_answer_says_so(pool: Pool, tmp_path: Path) -> None:
    signer = Signer()
    operations = Operations.of(pool, "127.0.0.1:1")
    app = create_app(pool, gate_of(signer, tmp_path), operations=operations)
    async with TestClient(TestServer(app)) as client:
        status, problem = await asked(Api(client, signer), LETTERS)

    assert (status, problem["type"]) == (503, "/problems/unavailable")


def test_a_place_is_read_as_it_is_written() -> None:
    place = Place("webhooks.tiktok.v1.tiktok.dlq", 3, 17)

    assert Place.read(str(place)) == place
