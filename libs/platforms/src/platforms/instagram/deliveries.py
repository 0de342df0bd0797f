"""A delivery as Meta sends it: an envelope around entries, and how it is reduced to one change.

https://developers.facebook.com/documentation/instagram-platform/webhooks
"""

import json
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from platforms.protocol import Parsed, PlatformId, Text
from platforms.strict_json import strict_json

INSTAGRAM = "instagram"
MILLISECONDS_FROM = 10**11
CHANGES, MESSAGING = "changes", "messaging"
Json = object
Model = TypeVar("Model", bound=BaseModel)


class UnparseableDelivery(Exception):
    """The bytes are not a delivery; signed ones are still answered 200, to end the retries."""


class RawChange(Parsed):
    """A change as it was sent."""

    field: Text = Field(min_length=1, max_length=100)
    value: object = None


class Entry(Parsed):
    """What happened on one account; `time` is when it was sent."""

    id: PlatformId
    time: int = Field(ge=0, le=10**14)
    changes: tuple[object, ...] = ()
    messaging: tuple[object, ...] = ()

    @property
    def sent_at(self) -> datetime:
        """Read seconds, or the milliseconds of messages."""
        seconds = self.time / 1000 if self.time >= MILLISECONDS_FROM else self.time
        return datetime.fromtimestamp(seconds, UTC)


class Envelope(Parsed):
    """The delivery as sent."""

    object: Text
    entry: tuple[Json, ...]


def read_envelope(body: bytes) -> Envelope:
    """Read the outermost part of Instagram's deliveries; raises `UnparseableDelivery`."""
    try:
        json_value = strict_json(body)
    except ValueError:
        raise UnparseableDelivery("not JSON that all readers agree on") from None
    envelope = read_part(Envelope, json_value)
    if envelope.object != INSTAGRAM:
        raise UnparseableDelivery("the object is not instagram")
    return envelope


def read_part(model: type[Model], value: object) -> Model:
    """Read one part; raises `UnparseableDelivery`, which names the place and no content."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        where = error.errors(include_input=False, include_url=False)[0]["loc"]
    raise UnparseableDelivery(f"{model.__name__} is wrong at {where}")


def reduced(entry: Entry, kind: str, item: object) -> bytes:
    """Give a delivery that tells of this item only."""
    return body_of({"id": entry.id, "time": entry.time, kind: [item]})


def without_value(account_id: str, time: int, kind: str, field: str) -> bytes:
    """Give a delivery that says which field has changed, in place of one that is too large."""
    return body_of({"id": account_id, "time": time, kind: [{"field": field}]})


def body_of(entry: object) -> bytes:
    """Give a delivery with this entry alone."""
    text = json.dumps(
        {"object": INSTAGRAM, "entry": [entry]}, ensure_ascii=False, separators=(",", ":")
    )
    # Half of a pair of surrogates has no UTF-8; the escape that replaces it is JSON, as it came.
    return text.encode(errors="backslashreplace")
