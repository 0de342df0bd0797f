"""Histories of Instagram: what its service could say of two accounts, by hypothesis."""

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st

from common.event import NAMESPACE, Delivered, Event
from contracts.instagram import comments, media, posts
from contracts.instagram.comments import CommentEvent, MentionReceived, ReplyEvent, WebhookUnmatched
from contracts.instagram.media import AccountInsightsSampled, MediumEvent, PageObserved
from contracts.instagram.posts import PostEvent

from ...builders import ACCOUNT, BOBS_ACCOUNT, Story, moment
from ...instagram import asked, delivery
from ...sessions import ALICE, BOB

OWNERS = {ACCOUNT: ALICE, BOBS_ACCOUNT: BOB}
words = st.sampled_from(["", "a", "Ünï 🎬", "x\x00y", "\\N", "tab\tnew\nline"])
times = st.integers(0, 100_000).map(moment)
ids = st.sampled_from(["1", "2"])
numbers = st.none() | st.integers(0, 1 << 40)
metrics = st.dictionaries(
    st.sampled_from(["views", "reach", "saved"]), st.none() | st.floats(0, 1e12), max_size=3
)
EVENTS = [*posts.EVENTS, *media.EVENTS, *comments.EVENTS]
KINDS: tuple[type[Event], ...] = (PostEvent, MediumEvent, CommentEvent, ReplyEvent)
OF_A_KIND: list[list[type[Event]]] = [
    *([event for event in EVENTS if issubclass(event, kind)] for kind in KINDS),
    [MentionReceived],
    [PageObserved, AccountInsightsSampled],
]


@st.composite
def stories(draw: st.DrawFn, account: UUID, kinds: list[type[Event]]) -> list[tuple[Event, int]]:
    """Events of one kind, each numbered among those of its own post, medium, comment or account."""
    numbered: dict[str, Iterator[int]] = {}
    told: list[tuple[Event, int]] = []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=6)):
        event = kind.model_validate(draw(values(account, kind)))
        row = "page" if kind in OF_A_KIND[-1] else event.subject
        told.append((event, next(numbered.setdefault(row, count(1)))))
    return told


@st.composite
def values(draw: st.DrawFn, account: UUID, kind: type[Event]) -> dict[str, Any]:
    """Draw what an event of this kind says."""
    media_id = draw(ids)
    status = draw(st.sampled_from(["PREPARING", "PUBLISHED", "FAILED"]))
    if issubclass(kind, ReplyEvent):
        status = draw(st.sampled_from(["POSTED", "FAILED"]))
    return {
        "account_id": account,
        "user_id": OWNERS[account],
        "observed_at": draw(times),
        "post_id": uuid5(NAMESPACE, f"{account} {draw(ids)}"),
        "reply_id": uuid5(NAMESPACE, f"{account} reply {draw(ids)}"),
        "status": status,
        "attempt": draw(st.integers(1, 3)),
        "request": asked(caption=draw(words), items=[{"is_video": True, "source": "URL"}]),
        "container_id": "c",
        "platform_status": draw(words),
        "media_id": media_id,
        "comment_id": draw(ids),
        "platform_comment_id": draw(ids),
        "parent_id": draw(st.none() | ids),
        "permalink": draw(words),
        "code": draw(words),
        "message": draw(words),
        "platform_message": draw(words),
        "fbtrace_id": draw(st.none() | words),
        "item": draw(st.none() | st.integers(0, 9)),
        "media_type": draw(words),
        "product_type": draw(words),
        "caption": draw(words),
        "alt_text": draw(words),
        "created_at": draw(st.none() | times),
        "like_count": draw(numbers),
        "comments_count": draw(numbers),
        "metrics": draw(metrics),
        "day": draw(st.sampled_from(["2026-11-01", "2026-11-02"])),
        "text": draw(words),
        "author_id": draw(words),
        "author_name": draw(words),
        "is_ours": draw(st.booleans()),
        "is_hidden": draw(st.booleans()),
        "by": draw(st.sampled_from(["webhook", "comment_list", "reply"])),
        "by_us": draw(st.booleans()),
        "action": draw(st.sampled_from(["hide", "show", "delete"])),
        "login": "facebook",
        "page_id": draw(st.none() | ids),
        "page_name": draw(words),
        "access_level": draw(words),
        "reason": draw(words),
    }


@st.composite
def instagram_histories(draw: st.DrawFn, log: Story) -> list[Delivered]:
    """Stories of two accounts, and deliveries of which some were never claimed."""
    told: list[Delivered] = []
    for account in OWNERS:
        for kinds in OF_A_KIND:
            for event, sequence in draw(stories(account, kinds)):
                told.append(log.tell(event, sequence, at=draw(st.integers(0, 9))))
    for at in range(draw(st.integers(0, 3))):
        received = delivery(external_id=draw(ids), signature=f"t={at}")
        told.append(log.tell(received, None, at=at))
    if draw(st.booleans()):
        lost = WebhookUnmatched(external_id=draw(ids), platform_user_id="17841400000000001")
        told.append(log.tell(lost, None, at=700_000))
    return told
