"""A further attempt: by the user's word, one at a time, as before or with changes."""

from datetime import timedelta

import pytest

from common.errors import InvalidRequest, NotFound
from common.idempotency import KeyReused
from contracts.instagram.posts import RetryRequested
from instagram.errors import NotRetryable
from instagram.parts import Parts
from instagram.posts.pruning import Pruning
from instagram.posts.queries import PostQueries
from instagram.posts.requests import PostChanges
from instagram.posts.view import PostView

from ..support import Connect, Connected, Events, Sandbox, bodies
from .posting import Poster

PUBLISH = "/{account}/media_publish"


async def failed(poster: Poster, account: Connected) -> PostView:
    """A post whose picture is too tall."""
    tall = [{"image_url": await poster.media("tall.jpg", width=500, height=1000)}]
    return await poster.posted(account, await poster.picture(account, media=tall))


async def test_a_failed_post_is_tried_again_with_another_picture(
    poster: Poster, connect: Connect, parts: Parts, events: Events
) -> None:
    account = await connect()
    post = await failed(poster, account)
    picture = {"image_url": await poster.media("square.jpg")}

    begun = await poster.retrying.retry(
        account.user_id, str(post.post_id), None, PostChanges.model_validate({"media": [picture]})
    )
    again = await poster.finish(post.post_id)

    assert (begun.post.status, begun.post.attempt) == ("REQUESTED", 2)
    assert (again.status, again.fail_code, len(await poster.published())) == ("PUBLISHED", "", 1)
    [wish] = await bodies(parts, RetryRequested)
    assert (wish.attempt, wish.request and wish.request.caption) == (2, "Fresh bread")
    sequences = [int(n) for kind, n in await events() if n and kind.startswith("instagram.")]
    assert sequences == list(range(1, len(sequences) + 1))


async def test_the_same_again_says_so_and_needs_no_addresses_anew(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    await sandbox.fault(PUBLISH, "status", status=400, code="25/2207050")
    post = await poster.posted(account, await poster.picture(account))

    await poster.retrying.retry(account.user_id, str(post.post_id), None)
    again = await poster.finish(post.post_id)

    [wish] = await bodies(parts, RetryRequested)
    assert (wish.request, again.status, again.attempt) == (None, "PUBLISHED", 2)
    assert len(await poster.published()) == 1


async def test_a_key_begins_one_attempt_however_often_it_is_sent(
    poster: Poster, connect: Connect
) -> None:
    account = await connect()
    post = await failed(poster, account)
    retry, identity = poster.retrying.retry, str(post.post_id)

    begun = [(await retry(account.user_id, identity, "k")).post.attempt for _ in range(2)]
    await poster.finish(post.post_id)
    after = (await retry(account.user_id, identity, "k")).post

    assert (begun, after.attempt, after.status) == ([2, 2], 2, "FAILED")
    with pytest.raises(KeyReused):
        await retry(account.user_id, identity, "k", PostChanges(caption="Other"))


async def test_a_post_under_way_or_published_is_never_tried_again(
    poster: Poster, connect: Connect
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account))

    with pytest.raises(NotRetryable):
        await poster.retrying.retry(account.user_id, str(post_id), None)
    await poster.finish(post_id)
    with pytest.raises(NotRetryable, match="could post it twice"):
        await poster.retrying.retry(account.user_id, str(post_id), None)

    assert len(await poster.published()) == 1


async def test_a_change_that_breaks_a_rule_begins_nothing(poster: Poster, connect: Connect) -> None:
    account = await connect()
    post = await failed(poster, account)

    with pytest.raises(InvalidRequest, match="caption: 31 hashtags"):
        await poster.retrying.retry(
            account.user_id, str(post.post_id), None, PostChanges(caption="#a " * 31)
        )

    assert (await poster.view(post.post_id)).attempt == 1


async def test_a_post_in_doubt_that_is_live_after_all_is_not_posted_again(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account, caption=""))
    await sandbox.fault(PUBLISH, "reset_after")
    await sandbox.fault("/{container}", "status", status=400, code="100/33", skip=1)
    await poster.until(post_id, "PUBLISH_OUTCOME_UNKNOWN")

    with pytest.raises(NotRetryable):
        await poster.retrying.retry(account.user_id, str(post_id), None)

    assert (await poster.view(post_id)).status == "PUBLISHED"
    assert len(await poster.published()) == 1


async def test_another_users_post_is_not_there(poster: Poster, connect: Connect) -> None:
    account, stranger = await connect(), await connect("leo")
    post_id = await poster.begin(account, await poster.picture(account))

    with pytest.raises(NotFound):
        await poster.retrying.retry(stranger.user_id, str(post_id), None)


async def test_the_addresses_of_a_post_are_forgotten_after_its_end_and_it_is_tried_no_more(
    poster: Poster, connect: Connect, parts: Parts
) -> None:
    account = await connect()
    old, live = (
        await failed(poster, account),
        await poster.posted(account, await poster.picture(account)),
    )
    await poster.pass_time(timedelta(days=31).total_seconds())
    young = await failed(poster, account)

    async with parts.pool.connection() as connection:
        assert await Pruning(connection).forget_addresses(10) == 2

    queries = PostQueries(parts.pool)
    kept = {
        one.post_id: not (await queries.require(str(one.post_id), account.user_id)).lacks_addresses
        for one in (old, live, young)
    }
    assert kept == {old.post_id: False, live.post_id: False, young.post_id: True}
    with pytest.raises(NotRetryable, match="start a new post"):
        await poster.retrying.retry(account.user_id, str(old.post_id), None)
    asked = await poster.retrying.asked(account.user_id, str(old.post_id))
    assert (asked.kind, asked.media) == ("IMAGE", None)
