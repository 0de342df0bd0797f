"""Any order, any repeats and any cut into batches end in the same tables.

A history is what the owners of the events could say: sequences count up, a post is asked for once,
a `publish_id` belongs to one post, and one delivery is received at different times.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid5

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.event import NAMESPACE, Delivered, Event
from common.postgres import Pool, open_pool
from contracts import accounts
from contracts.tiktok import events as tiktok
from contracts.tiktok.events import ForeignVideoFound, PostEvent, PostRequested, WebhookUnmatched

from ..builders import ACCOUNT, BOBS_ACCOUNT, Story, moment, webhook
from ..database import OF_THE_LOG, Rows, emptied, settle, tables
from ..sessions import ALICE, BOB

OWNERS = {ACCOUNT: ALICE, BOBS_ACCOUNT: BOB}
POSTS = {uuid5(NAMESPACE, f"post {number}"): account for number, account in enumerate(OWNERS)}
ACCOUNT_KINDS = accounts.EVENTS
POST_KINDS = [
    kind for kind in tiktok.EVENTS if issubclass(kind, PostEvent) and kind is not PostRequested
]
STATUSES = ["INIT_ATTEMPTED", "INIT_REJECTED", "UPLOADING", "PUBLISH_COMPLETE", "FAILED"]
words = st.sampled_from(["", "a", "Ünï 🎬", "x\x00y", "\\N", "tab\tnew\nline"])
counts = st.integers(0, 1 << 50)
times = st.integers(0, 100_000).map(moment)


@st.composite
def account_events(draw: st.DrawFn, account: Any) -> list[tuple[Event, int]]:
    """One account's story: any of its events, numbered in the order in which they happened."""
    kinds = draw(st.lists(st.sampled_from(ACCOUNT_KINDS), max_size=5))
    story: list[tuple[Event, int]] = []
    for sequence, kind in enumerate(kinds, start=1):
        values = {
            "provider": "tiktok",
            "account_id": account,
            "user_id": OWNERS[account],
            "platform_user_id": draw(st.sampled_from(["open-1", "open-2"])),
            "display_name": draw(words),
            "avatar_url": draw(st.none() | words),
            "scopes": draw(st.lists(words, max_size=2)),
            "granted_at": draw(times),
            "expires_at": draw(times),
            "ends_at": draw(times),
            "refresh_expires_at": draw(times),
            "observed_at": draw(times),
            "reason": draw(words),
            "effect": draw(st.sampled_from(["none", "checking"])),
            "token_version": sequence,
            "revoked": draw(st.booleans()),
        }
        story.append((kind.model_validate(values), sequence))
    return story


@st.composite
def post_events(draw: st.DrawFn, post_id: Any) -> list[tuple[Event, int]]:
    """One post's story: asked for first, then anything."""
    kinds = draw(st.lists(st.sampled_from(POST_KINDS), max_size=6))
    story: list[tuple[Event, int]] = []
    for sequence, kind in enumerate([PostRequested, *kinds], start=1):
        publish_ids = st.none() | st.integers(1, 2).map(lambda n: f"{post_id}.{n}")
        values = {
            "account_id": POSTS[post_id],
            "user_id": OWNERS[POSTS[post_id]],
            "post_id": post_id,
            "publish_id": draw(publish_ids),
            "status": draw(st.sampled_from(STATUSES)),
            "mode": "DIRECT_POST",
            "source": draw(words),
            "title": draw(words),
            "media": draw(st.sampled_from(["VIDEO", "PHOTO"])),
            "description": draw(words),
            "photo_count": draw(st.none() | st.integers(1, 35)),
            "privacy_level": draw(st.none() | words),
            "video_size": draw(st.none() | st.integers(0, 1 << 40)),
            "attempt": draw(st.integers(1, 3)),
            "found_by": draw(st.sampled_from(["answer", "webhook", "video_list"])),
            "since": draw(times),
            "kind": draw(st.sampled_from(["missing", "unexpected"])),
            "view_count": draw(counts),
            "like_count": draw(counts),
            "comment_count": draw(counts),
            "share_count": draw(counts),
            "code": draw(words),
            "message": draw(words),
            "chunk_sha256": [],
            "digest": "d",
            "observed_at": draw(times),
            "by": "poll",
            "platform_status": draw(words),
            "platform_post_id": draw(st.sampled_from(["7", "8", "9"])),
            "fail_reason": draw(words),
            "said": "FAILED",
            "kept": "PUBLISH_COMPLETE",
        }
        if kind is tiktok.UploadCompleted:
            values["video_size"] = 7
        story.append((kind.model_validate(values), sequence))
    return story


