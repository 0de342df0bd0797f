"""Histories: what the owners of the events could say, by hypothesis."""

from typing import Any
from uuid import uuid5

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from common.event import NAMESPACE, Delivered, Event
from contracts import accounts
from contracts.tiktok import events as tiktok
from contracts.tiktok.events import ForeignVideoFound, PostEvent, PostRequested, WebhookUnmatched

from ..builders import ACCOUNT, BOBS_ACCOUNT, Story, moment, webhook
from ..sessions import ALICE, BOB
from .instagram.histories import instagram_histories

OWNERS = {ACCOUNT: ALICE, BOBS_ACCOUNT: BOB}
POSTS = {uuid5(NAMESPACE, f"post {number}"): account for number, account in enumerate(OWNERS)}
# What was erased leaves no history: `test_erasing` adds that.
ACCOUNT_KINDS = [kind for kind in accounts.EVENTS if kind is not accounts.AccountErased]
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
            "post_ids": draw(st.lists(st.sampled_from([*POSTS]), max_size=2)),
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
    all_kinds: list[type[PostEvent]] = [PostRequested, *kinds]
    for sequence, kind in enumerate(all_kinds, start=1):
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
        if kind is tiktok.RetryRequested and draw(st.booleans()):
            values["request"] = {**values, "changed": [], "requested_at": draw(times)}
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
    return told + draw(instagram_histories(log))


SLOW = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
