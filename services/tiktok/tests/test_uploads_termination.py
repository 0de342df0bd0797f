"""Ending an upload: nothing is posted, whoever else is at work on it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tiktok.parts import Parts

from .support import Connected, Events, Sandbox
from .tus import CHUNK, CONTENT, SIZE, Begin, Upload, kind_of, publish_of


async def row_of(parts: Parts, upload: Upload) -> tuple[Any, ...]:
    """What the tables have of the upload: status, reason, and whether its URL is kept."""
    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT status, fail_reason, sealed_upload_url IS NOT NULL FROM posts"
            " JOIN publish_attempts USING (post_id) WHERE post_id = %s",
            (upload.post.post_id,),
        )
        return tuple(await cursor.fetchone() or ())


async def test_an_ended_upload_fails_its_post_and_forgets_the_upload_url(
    begin: Begin, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[:CHUNK], 0):
        pass

    assert (await upload.ask("DELETE")).status == 204

    assert await row_of(parts, upload) == ("FAILED", "upload_terminated", False)
    assert (await upload.ask("HEAD")).status == 410
    async with await upload.patch(CONTENT[CHUNK:], CHUNK) as answer:
        assert (answer.status, await kind_of(answer)) == (410, "upload-gone")
    assert (await publish_of(sandbox, upload))["status"] == "PROCESSING_UPLOAD"
    assert [kind for kind, _ in await events()].count("tiktok.UploadTerminated.v1") == 1


async def test_ending_an_upload_again_changes_nothing(begin: Begin, events: Events) -> None:
    upload = await begin()
    assert (await upload.ask("DELETE")).status == 204
    before = await events()

    assert (await upload.ask("DELETE")).status == 204
    assert await events() == before


async def test_whoever_is_sending_hears_of_the_end_at_the_next_chunk(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload, go_on = await begin(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield CONTENT[:CHUNK]
        await go_on.wait()
        yield CONTENT[CHUNK:]

    sending = asyncio.create_task(upload.patch(slow(), 0))
    await upload.stands_at(CHUNK)
    assert (await upload.ask("DELETE")).status == 204
    go_on.set()

    async with await sending as answer:
        assert answer.status == 410
    assert (await publish_of(sandbox, upload))["uploaded_bytes"] == CHUNK


async def test_who_waits_for_a_chunk_hears_of_the_end_while_the_next_one_comes(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload, never = await begin(), asyncio.Event()
    slow = {"endpoint": "upload", "kind": "delay", "delay_seconds": 1}
    await sandbox.control("POST", "faults", slow)

    async def half_of_the_next() -> AsyncIterator[bytes]:
        yield CONTENT[: CHUNK + 500_000]
        await never.wait()

    sending = asyncio.create_task(upload.patch(half_of_the_next(), 0))
    async with asyncio.timeout(30):
        while (await sandbox.control("GET", "faults"))["faults"]:
            await asyncio.sleep(0.02)
    assert (await upload.ask("DELETE")).status == 204

    async with await sending as answer:
        assert (answer.status, await kind_of(answer)) == (410, "upload-gone")


async def test_a_whole_upload_cannot_be_ended(begin: Begin, parts: Parts) -> None:
    upload = await begin()
    await upload.finish()

    answer = await upload.ask("DELETE")

    assert (answer.status, await kind_of(answer)) == (409, "upload-finished")
    assert await upload.offset() == SIZE
    assert (await row_of(parts, upload))[1:] == (None, False)  # its address is of no more use


@pytest.mark.parametrize(("in_flight", "status"), [(1, 204), (2, 409)])
async def test_only_the_last_chunk_on_its_way_makes_it_too_late(
    in_flight: int, status: int, begin: Begin, parts: Parts
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[: in_flight * CHUNK], 0):
        pass
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE upload_sessions SET chunk_in_flight = %s, writer = gen_random_uuid(),"
            " writer_until = now() + interval '1 minute'",
            (in_flight,),
        )

    assert (await upload.ask("DELETE")).status == status


async def test_the_last_chunk_of_a_connection_that_was_replaced_is_still_on_its_way(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    slow = {"endpoint": "upload", "kind": "delay", "delay_seconds": 3, "skip": 2}
    await sandbox.control("POST", "faults", slow)
    old = asyncio.create_task(upload.send())
    async with asyncio.timeout(30):
        while (await sandbox.control("GET", "faults"))["faults"]:
            await asyncio.sleep(0.02)
    async with await upload.patch(CONTENT[-1:], 2 * CHUNK) as answer:  # and nothing after it
        assert answer.headers["Upload-Offset"] == str(2 * CHUNK + 1)

    assert (await upload.ask("DELETE")).status == 409

    await old
    assert (await row_of(parts, upload))[0] != "FAILED"
    assert (await publish_of(sandbox, upload))["uploaded_bytes"] == SIZE


async def test_another_users_upload_cannot_be_ended(begin: Begin) -> None:
    upload = await begin()
    stranger = Connected(upload.account.account_id, upload.account.account_id, "")

    other = Upload(upload.session, upload.url, stranger, upload.post)
    assert (await other.ask("DELETE")).status == 404
    assert await upload.offset() == 0


@pytest.mark.parametrize("after", [0.0, 0.05, 0.1, 0.15, 0.2])
async def test_end_and_completion_never_both_happen(
    after: float, begin: Begin, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()

    async def end() -> int:
        await asyncio.sleep(after)  # no wait for a fact: any moment must do
        return (await upload.ask("DELETE")).status

    sent, ended = await asyncio.gather(upload.send(), end())

    kinds = [kind for kind, _ in await events()]
    complete = kinds.count("tiktok.UploadCompleted.v1")
    terminated = kinds.count("tiktok.UploadTerminated.v1")
    assert (sent, ended, complete, terminated) in {(204, 409, 1, 0), (410, 204, 0, 1)}
    assert ((await publish_of(sandbox, upload))["uploaded_bytes"] == SIZE) == bool(complete)
