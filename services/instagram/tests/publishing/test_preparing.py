"""Containers: what fails for a moment is tried again, what fails for good is told by its item."""

from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.instagram.posts import ContainerCreated, MediaFailed
from instagram.parts import Parts
from instagram.posts.retries import change_of
from instagram.posts.words import words_of

from ..support import Connect, Sandbox, bodies, change
from .posting import Poster

MEDIA, PUBLISH, LIMIT = "/{account}/media", "/{account}/media_publish", "content_publishing_limit"
DAY = 86_400


@pytest.mark.parametrize("code", ["9004/2207052", "-2/2207003"])
async def test_a_file_that_could_not_be_fetched_is_tried_again_after_five_seconds(
    code: str, poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.carousel(account, 6))
    await sandbox.fault(MEDIA, "status", method="POST", status=400, code=code, skip=2, count=3)

    held_up = await poster.step(post_id)
    wait = await poster.wait_of(post_id)
    post = await poster.finish(post_id)

    assert (held_up.status, wait is not None and round(wait.total_seconds())) == ("PREPARING", 5)
    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert await sandbox.calls(MEDIA, "POST") == 6 + 1 + 3


async def test_a_file_that_can_never_be_fetched_fails_the_post_and_is_named(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    bad = await poster.media("gone.jpg", status=404)
    media = [{"image_url": await poster.media()}, {"image_url": bad}]

    post = await poster.posted(account, await poster.picture(account, kind="CAROUSEL", media=media))

    assert (post.status, post.fail_code, post.fail_item) == ("FAILED", "9004/2207052", 1)
    assert words_of(post).message.startswith("Item 2: Instagram could not fetch the file")
    assert await sandbox.calls(MEDIA, "POST") == 1 + 4
    [told] = await bodies(parts, MediaFailed)
    assert (told.item, told.fbtrace_id is not None, told.platform_message != "") == (1, True, True)


async def test_a_picture_that_instagram_does_not_take_fails_at_once_with_what_mends_it(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    tall = [{"image_url": await poster.media("tall.jpg", width=500, height=1000)}]

    post = await poster.posted(account, await poster.picture(account, media=tall))

    assert (post.status, post.fail_code, change_of(post)) == ("FAILED", "36003/2207009", "media")
    assert "Crop it" in words_of(post).next_step
    assert await sandbox.calls(MEDIA, "POST") == 1


async def test_a_video_that_cannot_be_processed_is_told_by_the_subcode_of_its_container(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.switch(container_error=2207026)

    post = await poster.posted(account, await poster.carousel(account))

    assert (post.status, post.fail_code, post.fail_item) == ("FAILED", "2207026", 2)
    assert words_of(post).next_step == "Use MP4 or MOV with H.264 or HEVC and AAC."
    assert await sandbox.calls(PUBLISH) == 0


async def test_a_video_that_was_not_fetched_in_time_is_made_anew(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    await sandbox.switch(container_error=2207003)
    post_id = await poster.begin(account, await poster.reel(account))
    await poster.until(post_id, "PREPARING")
    await poster.step(post_id, 3)
    await sandbox.switch(container_error=0)

    post = await poster.finish(post_id)

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert len(await bodies(parts, ContainerCreated)) == 2


async def test_an_answer_that_was_lost_costs_a_container_and_no_post(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    await sandbox.fault(MEDIA, "reset_after", method="POST")

    post = await poster.posted(account, await poster.picture(account))

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert await sandbox.calls(MEDIA, "POST") == 2
    async with parts.pool.connection() as connection:
        cursor = await connection.execute(
            "SELECT count(*) FROM request_log WHERE endpoint = 'create_container'"
        )
        assert await cursor.fetchone() == (2,)


async def test_a_container_that_expires_before_it_is_ready_is_made_anew(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    await sandbox.switch(video_delay=10 * DAY)
    post_id = await poster.begin(account, await poster.reel(account))
    await poster.until(post_id, "PREPARING")
    await sandbox.switch(video_delay=0)

    await poster.pass_time(DAY + 60)
    post = await poster.finish(post_id)

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert len(await bodies(parts, ContainerCreated)) == 2


async def test_a_container_that_expires_while_a_refused_post_waits_is_made_anew_once(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.fault(PUBLISH, "status", status=400, code="9/2207042")
    post_id = await poster.begin(account, await poster.picture(account))
    await poster.until(post_id, "PUBLISHING")
    await poster.step(post_id, 15)

    await poster.pass_time(DAY + 60)
    post = await poster.finish(post_id)

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert await sandbox.calls(MEDIA, "POST") == 2


@pytest.mark.parametrize("code", ["24/2207008", "24/2207006"])
async def test_children_that_instagram_does_not_find_any_more_are_made_anew(
    code: str, poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.fault(MEDIA, "status", status=400, code=code, match={"media_type": "CAROUSEL"})

    post = await poster.posted(account, await poster.carousel(account))

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    assert await sandbox.calls(MEDIA, "POST") == 4 + 4


async def test_a_parent_that_fails_on_metas_side_is_tried_again(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    match = {"media_type": "CAROUSEL"}
    await sandbox.fault(MEDIA, "status", status=500, code="2", match=match, count=2)

    post = await poster.posted(account, await poster.carousel(account))

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)


async def test_a_limit_of_calls_is_waited_out_and_told(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.fault(MEDIA, "status", status=400, code="80002")
    post_id = await poster.begin(account, await poster.picture(account))

    waiting = await poster.step(post_id)
    post = await poster.finish(post_id)

    assert (waiting.status, waiting.waits_for) == ("REQUESTED", "80002")
    assert words_of(waiting).next_step == "Postlog will continue automatically."
    assert post.status == "PUBLISHED"


async def test_the_limit_of_posts_is_read_and_never_assumed(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.switch(quota_total=1)
    await poster.posted(account, await poster.picture(account))
    post_id = await poster.begin(account, await poster.picture(account, caption="The next day"))

    for _ in range(4):
        await poster.step(post_id, 5)
    waiting = await poster.view(post_id)
    calls = await sandbox.calls(PUBLISH)
    await poster.pass_time(DAY)
    post = await poster.finish(post_id)

    assert (waiting.status, waiting.waits_for, calls) == ("PREPARING", "9/2207042", 1)
    assert (post.status, len(await poster.published())) == ("PUBLISHED", 2)


async def test_a_post_waits_for_an_account_that_must_be_connected_again(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account))
    await sandbox.control("POST", "people/nora/password", {})

    waiting = await poster.step(post_id)
    await connect("nora", again=account)
    wait = await poster.wait_of(post_id)
    post = await poster.finish(post_id)

    assert waiting.status == "REQUESTED"
    assert "Connect the account again" in words_of(waiting).next_step
    assert wait == timedelta(0)
    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)


async def test_a_post_of_a_disconnected_account_fails_before_anything_is_made(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account))
    await change(parts.pool, "status = 'DISCONNECTED', sealed_tokens = NULL", account.account_id)

    post = await poster.finish(post_id)

    assert (post.status, post.fail_code) == ("FAILED", "account-disconnected")
    assert await sandbox.calls(MEDIA, "POST") == 0


async def test_an_uploaded_file_that_is_gone_fails_the_post_and_is_named(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account, asset_id = await connect(), uuid4()
    poster.files.kept[asset_id] = (await poster.media(), False)
    media = [{"image_url": await poster.media("1.jpg")}, {"asset_id": asset_id}]
    request = await poster.picture(account, kind="CAROUSEL", media=media)
    post_id = await poster.begin(account, request)
    poster.files.kept.clear()

    post = await poster.finish(post_id)

    assert (post.status, post.fail_code, post.fail_item) == ("FAILED", "media-refused", 1)
    assert words_of(post).message == "Item 2: The uploaded file no longer exists."
    assert await sandbox.calls(MEDIA, "POST") == 1


async def test_addresses_that_cannot_be_opened_fail_the_post(
    poster: Poster, connect: Connect, parts: Parts
) -> None:
    account = await connect()
    post_id = await poster.begin(account, await poster.picture(account))
    async with parts.pool.connection() as connection:
        await connection.execute("UPDATE posts SET sealed_addresses = 'v1|broken'::bytea")

    post = await poster.finish(post_id)

    assert (post.status, post.fail_code) == ("FAILED", "addresses-unreadable")


async def test_a_post_that_nothing_lets_through_fails_after_three_days(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.fault(f"/{{account}}/{LIMIT}", "status", status=400, code="17", count=10_000)
    post_id = await poster.begin(account, await poster.picture(account))
    await poster.until(post_id, "PREPARING")

    post = await poster.step(post_id, 3 * DAY)

    assert (post.status, post.fail_code) == ("FAILED", "not_in_time")
