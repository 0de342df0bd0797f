"""What each list can be asked, and what it then shows."""

import base64
from typing import Any
from uuid import uuid5

import pytest

from common.event import NAMESPACE, Event
from common.postgres import Pool
from contracts.tiktok.events import (
    InitAccepted,
    InitAttempted,
    PostBecamePublic,
    PostFailed,
    PostNoLongerPublic,
    PostPublished,
)

from ..asking import ORIGIN, TIMELINE, Api, whole
from ..builders import (
    ACCOUNT,
    BOBS_POST,
    POST,
    Story,
    connected,
    foreign,
    moment,
    post,
    requested,
    sampled,
    webhook,
)
from ..database import settle
from ..sessions import ALICE

POSTS = "/api/crm/tiktok/posts"
INSIGHTS = "/api/crm/insights"
DAY = 86_400
OLDER, NEWER = uuid5(NAMESPACE, "older"), uuid5(NAMESPACE, "newer")


async def tell(pool: Pool, *events: Event) -> None:
    """Settle a story in which each event is a second after the one before."""
    story = Story()
    await settle(pool, [story.tell(each, n, at=n) for n, each in enumerate(events, start=1)])


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", [NEWER, POST, OLDER]),
        ("?pending=true", [POST]),
        ("?pending=false", [NEWER, OLDER]),
        ("?status=FAILED", [OLDER]),
        ("?mode=MEDIA_UPLOAD", [OLDER]),
        (f"?account_id={ACCOUNT}&mode=DIRECT_POST&pending=false", [NEWER]),
        ("?text=100%25", [POST]),
        ("?text=HELL", [NEWER]),
        ("?text=_", []),
        ("?text=deep", [OLDER]),
        ("?from=2026-11-01T12:00:02Z", [NEWER, POST]),
        ("?to=2026-11-01T12:00:02Z", [OLDER]),
        ("?from=2026-11-01T13:00:02%2B01:00&to=2026-11-01T12:00:03Z", [POST]),
    ],
)
async def test_posts_are_found_by_every_condition_newest_first(
    question: str, found: list[object], api: Api, pool: Pool
) -> None:
    await tell(
        pool,
        requested(post_id=OLDER, mode="MEDIA_UPLOAD", title="", description="deep"),
        requested(title="100%"),
        requested(post_id=NEWER, title="Hello"),
        post(PostFailed, "FAILED", post_id=OLDER, fail_reason="internal"),
        post(PostPublished, "PUBLISH_COMPLETE", post_id=NEWER),
        connected(),
    )

    body = await api.get(POSTS + question)

    assert [row["post_id"] for row in body["posts"]] == [str(each) for each in found]
    assert [row["is_pending"] for row in body["posts"]] == [each == POST for each in found]


async def test_a_post_has_the_newest_numbers_summed_over_all_that_came_of_it(
    api: Api, pool: Pool
) -> None:
    await tell(
        pool,
        requested(),
        post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="8"),
        post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9"),
        sampled(10, "8", at=1),
        sampled(100, "9", at=2),
        sampled(150, "9", at=3),
        post(PostNoLongerPublic, "PUBLISH_COMPLETE", platform_post_id="8"),
    )

    [row] = (await api.get(POSTS))["posts"]
    one = await api.get(f"{POSTS}/{POST}")

    assert (row["view_count"], row["like_count"], row["post_ids"]) == (160, 16, ["9"])
    assert row["sampled_at"] == "2026-11-01T12:00:03Z"
    assert [(each["platform_post_id"], each["view_count"]) for each in one["public_ids"]] == [
        ("8", 10),
        ("9", 150),
    ]
    assert {**one, **row} == one


async def test_a_post_without_a_sample_has_no_numbers(api: Api, pool: Pool) -> None:
    await tell(pool, requested())

    [row] = (await api.get(POSTS))["posts"]

    assert (row["view_count"], row["sampled_at"], row["post_ids"]) == (None, None, [])