@st.composite
def foreign_videos(draw: st.DrawFn) -> list[tuple[Event, int]]:
    """What the lists of the accounts hold that no post of ours made."""
    found = draw(st.lists(st.tuples(st.sampled_from([*OWNERS]), st.sampled_from("12"), words)))
    return [
        (
            ForeignVideoFound(
                account_id=account,
                user_id=OWNERS[account],
                platform_post_id=each,
                title=title,
                create_time=draw(times),
                observed_at=draw(times),
            ),
            sequence,
        )
        for sequence, (account, each, title) in enumerate(found, start=1)
    ]


@st.composite
def histories(draw: st.DrawFn) -> list[Delivered]:
    """A log: the stories of two accounts, a post of each, and deliveries about them."""
    log = Story()
    numbered = [pair for account in OWNERS for pair in draw(account_events(account))]
    numbered += [pair for post_id in POSTS for pair in draw(post_events(post_id))]
    found = draw(foreign_videos())
    told = [log.tell(event, sequence, at=1_000 + sequence) for event, sequence in found]
    told += [log.tell(event, sequence, at=draw(st.integers(0, 9))) for event, sequence in numbered]
    for at in range(draw(st.integers(0, 3))):
        delivery = webhook(draw(st.sampled_from(["p1", "p2"])), signature=f"t={at},s=0")
        told.append(log.tell(delivery, None, at=at))
    if draw(st.booleans()):
        lost = webhook(draw(st.sampled_from(["p1", "p2", "p3"])))
        unmatched = WebhookUnmatched(
            external_id=lost.external_id, platform_user_id="open-1", publish_id="p"
        )
        told.append(log.tell(unmatched, None, at=700_000))
    return told


@st.composite
def repeats(draw: st.DrawFn, history: list[Delivered]) -> list[Delivered]:
    """Copies of some events, further on in the log."""
    chosen = draw(st.lists(st.sampled_from(history), max_size=6))
    return [
        replace(one, offset=one.offset + 1_000 * number)
        for number, one in enumerate(chosen, start=1)
    ]


@st.composite
def disturbed(draw: st.DrawFn) -> tuple[list[Delivered], list[list[Delivered]]]:
    """A history, and the same shuffled, with repeats, cut into batches."""
    history = draw(histories())
    log = history + draw(repeats(history))
    return history, draw(cut(draw(st.permutations(log))))


@st.composite
def cut(draw: st.DrawFn, events: list[Delivered]) -> list[list[Delivered]]:
    """Cut into batches, some of them of one event."""
    batches: list[list[Delivered]] = [[]]
    for event in events:
        if batches[-1] and draw(st.booleans()):
            batches.append([])
        batches[-1].append(event)
    return batches


SLOW = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def on_one_loop(crm_url: str) -> Iterator[tuple[asyncio.Runner, Pool]]:
    """A loop of the test's own: hypothesis calls it again and again, on the same database."""
    with asyncio.Runner() as runner:
        opened = open_pool(crm_url, "crm")
        pool = runner.run(opened.__aenter__())
        yield runner, pool
        runner.run(opened.__aexit__(None, None, None))


async def ends(pool: Pool, batches: list[list[Delivered]], without: frozenset[str]) -> Rows:
    """Give the tables after these batches, and leave them empty."""
    await settle(pool, *batches)
    found = await tables(pool, without)
    await emptied(pool)
    return found


@SLOW
@given(case=disturbed())
def test_any_order_and_any_repeats_end_in_equal_tables(
    on_one_loop: tuple[asyncio.Runner, Pool], case: tuple[list[Delivered], list[list[Delivered]]]
) -> None:
    (runner, pool), (history, batches) = on_one_loop, case

    in_order = runner.run(ends(pool, [history], OF_THE_LOG))
    disturbed_order = runner.run(ends(pool, batches, OF_THE_LOG))

    assert disturbed_order == in_order


@SLOW
@given(data=st.data())
def test_a_batch_may_end_anywhere(
    on_one_loop: tuple[asyncio.Runner, Pool], data: st.DataObject
) -> None:
    runner, pool = on_one_loop
    history = data.draw(histories())
    log = history + data.draw(repeats(history))

    whole = runner.run(ends(pool, [log], frozenset()))
    in_parts = runner.run(ends(pool, data.draw(cut(log)), frozenset()))

    assert in_parts == whole


@SLOW
@given(case=disturbed())
def test_a_rebuild_from_the_beginning_equals_what_stands(
    on_one_loop: tuple[asyncio.Runner, Pool], case: tuple[list[Delivered], list[list[Delivered]]]
) -> None:
    (runner, pool), (_, batches) = on_one_loop, case
    live = [[event] for batch in batches for event in batch]

    lived = runner.run(ends(pool, live, frozenset()))
    rebuilt = runner.run(ends(pool, [[event for batch in batches for event in batch]], frozenset()))

    assert rebuilt == lived
