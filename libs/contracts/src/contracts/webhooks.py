"""Owner: webhook-ingest. A platform's delivery, its bytes untouched."""

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter

from common.event import Event, Headers

NONE = b"[]"
ALWAYS = ("provider", "platform_user_id", "external_id", "verdict", "signature")
TEXTS = (*ALWAYS, "pointer", "batch_sha256")


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
    headers: list[ReceivedHeader] = []
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
        """What was found out about the body, beside it; what is empty is left out."""
        found = ((name, str(getattr(self, name)).encode()) for name in TEXTS)
        headers = ("headers", received_headers.dump_json(self.headers))
        return [*((name, text) for name, text in found if text or name in ALWAYS), headers]

    @classmethod
    def from_record(cls, headers: Mapping[str, bytes], value: bytes) -> Self:
        """Put headers and body together again."""
        found = {name: headers[name].decode() for name in TEXTS if name in headers}
        received = received_headers.validate_json(headers.get("headers", NONE))
        return cls.model_validate({**found, "headers": received, "body": value})


EVENTS: list[type[Event]] = [WebhookReceived]
