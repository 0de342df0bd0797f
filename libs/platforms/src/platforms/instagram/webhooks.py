"""A delivery's meaning: Meta's envelope, split into changes, each with a name to know repeats by.

https://developers.facebook.com/documentation/instagram-platform/webhooks
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import AliasChoices, Field, ValidationError

from platforms.protocol import Parsed, PlatformId, Text

MOST_CHANGES = 1000
TEST_ID = "0"
"""The account id of what the "Test" button of Meta's dashboard sends."""
MILLISECONDS_FROM = 10**11
MESSAGING = "messaging"


class UnparseableDelivery(Exception):
    """The bytes are not a delivery; signed ones are still answered 200, to end the retries."""


class From(Parsed):
    """Who commented."""

    id: PlatformId | None = None
    username: Text = ""


class On(Parsed):
    """The medium that a comment stands below; an ad's copy names the post that it shows."""

    id: PlatformId | None = None
    media_product_type: Text = ""
    ad_id: PlatformId | None = None
    original_media_id: PlatformId | None = None


class CommentValue(Parsed):
    """A comment, by the id in either of the two keys that Meta documents."""

    id: PlatformId = Field(validation_alias=AliasChoices("id", "comment_id"))
    text: Text = ""
    parent_id: PlatformId | None = None
    author: From | None = Field(default=None, validation_alias=AliasChoices("from", "author"))
    media: On | None = None


class MentionValue(Parsed):
    """A mention: in the caption of a medium, or in a comment below it."""

    media_id: PlatformId
    comment_id: PlatformId | None = None


class StoryInsightsValue(Parsed):
    """Numbers of a story that is over; -1 stands for fewer than five."""

    media_id: PlatformId
    exits: int = -1
    replies: int = -1
    reach: int = -1
    taps_forward: int = -1
    taps_back: int = -1
    impressions: int = -1


Value = CommentValue | MentionValue | StoryInsightsValue
READERS: dict[str, type[CommentValue] | type[MentionValue] | type[StoryInsightsValue]] = {
    "comments": CommentValue,
    "live_comments": CommentValue,
    "mentions": MentionValue,
    "story_insights": StoryInsightsValue,
}


class RawChange(Parsed):
    """A change as it was sent."""

    field: Text = Field(min_length=1, max_length=100)
    value: object = None


class Entry(Parsed):
    """What happened on one account; `time` is when it was sent."""

    id: PlatformId
    time: int = Field(ge=0, le=10**14)
    changes: tuple[RawChange, ...] = ()
    messaging: tuple[dict[str, object], ...] = ()


class Envelope(Parsed):
    """The delivery as sent."""

    object: Text
    entry: tuple[Entry, ...] = Field(max_length=MOST_CHANGES)


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `pointer` says where it stands in the body (RFC 6901).

    `value` is None for what Postlog keeps but does not read, such as messages.
    """

    account_id: str
    field: str
    sent_at: datetime
    pointer: str
    value: Value | None
    external_id: str

    @property
    def is_test(self) -> bool:
        """Tell what Meta's dashboard sends to try the address out."""
        return self.account_id == TEST_ID


def split(body: bytes) -> tuple[Change, ...]:
    """Give every change of a delivery; raises `UnparseableDelivery`."""
    envelope = _envelope(body)
    if envelope.object != "instagram":
        raise UnparseableDelivery("the object is not instagram")
    found = tuple(
        change
        for index, entry in enumerate(envelope.entry)
        for change in _changes_of(entry, f"/entry/{index}")
    )
    if len(found) > MOST_CHANGES:
        raise UnparseableDelivery(f"more than {MOST_CHANGES} changes")
    return found


def unparseable_id(body: bytes) -> str:
    """Name a body that cannot be parsed by its digest."""
    return hashlib.sha256(body).hexdigest()


def _envelope(body: bytes) -> Envelope:
    try:
        return Envelope.model_validate_json(body)
    except ValidationError as error:
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
    raise UnparseableDelivery(f"the envelope is wrong at {where}")


def _changes_of(entry: Entry, pointer: str) -> Iterator[Change]:
    sent_at = _moment(entry.time)
    for index, change in enumerate(entry.changes):
        value = _value(change)
        name = _name(entry, change.field, value, change.value)
        yield Change(entry.id, change.field, sent_at, f"{pointer}/changes/{index}", value, name)
    for index, message in enumerate(entry.messaging):
        name = f"{MESSAGING}|{entry.id}|{_digest(message)}"
        yield Change(entry.id, MESSAGING, sent_at, f"{pointer}/messaging/{index}", None, name)


def _value(change: RawChange) -> Value | None:
    """Read what we know; a value of another shape is kept unread, not refused."""
    reader = READERS.get(change.field)
    try:
        return reader.model_validate(change.value) if reader else None
    except ValidationError:
        return None


def _name(entry: Entry, field: str, value: Value | None, raw: object) -> str:
    """Name what happened; an edited comment has another text, so its digest belongs to the name.

    Meta repeats a change for 36 hours and sends no id of it; `entry.time` is that of the sending.
    """
    match value:
        case CommentValue():
            parts = [value.id, hashlib.sha256(value.text.encode()).hexdigest()[:16]]
        case MentionValue():
            parts = [value.media_id, value.comment_id or ""]
        case StoryInsightsValue():
            parts = [value.media_id]
        case None:
            parts = [_digest(raw)]
    # The button of the dashboard sends the same text each time: each is a test of its own.
    moment = [str(entry.time)] if entry.id == TEST_ID else []
    return "|".join([field, entry.id, *parts, *moment])


def _digest(value: object) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(time: int) -> datetime:
    """Read seconds, or the milliseconds of messages."""
    return datetime.fromtimestamp(time / 1000 if time >= MILLISECONDS_FROM else time, UTC)
