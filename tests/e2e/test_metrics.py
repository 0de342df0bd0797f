"""What TikTok counts of a post is sampled in its turn, and its video list is held against ours."""

from uuid import uuid4

import crm
import pytest
from connecting import connect_new
from control import Json
from journey import Account, Visit
from posting import begin, wait_for_status, wish_to_fetch
from rows import select
from told import Stranger
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOUR = 3600
COUNTS = ("view_count", "like_count", "comment_count", "share_count")
DUE = """
INSERT INTO tiktok.account_work (account_id, kind, next_due_at) VALUES (%s, %s, now())
ON CONFLICT (account_id, kind) DO UPDATE SET next_due_at = now(), done_at = NULL
RETURNING account_id
"""
AGED = """
UPDATE tiktok.post_visibility SET said_at = said_at - interval '5 minutes'
WHERE post_id = %s RETURNING post_id
"""


async def public_post(visitor: Visit) -> tuple[Account, Json]:
    """Connect somebody, and publish something that everybody sees."""
    account = await connect_new(visitor)
    address = await visitor.control.serve(f"{uuid4()}.mp4")
    wish = wish_to_fetch(account, address, privacy_level="PUBLIC_TO_EVERYONE")
    started = await begin(visitor.browser, wish)
    post_id = started["post_id"]
    return account, await wait_for_status(visitor.browser, post_id, "PUBLISH_COMPLETE", public=1)


async def sampled(visitor: Visit, account: Account, post: Json, count: int) -> list[Json]:
    """Let the account's turn come now, and wait for so many samples in the CRM, newest first."""
    await select(visitor.addresses.postgres, DUE, account.account_id, "sample")

    async def look() -> list[Json] | None:
        path = f"insights?post_id={post['post_id']}"
        found = await crm.listed(visitor.browser, path, "insights")
        return found if len(found) >= count else None

    return await until(f"{count} samples in the CRM", look)


async def test_totals_are_sampled_in_turn_and_kept_with_their_history(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account, post = await public_post(visitor)
    [early] = await sampled(visitor, account, post, 1)
    async with visitor.control.later(2 * HOUR):
        found = await sampled(visitor, account, post, 2)
    events = await visitor.log.wait_for(2, "tiktok.posts.v1", account.account_id, "MetricsSampled")
    row = await crm.wait_for_row(browser, post["post_id"], "PUBLISH_COMPLETE", public=1)
    days = await crm.listed(browser, f"insights/daily?post_id={post['post_id']}", "days")

    assert found[1] == early
    assert found[0]["view_count"] > early["view_count"]
    assert [[one[name] for name in COUNTS] for one in reversed(found)] == [
        [event.json()[name] for name in COUNTS] for event in events
    ]
    assert {one["platform_post_id"] for one in found} == set(post["post_ids"])
    assert [row[name] for name in COUNTS] == [found[0][name] for name in COUNTS]
    assert days[0]["view_count"] == found[0]["view_count"]


async def test_a_post_that_its_user_hides_is_no_longer_public(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    _, post = await public_post(visitor)
    await crm.wait_for_row(browser, post["post_id"], "PUBLISH_COMPLETE", public=1)
    await visitor.control.hide(post["publish_id"])
    await wait_for_status(browser, post["post_id"], "PUBLISH_COMPLETE", public=0)
    row = await crm.wait_for_row(browser, post["post_id"], "PUBLISH_COMPLETE", public=0)

    assert [one["is_public"] for one in row["public_ids"]] == [False]


async def test_a_hidden_post_whose_webhook_was_lost_is_found_by_the_list(
    stranger: Stranger,
) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account, post = await public_post(visitor)
    [video_id] = post["post_ids"]
    await crm.wait_for_row(browser, post["post_id"], "PUBLISH_COMPLETE", public=1)
    async with visitor.control.switched(webhook_drop=True):
        await visitor.control.hide_video(video_id)
    await select(visitor.addresses.postgres, AGED, post["post_id"])
    await select(visitor.addresses.postgres, DUE, account.account_id, "reconcile")
    row = await crm.wait_for_row(browser, post["post_id"], "PUBLISH_COMPLETE", public=0)
    [drifted] = await visitor.log.wait_for(1, "tiktok.posts.v1", account.account_id, "PostDrifted")

    assert (drifted.json()["kind"], drifted.json()["platform_post_id"]) == ("missing", video_id)
    assert [one["is_public"] for one in row["public_ids"]] == [False]


async def test_a_video_that_postlog_has_not_posted_is_listed_as_such(stranger: Stranger) -> None:
    visitor, browser = stranger.visitor, stranger.visitor.browser
    account = await connect_new(visitor)
    [video] = await visitor.control.add_videos(account.handle, title="Of my own")
    await select(visitor.addresses.postgres, DUE, account.account_id, "reconcile")

    async def look() -> list[Json]:
        path = f"tiktok/foreign-videos?account_id={account.account_id}"
        return await crm.listed(browser, path, "videos")

    [found] = await until("the video in the CRM", look)
    assert found["platform_post_id"] == video["id"]
    assert found["title"] == video["title"]
