"""What a platform must bring along so that its webhooks can be received."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol, Self

from common.endpoints import Endpoint
from contracts.webhooks import WebhookReceived
from webhook_ingest.settings import Settings


class Receiver(Protocol):
    """Receives the webhooks of one platform; it judges them and does no I/O.

    `endpoints` are the platform's addresses: the POST of its deliveries, which calls
    `handlers.receive`, and a GET where the platform asks for a handshake. `kept_headers` are the
    names, in lower case, of its own request headers that are kept beside a delivery. `splits` says
    that it puts many changes into one body, which may then be larger than a record.
    """

    provider: ClassVar[str]
    endpoints: ClassVar[Sequence[Endpoint]]
    kept_headers: ClassVar[frozenset[str]]
    splits: ClassVar[bool]

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Make it with the secrets and limits that the settings give.

        None says that this installation does not use the platform: it has no address here then.
        """

    def judge(
        self, headers: Mapping[str, str], body: bytes, now: float, /
    ) -> Sequence[WebhookReceived]:
        """Verify the body, and give a delivery for each change that it tells of.

        `now` is in seconds since 1970. Raises a `ServiceError` where the platform has not sent
        the body, or not to us.
        """
