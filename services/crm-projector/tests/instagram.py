"""Events of Instagram's accounts, as they are consumed."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid5

from common.event import NAMESPACE, Event
from contracts.instagram.comments import CommentReceived, MentionReceived, ReplyRequested
from contracts.instagram.media import (
    AccountInsightsSampled,
    InsightsSampled,
    MediaObserved,
    PageObserved,
)
from contracts.instagram.posts import MediaRequested
from contracts.webhooks import WebhookReceived

from .builders import ACCOUNT, moment
from .sessions import ALICE

IG_POST, BOBS_IG_POST = uuid5(NAMESPACE, "ig post"), uuid5(NAMESPACE, "bob's ig post")
REPLY, BOBS_REPLY = uuid5(NAMESPACE, "reply"), uuid5(NAMESPACE, "bob's reply")
BUSINESS = "17841400000000001"
MEDIUM, COMMENT = "18000000000000001", "17900000000000001"
LINK = "https://www.instagram.com/reel/abc/"
OWNER = {"account_id": ACCOUNT, "user_id": ALICE, "observed_at": moment(0)}


def post(kind: type[Event], status: str, /, **changed: object) -> Event:
    """An event of the post."""
    of_post = {"post_id": IG_POST, "status": status, "attempt": 1}
    return kind.model_validate(OWNER | of_post | changed)


def asked(**changed: object) -> dict[str, object]:
    """What the user wants posted: a reel, by upload."""
    item = {"is_video": True, "source": "ASSET", "asset_id": uuid5(NAMESPACE, "asset")}
    return {"kind": "REELS", "items": [item], "caption": "Hello", "share_to_feed": True} | changed


def requested(request: dict[str, object] | None = None, **changed: object) -> Event:
    """The post is asked for."""
    return post(MediaRequested, "REQUESTED", request=request or asked(), **changed)


def medium(kind: type[Event], **changed: object) -> Event:
    """An event of the medium."""
    return kind.model_validate(OWNER | {"media_id": MEDIUM, "product_type": "REELS"} | changed)


def observed(**changed: object) -> Event:
    """The medium is listed."""
    listed = {
        "media_type": "VIDEO",
        "caption": "Hello",
        "permalink": LINK,
        "created_at": moment(0),
        "like_count": 3,
        "comments_count": 1,
    }
    return medium(MediaObserved, **(listed | changed))


def sampled(views: float, *, at: float = 0, **changed: object) -> Event:
    """Numbers of the medium at a moment."""
    metrics = {"views": views, "likes": views / 10, "saved": None}
    return medium(InsightsSampled, **({"metrics": metrics, "observed_at": moment(at)} | changed))


def comment(kind: type[Event], **changed: object) -> Event:
    """An event of the comment."""
    return kind.model_validate(OWNER | {"comment_id": COMMENT} | changed)


def commented(text: str = "Nice", **changed: object) -> Event:
    """A comment below the medium, told by a webhook."""
    said = {
        "media_id": MEDIUM,
        "text": text,
        "author_id": "55",
        "author_name": "carol",
        "by": "webhook",
    }
    return comment(CommentReceived, **(said | changed))


def mentioned(**changed: object) -> Event:
    """A mention in a comment."""
    said = {"media_id": "99", "comment_id": "98", "text": "@alice", "author_name": "dave"}
    return MentionReceived.model_validate(OWNER | said | changed)


def reply(kind: type[Event], status: str, /, **changed: object) -> Event:
    """An event of the answer."""
    return kind.model_validate(OWNER | {"reply_id": REPLY, "status": status} | changed)


def answered(**changed: object) -> Event:
    """The user answers the comment."""
    said = {"media_id": MEDIUM, "comment_id": COMMENT, "text": "Thanks"}
    return reply(ReplyRequested, "REQUESTED", **(said | changed))


def page(**changed: object) -> Event:
    """How the account is reached."""
    reached = {
        "ig_business_id": BUSINESS,
        "username": "alice",
        "login": "facebook",
        "page_id": "123",
        "page_name": "Alice's",
        "access_level": "full",
        "is_subscribed": True,
    }
    return PageObserved.model_validate(OWNER | reached | changed)


def day(date: str = "2026-11-01", reach: float = 7, **changed: object) -> Event:
    """The account's numbers of a day."""
    values = {"day": date, "metrics": {"reach": reach, "profile_views": None}}
    return AccountInsightsSampled.model_validate(OWNER | values | changed)


def delivery(account: str = BUSINESS, *, at: float = 0, **changed: object) -> WebhookReceived:
    """One change of a delivery, as the receiver appends it."""
    values: dict[str, object] = {
        "provider": "instagram",
        "platform_user_id": account,
        "external_id": f"comments|{account}|{COMMENT}|{at}",
        "verdict": "verified",
        "pointer": "/entry/0/changes/0",
        "batch_sha256": "ab" * 32,
        "event_type": "comments",
        "occurred_at": datetime.fromtimestamp(int(moment(at).timestamp()), UTC),
        "body": b'{"object":"instagram","entry":[]}',
    }
    return WebhookReceived.model_validate(values | changed)


def one_of_each(**changed: Any) -> list[Event]:
    """Events that write into each of Instagram's tables."""
    return [
        page(**changed),
        requested(**changed),
        observed(**{"media_id": "other", **changed}),
        sampled(10, **changed),
        commented(**changed),
        mentioned(**changed),
        answered(**changed),
        day(**changed),
    ]
