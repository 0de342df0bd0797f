"""What the API shows, to whom, page by page."""

import base64
import json
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from aiohttp.test_utils import TestClient, TestServer

from common.event import NAMESPACE
from common.postgres import Pool, open_pool
from contracts.accounts import AccountDisconnected
from contracts.tiktok.events import (
    InitAccepted,
    InitAttempted,
    PostBecamePublic,
    PostNoLongerPublic,
    PostPublished,
)
from crm_projector.app import create_app

from ..asking import REVOKED, TIMELINE, Api, gate_of, whole
from ..builders import (
    ACCOUNT,
    BOBS_ACCOUNT,
    POST,
    Story,
    connected,
    moment,
    post,
    requested,
    webhook,
)
from ..database import settle
from ..sessions import ALICE, BOB, Signer

LISTS = {
    "/api/crm/accounts": "accounts",
    "/api/crm/tiktok/posts": "posts",
    "/api/crm/tiktok/foreign-videos": "videos",
    "/api/crm/insights": "insights",
    "/api/crm/webhook-events": "webhook_events",
}
TESTS = "/api/crm/tiktok/webhook-tests"
POST_PATH = "/api/crm/tiktok/posts/{}"
ROUTES = [
    *LISTS,
    TIMELINE.format(ACCOUNT),
    POST_PATH.format(POST),
    "/api/crm/insights/daily",
    TESTS,
]


@pytest.mark.parametrize("path", ROUTES)
async def test_without_a_session_nothing_is_shown(path: str, api: Api, two_users: None) -> None:
    foreign = Signer().headers(ALICE)
    expired = api.signer.headers(ALICE, minutes=-1)
    revoked = api.signer.headers(ALICE, session=REVOKED)

    for headers in ({}, {"Authorization": "Bearer x"}, foreign, expired, revoked):
        status, body = await api.ask(path, headers)
        assert (status, body["type"]) == (401, "/problems/not-signed-in")


@pytest.mark.parametrize(("path", "name"), LISTS.items())
@pytest.mark.parametrize(("user_id", "own"), [(ALICE, ACCOUNT), (BOB, BOBS_ACCOUNT)])
async def test_a_list_has_the_users_own_rows_only(
    path: str, name: str, user_id: UUID, own: UUID, api: Api, two_users: None
) -> None:
    body = await api.get(path, user_id)

    assert [row["account_id"] for row in body[name]] == [str(own)]


@pytest.mark.parametrize(("path", "name"), LISTS.items())
async def test_a_user_without_accounts_sees_empty_lists(
    path: str, name: str, api: Api, two_users: None
) -> None:
    body = await api.get(path, uuid5(NAMESPACE, "carol"))

    assert body[name] == []


@pytest.mark.parametrize(
    "path",
    [
        TIMELINE.format(BOBS_ACCOUNT),
        TIMELINE.format(uuid5(NAMESPACE, "nobody's account")),
        TIMELINE.format("not-an-id"),
        TIMELINE.format("%00"),
        f"/api/crm/tiktok/posts?account_id={BOBS_ACCOUNT}",
        f"/api/crm/tiktok/posts?account_id={uuid5(NAMESPACE, 'none')}",
        f"/api/crm/insights?account_id={BOBS_ACCOUNT}",
        f"/api/crm/insights/daily?account_id={BOBS_ACCOUNT}",
        f"/api/crm/tiktok/foreign-videos?account_id={BOBS_ACCOUNT}",
        f"/api/crm/webhook-events?account_id={BOBS_ACCOUNT}",
    ],
)
async def test_another_users_account_looks_like_none(path: str, api: Api, two_users: None) -> None:
    status, body = await api.ask(path, api.signer.headers(ALICE))

    assert (status, body["type"]) == (404, "/problems/not-found")
    assert body["detail"] == "No such account."


async def test_a_test_of_the_address_is_shown_to_everybody_and_among_nobodys_deliveries(
    api: Api, pool: Pool, two_users: None
) -> None:
    before = await api.get("/api/crm/webhook-events", ALICE)
    pings = [
        webhook(
            platform_user_id=user, external_id=f"tiktok.ping|{user}|{at}", event_type="tiktok.ping",
            publish_id="", at=at,
        )
        for user, at in (("", 10), ("act.example", 11))
    ]  # fmt: skip
    story = Story()
    await settle(pool, [story.tell(ping, None, at=12 + n) for n, ping in enumerate(pings)])

    shown = await api.get(TESTS, ALICE)

    assert shown == await api.get(TESTS, BOB)
    assert [test["create_time"] for test in shown["webhook_tests"]] == [
        "2026-11-01T12:00:11Z",
        "2026-11-01T12:00:10Z",
    ]
    assert shown["webhook_tests"][0].keys() == {"verdict", "create_time", "received_at"}
    assert await api.get("/api/crm/webhook-events", ALICE) == before


