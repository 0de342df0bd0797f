"""Owner: webhook-ingest. A platform's delivery, its bytes untouched."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from common.event import Event, Headers

NONE = b"[]"
ALWAYS = ("provider", "platform_user_id", "external_id", "verdict", "signature")
SOMETIMES = ("pointer", "batch_sha256", "event_type", "publish_id", "platform_post_id")
TEXTS = (*ALWAYS, *SOMETIMES)


class ReceivedHeader(BaseModel):
    """A header of the request that brought the delivery."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: str


received_headers: TypeAdapter[list[ReceivedHeader]] = TypeAdapter(list[ReceivedHeader])


class WebhookReceived(Event):
    """A delivery whose signature was judged; the record's value is the body as it came.

    Some platforms put many changes into one delivery. Each becomes a record of its own: `pointer`
    (RFC 6901) says where the change stood in the body, `batch_sha256` names that body by the hex
    SHA-256 of its bytes, and the value is the body reduced to this one change. Both are empty
    where the value is the whole body.

    `event_type`, `publish_id`, `platform_post_id` and `occurred_at` are what the receiver read in
    the body, so that other readers need not parse it: the platform's name of the event, its id of
    the publishing, its id of the public post, and its time. What the body does not say is empty,
    and so is all of it where the verdict is `unparseable`.
    """

    TYPE: ClassVar[str] = "webhooks.WebhookReceived.v1"
    TOPIC: ClassVar[str] = "webhooks.{provider}.v1"

    provider: str
    platform_user_id: str
    external_id: str
    verdict: Literal["verified", "unverified", "unparseable"]
    signature: str = ""
    pointer: str = ""
    batch_sha256: str = ""
    event_type: str = ""
    publish_id: str = ""
    platform_post_id: str = ""
    occurred_at: datetime | None = None
    # A plain `[]` would be copied, deeply, for each delivery.
    headers: list[ReceivedHeader] = Field(default_factory=list, json_schema_extra={"default": []})
    body: bytes

    @property
    def topic(self) -> str:
        """Each platform has a topic of its own."""
        return f"webhooks.{self.provider}.v1"

    @property
    def key(self) -> str:
        """What concerns one platform account stays in order."""
        return self.platform_user_id

    @property
    def subject(self) -> str:
        """The delivery itself; a repeat has the same."""
        return self.external_id

    def value(self) -> bytes:
        """The body as it came."""
        return self.body

    def extra_headers(self) -> Headers:
        """What was found out about the body, and the request's headers, beside it."""
        return [*self.texts(), ("headers", received_headers.dump_json(self.headers))]

    def texts(self) -> Headers:
        """What was found out about the body; what is empty is left out."""
        found = [(name, getattr(self, name).encode()) for name in ALWAYS]
        found += [(name, text.encode()) for name in SOMETIMES if (text := getattr(self, name))]
        if self.occurred_at is not None:
            found.append(("occurred_at", self.occurred_at.isoformat().encode()))
        return found

    @classmethod
    def from_record(cls, headers: Mapping[str, bytes], value: bytes) -> Self:
        """Put headers and body together again."""
        names = (*TEXTS, "occurred_at")
        found = {name: headers[name].decode() for name in names if name in headers}
        received = received_headers.validate_json(headers.get("headers", NONE))
        return cls.model_validate({**found, "headers": received, "body": value})


EVENTS: list[type[Event]] = [WebhookReceived]
