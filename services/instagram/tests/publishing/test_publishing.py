"""From a request to one medium on Instagram, in each form and by each login."""

from typing import Any
from uuid import uuid4

import pytest

from contracts.instagram.posts import ContainerCreated, MediaIdentified, MediaRequested
from instagram.parts import Parts
from platforms.instagram.app import Login

from ..support import EVERY_VERSION, Connect, Events, Sandbox, bodies
from .posting import Poster

MEDIA, PUBLISH = "/{account}/media", "/{account}/media_publish"


@EVERY_VERSION
async def test_a_picture_is_prepared_published_once_and_its_address_is_told(
    poster: Poster, connect: Connect, events: Events
) -> None:
    account = await connect()

    post = await poster.posted(account, await poster.picture(account))

    [medium] = await poster.published()
    assert (post.status, post.media_id) == ("PUBLISHED", medium["id"])
    assert post.permalink.startswith("https://www.instagram.com/p/")
    story = [one for one in await events() if one[0].startswith("instagram.") and one[1]]
    assert story == [
        ("instagram.MediaRequested.v1", "1"),
        ("instagram.ContainerCreated.v1", "2"),
        ("instagram.ContainerStatusObserved.v1", "3"),
        ("instagram.PublishAttempted.v1", "4"),
        ("instagram.MediaPublished.v1", "5"),
        ("instagram.MediaIdentified.v1", "6"),
    ]


async def test_the_first_step_is_commanded_in_the_transaction_of_the_request(
    poster: Poster, connect: Connect, events: Events
) -> None:
    account = await connect()

    await poster.begin(account, await poster.picture(account))

    types = [one[0] for one in await events()]
    assert types[-2:] == ["instagram.MediaRequested.v1", "instagram.AdvancePost.v1"]


@EVERY_VERSION
@pytest.mark.parametrize(
    ("login", "user"),
    [("facebook", "nora"), ("unified", "nora"), ("instagram", "harbour.bakery")],
)
async def test_a_reel_is_published_by_every_login(
    login: Login, user: str, poster: Poster, connect: Connect
) -> None:
    account = await connect(user, login)

    post = await poster.posted(account, await poster.reel(account, share_to_feed=False))

    [medium] = await poster.published()
    assert (post.status, post.media_id, medium["product"]) == ("PUBLISHED", medium["id"], "REELS")


@EVERY_VERSION
async def test_a_story_is_published_without_words(poster: Poster, connect: Connect) -> None:
    account = await connect()
    media = [{"image_url": await poster.media("story.jpg", width=1080, height=1920)}]

    post = await poster.posted(
        account, await poster.picture(account, kind="STORIES", media=media, caption="")
    )

    [medium] = await poster.published()
    assert (post.status, medium["product"]) == ("PUBLISHED", "STORY")


@EVERY_VERSION
async def test_a_carousel_waits_for_every_child_and_for_itself(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    await sandbox.switch(image_delay=2, video_delay=40)
    account = await connect()

    post = await poster.posted(account, await poster.carousel(account))

    assert (post.status, len(await poster.published())) == ("PUBLISHED", 1)
    created = await bodies(parts, ContainerCreated)
    assert [one.item for one in created] == [0, 1, 2, None]
    assert [part.item for part in post.parts] == [0, 1, 2, None]
    assert await sandbox.calls(MEDIA, "POST") == 4
    assert await sandbox.calls(PUBLISH) == 1


async def test_an_uploaded_file_is_fetched_by_its_signed_address(
    poster: Poster, connect: Connect, parts: Parts
) -> None:
    account, asset_id = await connect(), uuid4()
    poster.files.kept[asset_id] = (await poster.media("mine.jpg"), False)

    post = await poster.posted(
        account, await poster.picture(account, media=[{"asset_id": asset_id, "alt_text": "Loaf"}])
    )

    assert post.status == "PUBLISHED"
    [wish] = await bodies(parts, MediaRequested)
    assert [(one.source, one.asset_id) for one in wish.request.items] == [("ASSET", asset_id)]


@EVERY_VERSION
async def test_everything_that_is_said_of_a_post_reaches_instagram(
    poster: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    tag = {"username": "leo.draws", "x": 0.5, "y": 0.25}
    media = [{"image_url": await poster.media(), "alt_text": "A loaf", "user_tags": [tag]}]

    post = await poster.posted(
        account,
        await poster.picture(
            account,
            media=media,
            caption="Fresh #bread",
            location_id="100000000000301",
            collaborators=["leo.draws"],
            is_ai_generated=True,
        ),
    )

    assert post.status == "PUBLISHED"
    [medium] = await poster.published()
    assert (medium["caption"], medium["alt_text"]) == ("Fresh #bread", "A loaf")


async def test_an_address_is_stored_sealed_and_is_in_no_event(
    poster: Poster, connect: Connect, parts: Parts
) -> None:
    account, secret = await connect(), "cnry-of-an-address"
    url = f"{await poster.media()}?signature={secret}"

    post = await poster.posted(account, await poster.picture(account, media=[{"image_url": url}]))

    assert post.status == "PUBLISHED"
    async with parts.pool.connection() as connection:
        rows: list[Any] = []
        for table in ("posts", "containers", "outbox"):
            cursor = await connection.execute(f"SELECT * FROM {table}")
            rows += await cursor.fetchall()
    assert secret not in repr(rows)


async def test_a_post_whose_address_is_not_told_yet_is_asked_about_again(
    poster: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    await sandbox.fault("/{media}", "status", status=400, code="100/33")
    post_id = await poster.begin(account, await poster.picture(account))

    without = await poster.until(post_id, "PUBLISHED")
    post = await poster.finish(post_id)

    assert (without.media_id is not None, without.permalink) == (True, "")
    assert post.permalink
    assert len(await bodies(parts, MediaIdentified)) == 1
