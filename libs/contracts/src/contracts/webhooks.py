"""Owner: webhook-ingest. A platform's delivery, its bytes untouched."""

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter

from common.event import Event, Headers

NONE = b"[]"


class ReceivedHeader(BaseModel):
    """A header of the request that brought the delivery."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: str


received_headers: TypeAdapter[list[ReceivedHeader]] = TypeAdapter(list[ReceivedHeader])


class WebhookReceived(Event):
    """A delivery whose signature was judged; the record's value is the body as it came."""

    TYPE: ClassVar[str] = "webhooks.WebhookReceived.v1"
    TOPIC: ClassVar[str] = "webhooks.{provider}.v1"

    provider: str
    platform_user_id: str
    external_id: str
    verdict: Literal["verified", "unverified", "unparseable"]
    signature: str = ""
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
        """What was found out about the body, beside it."""
        found = {
            "provider": self.provider,
            "platform_user_id": self.platform_user_id,
            "external_id": self.external_id,
            "verdict": self.verdict,
            "signature": self.signature,
        }
        headers = ("headers", received_headers.dump_json(self.headers))
        return [*((name, text.encode()) for name, text in found.items()), headers]

    @classmethod
    def from_record(cls, headers: Mapping[str, bytes], value: bytes) -> Self:
        """Put headers and body together again."""
        names = ("provider", "platform_user_id", "external_id", "verdict", "signature")
        found = {name: headers[name].decode() for name in names if name in headers}
        received = received_headers.validate_json(headers.get("headers", NONE))
        return cls.model_validate({**found, "headers": received, "body": value})


EVENTS: list[type[Event]] = [WebhookReceived]