async def test_one_post_is_shown_with_its_steps(api: Api, pool: Pool) -> None:
    await tell(
        pool,
        requested(),
        post(InitAttempted, "INIT_ATTEMPTED"),
        requested(post_id=NEWER),
        post(InitAccepted, "UPLOADING", publish_id="p1"),
        sampled(10),
    )

    one = await api.get(f"{POSTS}/{POST}")

    kinds = [step["type"].split(".")[1] for step in one["steps"]]
    assert kinds == ["PostRequested", "InitAttempted", "InitAccepted"]
    assert (one["attempt"], one["found_by"], one["publish_id"]) == (1, "answer", "p1")


@pytest.mark.parametrize("name", [str(NEWER), "x", "%00", "1" * 40])
async def test_a_post_that_is_not_ones_own_is_not_found(
    name: str, api: Api, two_users: None
) -> None:
    for asked in (name, BOBS_POST):
        status, body = await api.ask(f"{POSTS}/{asked}", api.signer.headers(ALICE))
        assert (status, body["detail"]) == (404, "No such post.")


SAMPLES = [
    sampled(10, "8", at=0),
    sampled(20, "8", at=60),
    sampled(5, "9", at=60),
    sampled(70, "8", at=DAY),
    sampled(3, "7", at=2 * DAY, post_id=NEWER),
]


@pytest.mark.parametrize("limit", [1, 2, 5])
async def test_pages_of_samples_show_each_once_newest_first(
    limit: int, api: Api, pool: Pool
) -> None:
    await tell(pool, *SAMPLES)

    rows = await whole(api, INSIGHTS, "insights", limit)

    assert [row["view_count"] for row in rows] == [3, 70, 5, 20, 10]


@pytest.mark.parametrize(
    ("question", "views"),
    [
        (f"?post_id={POST}", [70, 5, 20, 10]),
        ("?platform_post_id=9", [5]),
        (f"?account_id={ACCOUNT}&to=2026-11-02T00:00:00Z", [5, 20, 10]),
        ("?from=2026-11-02T00:00:00Z", [3, 70]),
        (f"?post_id={uuid5(NAMESPACE, 'none')}", []),
    ],
)
async def test_samples_are_found_by_every_condition(
    question: str, views: list[int], api: Api, pool: Pool
) -> None:
    await tell(pool, *SAMPLES, connected())

    body = await api.get(INSIGHTS + question)

    assert [row["view_count"] for row in body["insights"]] == views


