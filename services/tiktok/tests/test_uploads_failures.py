"""Uploads while TikTok, a replica or a token fails: what was confirmed stays, and goes on."""

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from common.tus.errors import UploadGone, WriterReplaced
from platforms.tiktok.upload import ChunkPlan
from tiktok.parts import Parts
from tiktok.posts.attempts import PublishAttempts
from tiktok.posts.queries import PostQueries
from tiktok.posts.retries import retry_of
from tiktok.sealed_columns import upload_url_aad
from tiktok.uploads import chunks, transfer
from tiktok.uploads.sessions import UploadSessions

from .support import Connect, Events, Sandbox
from .tus import CHUNK, CONTENT, FIRST_CHUNK, SIZE, Begin, Serve, Upload, kind_of, publish_of

STATUS = "/v2/post/publish/status/fetch/"
TOKEN = "/v2/oauth/token/"


def digests() -> list[str]:
    """The source's chunks."""
    parts = (CONTENT[:CHUNK], CONTENT[CHUNK : 2 * CHUNK], CONTENT[2 * CHUNK :])
    return [hashlib.sha256(part).hexdigest() for part in parts]


async def is_whole(sandbox: Sandbox, upload: Upload) -> bool:
    """Whether TikTok has the source's bytes, and nothing was begun anew."""
    publish = await publish_of(sandbox, upload)
    inits = await sandbox.calls("/v2/post/publish/video/init/")
    return bool(publish["sha256"] == hashlib.sha256(CONTENT).hexdigest() and inits == 1)


async def test_the_digest_of_every_confirmed_chunk_is_the_sources(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[: 2 * CHUNK], 0):
        pass
    async with parts.pool.connection() as connection:
        half = await UploadSessions(connection).find(upload.post.post_id, upload.account.user_id)

    await upload.finish()

    async with parts.pool.connection() as connection:
        full = await UploadSessions(connection).find(upload.post.post_id, upload.account.user_id)
    assert half is not None
    assert full is not None
    assert half.chunk_sha256 == digests()[:2]
    assert full.chunk_sha256 == digests()
    assert await is_whole(sandbox, upload)


async def test_a_chunk_that_tiktok_has_already_is_not_sent_twice(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[: 2 * CHUNK], 0):
        pass
    async with parts.pool.connection() as connection:  # a confirmation that was lost for good
        await connection.execute(
            "UPDATE upload_sessions SET confirmed_chunks = 1, chunk_sha256 = chunk_sha256[1:1]"
        )

    assert await upload.send(CHUNK) == 204  # answered 416, then the status tells

    assert await is_whole(sandbox, upload)


