"""Events as they are consumed, about Alice's and Bob's accounts."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid5

from common.event import NAMESPACE, Delivered, Envelope, Event, event_id
from contracts.accounts import AccountConnected
from contracts.tiktok.events import ForeignVideoFound, MetricsSampled, PostRequested
from contracts.webhooks import WebhookReceived

from .sessions import ALICE

BEGAN = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
ACCOUNT, BOBS_ACCOUNT = uuid5(NAMESPACE, "account"), uuid5(NAMESPACE, "bob's account")
POST, BOBS_POST = uuid5(NAMESPACE, "post"), uuid5(NAMESPACE, "bob's post")


def moment(seconds: float) -> datetime:
    """Give a time of the story."""
    return BEGAN + timedelta(seconds=seconds)


class Story:
    """Makes consumed records of events, each at the next offset of its partition."""

    def __init__(self) -> None:
        self._offsets: dict[tuple[str, int], int] = {}

    def tell(
        self, event: Event, sequence: int | None, at: float = 0, cause: str | None = None
    ) -> Delivered:
        """Append the event to the log."""
        source = event.TYPE.partition(".")[0]
        identity = sequence if sequence is not None else event.TYPE
        envelope = Envelope(
            id=event_id(f"/{source}", event.subject, f"{event.TYPE}|{identity}"),
            type=event.TYPE,
            source=f"/{source}",
            subject=event.subject,
            time=moment(at),
            sequence=sequence,
            correlation_id="c" * 32,
            causation_id=cause,
        )
        return self.again(event, envelope)

    def again(self, event: Event, envelope: Envelope) -> Delivered:
        """Append a copy."""
        place = (event.topic, sum(event.key.encode()) % 3)
        offset = self._offsets.get(place, 0)
        self._offsets[place] = offset + 1
        return Delivered(*place, offset, event.key, envelope, event, {}, event.value())


def connected(**changed: object) -> AccountConnected:
    """A grant that was taken over."""
    values: dict[str, object] = {
        "provider": "tiktok",
        "account_id": ACCOUNT,
        "user_id": ALICE,
        "platform_user_id": "open-1",
        "display_name": "Alice",
        "scopes": ["user.info.basic", "video.publish"],
        "granted_at": moment(0),
        "expires_at": moment(86_400),
        "refresh_expires_at": moment(864_000),
    }
    return AccountConnected.model_validate(values | changed)


def post(kind: type[Event], status: str, /, **changed: object) -> Event:
    """An event of the post."""
    values: dict[str, object] = {
        "account_id": ACCOUNT,
        "user_id": ALICE,
        "post_id": POST,
        "status": status,
        "observed_at": moment(0),
        "by": "poll",
        "attempt": 1,
    }
    return kind.model_validate(values | changed)


def requested(**changed: object) -> Event:
    """What the user asked for."""
    asked = {"mode": "DIRECT_POST", "source": "FILE_UPLOAD", "title": "Hello", "video_size": 7}
    return post(PostRequested, "INIT_ATTEMPTED", **(asked | changed))


def sampled(views: int, platform_post_id: str = "9", *, at: float = 0, **changed: object) -> Event:
    """Totals of a public id at a moment; every other count is a tenth of the views."""
    counts = dict.fromkeys(("like_count", "comment_count", "share_count"), views // 10)
    values = {
        "platform_post_id": platform_post_id,
        "view_count": views,
        "observed_at": moment(at),
        **counts,
    }
    return post(MetricsSampled, "PUBLISH_COMPLETE", **(values | changed))


def foreign(platform_post_id: str = "77", **changed: object) -> ForeignVideoFound:
    """A video that was posted in the app."""
    values: dict[str, object] = {
        "account_id": ACCOUNT,
        "user_id": ALICE,
        "platform_post_id": platform_post_id,
        "title": "By hand",
        "create_time": moment(-100),
        "observed_at": moment(0),
    }
    return ForeignVideoFound.model_validate(values | changed)


def webhook(publish_id: str = "p1", *, at: float = 0, **changed: object) -> WebhookReceived:
    """A delivery about a post, with the body that TikTok would send."""
    created = int(moment(at).timestamp())
    body = {
        "client_key": "awtest",
        "event": "post.publish.complete",
        "create_time": created,
        "user_openid": changed.get("platform_user_id", "open-1"),
        "content": json.dumps({"publish_id": publish_id}),
    }
    read = {
        "event_type": body["event"],
        "publish_id": publish_id,
        "occurred_at": datetime.fromtimestamp(created, UTC),
    }
    values: dict[str, object] = {
        "provider": "tiktok",
        "platform_user_id": "open-1",
        "external_id": f"post.publish.complete|open-1|{publish_id}|{created}",
        "verdict": "verified",
        "signature": "t=1,s=2",
        "body": json.dumps(body).encode(),
        **(read if changed.get("verdict") != "unparseable" else {}),
    }
    return WebhookReceived.model_validate(values | changed)


def headerless(event: WebhookReceived) -> WebhookReceived:
    """The same delivery, as it is read from a record whose headers tell nothing of the body."""
    names = {"provider", "platform_user_id", "external_id", "verdict", "signature", "headers"}
    headers = {name: value for name, value in event.extra_headers() if name in names}
    return WebhookReceived.from_record(headers, event.value())