async def test_a_day_has_the_last_sample_of_each_public_id(api: Api, pool: Pool) -> None:
    await tell(pool, *SAMPLES)

    days = (await api.get(f"{INSIGHTS}/daily"))["days"]
    newest = (await api.get(f"{INSIGHTS}/daily?limit=1&post_id={POST}"))["days"]

    assert [(day["day"], day["public_ids"], day["view_count"]) for day in days] == [
        ("2026-11-03", 1, 3),
        ("2026-11-02", 1, 70),
        ("2026-11-01", 2, 25),
    ]
    assert newest == [days[1]]


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_pages_of_foreign_videos_show_each_once_newest_first(
    limit: int, api: Api, pool: Pool
) -> None:
    await tell(
        pool,
        connected(),
        *(foreign(str(n), create_time=moment(n // 2), title=f"t{n}") for n in range(3)),
    )

    rows = await whole(api, "/api/crm/tiktok/foreign-videos", "videos", limit)
    of_account = await api.get(f"/api/crm/tiktok/foreign-videos?account_id={ACCOUNT}")

    assert [row["title"] for row in rows] == ["t2", "t1", "t0"]
    assert of_account["videos"] == rows


async def test_a_video_that_turns_out_to_be_of_an_earlier_attempt_is_no_longer_foreign(
    api: Api, pool: Pool
) -> None:
    public = [
        post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id=each, earlier_attempt=attempt)
        for each, attempt in (("71", 1), ("72", None))
    ]
    await tell(pool, connected(), requested(), foreign("71"), foreign("73"), *public)

    listed = (await api.get("/api/crm/tiktok/foreign-videos"))["videos"]
    [shown] = (await api.get("/api/crm/tiktok/posts"))["posts"]

    assert [video["platform_post_id"] for video in listed] == ["73"]
    assert shown["post_ids"] == ["71", "72"]


async def test_a_delivery_shows_what_it_became(api: Api, pool: Pool) -> None:
    story = Story()
    news, repeat = (story.tell(webhook(each), None, at=4) for each in ("p1", "p2"))
    published = story.tell(post(PostPublished, "PUBLISH_COMPLETE"), 1, cause=news.envelope.id)
    public = story.tell(
        post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9"), 2, cause=news.envelope.id
    )
    await settle(pool, [story.tell(connected(), 1), news, repeat, published, public])

    shown = {
        row["publish_id"]: row["effects"]
        for row in (await api.get("/api/crm/webhook-events"))["webhook_events"]
    }

    assert shown["p2"] == []
    assert [(effect["type"], effect["event_id"]) for effect in shown["p1"]] == [
        ("tiktok.PostPublished.v1", published.envelope.id),
        ("tiktok.PostBecamePublic.v1", public.envelope.id),
    ]
    assert {effect["subject"] for effect in shown["p1"]} == {str(POST)}


async def test_one_delivery_is_found_by_its_external_id(api: Api, pool: Pool) -> None:
    story = Story()
    told = [story.tell(webhook(each), None, at=4) for each in ("p1", "p2")]
    await settle(pool, [story.tell(connected(), 1), *told])
    rows = (await api.get("/api/crm/webhook-events"))["webhook_events"]
    wanted = next(row for row in rows if row["publish_id"] == "p1")
    asked = f"/api/crm/webhook-events?provider=tiktok&external_id={wanted['external_id']}"

    assert (await api.get(asked))["webhook_events"] == [wanted]
    assert (await api.get(f"{asked}0"))["webhook_events"] == []


async def test_a_delivery_shows_its_headers_and_its_bytes(api: Api, pool: Pool) -> None:
    story, body = Story(), b'{"a": "\xff\x00"}'
    header = {"name": "TikTok-Signature", "value": "t=1,s=2"}
    odd = story.tell(webhook("p1", body=body, headers=[header]), None, at=4)
    old = story.tell(webhook("p2"), None, at=3)
    # As a delivery from before the column; its time stands in no body.
    placed = "UPDATE webhook_events SET create_time = %s, headers = nullif(headers, '[]')"
    await settle(pool, [story.tell(connected(), 1), odd, old])
    async with pool.connection() as connection:
        await connection.execute(placed, (moment(1),))

    first, second = (await api.get("/api/crm/webhook-events"))["webhook_events"]

    assert first["headers"] == [header]
    assert base64.b64decode(first["body_base64"]) == body
    assert first["body"] == '{"a": "\ufffd\x00"}'
    assert second["headers"] == []
    assert base64.b64decode(second["body_base64"]) == webhook("p2").body


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ["p2", "p1"]),
        ("?verdict=unverified", ["p2"]),
        ("?provider=instagram", []),
        ("?event=post.publish.complete", ["p2", "p1"]),
        ("?event=post.publish.failed", []),
        (f"?account_id={ACCOUNT}&status=RECEIVED", ["p2", "p1"]),
        ("?from=2026-11-01T12:00:02Z", ["p2"]),
        ("?to=2026-11-01T12:00:02Z", ["p1"]),
    ],
)
async def test_deliveries_are_found_by_every_condition(
    question: str, found: list[str], api: Api, pool: Pool
) -> None:
    story = Story()
    told = [
        story.tell(connected(), 1),
        story.tell(webhook("p1"), None, at=1),
        story.tell(webhook("p2", verdict="unverified"), None, at=2),
    ]
    await settle(pool, told)

    body = await api.get(f"/api/crm/webhook-events{question}")

    assert [row["publish_id"] for row in body["webhook_events"]] == found


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("?type=tiktok.PostRequested.v1", ["PostRequested"]),
        ("?from=2026-11-01T12:00:02Z", ["PostRequested", "ForeignVideoFound"]),
        ("?to=2026-11-01T12:00:02Z", ["AccountConnected"]),
        ("?type=none", []),
    ],
)
async def test_the_timeline_is_of_one_type_or_of_a_span(
    question: str, kinds: list[str], api: Api, pool: Pool
) -> None:
    await tell(pool, connected(), requested(), foreign())

    body: Any = await api.get(TIMELINE.format(ACCOUNT) + question)

    assert [row["type"].split(".")[1] for row in body["events"]] == kinds


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("", ["PostRequested"]),
        ("?order=desc", ["PostRequested"]),
        ("?samples=true", ["PostRequested", "MetricsSampled", "MetricsSampled"]),
        ("?samples=true&order=desc", ["MetricsSampled", "MetricsSampled", "PostRequested"]),
        ("?type=tiktok.MetricsSampled.v1", ["MetricsSampled", "MetricsSampled"]),
        ("?type=tiktok.PostRequested.v1&samples=true", ["PostRequested"]),
        ("?samples=true&from=2026-11-01T12:00:04Z", ["MetricsSampled"]),
    ],
)
async def test_the_timeline_shows_samples_where_they_are_asked_for(
    question: str, kinds: list[str], api: Api, pool: Pool
) -> None:
    await tell(pool, requested(), connected(), sampled(10, at=1), sampled(20, at=2))

    rows = await whole(api, TIMELINE.format(ACCOUNT) + question, "events", 1)

    shown = [row["type"].split(".")[1] for row in rows]
    assert [kind for kind in shown if kind != "AccountConnected"] == kinds


