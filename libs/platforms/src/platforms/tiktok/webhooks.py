"""A delivery's meaning: TikTok's envelope, the JSON text inside it, and a name to know repeats by.

https://developers.tiktok.com/doc/webhooks-events
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, ValidationError

from platforms.protocol import Parsed, PlatformId, Text
from platforms.strict_json import strict_json
from platforms.tiktok.ids import public_id
from platforms.tiktok.times import Seconds

COMPLETE = "post.publish.complete"
REMOVED = "authorization.removed"
PING = "tiktok.ping"
"""What the button "Test URL" of TikTok's developer pages sends: it is about no account."""
SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        "post.publish.completed": COMPLETE,
        "post.publish.no_longer_publicly_available": "post.publish.no_longer_publicaly_available",
    }
)


class UnparseableDelivery(Exception):
    """The bytes are not a delivery; signed ones are still answered 200, to end the retries."""


class PostContent(Parsed):
    """What a `post.publish.…` event says; a completed post has no id yet.

    `post_id` is as it was sent, and names the delivery; `public_id` is what may be shown.
    """

    publish_id: PlatformId
    publish_type: Text = ""
    post_id: PlatformId | None = None
    reason: Text = Field(default="", validation_alias=AliasChoices("reason", "fail_reason"))

    @property
    def public_id(self) -> str | None:
        """The public post's id; None where none was sent, or what was sent is none."""
        return public_id(self.post_id)


class RemovalContent(Parsed):
    """Why access ended: 1 the user, 2 deleted, 3 age, 4 banned, 5 we revoked it, 0 unknown."""

    reason: int = 0


def _as_text(value: object) -> object:
    return json.dumps(value, sort_keys=True) if isinstance(value, dict) else value


class Envelope(Parsed):
    """The delivery as sent: `content` is JSON inside a string; an object is taken too."""

    client_key: Text
    event: Text = Field(min_length=1, max_length=200)
    create_time: Seconds
    user_openid: Text = ""
    content: Annotated[Text, BeforeValidator(_as_text)] = ""


@dataclass(slots=True)
class Delivery:
    """A delivery understood; `content` is None for an event that Postlog does not use.

    Nobody changes it. It is not frozen, as that makes it slower to make.
    """

    client_key: str
    event: str
    create_time: int
    user_openid: str
    content: PostContent | RemovalContent | None
    sent_content: str

    @property
    def publish_id(self) -> str:
        """TikTok's id of the publishing, or the empty text where the event is about none."""
        return self.content.publish_id if isinstance(self.content, PostContent) else ""

    @property
    def platform_post_id(self) -> str:
        """TikTok's id of the public post, or the empty text where the event names none."""
        return (self.content.public_id or "") if isinstance(self.content, PostContent) else ""

    @property
    def occurred_at(self) -> datetime:
        """When it happened, by TikTok's clock, which counts whole seconds."""
        return datetime.fromtimestamp(self.create_time, UTC)


def parse_delivery(body: bytes) -> Delivery:
    """Parse twice, strictly: what two readers could understand differently is refused."""
    envelope = _model(Envelope, _strict_json(body))
    event = SPELLINGS.get(envelope.event, envelope.event)
    return Delivery(
        client_key=envelope.client_key,
        event=event,
        create_time=envelope.create_time,
        user_openid=envelope.user_openid,
        content=_content(event, envelope.content),
        sent_content=envelope.content,
    )


def external_id(delivery: Delivery) -> str:
    """Name what happened, so that TikTok's repeats, which carry no id, are the same."""
    parts = [delivery.event, delivery.user_openid]
    match delivery.content:
        case PostContent(publish_id=publish_id, post_id=post_id):
            parts += [publish_id, post_id] if post_id else [publish_id]
            # A draft can be posted several times, and a post be made public again: each says so.
            happens_again = delivery.event == COMPLETE or post_id is not None
            parts += [str(delivery.create_time)] if happens_again else []
        case RemovalContent():
            parts.append(str(delivery.create_time))
        case None:
            digest = hashlib.sha256(delivery.sent_content.encode())
            parts += [str(delivery.create_time), digest.hexdigest()]
    return "|".join(parts)


def unparseable_id(body: bytes) -> str:
    """Name a body that cannot be parsed by its digest."""
    return hashlib.sha256(body).hexdigest()


def _content(event: str, text: str) -> PostContent | RemovalContent | None:
    if event.startswith("post.publish."):
        return _model(PostContent, _strict_json(text))
    if event == REMOVED:
        return _model(RemovalContent, _strict_json(text))
    return None


Model = TypeVar("Model", bound=BaseModel)


def _model(model: type[Model], value: object) -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
    raise UnparseableDelivery(f"{model.__name__} is wrong at {where}")


def _strict_json(text: bytes | str) -> object:
    try:
        return strict_json(text)
    except ValueError as error:
        reason = type(error).__name__
    raise UnparseableDelivery(f"not JSON that all readers agree on: {reason}")
