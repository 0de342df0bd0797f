"""Instagram's webhooks: early, repeated, late, edited, about advertisements, and half told."""

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.instagram.commands import AdvanceComment, ReadMention
from contracts.instagram.comments import CommentReceived, MentionReceived, WebhookUnmatched
from contracts.instagram.media import StoryInsightsReceived
from contracts.webhooks import WebhookReceived
from instagram.parts import Parts
from instagram.timers import service_timers

from ..hearing import Receiver, comment, hear, hear_together, records, told
from ..support import EVERY_VERSION, Connect, Connected, Events, Sandbox, bodies, read_tables
from ..working import Rooms, due_now, execute, post_in_app, say

NOW = int(time.time())


async def rows(parts: Parts) -> list[tuple[Any, ...]]:
    """Give what is known of comments, but how many events told it, and when."""
    return await execute(
        parts,
        "SELECT comment_id, media_id, parent_id, text, author_id, author_name, is_ours, is_of_ad,"
        " is_hidden, said_at, deleted_at IS NULL FROM comments ORDER BY comment_id",
    )


@EVERY_VERSION
async def test_a_comment_is_told_with_who_wrote_it_and_below_what(
    connected: Connected, parts: Parts, sandbox: Sandbox, receiver: Receiver
) -> None:
    await receiver.subscribe(parts, connected)
    media_id = await post_in_app(sandbox)
    comment_id = await say(sandbox, media_id, "Größe? café 😀 http://x.example/é")

    await hear(parts, *await receiver.received())

    [event] = await bodies(parts, CommentReceived)
    assert (event.comment_id, event.media_id) == (comment_id, media_id)
    assert event.text == "Größe? café 😀 http://x.example/é"
    assert (event.author_name, event.is_ours, event.by) == ("sample_fan", False, "webhook")


async def test_what_meta_sends_again_is_told_once(
    connected: Connected, parts: Parts, sandbox: Sandbox, receiver: Receiver, instagram_schema: str
) -> None:
    await receiver.subscribe(parts, connected)
    await sandbox.switch(webhook_duplicates=3)
    media_id = await post_in_app(sandbox)
    await say(sandbox, media_id)
    received = await receiver.received()
    await hear(parts, received[0])
    before = read_tables(instagram_schema)

    await hear(parts, *received)

    assert len(received) == 3
    assert read_tables(instagram_schema) == before


@pytest.mark.parametrize("key", ["id", "comment_id"])
async def test_the_comments_id_comes_in_either_key(
    connected: Connected, parts: Parts, sandbox: Sandbox, receiver: Receiver, key: str
) -> None:
    await receiver.subscribe(parts, connected)
    await sandbox.switch(comment_id_key=key)
    comment_id = await say(sandbox, await post_in_app(sandbox))

    await hear(parts, *await receiver.received())

    assert [event.comment_id for event in await bodies(parts, CommentReceived)] == [comment_id]


@pytest.mark.parametrize("order", ["fifo", "reversed"])
async def test_a_comment_below_a_boosted_post_is_one_comment_of_the_post(
    connected: Connected, parts: Parts, sandbox: Sandbox, receiver: Receiver, order: str
) -> None:
    await receiver.subscribe(parts, connected)
    await sandbox.switch(ad_duplicate=True)
    media_id = await post_in_app(sandbox)
    comment_id = await say(sandbox, media_id)
    received = await receiver.received(order)

    await hear(parts, *received)

    assert len(received) == 2
    [(name, of, *_, is_of_ad, _hidden, _at, _there)] = await rows(parts)
    assert (name, of, is_of_ad) == (comment_id, media_id, False)
    assert not (await bodies(parts, CommentReceived))[-1].is_of_ad


async def test_a_comment_of_the_accounts_own_is_told_as_ours(
    connected: Connected, parts: Parts, sandbox: Sandbox, receiver: Receiver
) -> None:
    await receiver.subscribe(parts, connected)
    await say(sandbox, await post_in_app(sandbox), "Thanks all", author="harbour.bakery")

    await hear(parts, *await receiver.received())

    assert [event.is_ours for event in await bodies(parts, CommentReceived)] == [True]


async def test_ones_own_comment_is_known_by_name_where_instagram_login_tells_no_id(
    connect: Connect, parts: Parts, sandbox: Sandbox, receiver: Receiver
) -> None:
    account = await connect("harbour.bakery", "instagram")
    await receiver.subscribe(parts, account, "instagram")
    await sandbox.switch(comment_from_id=False)
    await say(sandbox, await post_in_app(sandbox), "Thanks all", author="harbour.bakery")

    await hear(parts, *await receiver.received())

    [event] = await bodies(parts, CommentReceived)
    assert (event.is_ours, event.author_id) == (True, "")


