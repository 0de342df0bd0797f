"""Posts that TikTok owes a word: late, lost, and begun without an answer."""

from datetime import UTC, datetime

import pytest

from contracts.tiktok.commands import PollStatus
from contracts.tiktok.events import DeliveryState
from tiktok.parts import Parts
from tiktok.posts.queries import PostQueries
from tiktok.posts.view import PostView
from tiktok.watching.webhooks import WebhookHandler

from ..builders import Agents, Following, Timers, accounts_stand, aged, stand
from ..support import Connect, ConnectAgain, Connected, Events, Sandbox, delivered, webhook

INIT = "/v2/post/publish/video/init/"
FAULT = {"endpoint": INIT, "kind": "reset_after"}
NOW = int(datetime.now(UTC).timestamp())


@pytest.fixture
def following(parts: Parts) -> Following:
    """The leader's look at open posts."""
    return Following(parts.pool, parts.outbox)


async def view(parts: Parts, post: PostView) -> PostView:
    """Read the post as its user sees it."""
    found = await PostQueries(parts.pool).find(str(post.post_id), post.user_id)
    assert found is not None
    return found


async def run(parts: Parts, statement: str) -> None:
    """Let time pass for the rows."""
    async with parts.pool.connection() as connection:
        await connection.execute(statement)


async def processing(parts: Parts, account: Connected) -> PostView:
    """A post whose bytes TikTok has."""
    post = await parts.publishing.start(account.user_id, account.request(), None)
    await stand(parts, "PROCESSING")
    await run(parts, "UPDATE posts SET next_poll_at = now()")
    return post


async def lost_init(parts: Parts, sandbox: Sandbox, account: Connected) -> PostView:
    """A fetched post whose init TikTok has taken, and whose answer was lost."""
    await sandbox.control("POST", "faults", FAULT)
    post = await parts.publishing.start(account.user_id, account.fetched(), None)
    assert post.status == "INIT_OUTCOME_UNKNOWN"
    return post


async def hear(parts: Parts, account: Connected, event: str, publish_id: str) -> None:
    """Let a webhook about a post come."""
    content: dict[str, object] = {"publish_id": publish_id, "publish_type": "DIRECT_PUBLISH"}
    received = webhook(event, account.open_id, content, int(datetime.now(UTC).timestamp()))
    async with parts.pool.connection() as connection:
        await WebhookHandler(parts.outbox).handle(connection, delivered(received))


async def kinds(events: Events) -> list[str]:
    """Give the types of all events, without what every post has."""
    found = [kind.removeprefix("tiktok.").removesuffix(".v1") for kind, _ in await events()]
    return [kind for kind in found if kind not in {"PostRequested", "InitAttempted"}][1:]


async def test_a_post_without_a_last_word_is_told_delayed_once_and_lost_after_a_day(
    connect: Connect, parts: Parts, following: Following, events: Events
) -> None:
    account = await connect()
    post = await processing(parts, account)

    await aged(parts, "29 minutes")
    await following.tell_overdue()
    assert (await view(parts, post)).is_delayed is False
    await aged(parts, "31 minutes")
    await following.tell_overdue()
    await following.tell_overdue()
    assert (await view(parts, post)).is_delayed is True
    await aged(parts, "25 hours")
    await run(parts, "UPDATE posts SET asked_at = now() - interval '2 minutes'")
    await following.tell_overdue()
    await following.tell_overdue()

    found = await view(parts, post)
    assert (found.status, found.is_delayed) == ("LOST", False)
    assert await kinds(events) == ["InitAccepted", "PostDelayed", "PostLost"]