@pytest.mark.parametrize("order", ["asc", "desc"])
async def test_the_timeline_can_show_its_deliveries_alone(order: str, api: Api, pool: Pool) -> None:
    story = Story()
    deliveries = [story.tell(webhook(each), None, at=4) for each in ("p1", "p2", "p3")]
    events = [
        story.tell(post(PostPublished, "PUBLISH_COMPLETE"), number, cause=one.envelope.id)
        for number, one in enumerate(deliveries[:2], start=1)
    ]
    await settle(pool, [story.tell(connected(), 1), *deliveries, *events])
    path = f"{TIMELINE.format(ACCOUNT)}?type=webhooks.WebhookReceived.v1&order={order}"

    rows = await whole(api, path, "events", 1)

    found = [row["payload"]["publish_id"] for row in rows]
    assert found == (["p1", "p2"] if order == "asc" else ["p2", "p1"])


async def test_days_end_with_the_newest_sample_where_no_span_is_asked_for(
    api: Api, pool: Pool
) -> None:
    await tell(pool, sampled(1, at=0), sampled(2, at=89 * DAY), sampled(3, at=178 * DAY))

    newest = (await api.get(f"{INSIGHTS}/daily"))["days"]
    until = (await api.get(f"{INSIGHTS}/daily?to=2027-04-01T00:00:00Z"))["days"]
    asked = (await api.get(f"{INSIGHTS}/daily?from=2026-11-01T00:00:00Z"))["days"]

    assert [day["view_count"] for day in newest] == [3, 2]
    assert [day["view_count"] for day in until] == [2, 1]
    assert [day["view_count"] for day in asked] == [3, 2, 1]


async def test_the_bodies_in_a_page_of_deliveries_are_bounded(api: Api, pool: Pool) -> None:
    story = Story()
    told = [
        story.tell(webhook(f"p{number}", body=b"x" * 900_000), None, at=number)
        for number in range(7)
    ]
    await settle(pool, [story.tell(connected(), 1)], told)

    first = await api.get("/api/crm/webhook-events")
    rows = await whole(api, "/api/crm/webhook-events", "webhook_events", 500)

    assert [len(row["body"]) for row in first["webhook_events"]] == [900_000] * 3
    assert [row["publish_id"] for row in rows] == ["p6", "p5", "p4", "p3", "p2", "p1", "p0"]
    assert {len(base64.b64decode(row["body_base64"])) for row in rows} == {900_000}


async def test_a_page_of_an_allowed_origin_may_read_the_answers(api: Api) -> None:
    allowed = await api.shared_with(ORIGIN)
    other = await api.shared_with("https://evil.test")

    assert (allowed, other) == (ORIGIN, None)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ({"display_name": "Mara Bakes", "username": "mara"}, "Mara Bakes"),
        ({"display_name": "", "username": "mara"}, "@mara"),
        ({"display_name": " "}, f"TikTok account …{str(ACCOUNT)[-4:]}"),
    ],
)
async def test_an_account_is_always_called_something(
    told: dict[str, object], shown: str, api: Api, pool: Pool
) -> None:
    await tell(pool, connected(**told))

    [account] = (await api.get("/api/crm/accounts"))["accounts"]

    assert account["display_name"] == shown
    assert account["username"] == told.get("username")
