"""A delivery's meaning: Meta's envelope, split into changes, each with a name to know repeats by.

https://developers.facebook.com/documentation/instagram-platform/webhooks
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from pydantic import AliasChoices, Field, ValidationError

from platforms.instagram.deliveries import (
    CHANGES,
    MESSAGING,
    Entry,
    Envelope,
    RawChange,
    UnparseableDelivery,
    body_of,
    read_envelope,
    read_part,
    reduced,
    without_value,
)
from platforms.instagram.ids import NodeId
from platforms.protocol import Parsed, PlatformId, Text

MOST_CHANGES = 1000
TEST_ID = "0"
"""The account id of what the "Test" button of Meta's dashboard sends."""
OTHER_KINDS = ("changed_fields", "standby")
# As large as an event takes: what is larger is no number of viewers, and is kept unread.
LARGEST_NUMBER = 10**15
Number = Annotated[int, Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]


class From(Parsed):
    """Who commented."""

    id: PlatformId | None = None
    username: Text = ""


class On(Parsed):
    """The medium that a comment stands below; an ad's copy names the post that it shows."""

    id: NodeId | None = None
    media_product_type: Text = ""
    ad_id: PlatformId | None = None
    original_media_id: NodeId | None = None


class CommentValue(Parsed):
    """A comment, by the id in either of the two keys that Meta documents."""

    id: NodeId = Field(validation_alias=AliasChoices("id", "comment_id"))
    text: Text = ""
    parent_id: NodeId | None = None
    author: From | None = Field(default=None, validation_alias=AliasChoices("from", "author"))
    media: On | None = None

    @property
    def is_of_ad(self) -> bool:
        """Whether it was told as one below an advertisement's copy of the post."""
        return self.media is not None and self.media.ad_id is not None


class MentionValue(Parsed):
    """A mention: in the caption of a medium, or in a comment below it."""

    media_id: NodeId
    comment_id: NodeId | None = None


class StoryInsightsValue(Parsed):
    """Numbers of a story that is over; -1 stands for fewer than five."""

    media_id: NodeId
    exits: Number = -1
    replies: Number = -1
    reach: Number = -1
    taps_forward: Number = -1
    taps_back: Number = -1
    impressions: Number = -1


Value = CommentValue | MentionValue | StoryInsightsValue
READERS: dict[str, type[CommentValue] | type[MentionValue] | type[StoryInsightsValue]] = {
    "comments": CommentValue,
    "live_comments": CommentValue,
    "mentions": MentionValue,
    "story_insights": StoryInsightsValue,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `pointer` says where it stood in the body (RFC 6901).

    `value` is None for what Postlog keeps but does not read, such as messages. `body` is the
    delivery reduced to this change: `split` gives the same change of it, but for the pointer.
    """

    account_id: str
    field: str
    sent_at: datetime
    pointer: str
    value: Value | None
    external_id: str
    body: bytes

    @property
    def media_id(self) -> str:
        """The medium that it is about, or the empty text; of an ad's copy the post it shows."""
        match self.value:
            case CommentValue(media=On(original_media_id=shown, id=media)):
                return shown or media or ""
            case MentionValue(media_id=media) | StoryInsightsValue(media_id=media):
                return media
        return ""

    def without_value(self) -> bytes:
        """Say what has changed and leave out how, where that is too large to be kept."""
        kind = MESSAGING if self.field == MESSAGING else CHANGES
        return without_value(self.account_id, int(self.sent_at.timestamp()), kind, self.field)

    @property
    def is_test(self) -> bool:
        """Tell what Meta's dashboard sends to try the address out."""
        return self.account_id == TEST_ID


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry, or a change, that is of no known shape; `body` is a delivery with it alone."""

    pointer: str
    external_id: str
    body: bytes


Part = Change | Unreadable


def split(body: bytes) -> tuple[Change, ...]:
    """Give every change of a delivery, which has at least one; raises `UnparseableDelivery`."""
    return tuple(part for part in parts_of(body) if isinstance(part, Change))


def parts_of(body: bytes) -> tuple[Part, ...]:
    """Give the changes, and beside at least one of them what cannot be read.

    Raises `UnparseableDelivery` where nothing of it can.
    """
    try:
        found = tuple(_parts(read_envelope(body)))
    except RecursionError:
        raise UnparseableDelivery("the delivery is nested too deeply") from None
    if not 1 <= len(found) <= MOST_CHANGES:
        raise UnparseableDelivery(f"{len(found)} changes, not 1 to {MOST_CHANGES}")
    changes = [part for part in found if isinstance(part, Change)]
    if not changes:
        raise UnparseableDelivery("nothing in it can be read")
    # What tells of one change only is kept as it was signed.
    return found if len(found) > 1 else (replace(changes[0], body=body),)


def unparseable_id(body: bytes) -> str:
    """Name a body that cannot be parsed by its digest."""
    return hashlib.sha256(body).hexdigest()


def _parts(envelope: Envelope) -> Iterator[Part]:
    for index, raw in enumerate(envelope.entry):
        pointer = f"/entry/{index}"
        try:
            entry = read_part(Entry, raw)
        except UnparseableDelivery:
            yield Unreadable(pointer, _digest(raw), body_of(raw))
            continue
        for place, change in enumerate(entry.changes):
            yield _change(entry, f"{pointer}/{CHANGES}/{place}", change)
        for place, message in enumerate(entry.messaging):
            yield _message(entry, f"{pointer}/{MESSAGING}/{place}", message)
        if not (entry.changes or entry.messaging):
            yield _whole(entry, pointer, raw)


def _change(entry: Entry, pointer: str, raw: object) -> Part:
    try:
        change = read_part(RawChange, raw)
    except UnparseableDelivery:
        return Unreadable(pointer, _digest([entry.id, raw]), reduced(entry, CHANGES, raw))
    value = _value(change)
    name, body = _name(entry, change.field, value, change.value), reduced(entry, CHANGES, raw)
    return Change(entry.id, change.field, entry.sent_at, pointer, value, name, body)


def _message(entry: Entry, pointer: str, raw: object) -> Change:
    name, body = f"{MESSAGING}|{entry.id}|{_digest(raw)}", reduced(entry, MESSAGING, raw)
    return Change(entry.id, MESSAGING, entry.sent_at, pointer, None, name, body)


def _whole(entry: Entry, pointer: str, raw: object) -> Change:
    """Keep an entry without changes as it is, such as one that lists but `changed_fields`."""
    kinds = raw.keys() if isinstance(raw, dict) else ()
    field = next((kind for kind in OTHER_KINDS if kind in kinds), "entry")
    name, body = f"{field}|{entry.id}|{_digest(raw)}", body_of(raw)
    return Change(entry.id, field, entry.sent_at, pointer, None, name, body)


def _value(change: RawChange) -> Value | None:
    """Read what we know; a value of another shape is kept unread, not refused."""
    reader = READERS.get(change.field)
    try:
        return reader.model_validate(change.value) if reader else None
    except ValidationError:
        return None


def _name(entry: Entry, field: str, value: Value | None, raw: object) -> str:
    """Name what happened; an edited comment has another text, so its digest belongs to the name.

    A comment on a boosted post may come twice: below the post, and below the advertisement.
    Meta repeats a change for 36 hours and sends no id of it; `entry.time` is that of the sending.
    """
    match value:
        case CommentValue():
            parts = [value.id, hashlib.sha256(value.text.encode()).hexdigest()[:16]]
            parts += ["ad"] if value.is_of_ad else []
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
