"""tus in front, TikTok's chunks behind: through HTTP, to the sandbox's upload host."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from aiohttp import ClientError

from tiktok.parts import Parts

from .support import Connected, Events, Sandbox
from .tus import CHUNK, CONTENT, SIZE, TUS, Begin, Upload, publish_of


async def test_all_bytes_reach_tiktok_in_its_chunks(
    begin: Begin, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()

    assert await upload.send() == 204

    publish = await publish_of(sandbox, upload)
    assert publish["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert await upload.offset() == SIZE
    kinds = [kind for kind, _ in await events()]
    assert kinds.count("tiktok.UploadCompleted.v1") == 1


@pytest.mark.parametrize("kind", ["video/mp4", "video/quicktime", "video/webm"])
async def test_every_chunk_says_what_kind_of_video_it_is_of(
    kind: str, begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin(content_type=kind)

    await upload.finish()

    puts = await sandbox.control("GET", f"requests?path=/video/&content_type={kind}")
    assert puts["count"] == await sandbox.calls("/video/") > 0


async def test_a_cut_connection_goes_on_after_the_last_byte_that_came(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()

    async def cut() -> AsyncIterator[bytes]:
        yield CONTENT[: CHUNK + 500_000]
        await upload.stands_at(CHUNK)
        raise ConnectionResetError

    with pytest.raises((ClientError, ConnectionError)):
        await upload.patch(cut(), 0)

    assert await upload.offset() == CHUNK + 500_000
    await upload.finish()
    assert (await publish_of(sandbox, upload))["sha256"] == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "store_then_502"},
        {"kind": "reset_mid"},
        {"kind": "reset_after"},
    ],
    ids=lambda fault: fault["kind"],
)
async def test_a_chunk_whose_answer_is_unclear_is_settled_by_asking(
    fault: dict[str, Any], begin: Begin, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()
    await sandbox.control("POST", "faults", {"endpoint": "upload", "skip": 1, **fault})

    await upload.finish()

    assert (await publish_of(sandbox, upload))["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert await sandbox.calls("/v2/post/publish/video/init/") == 1


async def test_a_chunk_left_in_flight_by_a_dead_process_is_settled_before_the_next(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[: 2 * CHUNK], 0) as answer:
        assert answer.headers["Upload-Offset"] == str(2 * CHUNK)
    async with parts.pool.connection() as connection:  # as if it had died before the commit
        digest = hashlib.sha256(CONTENT[CHUNK : 2 * CHUNK]).hexdigest()
        await connection.execute(
            "UPDATE upload_sessions SET confirmed_chunks = 1, chunk_sha256 = chunk_sha256[1:1],"
            " chunk_in_flight = 1, in_flight_sha256 = %s",
            (digest,),
        )

    assert await upload.offset() == 2 * CHUNK
    await upload.finish()
    assert (await publish_of(sandbox, upload))["sha256"] == hashlib.sha256(CONTENT).hexdigest()


async def test_bytes_for_another_offset_are_refused(begin: Begin) -> None:
    upload = await begin()

    async with await upload.patch(b"x" * 10, 5) as answer:
        assert answer.status == 409
        assert (await answer.json())["type"] == "/problems/upload-offset-mismatch"


async def test_a_newer_connection_takes_the_upload_over(begin: Begin, sandbox: Sandbox) -> None:
    upload = await begin()
    go_on = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield CONTENT[:CHUNK]
        await go_on.wait()
        yield CONTENT[CHUNK:]

    old = asyncio.create_task(upload.patch(slow(), 0))
    await upload.stands_at(CHUNK)
    assert await upload.send(CHUNK) == 204
    go_on.set()

    async with await old as answer:
        assert answer.status == 423
    assert (await publish_of(sandbox, upload))["sha256"] == hashlib.sha256(CONTENT).hexdigest()


async def test_an_expired_upload_url_ends_the_upload_and_starts_no_new_post(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()
    await sandbox.control("PUT", "clock", {"offset_seconds": 3700})

    async with await upload.patch(CONTENT, 0) as answer:
        assert answer.status == 410
    assert await sandbox.calls("/v2/post/publish/video/init/") == 1


async def test_another_users_upload_is_not_found(begin: Begin) -> None:
    upload = await begin()
    stranger = Upload(upload.session, upload.url, Connected(uuid4(), uuid4(), ""), upload.post)

    headers = TUS | {"X-User": str(stranger.account.user_id)}
    async with upload.session.head(upload.address, headers=headers) as answer:
        assert answer.status == 404
    async with await stranger.patch(b"", 0) as answer:
        assert answer.status == 404