@pytest.mark.parametrize("path", ROUTES)
async def test_answers_are_not_cached_and_name_no_registers(
    path: str, api: Api, two_users: None
) -> None:
    response = await api._client.get(path, headers=api.signer.headers(ALICE))

    assert response.headers["Cache-Control"] == "no-store"
    assert "profile_sequence" not in await response.text()


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=x",
        "cursor=x",
        "cursor=bnVsbA",
        "cursor=%C3%A9",
        "cursor=e30",
        "status=EVERYTHING",
        "account_id=7",
        "order=asc",
        "text=",
        "text=%00",
        "mode=%00",
        "text=%ED%A0%80" + "x" * 201,
        "pending=perhaps",
        "from=yesterday",
        "from=2026-11-01T12:00:00",
        "since=2026-11-01T12:00:00Z",
    ],
)
async def test_a_question_that_cannot_be_understood_is_422(
    query: str, api: Api, two_users: None
) -> None:
    path = f"/api/crm/tiktok/posts?{query}"

    status, body = await api.ask(path, api.signer.headers(ALICE))

    assert (status, body["type"]) == (422, "/problems/invalid-request")


@pytest.mark.parametrize(
    ("path", "position"),
    [
        ("/api/crm/webhook-events", {"at": "2026-11-01T12:00:00Z", "external_id": "\x00"}),
        ("/api/crm/webhook-events", {"at": "2026-11-01T12:00:00Z", "external_id": "\ud800"}),
        ("/api/crm/webhook-events", {"at": "2026-11-01T12:00:00", "external_id": "x"}),
        (
            TIMELINE.format(ACCOUNT),
            {"at": "2026-11-01T12:00:00Z", "topic": "t", "partition": 1 << 31, "offset": 1},
        ),
        (
            TIMELINE.format(ACCOUNT),
            {"at": "2026-11-01T12:00:00Z", "topic": "t", "partition": 0, "offset": 1 << 70},
        ),
    ],
)
async def test_a_cursor_that_was_made_up_is_422(
    path: str, position: dict[str, object], api: Api, two_users: None
) -> None:
    made_up = base64.urlsafe_b64encode(json.dumps(position).encode()).decode()

    status, body = await api.ask(f"{path}?cursor={made_up}", api.signer.headers(ALICE))

    assert (status, body["type"]) == (422, "/problems/invalid-request")
    assert body["detail"].startswith("cursor: ")


async def test_a_post_is_shown_with_the_ids_that_are_public_now(api: Api, pool: Pool) -> None:
    story = Story()
    told = [
        story.tell(connected(), 1),
        story.tell(requested(), 1),
        story.tell(post(InitAccepted, "UPLOADING", publish_id="p1"), 2),
        story.tell(post(PostPublished, "PUBLISH_COMPLETE", publish_id="p1"), 3),
        *(
            story.tell(post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id=each), number)
            for number, each in enumerate(["9", "8", "7"], start=4)
        ),
        story.tell(post(PostNoLongerPublic, "PUBLISH_COMPLETE", platform_post_id="8"), 7),
    ]
    await settle(pool, told)

    [shown] = (await api.get(f"/api/crm/tiktok/posts?account_id={ACCOUNT}"))["posts"]

    assert (shown["post_id"], shown["publish_id"]) == (str(POST), "p1")
    assert (shown["status"], shown["title"]) == ("PUBLISH_COMPLETE", "Hello")
    assert shown["post_ids"] == ["7", "9"]
    assert (shown["event_id"], shown["offset"]) == (told[-1].envelope.id, told[-1].offset)