async def test_a_comment_without_an_author_is_told_and_then_read(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id = await post_in_app(sandbox)
    comment_id = await say(sandbox, media_id)
    value = comment(comment_id)
    del value["from"]
    await hear(parts, told(connected.ig_id, "comments", value | {"media": None}, NOW - 5))

    await work.obey_all(AdvanceComment)

    first, read = await bodies(parts, CommentReceived)
    assert (first.author_name, first.media_id, first.text) == ("", None, "Nice shot")
    assert (read.author_name, read.media_id, read.by) == ("sample_fan", media_id, "comment_list")
    assert read.created_at is not None
    assert await execute(parts, "SELECT next_due_at FROM comments") == [(None,)]


async def test_the_reading_of_a_half_told_comment_outlives_a_lost_command(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    comment_id = await say(sandbox, await post_in_app(sandbox))
    value = comment(comment_id) | {"from": None}
    await hear(parts, told(connected.ig_id, "comments", value, NOW - 5))
    await execute(parts, "DELETE FROM outbox WHERE topic = 'instagram.commands.v1'")
    await due_now(parts, "comments")

    await work.round()
    await work.obey_all(AdvanceComment)

    assert (await bodies(parts, CommentReceived))[-1].author_name == "sample_fan"


CHANGES = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["17900000000000011", "17900000000000012"]),
        "text": st.sampled_from(["Nice", "Nicer", "Nicest"]),
        "at": st.integers(NOW - 4, NOW),
        "author": st.booleans(),
        "ad": st.booleans(),
    }
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), changes=st.lists(CHANGES, min_size=1, max_size=5))
async def test_any_order_and_any_repeats_leave_the_same_rows_and_last_events(
    connected: Connected, parts: Parts, data: st.DataObject, changes: list[dict[str, Any]]
) -> None:
    # Meta sends one and the same change at one time, however often it repeats it.
    received: dict[str, WebhookReceived] = {}
    for change in changes:
        value = comment(change["name"], text=change["text"])
        value |= {} if change["author"] else {"from": None}
        ad = {"id": "18", "ad_id": "12", "original_media_id": "17890000000000021"}
        value |= {"media": ad} if change["ad"] else {}
        record = told(connected.ig_id, "comments", value, change["at"])
        received.setdefault(record.external_id, record)
    once = list(received.values())
    shuffled = data.draw(st.permutations(once))
    repeats = data.draw(st.lists(st.sampled_from(once), max_size=3))

    first = await heard(parts, once)
    again = await heard(parts, [*shuffled, *repeats])

    assert first == again


async def heard(parts: Parts, received: list[WebhookReceived]) -> object:
    """Hear these with no comment known; give the rows, and the last event of each comment."""
    await execute(parts, "TRUNCATE comments, handled_webhooks, outbox")
    await hear_together(parts, *received)
    last = {event.comment_id: event.model_dump() for event in await bodies(parts, CommentReceived)}
    for event in last.values():
        event.pop("observed_at")
    return await rows(parts), last


async def test_what_came_before_the_account_is_applied_when_it_connects(
    connect: Connect, parts: Parts
) -> None:
    nora = await connect()
    await execute(parts, "TRUNCATE oauth_accounts, outbox")
    await hear(parts, told(nora.ig_id, "comments", comment(), NOW))
    assert await bodies(parts, CommentReceived) == []

    again = await connect()

    [event] = await bodies(parts, CommentReceived)
    assert (event.account_id, event.text) == (again.account_id, "Nice shot")
    assert await execute(parts, "SELECT count(*) FROM pending_observations") == [(0,)]


async def test_what_no_account_comes_for_ends_after_seven_days(
    parts: Parts, connected: Connected
) -> None:
    await hear(parts, told("17841499999999999", "comments", comment(), NOW))
    await execute(parts, "UPDATE pending_observations SET received_at = now() - interval '8 days'")

    await service_timers(parts, {}).end_waiting()

    [event] = await bodies(parts, WebhookUnmatched)
    assert event.platform_user_id == "17841499999999999"