async def test_a_long_outage_answers_503_and_the_upload_goes_on_afterwards(
    begin: Begin, sandbox: Sandbox
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[:CHUNK], 0):
        pass
    for endpoint in ("upload", STATUS):
        fault = {"endpoint": endpoint, "kind": "reset_before", "count": 1000}
        await sandbox.control("POST", "faults", fault)

    async with await upload.patch(CONTENT[CHUNK:], CHUNK) as answer:
        assert (answer.status, await kind_of(answer)) == (503, "tiktok-unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    await sandbox.control("DELETE", "faults")

    assert await upload.offset() == CHUNK
    await upload.finish()
    assert await is_whole(sandbox, upload)


async def test_a_chunk_that_is_refused_again_and_again_is_given_up_for_now(
    begin: Begin, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "TRIES", 2)
    upload = await begin()
    fault = {"endpoint": "upload", "kind": "status", "status": 503, "count": 2}
    await sandbox.control("POST", "faults", fault)

    async with await upload.patch(CONTENT, 0) as answer:
        assert (answer.status, await kind_of(answer)) == (503, "tiktok-unavailable")

    await upload.finish()
    assert await is_whole(sandbox, upload)


@pytest.mark.parametrize("status", [403, 404])
async def test_a_refused_address_of_a_video_that_tiktok_has_is_not_the_end(
    status: int, begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[: 2 * CHUNK], 0):
        pass
    async with parts.pool.connection() as connection:
        attempt = await PublishAttempts(connection).last(upload.post.post_id)
    assert attempt is not None
    url = parts.tokens.open(
        attempt.sealed_upload_url or b"", upload_url_aad(upload.post.post_id, 1)
    ).decode()
    last = ChunkPlan.for_size(SIZE).chunk(2)
    await parts.tiktok.put_chunk(url, last, CONTENT[2 * CHUNK :])
    fault = {"endpoint": "upload", "kind": "status", "status": status}
    await sandbox.control("POST", "faults", fault)

    assert await upload.send(2 * CHUNK) == 204

    assert await is_whole(sandbox, upload)


async def test_a_whole_video_that_only_tiktok_knows_of_is_not_posted_again_by_a_retry(
    begin: Begin, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    upload = await begin()
    await sandbox.control("PUT", "switches", {"hang": True})
    await upload.finish()
    async with parts.pool.connection() as connection:  # the process died before it wrote that down
        await connection.execute(
            "UPDATE upload_sessions SET confirmed_chunks = 2, chunk_sha256 = chunk_sha256[1:2],"
            " chunk_in_flight = 2, in_flight_sha256 = chunk_sha256[3], completed_at = NULL"
        )
        await connection.execute("UPDATE posts SET status = 'UPLOADING'")
        await connection.execute("UPDATE publish_attempts SET expires_at = now()")

    retry = f"{upload.url}/api/tiktok/posts/{upload.post.post_id}/retry"
    async with upload.session.post(retry, headers=upload.as_user()) as answer:
        assert (answer.status, await kind_of(answer)) == (409, "not-retryable")

    assert await upload.offset() == SIZE
    assert [kind for kind, _ in await events()].count("tiktok.UploadCompleted.v1") == 2
    assert await is_whole(sandbox, upload)


@pytest.mark.parametrize(("confirmed", "retry"), [(0, "safe"), (1, "safe"), (2, "may_post_twice")])
async def test_of_a_lost_upload_only_the_last_chunk_may_have_made_it_whole(
    confirmed: int, retry: str, begin: Begin, parts: Parts
) -> None:
    upload = await begin()
    async with parts.pool.connection() as connection:  # a process died while it sent this chunk
        await connection.execute(
            "UPDATE upload_sessions SET confirmed_chunks = %s, chunk_in_flight = %s",
            (confirmed, confirmed),
        )
        await connection.execute("UPDATE posts SET status = 'LOST'")
        await connection.execute("UPDATE publish_attempts SET expires_at = now()")

    view = await PostQueries(parts.pool).require(str(upload.post.post_id), upload.account.user_id)

    assert retry_of(view, datetime.now(UTC)) == retry


async def test_no_new_attempt_begins_beside_a_chunk_that_is_on_its_way(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[: 2 * CHUNK], 0):
        pass
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE upload_sessions SET chunk_in_flight = 2, in_flight_sha256 = 'x',"
            " in_flight_until = now() + interval '1 minute'"
        )
        await connection.execute("UPDATE publish_attempts SET expires_at = now()")
    retry = f"{upload.url}/api/tiktok/posts/{upload.post.post_id}/retry"

    async with upload.session.post(retry, headers=upload.as_user()) as answer:
        assert (answer.status, await kind_of(answer)) == (409, "not-retryable")
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE upload_sessions SET in_flight_until = now()")
    async with upload.session.post(retry, headers=upload.as_user()) as answer:
        assert answer.status == 201

    assert await sandbox.calls("/v2/post/publish/video/init/") == 2


async def test_a_connection_of_an_earlier_attempt_sends_nothing_into_the_next(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    post_id, user_id = upload.post.post_id, upload.account.user_id
    sink = parts.transfer
    earlier = await sink.find(post_id, user_id)
    writer = await sink.writer(earlier)
    await sink.terminate(post_id, user_id)
    await parts.retrying.retry(user_id, str(post_id), None)

    current = await sink.take_over(earlier, writer)
    with pytest.raises(WriterReplaced):
        await parts.chunks.send(current, writer, FIRST_CHUNK)
    with pytest.raises(UploadGone):
        await sink.writer(earlier)

    assert (current.attempt, current.writer) == (2, None)
    assert (await publish_of(sandbox, upload))["uploaded_bytes"] == 0


async def test_another_replica_goes_on_where_the_first_one_stopped(
    begin: Begin, serve: Serve, sandbox: Sandbox
) -> None:
    upload = await begin()
    async with await upload.patch(CONTENT[: CHUNK + 1], 0) as answer:
        assert answer.headers["Upload-Offset"] == str(CHUNK + 1)

    other = Upload(upload.session, await serve(), upload.account, upload.post)

    async with await other.patch(CONTENT[CHUNK + 1 :], CHUNK + 1) as answer:
        assert (answer.status, await kind_of(answer)) == (409, "upload-offset-mismatch")
    assert await other.offset() == CHUNK
    await other.finish()
    assert await is_whole(sandbox, upload)


async def test_a_living_writer_renews_its_claim(
    begin: Begin, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "RENEW_SECONDS", 0.02)
    upload, go_on = await begin(), asyncio.Event()

    async def slow() -> Any:
        yield CONTENT[:CHUNK]
        await go_on.wait()
        yield CONTENT[CHUNK:]

    sending = asyncio.create_task(upload.patch(slow(), 0))
    await upload.stands_at(CHUNK)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE upload_sessions SET writer_until = now()")

    async with asyncio.timeout(10):
        while not await has_live_writer(parts, upload):
            await asyncio.sleep(0.02)
    go_on.set()
    async with await sending as answer:
        assert answer.status == 204
    assert not await has_live_writer(parts, upload)


async def has_live_writer(parts: Parts, upload: Upload) -> bool:
    """Whether somebody holds the upload."""
    async with parts.pool.connection() as connection:
        found = await UploadSessions(connection).find(upload.post.post_id, upload.account.user_id)
    return found is not None and found.has_live_writer


async def shorten(parts: Parts) -> None:
    """Leave every token half an hour of its day."""
    async with parts.pool.connection() as connection:
        await connection.execute(
            "UPDATE oauth_accounts SET issued_at = now() - interval '1 day',"
            " expires_at = now() + interval '30 minutes'"
        )


async def test_a_token_near_its_end_is_refreshed_once_while_an_upload_runs(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload, before = await begin(), await sandbox.calls(TOKEN)
    fault = {"endpoint": "upload", "kind": "store_then_502", "skip": 1, "count": 1}
    await sandbox.control("POST", "faults", fault)
    await shorten(parts)

    asks = (parts.polling.ask(upload.post.post_id) for _ in range(3))
    await asyncio.gather(upload.finish(), *asks)

    assert await sandbox.calls(TOKEN) == before + 1
    assert int((await sandbox.control("GET", "requests?status=401"))["count"]) == 0
    assert await is_whole(sandbox, upload)


async def test_a_token_near_its_end_is_refreshed_before_an_upload_begins(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    before = await sandbox.calls(TOKEN)
    await shorten(parts)

    post = await parts.publishing.start(account.user_id, account.request(video_size=SIZE), None)

    assert post.publish_id is not None
    assert await sandbox.calls(TOKEN) == before + 1
    assert int((await sandbox.control("GET", "requests?status=401"))["count"]) == 0


async def test_a_chunk_takes_two_transactions(
    begin: Begin, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "RENEW_SECONDS", 600.0)
    upload = await begin()
    found = await parts.transfer.find(upload.post.post_id, upload.account.user_id)

    async with parts.transfer.writing(found) as writing:
        before = parts.pool.get_stats()["requests_num"]
        await writing.write(FIRST_CHUNK)

        assert parts.pool.get_stats()["requests_num"] == before + 2
    assert writing.upload.offset == CHUNK


RELEASE_FAILS = """
CREATE FUNCTION fail_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE 'the database goes away' USING ERRCODE = 'admin_shutdown';
END $$;
CREATE TRIGGER release_fails BEFORE UPDATE ON upload_sessions FOR EACH ROW
    WHEN (OLD.writer IS NOT NULL AND NEW.writer IS NULL) EXECUTE FUNCTION fail_release();
"""


async def test_a_database_that_goes_away_after_the_last_chunk_does_not_undo_the_answer(
    begin: Begin, parts: Parts, sandbox: Sandbox
) -> None:
    upload = await begin()
    async with parts.pool.connection() as connection:
        await connection.execute(RELEASE_FAILS)

    try:
        status = await upload.send()
    finally:
        async with parts.pool.connection() as connection:
            await connection.execute("DROP FUNCTION fail_release CASCADE")

    assert status == 204
    assert await upload.offset() == SIZE
    assert await is_whole(sandbox, upload)
