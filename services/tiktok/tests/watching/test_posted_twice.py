"""Two attempts of a post that both become public: both ids are ours, and the user is told."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.accounts import PostsFoundTwice
from contracts.tiktok.commands import ReconcileVideos
from contracts.tiktok.events import ForeignVideoFound, PostBecamePublic, PostNoLongerPublic
from tiktok.api.views import StatusAnswer
from tiktok.parts import Parts
from tiktok.platform import turns
from tiktok.posts.due import DuePosts
from tiktok.posts.queries import PostQueries
from tiktok.posts.requests import UploadRequest
from tiktok.posts.view import PostView
from tiktok.watching.webhooks import WebhookHandler

from ..builders import Agents, Following, aged, stand
from ..support import SCOPES, Connect, Connected, Sandbox, bodies, delivered, webhook

LOST = {"endpoint": "/v2/post/publish/video/init/", "kind": "reset_after"}
PUBLIC, GONE = "publicly_available", "no_longer_publicaly_available"
SWIFT = turns(timedelta(microseconds=1), timedelta(microseconds=1))


@pytest.fixture
async def theo(connect: Connect) -> Connected:
    """A public account that lets Postlog see its videos."""
    return await connect("theo", (*SCOPES, "video.list"))


def pull(theo: Connected) -> UploadRequest:
    """A video that everybody may see."""
    return theo.fetched(title="Bread 1", privacy_level="PUBLIC_TO_EVERYONE")


async def told(parts: Parts, post: PostView) -> StatusAnswer:
    """Read the status as the API tells it."""
    view = await PostQueries(parts.pool).require(str(post.post_id), post.user_id)
    return StatusAnswer.of(view, "https://postlog.example")


async def hear(
    parts: Parts, account: Connected, what: str, publish_id: str | None, video: str | None = None
) -> None:
    """Let a webhook about an attempt come."""
    content: dict[str, object] = {"publish_id": publish_id, "publish_type": "DIRECT_PUBLISH"}
    if video:
        content["post_id"] = video
    at = int(datetime.now(UTC).timestamp())
    received = webhook(f"post.publish.{what}", account.open_id, content, at)
    async with parts.pool.connection() as connection:
        await WebhookHandler(parts.outbox).handle(connection, delivered(received))


async def tried_twice(parts: Parts, account: Connected) -> tuple[PostView, PostView]:
    """A post that was lost and tried again, as it was at either time."""
    first = await parts.publishing.start(account.user_id, pull(account), None)
    await stand(parts, "LOST")
    second = await parts.retrying.retry(account.user_id, str(first.post_id), None)
    return first, second


@pytest.mark.parametrize("order", [("first", "second"), ("second", "first")])
async def test_a_post_that_is_public_twice_says_so_with_both_ids(
    order: tuple[str, str], theo: Connected, parts: Parts
) -> None:
    first, second = await tried_twice(parts, theo)
    of = {"first": (first.publish_id, "71"), "second": (second.publish_id, "72")}

    for which in order:
        await hear(parts, theo, PUBLIC, *of[which])

    answer = await told(parts, first)
    assert (answer.status, answer.attempt, answer.retry) == ("PUBLISH_COMPLETE", 2, "never")
    assert (answer.post_ids, answer.earlier_post_ids) == (["71", "72"], ["71"])
    assert "twice" in answer.message
    found = await bodies(parts, PostBecamePublic)
    assert {(one.platform_post_id, one.earlier_attempt) for one in found} == {
        ("71", 1),
        ("72", None),
    }


async def test_the_account_tells_which_posts_are_public_twice_once_for_each_change(
    theo: Connected, parts: Parts
) -> None:
    following = Following(parts.pool, parts.outbox)
    first, second = await tried_twice(parts, theo)
    await hear(parts, theo, PUBLIC, second.publish_id, "72")
    await following.tell_doubles()
    assert await bodies(parts, PostsFoundTwice) == []

    await hear(parts, theo, PUBLIC, first.publish_id, "71")
    for _ in range(2):
        await following.tell_doubles()
    await hear(parts, theo, GONE, second.publish_id, "72")
    await following.tell_doubles()

    told_of = await bodies(parts, PostsFoundTwice)
    assert [event.post_ids for event in told_of] == [[first.post_id], []]
    assert {event.user_id for event in told_of} == {theo.user_id}


async def test_the_post_that_was_found_twice_last_is_told_first_however_old_it_is(
    theo: Connected, parts: Parts
) -> None:
    old_first, old_second = await tried_twice(parts, theo)
    new_first, new_second = await tried_twice(parts, theo)
    await hear(parts, theo, PUBLIC, old_second.publish_id, "72")
    await aged(parts, "3 days")
    await hear(parts, theo, PUBLIC, new_first.publish_id, "73")
    await hear(parts, theo, PUBLIC, new_second.publish_id, "74")
    await hear(parts, theo, PUBLIC, old_first.publish_id, "71")

    await Following(parts.pool, parts.outbox).tell_doubles()

    [told_of] = await bodies(parts, PostsFoundTwice)
    assert told_of.post_ids == [old_first.post_id, new_first.post_id]


async def test_two_attempts_before_the_live_one_that_are_public_are_twice_too(
    theo: Connected, parts: Parts
) -> None:
    first, second = await tried_twice(parts, theo)
    await stand(parts, "LOST")
    await parts.retrying.retry(theo.user_id, str(first.post_id), None)
    await stand(parts, "FAILED", "internal")

    await hear(parts, theo, PUBLIC, first.publish_id, "71")
    await hear(parts, theo, PUBLIC, second.publish_id, "72")
    await Following(parts.pool, parts.outbox).tell_doubles()

    answer = await told(parts, first)
    assert (answer.attempt, answer.earlier_post_ids) == (3, ["71", "72"])
    assert "twice" in answer.message
    [told_of] = await bodies(parts, PostsFoundTwice)
    assert told_of.post_ids == [first.post_id]


async def test_an_earlier_video_that_is_gone_does_not_say_that_the_live_one_is(
    theo: Connected, parts: Parts
) -> None:
    first, second = await tried_twice(parts, theo)
    await hear(parts, theo, PUBLIC, first.publish_id, "71")
    await hear(parts, theo, GONE, first.publish_id, "71")

    await hear(parts, theo, "complete", second.publish_id)

    answer = await told(parts, first)
    assert answer.message.startswith("TikTok has the post; it is not public yet.")


async def test_an_id_whose_attempt_an_older_replica_has_not_named_is_that_of_the_live_one(
    theo: Connected, parts: Parts
) -> None:
    post = await parts.publishing.start(theo.user_id, pull(theo), None)
    await hear(parts, theo, PUBLIC, post.publish_id, "71")
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE post_visibility SET attempt = NULL")

    async with parts.pool.connection() as connection:
        due = DuePosts(connection)
        assert not (await due.waiting(post.post_id)).lacks_public_id
        assert await due.without_public_id(theo.account_id) == []
    await hear(parts, theo, GONE, post.publish_id, "71")

    assert "no longer public" in (await told(parts, post)).message
    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT attempt FROM post_visibility")
        assert await cursor.fetchall() == [(1,)]


async def test_one_of_the_two_made_private_or_removed_is_there_once_again(
    theo: Connected, parts: Parts
) -> None:
    first, second = await tried_twice(parts, theo)
    await hear(parts, theo, PUBLIC, first.publish_id, "71")
    await hear(parts, theo, PUBLIC, second.publish_id, "72")

    await hear(parts, theo, GONE, first.publish_id, "71")

    answer = await told(parts, first)
    assert (answer.post_ids, answer.earlier_post_ids) == (["72"], [])
    assert answer.message.startswith("Published")
    assert "attempt" not in answer.message
    [gone] = await bodies(parts, PostNoLongerPublic)
    assert (gone.platform_post_id, gone.earlier_attempt) == ("71", 1)


async def test_a_first_attempt_that_turns_out_public_ends_the_trying(
    theo: Connected, parts: Parts
) -> None:
    first, _ = await tried_twice(parts, theo)
    await hear(parts, theo, PUBLIC, first.publish_id, "71")
    for status in ("FAILED", "LOST", "PROCESSING"):
        await stand(parts, status)

        answer = await told(parts, first)

        assert (answer.status, answer.retry, answer.post_ids) == (status, "never", ["71"])
        assert "published after all" in answer.message


async def test_a_first_attempt_that_was_published_for_few_makes_another_try_a_risk(
    theo: Connected, parts: Parts
) -> None:
    first, _ = await tried_twice(parts, theo)
    await hear(parts, theo, "complete", first.publish_id)
    await stand(parts, "FAILED", "internal")

    assert (await told(parts, first)).retry == "may_post_twice"


async def test_two_ids_of_one_attempt_are_not_a_post_made_twice(
    theo: Connected, parts: Parts
) -> None:
    _, second = await tried_twice(parts, theo)
    for video in ("71", "72"):
        await hear(parts, theo, PUBLIC, second.publish_id, video)

    answer = await told(parts, second)
    assert (answer.post_ids, answer.earlier_post_ids) == (["71", "72"], [])
    assert answer.message.startswith("Published")


async def test_the_webhook_of_a_lost_init_that_was_tried_again_makes_its_video_ours(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    await sandbox.control("POST", "faults", LOST)
    first = await parts.publishing.start(theo.user_id, pull(theo), None)
    second = await parts.retrying.retry(theo.user_id, str(first.post_id), None)
    await hear(parts, theo, PUBLIC, second.publish_id, "72")
    await hear(parts, theo, PUBLIC, "v_pub_url~v2-1.1", "71")

    await Following(parts.pool, parts.outbox).settle_unknown_inits()

    answer = await told(parts, first)
    assert (answer.post_ids, answer.earlier_post_ids) == (["71", "72"], ["71"])


async def test_the_listed_video_of_a_lost_init_that_was_tried_again_is_not_foreign(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    await sandbox.control("POST", "faults", LOST)
    first = await parts.publishing.start(theo.user_id, pull(theo), None)
    second = await parts.retrying.retry(theo.user_id, str(first.post_id), None)
    (early,), (late,) = [
        await sandbox.posted("theo", 1, title="Bread", spacing_seconds=1) for _ in range(2)
    ]
    await hear(parts, theo, PUBLIC, second.publish_id, late)

    for _ in range(2):
        await Agents(parts, SWIFT).obey(ReconcileVideos(account_id=theo.account_id))

    answer = await told(parts, first)
    assert (set(answer.post_ids), answer.earlier_post_ids) == ({early, late}, [early])
    assert (answer.attempt, "twice" in answer.message) == (2, True)
    assert await bodies(parts, ForeignVideoFound) == []


async def test_an_earlier_video_that_the_list_shows_again_does_not_move_the_live_attempt(
    theo: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    first, _ = await tried_twice(parts, theo)
    (video,) = await sandbox.posted("theo", 1)
    await hear(parts, theo, GONE, first.publish_id, video)
    await aged(parts, "1 hour")
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE post_visibility SET said_at = now() - interval '1 hour'")

    await Agents(parts).obey(ReconcileVideos(account_id=theo.account_id))

    answer = await told(parts, first)
    assert (answer.status, answer.earlier_post_ids) == ("PROCESSING", [video])