async def test_a_test_of_the_dashboard_and_what_nobody_knows_have_no_effect(
    connected: Connected, parts: Parts, sandbox: Sandbox, receiver: Receiver, events: Events
) -> None:
    await receiver.subscribe(parts, connected)
    await sandbox.control("POST", "webhooks/test", {"field": "comments"})
    [test] = [record for body in receiver.bodies for record in records(body)]
    message = {"sender": {"id": "9"}, "recipient": {"id": connected.ig_id}, "message": {"mid": "m"}}
    entry = {"id": connected.ig_id, "time": NOW * 1000, "messaging": [message]}
    [written] = records(json.dumps({"object": "instagram", "entry": [entry]}).encode())
    before = await events()

    await hear(parts, test, written, told(connected.ig_id, "new_field", {"a": 1}, NOW))

    assert (test.platform_user_id, written.event_type) == ("0", "messaging")
    assert await events() == before
    assert await execute(parts, "SELECT count(*) FROM pending_observations") == [(0,)]


async def test_a_disconnected_account_hears_nothing_more(
    connected: Connected, parts: Parts, events: Events
) -> None:
    await execute(parts, "UPDATE oauth_accounts SET status = 'DISCONNECTED'")
    before = await events()

    await hear(parts, told(connected.ig_id, "comments", comment(), NOW))

    assert await events() == before


@pytest.mark.parametrize("in_comment", [True, False])
async def test_a_mention_is_told_and_then_what_it_says(
    connected: Connected,
    parts: Parts,
    sandbox: Sandbox,
    receiver: Receiver,
    work: Rooms,
    in_comment: bool,
) -> None:
    await receiver.subscribe(parts, connected)
    wish = {"text": "with @harbour.bakery", "in_comment": in_comment}
    made = await sandbox.control("POST", "accounts/harbour.bakery/mention", wish)
    await hear(parts, *await receiver.received(), *await receiver.received())

    await work.obey_all(ReadMention)

    first, read = await bodies(parts, MentionReceived)
    assert (first.media_id, first.comment_id) == (made["media_id"], made["comment_id"] or None)
    assert (first.text, read.text) == ("", "with @harbour.bakery")
    assert read.author_name == ("" if in_comment else "somebody.else")


async def test_a_mention_that_may_not_be_read_is_told_without_its_words(
    connected: Connected, parts: Parts, work: Rooms
) -> None:
    await hear(parts, told(connected.ig_id, "mentions", {"media_id": "17899"}, NOW))

    await work.obey_all(ReadMention)
    await due_now(parts, "mentions")

    assert len(await bodies(parts, MentionReceived)) == 1
    assert await execute(parts, "SELECT next_due_at FROM mentions") == [(None,)]


async def test_the_last_numbers_of_a_story_are_told_and_fewer_than_five_are_none(
    connected: Connected, parts: Parts, sandbox: Sandbox, receiver: Receiver
) -> None:
    await receiver.subscribe(parts, connected)
    story = await post_in_app(sandbox, product="STORY")
    await sandbox.control("POST", f"posts/{story}/story_insights", {"reach": 40, "replies": 2})

    received = await receiver.received()
    await hear(parts, *received, *received)

    [event] = await bodies(parts, StoryInsightsReceived)
    assert event.media_id == story
    assert (event.metrics["reach"], event.metrics["replies"]) == (40, None)


async def test_a_text_that_is_changed_back_is_read_since_its_webhook_looks_like_a_repeat(
    connected: Connected, parts: Parts, sandbox: Sandbox, work: Rooms
) -> None:
    media_id = await post_in_app(sandbox)
    comment_id = await say(sandbox, media_id, "Nice")
    for number, text in enumerate(["Nice", "Nicer", "Nice"]):
        value = comment(comment_id, text=text, media={"id": media_id})
        await hear(parts, told(connected.ig_id, "comments", value, NOW + number))

    [(between,)] = await execute(parts, "SELECT text FROM comments")
    await work.round()
    await work.obey_all(AdvanceComment)

    [(text,)] = await execute(parts, "SELECT text FROM comments")
    assert (between, text) == ("Nicer", "Nice")


async def test_a_repeat_that_says_nothing_else_has_nothing_read(
    connected: Connected, parts: Parts, sandbox: Sandbox
) -> None:
    media_id = await post_in_app(sandbox)
    comment_id = await say(sandbox, media_id, "Nice")
    value = comment(comment_id, text="Nice", media={"id": media_id})

    for number in range(2):
        await hear(parts, told(connected.ig_id, "comments", value, NOW + number))

    assert await execute(parts, "SELECT next_due_at FROM comments") == [(None,)]
