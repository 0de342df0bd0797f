"""Posting from the user's side: by an address, with choices, refused, failed."""

from uuid import uuid4

import crm
import pytest
from connecting import connect_new
from control import Json
from posting import UPLOAD, begin, send, wait_for_status, wish_to_fetch, wish_to_send
from told import Stranger
from upload import Video

pytestmark = pytest.mark.asyncio(loop_scope="session")
SMALL = Video("posting", 55_009)


async def test_a_video_at_a_verified_address_is_published(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    address = await visitor.control.serve(f"{uuid4()}.mp4", size=300_001)
    wish = wish_to_fetch(account, address, title="Fetched", privacy_level="PUBLIC_TO_EVERYONE")
    started = await begin(browser, wish)
    status = await wait_for_status(browser, started["post_id"], "PUBLISH_COMPLETE", public=1)
    row = await crm.wait_for_row(browser, started["post_id"], "PUBLISH_COMPLETE", public=1)
    known = await visitor.control.publish(started["publish_id"])

    assert started["upload"] is None
    assert (known["urls"], known["downloaded_bytes"]) == ([address], 300_001)
    assert row["post_ids"] == status["post_ids"] == known["post_ids"]
    assert (row["source"], row["title"], row["found_by"]) == ("PULL_FROM_URL", "Fetched", "answer")
    assert [one["is_public"] for one in row["public_ids"]] == [True]


async def test_an_address_that_is_not_ours_never_reaches_tiktok(stranger: Stranger) -> None:
    visitor = stranger.visitor
    account = await connect_new(visitor)
    sandbox = visitor.addresses.sandbox
    for address in (
        "https://elsewhere.example/clip.mp4",
        f"{sandbox}/control/state",
        f"{sandbox}/media/../control/state",
        f"{sandbox}/media/%2e%2e/control/state",
        f"{sandbox}@elsewhere.example/media/clip.mp4",
    ):
        answer = await visitor.browser.send("POST", UPLOAD, wish_to_fetch(account, address))

        assert answer.status == 422, address
        assert answer.json()["type"] == "/problems/url-ownership-unverified"
    assert await visitor.control.inits(account.open_id) == []


async def test_what_a_creator_may_choose_is_asked_afresh(stranger: Stranger) -> None:
    visitor = stranger.visitor
    account = await connect_new(visitor)
    path = f"/api/tiktok/creator?account_id={account.account_id}"
    before = (await visitor.browser.get(path)).require(200).json()
    await visitor.control.change(account.handle, private=True, comment_disabled=True)
    after = (await visitor.browser.get(path)).require(200).json()

    assert before["privacy_level_options"][0] == "PUBLIC_TO_EVERYONE"
    assert after["privacy_level_options"][0] == "FOLLOWER_OF_CREATOR"
    assert [one["comment_disabled"] for one in (before, after)] == [False, True]
    assert before["quota"]["pending_shares"]["used"] == 0
    assert before["quota"]["creator_queries_left_this_minute"] == 19
    assert after["quota"]["creator_queries_left_this_minute"] == 18


async def test_a_choice_that_is_not_offered_never_reaches_tiktok(stranger: Stranger) -> None:
    visitor = stranger.visitor
    account = await connect_new(visitor, private=True)
    await visitor.control.change(account.handle, comment_disabled=True)
    for choice, word in (
        ({"privacy_level": "PUBLIC_TO_EVERYONE", "disable_comment": True}, "Everyone"),
        ({"privacy_level": "SELF_ONLY"}, "comment"),
        ({"disable_comment": True, "brand_content_toggle": True}, "Branded content"),
        ({"disable_comment": True, "video_duration_sec": 601}, "10 minutes"),
    ):
        answer = await visitor.browser.send("POST", UPLOAD, wish_to_send(account, SMALL, **choice))

        assert answer.status == 422, choice
        assert answer.json()["type"] == "/problems/choice-refused"
        assert word in answer.json()["detail"]
    assert await visitor.control.inits(account.open_id) == []


@pytest.mark.parametrize(
    ("reason", "message", "next_step"),
    [
        ("frame_rate_check_failed", "TikTok takes 23 to 60 frames a second", "Export the video"),
        ("moon_in_the_wrong_house", "does not know: moon_in_the_wrong_house", "TikTok app"),
    ],
)
async def test_a_failed_post_says_why_and_what_to_do(
    stranger: Stranger, reason: str, message: str, next_step: str
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    async with visitor.control.switched(fail_reason=reason):
        started = await begin(browser, wish_to_send(account, SMALL))
        await send(browser, started, SMALL)
        status = await wait_for_status(browser, started["post_id"], "FAILED")
    row = await crm.wait_for_row(browser, started["post_id"], "FAILED")

    assert status["fail_reason"] == row["fail_reason"] == reason
    assert message in status["message"]
    assert next_step in status["next_step"]


async def test_an_address_that_leads_elsewhere_is_told_as_the_reason(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    elsewhere = await visitor.control.serve(f"{uuid4()}.mp4")
    address = await visitor.control.serve(f"{uuid4()}.mp4", redirect_to=elsewhere)
    started = await begin(browser, wish_to_fetch(account, address))
    status = await wait_for_status(browser, started["post_id"], "FAILED")

    assert status["fail_reason"] == "video_pull_failed"
    assert "without a redirect" in status["next_step"]


@pytest.mark.parametrize(
    ("profile", "sentence", "is_passing"),
    [
        ({"posts_by_other_apps": 15}, "limit of posts in 24 hours", True),
        ({"banned": True}, "banned this account from posting", False),
    ],
    ids=["limit of the day", "ban"],
)
async def test_who_may_not_post_now_is_told_before_anything_is_sent(
    stranger: Stranger, profile: Json, sentence: str, is_passing: bool
) -> None:
    visitor = stranger.visitor
    account = await connect_new(visitor)
    await visitor.control.change(account.handle, **profile)
    answer = await visitor.browser.send("POST", UPLOAD, wish_to_send(account, SMALL))

    assert (answer.status, answer.json()["type"]) == (403, "/problems/cannot-post")
    assert sentence in answer.json()["detail"]
    assert ("Retry-After" in answer.headers) == is_passing
    assert await visitor.control.inits(account.open_id) == []
