"""What each event makes of the tables, on a real PostgreSQL."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid5

import pytest

from common.event import NAMESPACE, Event
from common.postgres import Pool
from contracts import accounts, webhooks
from contracts.accounts import (
    AccountDisconnected,
    AccountErased,
    AccountRefreshed,
    AccountRefreshFailed,
    AuthorizationRemovedObserved,
    GrantRefused,
    ReauthorizationRequired,
)
from contracts.instagram import events as instagram_contracts
from contracts.tiktok import events as tiktok
from contracts.tiktok.events import (
    InitAccepted,
    InitAttempted,
    InitRejected,
    PostBecamePublic,
    PostFailed,
    PostNoLongerPublic,
    PostPublished,
    StatusObserved,
    WebhookUnmatched,
)
from crm_projector.providers import PROJECTION

from .. import instagram
from ..builders import (
    ACCOUNT,
    BOBS_ACCOUNT,
    Story,
    connected,
    foreign,
    moment,
    post,
    requested,
    sampled,
    webhook,
)
from ..database import settle, tables
from ..sessions import ALICE, BOB


def account(kind: type[Event], **values: object) -> Event:
    owner = {"provider": "tiktok", "account_id": ACCOUNT, "user_id": ALICE}
    return kind.model_validate(owner | values)


async def only(pool: Pool, table: str) -> dict[str, Any]:
    [row] = (await tables(pool))[table]
    return row


async def test_a_connected_account_has_everything_but_tokens(pool: Pool) -> None:
    told = Story().tell(connected(), 1, at=5)

    await settle(pool, [told])

    row = await only(pool, "oauth_accounts")
    assert row["status"] == "CONNECTED"
    assert (row["platform_user_id"], row["display_name"]) == ("open-1", "Alice")
    assert row["scopes"] == ["user.info.basic", "video.publish"]
    assert row["updated_at"] == "2026-11-01T12:00:05+00:00"
    assert not [name for name in row if "sealed" in name or "access" in name]


async def test_an_access_that_does_not_end_has_no_end(pool: Pool) -> None:
    story = Story()
    endless = {"expires_at": None, "refresh_expires_at": None}
    refreshed = account(AccountRefreshed, token_version=2, **endless)

    await settle(pool, [story.tell(connected(**endless), 1)])
    first = await only(pool, "oauth_accounts")
    await settle(pool, [story.tell(connected(), 2), story.tell(refreshed, 3)])
    second = await only(pool, "oauth_accounts")

    for row in (first, second):
        assert (row["status"], row["expires_at"]) == ("CONNECTED", None)
        assert row["refresh_expires_at"] is None


async def test_every_row_says_which_event_wrote_it_and_where_it_stands(pool: Pool) -> None:
    story = Story()
    story.tell(connected(), 1)
    told = [
        story.tell(connected(), 2),
        story.tell(requested(), 1),
        story.tell(post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9"), 2),
        story.tell(sampled(10, "8", post_id=uuid5(NAMESPACE, "other")), 3),
        story.tell(foreign(), 1),
        story.tell(webhook(), None),
        story.tell(AccountErased(provider="tiktok", account_id=BOBS_ACCOUNT, user_id=BOB), 1),
        *(story.tell(event, 1) for event in instagram.one_of_each()),
    ]

    await settle(pool, told)

    found = await tables(pool)
    by_id = {one.envelope.id: one for one in told}
    rows = [row for table in found.values() for row in table]
    assert {name for name, table in found.items() if table} == set(found)
    for row in rows:
        one = by_id[row["event_id"]]
        assert (row["topic"], row["partition"], row["offset"]) == (
            one.topic,
            one.partition,
            one.offset,
        )


@pytest.mark.parametrize(
    ("event", "status", "reason"),
    [
        (account(AccountRefreshFailed, reason="down"), "CONNECTED", None),
        (account(ReauthorizationRequired, reason="gone"), "REAUTHORIZATION_REQUIRED", "gone"),
        (account(AccountDisconnected, revoked=True, reason="user"), "DISCONNECTED", "user"),
        (account(GrantRefused, reason="connected_by_another"), "REFUSED", "connected_by_another"),
        (
            account(
                AuthorizationRemovedObserved,
                reason="user",
                effect="checking",
                observed_at=moment(0),
            ),
            "CONNECTED",
            None,
        ),
    ],
)
async def test_an_account_has_the_status_of_its_newest_event(
    event: Event, status: str, reason: str | None, pool: Pool
) -> None:
    story = Story()

    await settle(pool, [story.tell(connected(), 1), story.tell(event, 2, at=9)])

    row = await only(pool, "oauth_accounts")
    assert (row["status"], row["reason"]) == (status, reason)
    assert row["updated_at"] == "2026-11-01T12:00:09+00:00"
    assert row["display_name"] == "Alice"


async def test_a_refresh_moves_the_expiry_and_turns_the_account_back(pool: Pool) -> None:
    story = Story()
    refreshed = account(
        AccountRefreshed,
        token_version=2,
        expires_at=moment(100_000),
        refresh_expires_at=moment(900_000),
    )

    lost = account(ReauthorizationRequired, reason="refresh_outcome_unknown")
    told = [story.tell(connected(), 1), story.tell(lost, 2), story.tell(refreshed, 3)]
    await settle(pool, told)

    row = await only(pool, "oauth_accounts")
    assert (row["status"], row["reason"]) == ("CONNECTED", None)
    assert row["expires_at"] == "2026-11-02T15:46:40+00:00"


async def test_a_disconnected_account_expires_no_more(pool: Pool) -> None:
    story = Story()
    gone = account(AccountDisconnected, revoked=True, reason="user")

    await settle(pool, [story.tell(connected(), 1), story.tell(gone, 2)])

    assert (await only(pool, "oauth_accounts"))["expires_at"] is None


async def test_an_older_event_behind_a_newer_one_changes_nothing(pool: Pool) -> None:
    story = Story()
    older = story.tell(connected(display_name="Old"), 1)
    failed = story.tell(post(PostFailed, "FAILED", fail_reason="old"), 6)
    public = story.tell(post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9"), 7)
    newer = [
        story.tell(connected(display_name="New"), 2),
        story.tell(post(PostNoLongerPublic, "PUBLISH_COMPLETE", platform_post_id="9"), 8),
        story.tell(post(PostPublished, "PUBLISH_COMPLETE"), 9),
    ]
    await settle(pool, newer)
    before = await tables(pool)
    before.pop("account_events")

    await settle(pool, [older], [failed], [public])

    after = await tables(pool)
    assert len(after.pop("account_events")) == 6
    after["account_holders"] = before["account_holders"] = []
    assert after == before


async def test_a_batch_settled_twice_leaves_equal_tables(pool: Pool) -> None:
    story = Story()
    batch = [
        story.tell(connected(), 1),
        story.tell(requested(), 1),
        story.tell(post(InitAccepted, "UPLOADING", publish_id="p1"), 2),
        story.tell(webhook(), None),
        story.tell(post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9"), 3),
    ]
    await settle(pool, batch)
    once = await tables(pool)

    await settle(pool, batch)

    assert await tables(pool) == once


async def test_an_event_of_a_post_keeps_what_it_does_not_know(pool: Pool) -> None:
    story = Story()
    told = [
        story.tell(requested(privacy_level="SELF_ONLY", is_aigc=True), 1, at=1),
        story.tell(post(InitAccepted, "UPLOADING", publish_id="p1"), 2, at=2),
        story.tell(post(StatusObserved, "PROCESSING", platform_status="x"), 3, at=3),
    ]

    await settle(pool, *[[one] for one in told])

    row = await only(pool, "tiktok_posts")
    assert (row["status"], row["publish_id"], row["title"]) == ("PROCESSING", "p1", "Hello")
    assert (row["privacy_level"], row["video_size"], row["is_aigc"]) == ("SELF_ONLY", 7, True)
    assert row["requested_at"] == "2026-11-01T12:00:01+00:00"
    assert row["updated_at"] == "2026-11-01T12:00:03+00:00"


async def test_a_new_attempt_takes_the_failure_back(pool: Pool) -> None:
    story = Story()
    rejected = post(InitRejected, "INIT_REJECTED", code="spam_risk", message="m")
    told = [story.tell(requested(), 1), story.tell(rejected, 2)]
    await settle(pool, told)
    refused = await only(pool, "tiktok_posts")

    await settle(pool, [story.tell(post(InitAttempted, "INIT_ATTEMPTED", attempt=2), 3)])

    again = await only(pool, "tiktok_posts")
    assert (refused["status"], refused["fail_reason"]) == ("INIT_REJECTED", "spam_risk")
    assert (again["status"], again["fail_reason"]) == ("INIT_ATTEMPTED", None)


async def test_a_public_id_is_public_by_its_newest_word(pool: Pool) -> None:
    story = Story()
    told = [
        story.tell(post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="8"), 1),
        story.tell(post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9"), 2),
        story.tell(post(PostNoLongerPublic, "PUBLISH_COMPLETE", platform_post_id="8"), 3),
    ]

    await settle(pool, told)

    rows = (await tables(pool))["tiktok_public_ids"]
    assert [(row["platform_post_id"], row["is_public"]) for row in rows] == [
        ("8", False),
        ("9", True),
    ]


async def test_a_delivery_is_kept_once_and_read(pool: Pool) -> None:
    story = Story()
    first = story.tell(webhook(), None, at=1)
    again = story.tell(webhook(), None, at=2)

    await settle(pool, [first], [again])

    row = await only(pool, "webhook_events")
    assert (row["status"], row["verdict"]) == ("RECEIVED", "verified")
    assert (row["event"], row["publish_id"]) == ("post.publish.complete", "p1")
    assert row["create_time"] == "2026-11-01T12:00:00+00:00"
    assert row["received_at"] == "2026-11-01T12:00:01+00:00"
    assert bytes.fromhex(row["body"][2:]) == webhook().body
    assert row["headers"] == []


async def test_the_body_of_a_delivery_is_not_parsed(pool: Pool) -> None:
    read: dict[str, Any] = {"event_type": "comments", "publish_id": "", "platform_post_id": "9"}

    await settle(pool, [Story().tell(webhook(body=b"not json", **read), None)])

    row = await only(pool, "webhook_events")
    assert (row["event"], row["publish_id"], row["platform_post_id"]) == ("comments", None, "9")
    assert row["create_time"] == "2026-11-01T12:00:00+00:00"


async def test_the_headers_of_a_delivery_are_kept_as_they_came(pool: Pool) -> None:
    headers = [{"name": "User-Agent", "value": "a\x00\u202e\\N"}, {"name": "date", "value": ""}]

    await settle(pool, [Story().tell(webhook(headers=headers), None)])

    row = await only(pool, "webhook_events")
    assert row["headers"] == [{"name": "User-Agent", "value": "a\ufffd\u202e\\N"}, headers[1]]


async def test_a_delivery_that_cannot_be_parsed_is_kept_as_it_came(pool: Pool) -> None:
    odd = webhook(
        verdict="unparseable", platform_user_id="", external_id="f" * 64, body=b"\x00\xff"
    )

    await settle(pool, [Story().tell(odd, None)])

    row = await only(pool, "webhook_events")
    assert (row["status"], row["event"], row["body"]) == ("UNPARSEABLE", None, "\\x00ff")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_a_delivery_without_a_taker_is_unmatched_whichever_came_first(
    order: tuple[int, int], pool: Pool
) -> None:
    story = Story()
    received = webhook()
    unmatched = WebhookUnmatched(
        external_id=received.external_id, platform_user_id="open-1", publish_id="p1"
    )
    told = [story.tell(received, None, at=1), story.tell(unmatched, None, at=700_000)]

    await settle(pool, *[[told[place]] for place in order])

    row = await only(pool, "webhook_events")
    assert (row["status"], row["verdict"]) == ("UNMATCHED", "verified")
    assert row["event_id"] == told[0].envelope.id


async def test_a_delivery_about_another_users_post_keeps_its_body_and_says_why(pool: Pool) -> None:
    story, received = Story(), webhook()
    unmatched = WebhookUnmatched(
        external_id=received.external_id,
        platform_user_id="open-1",
        publish_id="p1",
        reason="another_user",
    )

    await settle(pool, [story.tell(received, None, at=1), story.tell(unmatched, None, at=2)])

    row = await only(pool, "webhook_events")
    assert (row["status"], row["unmatched_reason"]) == ("UNMATCHED", "another_user")
    assert row["body"]


async def test_the_events_of_an_account_are_all_kept(pool: Pool) -> None:
    story = Story()
    told = [
        story.tell(connected(), 1, cause="grant"),
        story.tell(requested(), 1),
        story.tell(webhook(), None),
    ]

    await settle(pool, told)

    rows = (await tables(pool))["account_events"]
    assert {row["event_id"] for row in rows} == {one.envelope.id for one in told[:2]}
    kept = next(row for row in rows if row["event_id"] == told[0].envelope.id)
    assert kept["payload"] == json.loads(told[0].value)
    assert (kept["type"], kept["subject"]) == ("accounts.AccountConnected.v1", str(ACCOUNT))
    assert (kept["correlation_id"], kept["causation_id"]) == ("c" * 32, "grant")


async def test_what_postgresql_cannot_keep_stops_nothing(pool: Pool) -> None:
    title = 'a\x00b\\u0000 \\N \t\n"{}", \u202e 🎬'

    await settle(pool, [Story().tell(requested(title=title), 1)])

    row = await only(pool, "tiktok_posts")
    assert row["title"] == title.replace("\x00", "\ufffd")


async def test_a_text_that_only_looks_like_nul_is_kept(pool: Pool) -> None:
    title = "a\\u0000b \x00 \\\\u0000 \\"

    await settle(pool, [Story().tell(requested(title=title), 1)])

    kept = title.replace("\x00", "\ufffd")
    assert (await only(pool, "tiktok_posts"))["title"] == kept
    assert (await only(pool, "account_events"))["payload"]["title"] == kept


async def test_a_field_that_this_version_does_not_know_is_not_shown(pool: Pool) -> None:
    told = Story().tell(requested(), 1)
    newer = json.dumps(json.loads(told.value) | {"field_of_a_later_version": 1}).encode()
    event = type(told.event).from_record({}, newer)

    await settle(pool, [replace(told, event=event, value=newer)])

    payload = (await only(pool, "account_events"))["payload"]
    assert payload == json.loads(told.value)


async def test_an_event_without_a_sequence_is_older_than_any_with_one(pool: Pool) -> None:
    story = Story()

    await settle(pool, [story.tell(requested(title="none"), None), story.tell(requested(), 1)])

    assert (await only(pool, "tiktok_posts"))["title"] == "Hello"


def test_every_type_of_event_is_known() -> None:
    platforms = {*tiktok.EVENTS, *instagram_contracts.EVENTS}
    assert {*accounts.EVENTS, *platforms, *webhooks.EVENTS} == set(PROJECTION.events)
