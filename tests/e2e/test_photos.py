"""Photos: TikTok fetches them, and posts them or puts them into the app's inbox."""

from uuid import uuid4

import crm
import pytest
from connecting import connect_new
from control import Json
from journey import Account, Visit
from posting import PHOTOS, begin, wait_for_status
from told import Stranger

pytestmark = pytest.mark.asyncio(loop_scope="session")
PICTURE = {"kind": "jpeg", "width": 1080, "height": 1440, "size": 20_000}


async def photos_of(visitor: Visit, account: Account, **more: object) -> Json:
    """Word a post of three photos."""
    names = [f"{uuid4()}.jpg" for _ in range(3)]
    addresses = [await visitor.control.serve(name, **PICTURE) for name in names]
    return {"account_id": account.account_id, "photo_images": addresses, **more}


async def test_photos_are_published_as_they_were_asked_for(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    wish = await photos_of(
        visitor,
        account,
        title="3 loaves",
        description="#bread",
        photo_cover_index=2,
        privacy_level="PUBLIC_TO_EVERYONE",
        is_aigc=True,
    )
    started = await begin(browser, wish, PHOTOS)
    status = await wait_for_status(browser, started["post_id"], "PUBLISH_COMPLETE", public=1)
    row = await crm.wait_for_row(browser, started["post_id"], "PUBLISH_COMPLETE", public=1)
    known = await visitor.control.publish(started["publish_id"])

    assert known["urls"] == wish["photo_images"]
    assert len(known["sha256s"]) == 3
    assert (known["cover_index"], known["title"]) == (2, "3 loaves")
    assert known["choices"]["is_aigc"] is True
    assert (row["media"], row["photo_count"], row["description"]) == ("PHOTO", 3, "#bread")
    assert row["post_ids"] == status["post_ids"] == known["post_ids"]


async def test_a_draft_of_photos_is_finished_in_the_app(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    wish = await photos_of(visitor, account, mode="MEDIA_UPLOAD", title="A draft")
    started = await begin(browser, wish, PHOTOS)
    await wait_for_status(browser, started["post_id"], "SEND_TO_USER_INBOX")
    await visitor.control.post_draft(started["publish_id"], "SELF_ONLY")
    await wait_for_status(browser, started["post_id"], "PUBLISH_COMPLETE")
    row = await crm.wait_for_row(browser, started["post_id"], "PUBLISH_COMPLETE")

    assert (row["mode"], row["media"], row["title"]) == ("MEDIA_UPLOAD", "PHOTO", "A draft")


async def test_a_photo_that_tiktok_cannot_use_is_told_with_its_reason(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    wish = await photos_of(visitor, account, privacy_level="SELF_ONLY")
    wish["photo_images"][1] = await visitor.control.serve(f"{uuid4()}.jpg", status=404)
    started = await begin(browser, wish, PHOTOS)
    status = await wait_for_status(browser, started["post_id"], "FAILED")

    assert status["fail_reason"] == "photo_pull_failed"
    assert status["message"].startswith("TikTok could not fetch a photo from its address;")


async def test_one_foreign_address_among_the_photos_refuses_the_post(stranger: Stranger) -> None:
    visitor = stranger.visitor
    account = await connect_new(visitor)
    wish = await photos_of(visitor, account, privacy_level="SELF_ONLY")
    wish["photo_images"].append("https://elsewhere.example/4.jpg")
    answer = await visitor.browser.send("POST", PHOTOS, wish)

    assert (answer.status, answer.json()["type"]) == (422, "/problems/url-ownership-unverified")
    assert await visitor.control.inits(account.open_id) == []
