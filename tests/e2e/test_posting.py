"""Posting from the user's side: by an address, with choices, cancelled, tried again, failed."""

import asyncio
from uuid import uuid4

import crm
import pytest
from connecting import connect_new
from control import Json
from journey import Account, Visit
from posting import UPLOAD, begin, send, wait_for_status, wish_to_fetch, wish_to_send
from told import Stranger
from upload import Video
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
DIRECT_INIT = "/v2/post/publish/video/init/"
SMALL = Video("posting", 55_009)
SLOW = {"size": 4_000_000, "bytes_per_second": 200_000}


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
        ({"privacy_level": "PUBLIC_TO_EVERYONE", "disable_comment": True}, "PUBLIC_TO_EVERYONE"),
        ({"privacy_level": "SELF_ONLY"}, "comment"),
        ({"disable_comment": True, "brand_content_toggle": True}, "Branded content"),
        ({"disable_comment": True, "video_duration_sec": 601}, "600 seconds"),
    ):
        answer = await visitor.browser.send("POST", UPLOAD, wish_to_send(account, SMALL, **choice))

        assert answer.status == 422, choice
        assert answer.json()["type"] == "/problems/choice-refused"
        assert word in answer.json()["detail"]
    assert await visitor.control.inits(account.open_id) == []


async def test_a_running_download_can_be_cancelled(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    address = await visitor.control.serve(f"{uuid4()}.mp4", **SLOW)
    started = await begin(browser, wish_to_fetch(account, address))
    (await browser.send("POST", f"/api/tiktok/posts/{started['post_id']}/cancel")).require(202)
    status = await wait_for_status(browser, started["post_id"], "FAILED")
    row = await crm.wait_for_row(browser, started["post_id"], "FAILED")
    cancels = await visitor.control.requests(
        path="/v2/post/publish/cancel/", publish_id=started["publish_id"]
    )

    assert status["fail_reason"] == row["fail_reason"] == "publish_cancelled"
    assert status["message"] == "The post was cancelled."
    assert status["next_step"]
    assert [cancel["status"] for cancel in cancels] == [200]
    assert "CancelRequested" in {step["type"].split(".")[1] for step in row["steps"]}


async def test_a_cancellation_that_tiktok_refuses_is_told_and_the_post_goes_on(
    stranger: Stranger,
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    address = await visitor.control.serve(f"{uuid4()}.mp4", size=500_000, bytes_per_second=400_000)
    async with visitor.control.switched(cancel_until=0):
        started = await begin(browser, wish_to_fetch(account, address))
        (await browser.send("POST", f"/api/tiktok/posts/{started['post_id']}/cancel")).require(202)
        row = await crm.wait_for_row(browser, started["post_id"], "PUBLISH_COMPLETE")
    again = await browser.send("POST", f"/api/tiktok/posts/{started['post_id']}/cancel")

    assert (row["cancel"], row["cancel_reason"]) == ("REFUSED", "publish_not_cancellable")
    assert (again.status, again.json()["type"]) == (409, "/problems/not-cancellable")


async def test_an_unfinished_upload_can_be_cancelled(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    started = await begin(browser, wish_to_send(account, SMALL))
    (await browser.send("POST", f"/api/tiktok/posts/{started['post_id']}/cancel")).require(202)
    status = await wait_for_status(browser, started["post_id"], "FAILED")
    row = await crm.wait_for_row(browser, started["post_id"], "FAILED")
    known = await visitor.control.publish(started["publish_id"])

    assert status["fail_reason"] == "upload_terminated"
    assert row["cancel"] == "UPLOAD_TERMINATED"
    assert status["message"] == "You gave this upload up."
    assert known["uploaded_bytes"] == 0


async def test_a_post_whose_answer_was_lost_is_tried_again_by_the_users_word(
    stranger: Stranger,
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    await lose_next_init(visitor, account)
    wish = wish_to_send(account, SMALL, privacy_level="PUBLIC_TO_EVERYONE")
    lost = (await browser.send("POST", UPLOAD, wish)).require(202).json()
    word = {"Idempotency-Key": str(uuid4())}
    path = f"/api/tiktok/posts/{lost['post_id']}/retry"
    again = (await browser.send("POST", path, headers=word)).require(201).json()
    repeated = (await browser.send("POST", path, headers=word)).require(201).json()
    await send(browser, again, SMALL)
    status = await wait_for_status(browser, lost["post_id"], "PUBLISH_COMPLETE", public=1)
    row = await crm.wait_for_row(browser, lost["post_id"], "PUBLISH_COMPLETE", public=1)
    refused = await browser.send("POST", path)

    assert (lost["status"], lost["publish_id"]) == ("INIT_OUTCOME_UNKNOWN", None)
    assert repeated["publish_id"] == again["publish_id"]
    assert (status["attempt"], row["attempt"]) == (2, 2)
    assert refused.status == 409
    assert len(await visitor.control.inits(account.open_id)) == 2
    assert await published(visitor, account) == [again["publish_id"]]


async def test_a_fetched_post_whose_answer_was_lost_is_found_by_its_webhook(
    stranger: Stranger,
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    address = await visitor.control.serve(f"{uuid4()}.mp4")
    await lose_next_init(visitor, account)
    wish = wish_to_fetch(account, address, privacy_level="PUBLIC_TO_EVERYONE")
    lost = (await browser.send("POST", UPLOAD, wish)).require(202).json()
    status = await wait_for_status(browser, lost["post_id"], "PUBLISH_COMPLETE", public=1)
    row = await crm.wait_for_row(browser, lost["post_id"], "PUBLISH_COMPLETE", public=1)

    assert lost["status"] == "INIT_OUTCOME_UNKNOWN"
    assert (status["attempt"], row["found_by"]) == (1, "webhook")
    assert await published(visitor, account) == [status["publish_id"]]
    assert len(await visitor.control.inits(account.open_id)) == 1


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


async def test_one_key_is_one_post_however_often_it_is_sent(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    wish, key = wish_to_send(account, SMALL), {"Idempotency-Key": str(uuid4())}
    answers = await asyncio.gather(
        *(browser.send("POST", UPLOAD, wish, key) for _ in range(5)),
    )
    later = (await browser.send("POST", UPLOAD, wish, key)).require(201).json()
    other = await browser.send("POST", UPLOAD, {**wish, "title": "Another"}, key)
    begun = [answer.json() for answer in answers if answer.status == 201]
    refused = [answer.json()["type"] for answer in answers if answer.status != 201]

    assert begun
    assert {one["post_id"] for one in begun} == {later["post_id"]}
    assert set(refused) <= {"/problems/still-in-progress"}
    assert (other.status, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert len(await visitor.control.inits(account.open_id)) == 1


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


async def lose_next_init(visitor: Visit, account: Account) -> None:
    """Let TikTok take this account's next post, and its answer get lost."""
    await visitor.control.plan_fault(
        endpoint=DIRECT_INIT, kind="reset_after", match={"open_id": account.open_id}
    )


async def published(visitor: Visit, account: Account) -> list[str]:
    """Wait until TikTok works on nothing that was to be fetched; gives what it has published."""

    async def look() -> list[str] | None:
        mine = await visitor.control.publishes(account.open_id)
        done = [one["publish_id"] for one in mine if one["status"] == "PUBLISH_COMPLETE"]
        return done or None

    return await until("a published post at TikTok", look)