async def test_a_lost_post_is_asked_about_no_more_and_a_webhook_still_counts(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    post = await processing(parts, account)
    await stand(parts, "LOST")

    await Timers(parts, 45).write_due_commands()
    assert "PollStatus" not in await kinds(events)
    await hear(parts, account, "post.publish.complete", post.publish_id or "")

    assert (await view(parts, post)).status == "PUBLISH_COMPLETE"


@pytest.mark.parametrize("status", ["LOST", "FAILED"])
async def test_a_post_given_up_that_is_published_after_all_is_asked_about_for_its_public_id(
    status: DeliveryState, connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    post = await processing(parts, account)
    await stand(parts, status)

    await hear(parts, account, "post.publish.complete", post.publish_id or "")
    await Timers(parts, 45).write_due_commands()

    assert (await kinds(events))[-1] == "PollStatus"


async def test_a_post_of_an_account_that_can_be_used_again_waits_a_quarter_of_an_hour_at_most(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    await processing(parts, account)
    await aged(parts, "5 hours")
    await accounts_stand(parts, "REAUTHORIZATION_REQUIRED")

    await Timers(parts, 45).write_due_commands()

    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT next_poll_at <= now() + interval '15 minutes' FROM posts"
        )
        assert await cursor.fetchone() == (True,)


async def test_a_post_whose_id_is_not_found_is_asked_about_no_more_after_two_days(
    connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    await processing(parts, account)
    await stand(parts, "PUBLISH_COMPLETE")
    await aged(parts, "2 days")

    await Timers(parts, 45).write_due_commands()

    assert "PollStatus" not in await kinds(events)


async def test_the_posts_of_an_account_to_be_connected_again_wait_for_that(
    connect: Connect,
    connect_again: ConnectAgain,
    parts: Parts,
    following: Following,
    events: Events,
) -> None:
    account = await connect()
    post = await processing(parts, account)
    await accounts_stand(parts, "REAUTHORIZATION_REQUIRED")
    await aged(parts, "30 hours")

    await following.tell_overdue()
    await Timers(parts, 45).write_due_commands()
    assert (await view(parts, post)).status == "PROCESSING"
    assert "PollStatus" not in await kinds(events)
    await connect_again(account)
    await following.tell_overdue()
    await Timers(parts, 45).write_due_commands()

    assert (await view(parts, post)).status == "PROCESSING"
    assert (await kinds(events))[-1] == "PollStatus"


async def test_the_unsettled_posts_of_a_disconnected_account_end_as_lost_after_a_day(
    connect: Connect, parts: Parts, following: Following
) -> None:
    account = await connect()
    post = await processing(parts, account)
    await accounts_stand(parts, "DISCONNECTED")
    await aged(parts, "25 hours")

    await Timers(parts, 45).posts.write_polls()
    await following.tell_overdue()

    assert (await view(parts, post)).status == "LOST"


async def test_a_private_post_is_asked_about_no_more_once_it_is_published(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    post = await processing(parts, account)
    await hear(parts, account, "post.publish.complete", post.publish_id or "")

    await Agents(parts).obey(PollStatus(account_id=account.account_id, post_id=post.post_id))

    async with parts.pool.connection() as connection:
        cursor = await connection.execute("SELECT next_poll_at FROM posts")
        assert await cursor.fetchone() == (None,)


async def test_a_lost_init_is_found_by_a_webhook_that_nothing_else_can_have_sent(
    connect: Connect, parts: Parts, sandbox: Sandbox, following: Following, events: Events
) -> None:
    account = await connect()
    post = await lost_init(parts, sandbox, account)
    await hear(parts, account, "post.publish.complete", "v_pub_url~v2-1.5")
    assert (await view(parts, post)).status == "INIT_OUTCOME_UNKNOWN"

    await following.settle_unknown_inits()
    await following.settle_unknown_inits()

    found = await view(parts, post)
    assert (found.status, found.publish_id) == ("PUBLISH_COMPLETE", "v_pub_url~v2-1.5")
    assert await kinds(events) == ["InitOutcomeUnknown", "InitAccepted", "PostPublished"]


async def test_a_webhook_that_two_lost_inits_may_have_caused_settles_neither(
    connect: Connect, parts: Parts, sandbox: Sandbox, following: Following
) -> None:
    account = await connect()
    posts = [await lost_init(parts, sandbox, account) for _ in range(2)]
    await hear(parts, account, "post.publish.complete", "v_pub_url~v2-1.5")

    await following.settle_unknown_inits()

    assert {(await view(parts, post)).status for post in posts} == {"INIT_OUTCOME_UNKNOWN"}


async def test_a_lost_init_that_was_tried_again_and_is_found_published_is_a_conflict(
    connect: Connect, parts: Parts, sandbox: Sandbox, following: Following, events: Events
) -> None:
    account = await connect()
    post = await lost_init(parts, sandbox, account)
    async with parts.pool.connection() as connection:
        await connection.execute(
            "INSERT INTO publish_attempts (post_id, attempt, outcome,"
            " publish_id) SELECT post_id, 2, 'ACCEPTED', 'v_pub_url~v2-1.6'"
            " FROM posts"
        )
        await connection.execute(
            "UPDATE posts SET attempt = 2, status = 'PROCESSING', publish_id = 'v_pub_url~v2-1.6'"
        )
    await hear(parts, account, "post.publish.complete", "v_pub_url~v2-1.5")

    await following.settle_unknown_inits()

    found = await view(parts, post)
    assert (found.status, found.publish_id) == ("PROCESSING", "v_pub_url~v2-1.6")
    assert (await kinds(events))[-1] == "StatusConflict"


async def test_after_three_days_the_outcome_of_a_lost_init_is_given_up_and_still_can_be_found(
    connect: Connect, parts: Parts, sandbox: Sandbox, following: Following, events: Events
) -> None:
    account = await connect()
    post = await lost_init(parts, sandbox, account)
    await run(parts, "UPDATE publish_attempts SET attempted_at = now() - interval '73 hours'")

    await following.settle_unknown_inits()
    await following.settle_unknown_inits()

    assert (await view(parts, post)).status == "UNKNOWN"
    assert await kinds(events) == ["InitOutcomeUnknown", "InitOutcomeGivenUp"]


async def test_a_lost_init_of_an_upload_waits_for_its_user_however_long(
    connect: Connect, parts: Parts, sandbox: Sandbox, following: Following
) -> None:
    account = await connect()
    await sandbox.control("POST", "faults", FAULT)
    post = await parts.publishing.start(account.user_id, account.request(), None)
    await run(parts, "UPDATE publish_attempts SET attempted_at = now() - interval '73 hours'")

    await following.settle_unknown_inits()

    assert (await view(parts, post)).status == "INIT_OUTCOME_UNKNOWN"
