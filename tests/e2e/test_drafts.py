"""Drafts: TikTok keeps them in the app's inbox, where their user posts them, or not."""

from uuid import uuid4

import crm
import pytest
from connecting import connect_new
from control import Json
from journey import Account, Visit
from posting import PHOTOS, UPLOAD, begin, send, wait_for_status, wish_to_send
from told import Stranger
from upload import Video

pytestmark = pytest.mark.asyncio(loop_scope="session")
SMALL = Video("drafts", 55_009)
PER_MINUTE = 6
PLACES = 5


def draft(account: Account) -> Json:
    """Word a draft: its user says the rest in the app."""
    return {"account_id": account.account_id, "mode": "INBOX", "video_size": SMALL.size}


async def test_a_draft_that_is_posted_twice_in_the_app_has_two_public_ids(
    stranger: Stranger,
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    started = await begin(browser, draft(account))
    await send(browser, started, SMALL)
    delivered = await wait_for_status(browser, started["post_id"], "SEND_TO_USER_INBOX")
    for count in (1, 2):
        await visitor.control.post_draft(started["publish_id"], "PUBLIC_TO_EVERYONE")
        await wait_for_status(browser, started["post_id"], "PUBLISH_COMPLETE", public=count)
    row = await crm.wait_for_row(browser, started["post_id"], "PUBLISH_COMPLETE", public=2)
    known = await visitor.control.publish(started["publish_id"])

    assert "inbox" in delivered["message"]
    assert sorted(row["post_ids"]) == sorted(known["post_ids"])
    assert row["mode"] == "INBOX"
    assert [step["type"] for step in row["steps"]].count("tiktok.PostDeliveredToInbox.v1") == 1


async def test_tiktok_refuses_a_sixth_draft_and_is_then_left_alone_for_a_while(
    stranger: Stranger,
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    picture = await visitor.control.serve(f"{uuid4()}.jpg", kind="jpeg", width=720, height=960)
    photos = {"account_id": account.account_id, "mode": "MEDIA_UPLOAD", "photo_images": [picture]}
    for _ in range(PLACES - 1):
        await begin(browser, draft(account))
    await begin(browser, photos, PHOTOS)
    full = (await quota(visitor, account))["pending_shares"]
    refused = await browser.send("POST", UPLOAD, draft(account))
    seen = len(await visitor.control.inits(account.open_id))
    closed = await browser.send("POST", PHOTOS, photos)

    assert (full["used"], full["limit"], full["near_limit"]) == (5, 5, True)
    assert (full["inbox_videos"], full["photo_drafts"], full["closed_until"]) == (4, 1, None)
    assert refused.status == 422
    assert refused.json()["platform_code"] == "spam_risk_too_many_pending_share"
    assert closed.status == 429
    assert int(closed.headers["Retry-After"]) > 60
    assert "too many drafts wait in this account's inbox" in closed.json()["detail"]
    assert seen == len(await visitor.control.inits(account.open_id))
    assert (await quota(visitor, account))["pending_shares"]["closed_until"] is not None


async def test_a_seventh_post_in_a_minute_is_refused_here(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    for _ in range(PER_MINUTE):
        await begin(browser, wish_to_send(account, SMALL))
    refused = await browser.send("POST", UPLOAD, wish_to_send(account, SMALL))
    left = (await quota(visitor, account))["inits_left_this_minute"]

    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert left == {"direct_init": 0, "inbox_init": 6, "photos_init": 6}
    assert len(await visitor.control.inits(account.open_id)) == PER_MINUTE


async def test_a_draft_takes_no_title_which_tiktok_would_drop(stranger: Stranger) -> None:
    visitor = stranger.visitor
    account = await connect_new(visitor)
    answer = await visitor.browser.send("POST", UPLOAD, {**draft(account), "title": "Lost"})

    assert answer.status == 422
    assert await visitor.control.inits(account.open_id) == []


async def quota(visitor: Visit, account: Account) -> Json:
    """Ask what is left of the limits."""
    path = f"/api/tiktok/creator?account_id={account.account_id}"
    told: Json = (await visitor.browser.get(path)).require(200).json()["quota"]
    return told
