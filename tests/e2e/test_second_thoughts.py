"""One publish for each word of the user: a post is cancelled, asked for twice, tried again."""

import asyncio
from uuid import uuid4

import crm
import pytest
from connecting import connect_new
from journey import Account, Visit
from posting import UPLOAD, begin, send, wait_for_status, wish_to_fetch, wish_to_send
from told import Stranger
from upload import Video
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
SMALL = Video("second thoughts", 55_009)
DIRECT_INIT = "/v2/post/publish/video/init/"
SLOW = {"size": 4_000_000, "bytes_per_second": 200_000}


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

    assert status["fail_reason"] == row["fail_reason"] == "upload_terminated"
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
