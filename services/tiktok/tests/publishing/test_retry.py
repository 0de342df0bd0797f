"""A new attempt by the user's word: after what is over, never beside what still lives."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from common.errors import NotFound, RateLimited
from common.idempotency import KeyReused, StillInProgress, request_sha256
from contracts.tiktok.events import DeliveryState
from platforms.tiktok.posting import InitAccepted
from tiktok.api.views import StatusAnswer
from tiktok.errors import NotRetryable, PostRejected
from tiktok.parts import Parts
from tiktok.posts.attempts import AttemptKey, PublishAttempts
from tiktok.posts.machine import Observation, observe
from tiktok.posts.queries import PostQueries
from tiktok.posts.retries import retry_of
from tiktok.posts.store import TikTokPosts
from tiktok.posts.view import PostView
from tiktok.posts.words import words_of
from tiktok.publishing.init import InitCall
from tiktok.publishing.retry import NO_CHANGES
from tiktok.uploads.sessions import UploadSessions
from tiktok.watching.webhooks import WebhookHandler

from ..builders import stand, until_waiting
from ..support import Connect, Connected, Events, Sandbox, delivered, webhook

INIT = "/v2/post/publish/video/init/"
PHOTOS = "/v2/post/publish/content/init/"
LOST = {"endpoint": INIT, "kind": "reset_after"}
OVER: tuple[tuple[DeliveryState, str | None], ...] = (
    ("INIT_REJECTED", "spam_risk_too_many_posts"),
    ("INIT_OUTCOME_UNKNOWN", None),
    ("UNKNOWN", None),
    ("FAILED", "internal"),
    ("FAILED", "publish_cancelled"),
    ("FAILED", "something_new"),
    ("LOST", None),
)
NOT_OVER: tuple[tuple[DeliveryState, str | None], ...] = (
    ("INIT_ATTEMPTED", None),
    ("UPLOADING", None),
    ("PROCESSING", None),
    ("SEND_TO_USER_INBOX", None),
    ("PUBLISH_COMPLETE", None),
    ("INIT_REJECTED", "spam_risk_user_banned_from_posting"),
    ("FAILED", "spam_risk_user_banned_from_posting"),
)


NOW = datetime(2026, 11, 1, tzinfo=UTC)
RISKS = (
    ("FAILED", "internal", "PULL_FROM_URL", "safe"),
    ("FAILED", None, "FILE_UPLOAD", "safe"),
    ("FAILED", "spam_risk", "FILE_UPLOAD", "safe"),
    ("FAILED", "spam_risk_user_banned_from_posting", "FILE_UPLOAD", "never"),
    ("FAILED", "something_new", "FILE_UPLOAD", "may_post_twice"),
    ("INIT_REJECTED", "something_new", "PULL_FROM_URL", "safe"),
    ("INIT_REJECTED", "spam_risk_user_banned_from_posting", "FILE_UPLOAD", "never"),
    ("INIT_OUTCOME_UNKNOWN", None, "FILE_UPLOAD", "safe"),
    ("INIT_OUTCOME_UNKNOWN", None, "PULL_FROM_URL", "may_post_twice"),
    ("UNKNOWN", None, "PULL_FROM_URL", "may_post_twice"),
    ("LOST", None, "FILE_UPLOAD", "may_post_twice"),
    ("PROCESSING", None, "FILE_UPLOAD", "never"),
    ("PUBLISH_COMPLETE", None, "FILE_UPLOAD", "never"),
)


@pytest.mark.parametrize(("status", "reason", "source", "risk"), RISKS)
def test_what_a_new_attempt_risks_is_told_before_it_is_asked_for(
    status: str, reason: str | None, source: str, risk: str
) -> None:
    given: dict[str, Any] = {"status": status, "fail_reason": reason, "source": source}

    assert retry_of(PostView.model_construct(**given, post_ids=[]), NOW) == risk
    public = retry_of(PostView.model_construct(**given, post_ids=["7"]), NOW)
    assert public == "never"


@pytest.mark.parametrize(
    ("status", "may_be_whole", "risk"),
    [
        ("UPLOADING", False, "safe"),
        ("LOST", False, "safe"),
        ("LOST", True, "may_post_twice"),
        ("PROCESSING", True, "never"),
    ],
)
def test_a_video_that_lacks_a_part_was_not_posted_however_long_nothing_is_said(
    status: str, may_be_whole: bool, risk: str
) -> None:
    given: dict[str, Any] = {
        "status": status,
        "source": "FILE_UPLOAD",
        "may_be_whole": may_be_whole,
    }
    view = PostView.model_construct(
        **given, fail_reason=None, post_ids=[], upload_expires_at=datetime(2026, 1, 1, tzinfo=UTC)
    )

    assert retry_of(view, NOW) == risk
    assert ("not sent within it" in words_of(view, NOW).message) == (risk == "safe")


async def again(
    parts: Parts, account: Connected, post: PostView, key: str | None = None
) -> PostView:
    """Try again."""
    return await parts.retrying.retry(account.user_id, str(post.post_id), key)


async def test_a_lost_init_is_tried_again_by_the_users_word_as_the_second_attempt(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    await sandbox.control("POST", "faults", LOST)
    lost = await parts.publishing.start(account.user_id, account.request(), None)

    post = await again(parts, account, lost)

    assert (post.post_id, post.status, post.attempt) == (lost.post_id, "UPLOADING", 2)
    assert await events() == [
        ("accounts.AccountConnected.v1", "1"),
        ("tiktok.PostRequested.v1", "1"),
        ("tiktok.InitAttempted.v1", "2"),
        ("tiktok.InitOutcomeUnknown.v1", "3"),
        ("tiktok.RetryRequested.v1", "4"),
        ("tiktok.InitAttempted.v1", "5"),
        ("tiktok.InitAccepted.v1", "6"),
    ]


async def test_what_is_over_may_be_tried_again_from_the_first_byte(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("PUT", "switches", {"init_per_minute": 100})
    post = await parts.publishing.start(account.user_id, account.request(), None)
    for attempt, (status, reason) in enumerate(OVER, 2):
        async with parts.pool.connection() as connection:
            await UploadSessions(connection).confirm(
                post.post_id, attempt - 1, chunk=0, sha256="digest"
            )
            await connection.execute("DELETE FROM request_log")
        await stand(parts, status, reason)

        before, post = post, await again(parts, account, post)

        assert (post.status, post.attempt, post.fail_reason) == ("UPLOADING", attempt, None)
        assert post.publish_id not in {None, before.publish_id}
        async with parts.pool.connection() as connection:
            session = await UploadSessions(connection).find(post.post_id, account.user_id)
        assert session is not None
        assert (session.attempt, session.confirmed_chunks) == (attempt, 0)


async def test_what_lives_or_can_never_succeed_is_not_tried_again(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    first = await parts.publishing.start(account.user_id, account.request(), None)
    for status, reason in NOT_OVER:
        await stand(parts, status, reason)

        with pytest.raises(NotRetryable):
            await again(parts, account, first)

    assert await sandbox.calls(INIT) == 1


async def test_an_upload_whose_hour_is_over_may_be_begun_anew(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    first = await parts.publishing.start(account.user_id, account.request(), None)
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE publish_attempts SET expires_at = now()")

    stale = await PostQueries(parts.pool).require(str(first.post_id), account.user_id)
    shown = StatusAnswer.of(stale, "https://postlog.example")
    assert (shown.status, shown.retry, shown.upload) == ("UPLOADING", "safe", None)
    assert "not sent within it" in shown.message

    assert (await again(parts, account, first)).attempt == 2


async def test_a_key_begins_one_attempt_and_two_at_once_make_one_call(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    first = await parts.publishing.start(account.user_id, account.request(), None)
    await stand(parts, "FAILED", "internal")

    answers = await asyncio.gather(
        *(again(parts, account, first, "key-1") for _ in range(4)), return_exceptions=True
    )

    begun = [answer for answer in answers if isinstance(answer, PostView)]
    refused = [answer for answer in answers if not isinstance(answer, PostView)]
    assert {post.attempt for post in begun} == {2}
    assert {type(answer) for answer in refused} <= {NotRetryable, StillInProgress}
    await stand(parts, "FAILED", "internal")
    assert (await again(parts, account, first, "key-1")).attempt == 2
    assert await sandbox.calls(INIT) == 2


async def test_a_key_that_another_request_has_begun_an_attempt_with_is_still_in_progress(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    first = await parts.publishing.start(account.user_id, account.request(), None)
    await stand(parts, "FAILED", "internal")

    async with parts.pool.connection() as connection:
        await TikTokPosts(connection, parts.outbox).lock(first.post_id)
        retrying = asyncio.create_task(again(parts, account, first, "key-1"))
        await until_waiting(parts)
        attempts = PublishAttempts(connection)
        await attempts.create(first.post_id, 2)
        await attempts.keep_key(first.post_id, 2, AttemptKey("key-1", request_sha256(NO_CHANGES)))
        await connection.execute("UPDATE posts SET attempt = 2, status = 'INIT_ATTEMPTED'")

    with pytest.raises(StillInProgress):
        await retrying


async def test_a_fetched_post_is_tried_again_with_the_addresses_that_were_sealed(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.control("POST", "faults", {"endpoint": PHOTOS, "kind": "reset_before"})
    lost = await parts.publishing.start(account.user_id, account.photos(), None)
    assert lost.status == "INIT_OUTCOME_UNKNOWN"

    assert (await again(parts, account, lost)).status == "PROCESSING"


async def test_a_draft_that_is_tried_again_keeps_its_place(connect: Connect, parts: Parts) -> None:
    account = await connect()
    drafts = [
        await parts.publishing.start(account.user_id, account.draft(), None) for _ in range(4)
    ]
    await stand(parts, "UNKNOWN", post_id=drafts[0].post_id)

    assert (await again(parts, account, drafts[0])).attempt == 2

    described = await parts.creators.describe(account.user_id, account.account_id)
    assert described.used.slots == 4


async def test_a_late_word_on_an_earlier_attempt_leaves_the_new_one_alone(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    first = await parts.publishing.start(account.user_id, account.request(), None)
    await stand(parts, "LOST")
    second = await again(parts, account, first)
    async with parts.pool.connection() as connection:
        post = await TikTokPosts(connection, parts.outbox).lock_by_publish_id(
            first.publish_id or ""
        )
    assert post is not None

    for said, news in (("FAILED", []), ("PUBLISH_COMPLETE", ["tiktok.StatusConflict.v1"])):
        word = Observation("webhook", datetime.now(UTC), status=said, earlier_attempt=1)
        heard, events = observe(post, word)
        assert (heard.status, heard.publish_id) == ("UPLOADING", second.publish_id)
        assert [event.TYPE for event in events] == news


async def test_an_earlier_publish_id_still_finds_its_post(connect: Connect, parts: Parts) -> None:
    account = await connect()
    first = await parts.publishing.start(account.user_id, account.request(), None)
    await stand(parts, "LOST")
    await again(parts, account, first)

    found = await PostQueries(parts.pool).require(first.publish_id or "", account.user_id)

    assert found.post_id == first.post_id


async def test_a_retry_that_tiktok_refuses_is_told_again_under_its_key(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    first = await parts.publishing.start(account.user_id, account.request(), None)
    await stand(parts, "FAILED", "internal")
    refusal = {"endpoint": INIT, "kind": "error_200", "code": "privacy_level_option_mismatch"}
    await sandbox.control("POST", "faults", refusal)

    for _ in range(2):
        with pytest.raises(PostRejected, match="does not offer the chosen visibility"):
            await again(parts, account, first, "key-1")

    assert await sandbox.calls(INIT) == 2


async def test_a_retry_that_must_wait_frees_its_own_key_and_never_the_posts(
    connect: Connect, parts: Parts, sandbox: Sandbox
) -> None:
    account = await connect()
    first = await parts.publishing.start(account.user_id, account.request(), "key-1")
    await stand(parts, "UNKNOWN")
    wait = {"endpoint": INIT, "kind": "status", "status": 429, "retry_after": "40"}
    await sandbox.control("POST", "faults", wait)
    with pytest.raises(RateLimited):
        await again(parts, account, first, "key-2")

    with pytest.raises(PostRejected):  # what came of the first attempt may be published
        await parts.publishing.start(account.user_id, account.request(), "key-1")
    async with parts.pool.connection() as connection:
        await connection.execute("DELETE FROM endpoint_pauses")
    later = await again(parts, account, first, "key-2")

    assert (later.post_id, later.attempt, later.status) == (first.post_id, 3, "UPLOADING")
    assert await sandbox.calls(INIT) == 3


async def test_an_answer_that_comes_after_a_retry_is_heard_with_what_came_before_it(
    connect: Connect, parts: Parts, sandbox: Sandbox, events: Events
) -> None:
    account = await connect()
    await sandbox.control("POST", "faults", LOST)
    lost = await parts.publishing.start(account.user_id, account.request(), None)
    second = await again(parts, account, lost)
    async with parts.pool.connection() as connection:
        post = await TikTokPosts(connection, parts.outbox).lock(lost.post_id)
        said = webhook("post.publish.complete", account.open_id, {"publish_id": "p-1"}, 1)
        await WebhookHandler(parts.outbox).handle(connection, delivered(said))
    assert post is not None

    await parts.inits.accept(InitCall(post, 1, account.request()), InitAccepted(publish_id="p-1"))

    told = await PostQueries(parts.pool).require("p-1", account.user_id)
    assert (told.status, told.publish_id, told.attempt) == ("UPLOADING", second.publish_id, 2)
    assert (await events())[-1][0] == "tiktok.StatusConflict.v1"


async def test_another_users_post_is_not_there_to_be_tried_again(
    connect: Connect, parts: Parts
) -> None:
    account, other = await connect(), await connect("theo")
    post = await parts.publishing.start(account.user_id, account.request(), None)

    for identity in (str(post.post_id), "nothing", "\0", "\ud800"):
        with pytest.raises(NotFound):
            await parts.retrying.retry(other.user_id, identity, None)


async def test_the_same_key_with_another_address_is_another_body(
    connect: Connect, parts: Parts
) -> None:
    account = await connect()
    await parts.publishing.start(account.user_id, account.fetched(), "key-1")

    with pytest.raises(KeyReused):
        await parts.publishing.start(
            account.user_id, account.fetched("https://media.example.com/b.mp4"), "key-1"
        )
