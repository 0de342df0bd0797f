"""One call publishes, once: what became of it is found out by looking, whatever it answered."""

import pytest

from contracts.instagram.posts import MediaFailed, MediaPublished, PublishOutcomeUnknown
from instagram.errors import NotRetryable
from instagram.parts import Parts
from instagram.posts.retries import retry_of
from instagram.posts.words import words_of

from ..support import Connect, Sandbox, bodies
from .posting import Poster

PUBLISH, CONTAINER = "/{account}/media_publish", "/{container}"
DAY = 86_400
# The post is live, and the answer says something else, or nothing.
HIDDEN = [
    ("reset_after", {}),
    ("store_then_502", {}),
    ("error_after", {"status": 400, "code": "4/2207051"}),
    ("error_after", {"status": 400, "code": "-1/2207001"}),
    ("error_after", {"status": 400, "code": "1"}),
    ("error_after", {"status": 400, "code": "9/2207042"}),
    ("error_after", {"status": 400, "code": "20/1772107"}),
    ("error_after", {"status": 400, "code": "190/463"}),
    ("error_after", {"status": 400, "code": "12345"}),
]


@pytest.mark.parametrize(("kind", "more"), HIDDEN)
async def test_a_post_that_is_live_is_published_whatever_the_call_answered(
    kind: str,
    more: dict[str, object],
    poster: Poster,
    connect: Connect,
    sandbox: Sandbox,
    parts: Parts,
) -> None:
    account = await connect()
    await sandbox.fault(PUBLISH, kind, **more)

    post = await poster.posted(account, await poster.picture(account))

    [medium] = await poster.published()
    assert (post.status, post.media_id) == ("PUBLISHED", medium["id"])
    assert post.permalink
    [told] = await bodies(parts, MediaPublished)
    assert (told.media_id, told.found_by) == (None, "container")
    assert await sandbox.calls(PUBLISH) == 1


async def test_a_clear_refusal_fails_the_post_once_the_container_has_confirmed_it_for_a_while(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    await sandbox.fault(PUBLISH, "status", status=400, code="25/2207050")
    post_id = await poster.begin(account, await poster.picture(account))

    refused = await poster.until(post_id, "PUBLISHING")
    post = await poster.finish(post_id)

    assert (refused.waits_for, post.status, post.fail_code) == (
        "25/2207050", "FAILED", "25/2207050",
    )  # fmt: skip
    assert (retry_of(post), await poster.published()) == ("safe", [])
    [told] = await bodies(parts, MediaFailed)
    assert told.message.startswith("Instagram has restricted this account")
    assert await sandbox.calls(PUBLISH) == 1


@pytest.mark.parametrize(
    ("kind", "more"),
    [("reset_before", {}), ("status", {"status": 400, "code": "4/2207051"})],
)
async def test_a_call_that_may_have_worked_is_never_repeated_and_ends_with_its_container(
    kind: str,
    more: dict[str, object],
    poster: Poster,
    connect: Connect,
    sandbox: Sandbox,
    parts: Parts,
) -> None:
    account = await connect()
    await sandbox.fault(PUBLISH, kind, **more)
    post_id = await poster.begin(account, await poster.picture(account))

    open_ = await poster.until(post_id, "PUBLISH_OUTCOME_UNKNOWN")
    for _ in range(10):
        await poster.step(post_id, 60)
    post = await poster.step(post_id, DAY)

    assert retry_of(open_) == "may_post_twice"
    assert (post.status, post.fail_code, retry_of(post)) == ("FAILED", "-2/2207020", "safe")
    assert (await poster.published(), await sandbox.calls(PUBLISH)) == ([], 1)
    [told] = await bodies(parts, PublishOutcomeUnknown)
    assert told.code == more.get("code", "connection_lost")


@pytest.mark.parametrize("code", ["9/2207042", "9007/2207027", "190", "80002", "17"])
async def test_what_is_refused_for_now_is_published_later_and_once(
    code: str, poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.fault(PUBLISH, "status", status=400, code=code)
    post_id = await poster.begin(account, await poster.picture(account))

    waiting = await poster.until(post_id, "PUBLISHING")
    post = await poster.finish(post_id)

    assert waiting.waits_for == code
    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert await sandbox.calls(PUBLISH) == 2


async def test_after_a_limit_a_post_waits_for_as_long_as_meta_says_and_no_longer(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.fault(PUBLISH, "status", status=400, code="80002", retry_after="120")
    post_id = await poster.begin(account, await poster.picture(account))
    await poster.until(post_id, "PUBLISHING")

    early = await poster.step(post_id, 60)
    post = await poster.step(post_id, 75)

    assert early.status == "PUBLISHING"
    assert (post.status, await sandbox.calls(PUBLISH)) == ("PUBLISHED", 2)


async def test_a_post_whose_container_cannot_be_read_is_found_in_the_list_by_its_caption(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account, caption="Only once"))
    await sandbox.fault(PUBLISH, "reset_after")
    await sandbox.fault(CONTAINER, "status", status=400, code="100/33", skip=1, count=50)
    await sandbox.control(
        "POST", "accounts/harbour.bakery/media", {"type": "IMAGE", "caption": "In the app"}
    )

    post = await poster.finish(post_id)

    [told] = await bodies(parts, MediaPublished)
    assert told.found_by == "media_list"
    live = {one["caption"]: one["id"] for one in await poster.published()}
    assert (post.status, post.media_id) == ("PUBLISHED", live["Only once"])


async def test_a_caption_that_two_posts_share_finds_neither_and_the_newest_is_never_taken(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    both = [
        await poster.begin(account, await poster.picture(account, caption="Again and again"))
        for _ in range(2)
    ]
    await sandbox.fault(PUBLISH, "reset_after", count=2)
    unread = {"method": "GET", "status": 400, "code": "100/33", "count": 2}
    await sandbox.fault("/{account}/media", "status", **unread)
    for post_id in both:
        await poster.until(post_id, "PUBLISHED")
    for post_id in both:
        await poster.finish(post_id)

    found = [await poster.view(post_id) for post_id in both]
    assert [(one.status, one.media_id) for one in found] == [("PUBLISHED", None)] * 2
    assert words_of(found[0]).next_step == "Check the Instagram app."
    assert len(await poster.published()) == 2


async def test_after_three_days_in_doubt_the_post_is_given_up_and_a_retry_looks_first(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account, caption=""))
    await sandbox.fault(PUBLISH, "reset_after")
    await sandbox.fault(CONTAINER, "status", status=400, code="100/33", skip=1, count=10_000)
    await poster.until(post_id, "PUBLISH_OUTCOME_UNKNOWN")

    post = await poster.step(post_id, 3 * DAY)

    assert (post.status, retry_of(post)) == ("UNKNOWN", "may_post_twice")
    assert "check the app" in words_of(post).next_step
    await sandbox.control("DELETE", "faults")
    with pytest.raises(NotRetryable):
        await poster.retrying.retry(account.user_id, str(post_id), None)
    assert (await poster.view(post_id)).status == "PUBLISHED"
    assert len(await poster.published()) == 1
