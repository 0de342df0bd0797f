"""The lists that hold the rows of all platforms."""

from typing import Any

import pytest

from common.postgres import Pool
from contracts.instagram.posts import MediaFailed, MediaIdentified
from contracts.tiktok.events import (
    PostBecamePublic,
    PostDeliveredToInbox,
    PostNoLongerPublic,
    PostPublished,
)

from .. import instagram
from ..asking import Api, whole
from ..builders import ACCOUNT, POST, Story, connected, post, requested, sampled
from ..database import settle
from ..instagram import BOBS_IG_POST, IG_POST, LINK, MEDIUM

ON_INSTAGRAM: dict[str, Any] = {"account_id": IG_POST}
TIKTOK_LINK = "https://www.tiktok.com/@alice/video/9"


@pytest.fixture
async def posted(pool: Pool) -> None:
    """A post on TikTok, a failed one and a published one on Instagram, by one user."""
    story = Story()
    of_instagram = connected(
        provider="instagram", display_name="", username="alice", **ON_INSTAGRAM
    )
    failed: dict[str, Any] = {**ON_INSTAGRAM, "post_id": BOBS_IG_POST}
    told = [
        story.tell(connected(), 1),
        story.tell(of_instagram, 1),
        story.tell(instagram.requested(**ON_INSTAGRAM), 1, at=1),
        story.tell(requested(), 1, at=2),
        story.tell(instagram.requested(**failed), 1, at=3),
        story.tell(
            post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9", link=TIKTOK_LINK), 2
        ),
        story.tell(
            instagram.post(
                MediaIdentified, "PUBLISHED", media_id=MEDIUM, permalink=LINK, **ON_INSTAGRAM
            ),
            2,
        ),
        story.tell(instagram.post(MediaFailed, "FAILED", code="c", message="m", **failed), 2),
        story.tell(sampled(10, at=4), 3),
        story.tell(instagram.observed(post_id=IG_POST, **ON_INSTAGRAM), 1),
        story.tell(instagram.sampled(40, at=5, **ON_INSTAGRAM), 2),
    ]
    await settle(pool, told)


async def test_posts_of_all_platforms_are_one_list_in_common_words(api: Api, posted: None) -> None:
    rows = (await api.get("/api/crm/posts"))["posts"]

    names = ("provider", "status", "platform_status", "account_name", "title", "link")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("instagram", "FAILED", "FAILED", "@alice", "Hello", None),
        ("tiktok", "PUBLISHED", "PUBLISH_COMPLETE", "Alice", "Hello", TIKTOK_LINK),
        ("instagram", "PUBLISHED", "PUBLISHED", "@alice", "Hello", LINK),
    ]
    assert [(row["kind"], row["fail_reason"]) for row in rows] == [
        ("REELS", "c"),
        ("VIDEO", None),
        ("REELS", None),
    ]
    assert [(row["platform_post_id"], row["visibility"]) for row in rows] == [
        (None, None),
        ("9", "PUBLIC"),
        (MEDIUM, "PUBLIC"),
    ]
    counts = ("view_count", "like_count", "comment_count", "share_count")
    assert [tuple(row[name] for name in counts) for row in rows] == [
        (None,) * 4,
        (10, 1, 1, 1),
        (40, 4, 1, None),
    ]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("?provider=tiktok", [POST]),
        ("?provider=nowhere", []),
        ("?status=PUBLISHED", [POST, IG_POST]),
        ("?status=IN_PROGRESS", []),
        ("?text=hell&provider=tiktok", [POST]),
        ("?text=_", []),
        (f"?account_id={ACCOUNT}", [POST]),
        ("?from=2026-11-01T12:00:02Z", [BOBS_IG_POST, POST]),
        ("?to=2026-11-01T12:00:02Z&provider=instagram&status=PUBLISHED", [IG_POST]),
    ],
)
async def test_posts_of_all_platforms_are_found_by_every_condition(
    question: str, found: list[object], api: Api, posted: None
) -> None:
    rows = (await api.get(f"/api/crm/posts{question}"))["posts"]

    assert [row["post_id"] for row in rows] == [str(each) for each in found]


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_of_all_posts_show_each_once(limit: int, api: Api, posted: None) -> None:
    rows = await whole(api, "/api/crm/posts", "posts", limit)

    assert [row["post_id"] for row in rows] == [str(one) for one in (BOBS_IG_POST, POST, IG_POST)]


