"""The stream over HTTP, and the notifications that PostgreSQL carries from the projector to it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from common.postgres import Pool
from crm_projector.stream import handlers
from crm_projector.stream.streams import MOST_FOR_ONE_USER

from ..builders import ACCOUNT, BOBS_ACCOUNT, Story, connected, requested
from ..database import settle
from ..listening import DEADLINE, STREAM, Live, begun, live_api
from ..sessions import BOB, Signer

OTHERS = {"account_id": BOBS_ACCOUNT, "user_id": BOB, "platform_user_id": "open-2"}
RESET: tuple[str, dict[str, object]] = ("reset", {})
KILL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND query ILIKE '%changes%' AND pid <> pg_backend_pid()"
    " AND state = 'idle'"
)


@pytest.fixture
def signer() -> Signer:
    """Signs for every process."""
    return Signer()


@pytest.fixture
async def live(pool: Pool, crm_url: str, signer: Signer, tmp_path: Path) -> AsyncIterator[Live]:
    """One process of the API."""
    async with live_api(pool, crm_url, signer, tmp_path) as api:
        yield api


async def test_a_new_reader_is_told_to_read_everything_and_then_what_changes(
    live: Live, pool: Pool
) -> None:
    async with live.reading() as reader:
        first, began = await reader.next(), reader.last_id
        await settle(pool, [Story().tell(connected(), 1)])
        account = await reader.change()

    headers = reader.response.headers
    assert (first, account, reader.retry) == (RESET, str(ACCOUNT), "2000")
    assert int(reader.last_id) > int(began) > 0
    assert headers["Content-Type"] == "text/event-stream"
    assert (headers["Cache-Control"], headers["X-Accel-Buffering"]) == ("no-store", "no")


async def test_changes_of_others_are_never_heard(live: Live, pool: Pool) -> None:
    story = Story()
    async with live.reading() as hers, live.reading(BOB) as his:
        assert (await hers.next(), await his.next()) == (RESET, RESET)
        await settle(pool, [story.tell(connected(**OTHERS), 1)])
        his_account = await his.change()
        await settle(pool, [story.tell(connected(), 1)])
        her_account = await hers.change()

    assert (her_account, his_account) == (str(ACCOUNT), str(BOBS_ACCOUNT))


@pytest.mark.parametrize("by_header", [True, False])
async def test_who_comes_back_hears_what_was_missed_from_any_process(
    live: Live, pool: Pool, crm_url: str, tmp_path: Path, *, by_header: bool
) -> None:
    story = Story()
    async with live_api(pool, crm_url, live.signer, tmp_path) as other:
        async with live.reading() as reader:
            await reader.next()
            await settle(pool, [story.tell(connected(), 1)])
            await reader.change()
        await settle(pool, [story.tell(requested(), 1)], [story.tell(connected(**OTHERS), 1)])
        header = {"Last-Event-ID": reader.last_id} if by_header else {}
        query = "?last_event_id=1" if by_header else f"?last_event_id={reader.last_id}"
        async with other.reading(query=query, headers=header) as again:
            account = await again.change()

    assert account == str(ACCOUNT)
    assert int(again.last_id) == int(reader.last_id) + 1


@pytest.mark.parametrize("place", ["0", "999999", "x", "%00"])
async def test_a_place_that_is_not_known_begins_anew(place: str, live: Live) -> None:
    async with live.reading(query=f"?last_event_id={place}") as reader:
        assert await reader.next() == RESET


async def test_a_lost_connection_to_postgresql_begins_every_stream_anew(
    live: Live, pool: Pool, crm_url: str
) -> None:
    async with live.reading() as reader:
        await reader.next()
        before = live.streams.newest
        with psycopg.connect(crm_url) as connection:
            killed = connection.execute(KILL).fetchall()
        again = await reader.next()
        await begun(live.streams, before)
        await settle(pool, [Story().tell(connected(), 1)])
        account = await reader.change()

    assert killed
    assert (again, account) == (RESET, str(ACCOUNT))


async def test_a_word_that_cannot_be_read_begins_every_stream_anew(live: Live, pool: Pool) -> None:
    async with live.reading() as reader:
        await reader.next()
        async with pool.connection() as connection:
            await connection.execute("SELECT pg_notify('crm_changes', 'from another version')")

        assert await reader.next() == RESET


async def test_a_stream_ends_with_the_session_token(live: Live) -> None:
    async with live.reading(minutes=1 / 60) as reader:
        assert await reader.next() == RESET
        assert await reader.next() is None


async def test_a_stream_ends_on_sign_out(live: Live, pool: Pool) -> None:
    async with live.reading(session="leaving") as leaving, live.reading() as staying:
        assert (await leaving.next(), await staying.next()) == (RESET, RESET)
        live.revoked.add("leaving")

        assert await leaving.next() is None
        await settle(pool, [Story().tell(connected(), 1)])
        assert await staying.change() == str(ACCOUNT)


async def test_streams_end_at_once_when_the_process_does(live: Live) -> None:
    async with live.reading() as reader:
        await reader.next()
        began = asyncio.get_running_loop().time()
        await live.stop()

        assert await reader.next() is None
        assert asyncio.get_running_loop().time() - began < 1


async def test_silence_is_broken_by_an_event_that_moves_the_id(
    live: Live, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "ALIVE_SECONDS", 0.2)
    monkeypatch.setattr(handlers, "TICK_SECONDS", 0.05)
    async with live.reading() as reader:
        await reader.next()
        before = live.streams.newest
        await settle(pool, [Story().tell(connected(**OTHERS), 1)])
        await begun(live.streams, before)
        async with asyncio.timeout(DEADLINE):
            while reader.last_id != live.streams.newest:
                block = await reader.block()

    assert block == {"event": "alive", "id": live.streams.newest, "data": "{}"}


async def test_one_user_has_so_many_streams_and_no_more(live: Live) -> None:
    headers = live.signer.headers(BOB)
    opened = [await live.client.get(STREAM, headers=headers) for _ in range(MOST_FOR_ONE_USER)]
    async with live.client.get(STREAM, headers=headers) as refused, live.reading():
        body = await refused.json()
    for response in opened:
        response.close()

    assert (refused.status, body["type"]) == (429, "/problems/rate-limited")
    assert refused.headers["Retry-After"] == "10"
    async with asyncio.timeout(DEADLINE):
        while (await live.client.get(STREAM, headers=headers)).status != 200:
            await asyncio.sleep(0.05)


async def test_without_a_session_there_is_no_stream(live: Live) -> None:
    async with live.client.get(STREAM) as response:
        assert response.status == 401
