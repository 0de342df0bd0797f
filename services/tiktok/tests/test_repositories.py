"""Every repository write, applied twice, leaves the tables that it left the first time.

What counts (`record`, `raise_sequence`) belongs in the transaction that writes the event of that
number, and is left out here.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from accounts.calls.rate_windows import RateWindows
from accounts.due import DueAccounts
from accounts.inbox import EarlyDelivery, Inbox
from accounts.refused import RefusedGrants
from common.postgres import Connection
from tiktok.parts import Parts
from tiktok.platform import LIMITS
from tiktok.posts.attempts import PublishAttempt, PublishAttempts
from tiktok.posts.machine import Post, Visibility
from tiktok.posts.store import NewPost, TikTokPosts
from tiktok.uploads.sessions import UploadSessions

from .support import Connect, Connected, ReadTables

POST_ID, WRITER = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
Write = Callable[[Connection, Parts, Connected], Awaitable[object]]


async def create_post(connection: Connection, parts: Parts, account: Connected) -> object:
    post = Post(POST_ID, account.account_id, account.user_id, "INIT_ATTEMPTED")
    posts = TikTokPosts(connection, parts.outbox)
    new = NewPost(post, account.request(video_size=30_000_000), "key", b"sealed")
    return await posts.create(new, [])


async def attempt(connection: Connection, parts: Parts, account: Connected) -> None:
    await create_post(connection, parts, account)
    await PublishAttempts(connection).create(POST_ID, 1)


async def settle(connection: Connection, parts: Parts, account: Connected) -> object:
    await attempt(connection, parts, account)
    accepted = PublishAttempt(
        post_id=POST_ID,
        attempt=1,
        publish_id="v_pub_file~v2-1.7",
        sealed_upload_url=b"sealed",
        expires_at=NOW,
        outcome="ACCEPTED",
    )
    return await PublishAttempts(connection).settle(accepted)


async def session(connection: Connection, parts: Parts, account: Connected) -> None:
    await settle(connection, parts, account)
    await UploadSessions(connection).create(POST_ID, 1, 30_000_000)


async def begin_chunk(connection: Connection, parts: Parts, account: Connected) -> object:
    await session(connection, parts, account)
    sessions = UploadSessions(connection)
    await sessions.claim(POST_ID, 1, WRITER)
    await sessions.begin_chunk(POST_ID, WRITER, chunk=0, sha256="digest", seconds=300.0)
    return await connection.execute(
        "UPDATE upload_sessions SET writer_until = %s, in_flight_until = %s", (NOW, NOW)
    )


async def confirm(connection: Connection, parts: Parts, account: Connected) -> None:
    await begin_chunk(connection, parts, account)
    await UploadSessions(connection).confirm(POST_ID, 1, chunk=0, sha256="digest")


async def nothing_in_flight(connection: Connection, parts: Parts, account: Connected) -> None:
    await session(connection, parts, account)
    await UploadSessions(connection).nothing_in_flight(POST_ID, 1, 0)


async def not_stored(connection: Connection, parts: Parts, account: Connected) -> None:
    await begin_chunk(connection, parts, account)
    await UploadSessions(connection).not_stored(POST_ID, WRITER)


async def release(connection: Connection, parts: Parts, account: Connected) -> None:
    await begin_chunk(connection, parts, account)
    await UploadSessions(connection).release(POST_ID, WRITER)


async def complete(connection: Connection, parts: Parts, account: Connected) -> object:
    await session(connection, parts, account)
    return await UploadSessions(connection).complete(POST_ID)


async def poll_after(connection: Connection, parts: Parts, account: Connected) -> None:
    await create_post(connection, parts, account)
    await TikTokPosts(connection, parts.outbox).poll_after(POST_ID, NOW)


async def free_key(connection: Connection, parts: Parts, account: Connected) -> None:
    await create_post(connection, parts, account)
    await TikTokPosts(connection, parts.outbox).free_key(POST_ID)


async def wait_for_target(connection: Connection, _parts: Parts, account: Connected) -> None:
    pending = EarlyDelivery(
        external_id="a",
        platform_user_id=account.open_id,
        target_kind="post",
        target_id="p",
        body=b"{}",
        received_at=NOW,
    )
    await Inbox(connection, "tiktok").add(pending)


async def mark_handled(connection: Connection, _parts: Parts, _account: Connected) -> object:
    return await Inbox(connection, "tiktok").is_first("a")


async def count_request(connection: Connection, _parts: Parts, account: Connected) -> None:
    await RateWindows(connection, LIMITS).count(account.account_id, "direct_init", "post|1")


async def go_on_from(connection: Connection, _parts: Parts, account: Connected) -> None:
    await RefusedGrants(connection).go_on_from(account.account_id)


async def take_due(connection: Connection, _parts: Parts, _account: Connected) -> object:
    return await DueAccounts(connection).take(10)


async def forget(connection: Connection, _parts: Parts, _account: Connected) -> object:
    await Inbox(connection, "tiktok").take_unmatched(7, 10)
    await Inbox(connection, "tiktok").forget_handled(10)
    return await RateWindows(connection, LIMITS).forget(10)


@pytest.mark.parametrize(
    "write",
    [
        create_post,
        attempt,
        settle,
        session,
        begin_chunk,
        confirm,
        nothing_in_flight,
        not_stored,
        release,
        complete,
        poll_after,
        free_key,
        wait_for_target,
        mark_handled,
        count_request,
        go_on_from,
        take_due,
        forget,
    ],
)
async def test_a_write_applied_twice_leaves_equal_tables(
    write: Write, connect: Connect, parts: Parts, tables: ReadTables
) -> None:
    account, states = await connect(), []
    for _ in range(2):
        async with parts.pool.connection() as connection:
            await write(connection, parts, account)
        states.append(tables())

    assert states[0] == states[1]


async def test_an_older_word_on_visibility_does_not_replace_a_newer(
    connect: Connect, parts: Parts, tables: ReadTables
) -> None:
    account = await connect()
    newer = {"7": Visibility(NOW, 3, is_public=True)}
    older = {"7": Visibility(NOW - timedelta(hours=1), 3, is_public=False)}
    for word in (newer, older, newer):
        async with parts.pool.connection() as connection:
            await create_post(connection, parts, account)
            posts = TikTokPosts(connection, parts.outbox)
            post = await posts.lock(POST_ID)
            assert post is not None
            await posts.record(post, [], seen=word)

    assert tables()["post_visibility"] == [(POST_ID, "7", NOW, 3, True, None, None, None, 1)]