@pytest.mark.parametrize("limit", [1, 2, 3])
@pytest.mark.parametrize("number", ["views", "likes", "comments", "shares"])
async def test_posts_are_sorted_by_a_number_and_those_without_it_come_last(
    number: str, limit: int, api: Api, posted: None
) -> None:
    rows = await whole(api, f"/api/crm/posts?sort={number}", "posts", limit)

    counts = [row[f"{number.rstrip('s')}_count"] for row in rows]
    known = [count for count in counts if count is not None]
    assert len(rows) == 3
    assert counts == [*sorted(known, reverse=True), *[None] * (3 - len(known))]


async def test_a_cursor_of_another_order_is_422(api: Api, posted: None) -> None:
    first = await api.get("/api/crm/posts?limit=1")
    headers = api.signer.headers(connected().user_id)

    status, _ = await api.ask(
        f"/api/crm/posts?limit=1&sort=views&cursor={first['next_cursor']}", headers
    )

    assert status == 422


async def test_a_post_for_everybody_that_tiktok_still_checks_is_awaited_and_then_public(
    api: Api, pool: Pool
) -> None:
    story = Story()
    shown: dict[str, Any] = {"platform_post_id": "9"}
    told = [
        (connected(), 1),
        (requested(privacy_level="PUBLIC_TO_EVERYONE"), 1),
        (post(PostPublished, "PUBLISH_COMPLETE"), 2),
        (post(PostBecamePublic, "PUBLISH_COMPLETE", **shown), 3),
        (post(PostNoLongerPublic, "PUBLISH_COMPLETE", **shown), 4),
    ]

    seen = []
    for event, number in told:
        await settle(pool, [story.tell(event, number)])
        for path in ("/api/crm/posts", "/api/crm/tiktok/posts"):
            seen += [row["visibility"] for row in (await api.get(path))["posts"]]

    assert seen == [None, None, "AWAITED", "AWAITED", "PUBLIC", "PUBLIC", "WITHDRAWN", "WITHDRAWN"]


async def test_what_waits_in_the_app_is_delivered_and_not_published(api: Api, pool: Pool) -> None:
    story = Story()
    waiting = post(PostDeliveredToInbox, "SEND_TO_USER_INBOX")
    await settle(pool, [story.tell(requested(), 1), story.tell(waiting, 2)])

    [row] = (await api.get("/api/crm/posts"))["posts"]

    assert (row["status"], row["platform_status"]) == ("DELIVERED", "SEND_TO_USER_INBOX")


async def test_a_status_that_is_not_a_common_word_is_422(api: Api, posted: None) -> None:
    headers = api.signer.headers(connected().user_id)

    status, _ = await api.ask("/api/crm/posts?status=PUBLISH_COMPLETE", headers)

    assert status == 422


async def test_samples_of_all_platforms_have_common_counts_and_each_platforms_own_numbers(
    api: Api, posted: None
) -> None:
    rows = (await api.get("/api/crm/insights"))["insights"]
    of_medium = (await api.get(f"/api/crm/insights?platform_post_id={MEDIUM}"))["insights"]
    of_post = (await api.get(f"/api/crm/insights?post_id={IG_POST}"))["insights"]

    assert [(row["provider"], row["view_count"], row["like_count"]) for row in rows] == [
        ("instagram", 40, 4),
        ("tiktok", 10, 1),
    ]
    assert rows[0]["share_count"] is None
    assert rows[0]["metrics"] == {"views": 40, "likes": 4, "saved": None}
    assert rows[1]["metrics"]["comment_count"] == 1
    assert of_medium == of_post == rows[:1]


async def test_a_day_sums_up_what_all_platforms_told(api: Api, posted: None) -> None:
    [day] = (await api.get("/api/crm/insights/daily"))["days"]

    assert (day["public_ids"], day["view_count"], day["like_count"]) == (2, 50, 5)
    assert day["share_count"] == 1