async def test_posts_are_found_by_status(api: Api, pool: Pool) -> None:
    story = Story()
    other = uuid5(NAMESPACE, "other")
    attempt = post(InitAttempted, "INIT_ATTEMPTED")
    done = post(PostPublished, "PUBLISH_COMPLETE", post_id=other)
    await settle(pool, [story.tell(attempt, 1), story.tell(done, 1)])

    found = await api.get("/api/crm/tiktok/posts?status=PUBLISH_COMPLETE")

    assert [row["post_id"] for row in found["posts"]] == [str(other)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
async def test_pages_of_posts_show_each_once_newest_first(limit: int, api: Api, pool: Pool) -> None:
    story = Story()
    ids = [uuid5(NAMESPACE, str(number)) for number in range(7)]
    times = [0, 1, 1, 1, 2, 3, 3]
    told = [
        story.tell(requested(post_id=post_id), 1, at=at)
        for post_id, at in zip(ids, times, strict=True)
    ]
    await settle(pool, told)

    rows = await whole(api, "/api/crm/tiktok/posts", "posts", limit)

    newest_first = sorted(zip(times, ids, strict=True), reverse=True)
    assert [row["post_id"] for row in rows] == [str(post_id) for _, post_id in newest_first]


@pytest.mark.parametrize("limit", [1, 2, 5])
async def test_pages_of_deliveries_show_each_once_last_first(
    limit: int, api: Api, pool: Pool
) -> None:
    story = Story()
    told = [story.tell(connected(), 1)]
    told += [story.tell(webhook(f"p{number}"), None, at=number // 2) for number in range(5)]
    await settle(pool, told)

    rows = await whole(api, "/api/crm/webhook-events", "webhook_events", limit)

    assert [row["publish_id"] for row in rows] == ["p4", "p3", "p2", "p1", "p0"]


async def test_a_delivery_is_shown_to_who_held_the_account_at_its_time(
    api: Api, pool: Pool
) -> None:
    story = Story()
    bob = {"account_id": BOBS_ACCOUNT, "user_id": BOB}
    gone = AccountDisconnected(
        provider="tiktok", account_id=ACCOUNT, user_id=ALICE, revoked=True, reason="user"
    )
    told = [
        story.tell(webhook("before-both", at=-5), None, at=-5),
        # In the same second as the grant: a platform's times have no fractions.
        story.tell(connected(granted_at=moment(0.9)), 1),
        story.tell(webhook("alice", at=0), None),
        story.tell(gone, 2),
        story.tell(webhook("alice-after", at=50), None, at=50),
        story.tell(connected(**bob, granted_at=moment(100)), 1, at=100),
        story.tell(webhook("bob", at=150), None, at=150),
        story.tell(connected(granted_at=moment(200)), 3, at=200),
        story.tell(webhook("alice-again", at=250), None, at=250),
    ]
    await settle(pool, told)

    alice = (await api.get("/api/crm/webhook-events"))["webhook_events"]
    bobs = (await api.get("/api/crm/webhook-events", BOB))["webhook_events"]

    assert [row["publish_id"] for row in alice] == ["alice-again", "alice-after", "alice"]
    assert [row["publish_id"] for row in bobs] == ["bob"]


async def test_a_delivery_shows_its_body_as_it_came(api: Api, two_users: None) -> None:
    [row] = (await api.get("/api/crm/webhook-events?status=RECEIVED"))["webhook_events"]
    unmatched = await api.get("/api/crm/webhook-events?status=UNMATCHED")

    assert row["body"] == webhook("p1").body.decode()
    assert (row["verdict"], row["event"]) == ("verified", "post.publish.complete")
    assert unmatched["webhook_events"] == []


async def test_the_timeline_tells_the_whole_story_and_what_caused_it(api: Api, pool: Pool) -> None:
    story = Story()
    delivery = story.tell(webhook("p1"), None, at=4)
    bobs = story.tell(connected(account_id=BOBS_ACCOUNT, user_id=BOB), 1)
    told = [
        story.tell(connected(), 1, at=1),
        story.tell(requested(), 1, at=2),
        story.tell(post(InitAccepted, "UPLOADING", publish_id="p1"), 2, at=3),
        story.tell(post(PostPublished, "PUBLISH_COMPLETE"), 3, at=5, cause=delivery.envelope.id),
    ]
    await settle(pool, [*told, delivery, bobs, story.tell(webhook("other"), None, at=9)])

    body = await api.get(TIMELINE.format(ACCOUNT))

    events = [*told[:3], delivery, told[3]]
    assert [row["event_id"] for row in body["events"]] == [one.envelope.id for one in events]
    assert [(row["topic"], row["partition"], row["offset"]) for row in body["events"]] == [
        (one.topic, one.partition, one.offset) for one in events
    ]
    published = body["events"][-1]
    assert published["type"] == "tiktok.PostPublished.v1"
    assert published["causation_id"] == body["events"][-2]["event_id"]
    assert published["payload"]["status"] == "PUBLISH_COMPLETE"
    assert body["events"][-2]["payload"]["publish_id"] == "p1"


@pytest.mark.parametrize("limit", [1, 2, 6])
async def test_the_timeline_keeps_the_logs_order_whatever_the_clocks_said(
    limit: int, api: Api, pool: Pool
) -> None:
    story = Story()
    told = [story.tell(connected(), 1, at=0), story.tell(requested(), 1, at=9)]
    told += [
        story.tell(post(InitAttempted, "INIT_ATTEMPTED"), sequence, at=5 - sequence)
        for sequence in (2, 3, 4)
    ]
    await settle(pool, told)

    path = TIMELINE.format(ACCOUNT)
    forth = await whole(api, path, "events", limit)
    back = await whole(api, f"{path}?order=desc", "events", limit)

    assert [row["event_id"] for row in forth] == [one.envelope.id for one in told]
    assert back == forth[::-1]


async def test_a_database_that_is_away_is_503(tmp_path: Path) -> None:
    signer = Signer()
    nowhere = "postgresql://crm@127.0.0.1:1/none"
    async with open_pool(nowhere, "crm") as pool:
        pool.timeout = 0.1
        app = create_app(pool, gate_of(signer, tmp_path))
        async with TestClient(TestServer(app)) as client:
            response = await client.get("/api/crm/accounts", headers=signer.headers(ALICE))

    assert response.status == 503
    assert response.headers["Retry-After"] == "5"
