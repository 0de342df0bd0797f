"""An uploaded video is sent where Instagram cannot fetch it: from where it broke off."""

from functools import cache

import pytest

from instagram.parts import Parts
from instagram.publishing.room import advancing

from ..assets.videos import film
from ..support import EVERY_VERSION, Connect, Sandbox
from ..working import execute
from .posting import Poster

UPLOAD, MEDIA, PUBLISH = (
    "/ig-api-upload/{container}",
    "/{account}/media",
    "/{account}/media_publish",
)


@cache
def video() -> bytes:
    """A few seconds of a reel."""
    return film()


@pytest.fixture
def sender(poster: Poster, parts: Parts) -> Poster:
    """Publishes with `INSTAGRAM_VIDEO_DELIVERY=resumable`."""
    poster.advancing = advancing(parts, poster.files, "resumable")
    return poster


def reel(sender: Poster) -> dict[str, object]:
    """Ask for a reel of an uploaded video."""
    return {"kind": "REELS", "media": [{"asset_id": sender.files.keep_video(video())}]}


async def sent(sandbox: Sandbox) -> int:
    """Count the requests that brought bytes."""
    return await sandbox.calls(r"/ig-api-upload/v[0-9.]+/{container}")


@EVERY_VERSION
async def test_a_video_that_cannot_be_fetched_is_sent(
    sender: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()

    post = await sender.posted(account, await sender.picture(account, **reel(sender)))

    assert post.status == "PUBLISHED", post
    assert (len(await sender.published()), await sent(sandbox), sender.files.offsets) == (1, 1, [0])
    rows = await execute(parts, "SELECT sealed_upload_url FROM containers")
    assert rows == [(None,)]


async def test_the_address_for_the_bytes_is_kept_sealed(
    sender: Poster, connect: Connect, sandbox: Sandbox, parts: Parts
) -> None:
    account = await connect()
    await sandbox.fault(UPLOAD, "status", status=503, count=2)
    request = await sender.picture(account, **reel(sender))

    await sender.step(await sender.begin(account, request))

    [(kept,)] = await execute(parts, "SELECT sealed_upload_url FROM containers")
    assert b"ig-api-upload" not in kept


@pytest.mark.parametrize("kind", ["reset_after", "store_then_502", "truncated"])
async def test_after_a_lost_answer_nothing_is_sent_again(
    kind: str, sender: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.fault(UPLOAD, kind)

    post = await sender.posted(account, await sender.picture(account, **reel(sender)))

    assert post.status == "PUBLISHED", post
    assert (len(await sender.published()), await sent(sandbox)) == (1, 1)
    assert await sandbox.calls(MEDIA, "POST") == 1


async def test_what_broke_off_goes_on_from_there_into_the_same_container(
    sender: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account, half = await connect(), len(video()) // 2
    sender.files.breaks_at = [half]

    post = await sender.posted(account, await sender.picture(account, **reel(sender)))

    assert post.status == "PUBLISHED", post
    assert sender.files.offsets == [0, half]
    assert await sandbox.calls(MEDIA, "POST") == 1


async def test_a_container_that_takes_no_more_bytes_is_made_anew(
    sender: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    told = '{"debug_info":{"retriable":false,"type":"ProcessingFailedError","message":"{}"}}'
    await sandbox.fault(UPLOAD, "status", status=400, body=told)

    post = await sender.posted(account, await sender.picture(account, **reel(sender)))

    assert post.status == "PUBLISHED", post
    assert (await sandbox.calls(MEDIA, "POST"), len(await sender.published())) == (2, 1)


async def test_a_video_that_never_arrives_ends_the_attempt(
    sender: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    await sandbox.fault(UPLOAD, "status", status=503, count=100)

    post = await sender.posted(account, await sender.picture(account, **reel(sender)))

    assert (post.status, await sandbox.calls(PUBLISH)) == ("FAILED", 0)


async def test_the_videos_of_a_carousel_are_sent_and_its_pictures_fetched(
    sender: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect()
    films = [{"asset_id": sender.files.keep_video(video())} for _ in range(2)]
    media = [{"image_url": await sender.media()}, *films]

    post = await sender.posted(account, await sender.picture(account, kind="CAROUSEL", media=media))

    assert post.status == "PUBLISHED", post
    assert (len(await sender.published()), await sent(sandbox)) == (1, 2)


async def test_a_login_that_takes_no_bytes_is_given_the_address(
    sender: Poster, connect: Connect, sandbox: Sandbox
) -> None:
    account = await connect("harbour.bakery", "instagram")
    asset_id = sender.files.keep_video(video())
    address = await sender.media("a.mp4", width=1080, height=1920)
    sender.files.keep(asset_id, address, is_video=True)
    request = await sender.picture(account, kind="REELS", media=[{"asset_id": asset_id}])

    post = await sender.posted(account, request)

    assert (post.status, await sent(sandbox)) == ("PUBLISHED", 0)
