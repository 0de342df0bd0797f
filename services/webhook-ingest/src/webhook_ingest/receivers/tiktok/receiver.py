"""What a delivery from TikTok is, judged without I/O.

https://developers.tiktok.com/doc/webhooks-verification
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import ClassVar, Self

from aiohttp import web

from common.endpoints import Anyone, Endpoint, Header
from common.errors import ServiceError, Unavailable
from contracts.webhooks import WebhookReceived
from platforms.signatures import InvalidSignature, StaleSignature
from platforms.tiktok.signatures import HEADER, verify
from platforms.tiktok.webhooks import (
    Delivery,
    UnparseableDelivery,
    external_id,
    parse_delivery,
    unparseable_id,
)
from webhook_ingest.handlers import Received, receive
from webhook_ingest.receivers.tiktok.settings import TikTokWebhookSettings

PROVIDER = "tiktok"
# It becomes a record's key and three of its headers; TikTok's open ids have under 60 characters.
LONGEST_USER = 128


class ForeignDelivery(ServiceError):
    """The delivery is meant for another app, though it was signed with our secret."""

    kind = "foreign-delivery"
    status = HTTPStatus.FORBIDDEN


async def receive_tiktok(request: web.Request) -> web.Response:
    """Answer 200 once every in-sync replica has the delivery; until then TikTok repeats it."""
    return await receive(request, PROVIDER)


@dataclass(frozen=True, slots=True)
class TikTokReceiver:
    """Judges deliveries to our app; without a secret it can verify none, and says so."""

    provider: ClassVar[str] = PROVIDER
    endpoints: ClassVar[Sequence[Endpoint]] = (
        Endpoint(
            "POST",
            "/api/webhooks/tiktok",
            Anyone(receive_tiktok),
            {200: Received},
            headers=[Header(HEADER, "`t=<seconds>,s=<hex HMAC-SHA256>`.", required=True)],
            refusals=[InvalidSignature, StaleSignature, ForeignDelivery, Unavailable],
        ),
    )
    splits: ClassVar[bool] = False
    kept_headers: ClassVar[frozenset[str]] = frozenset({HEADER.lower(), "x-tt-logid"})

    client_key: str
    secrets: tuple[str, ...] = field(repr=False)
    max_age: float
    """The age in seconds up to which a signature is good."""

    @classmethod
    def of(cls, settings: TikTokWebhookSettings) -> Self:
        """Make it with our app's key and secrets."""
        return cls(
            settings.tiktok_client_key, settings.tiktok_secrets, settings.tiktok_webhook_max_age
        )

    def judge(
        self, headers: Mapping[str, str], body: bytes, now: float
    ) -> Sequence[WebhookReceived]:
        """Verify the bytes, then parse them; TikTok sends one event in each delivery.

        Signed bytes that cannot be parsed are taken: TikTok would repeat them for 72 hours.
        Raises `InvalidSignature`, `StaleSignature` and `ForeignDelivery`.
        """
        signature = headers.get(HEADER, "")
        if self.secrets:
            verify(self.secrets, signature, body, now, self.max_age)
        try:
            delivery = _parse(body)
        except UnparseableDelivery:
            return [_unparseable(signature, body)]
        if delivery.client_key != self.client_key:
            raise ForeignDelivery("This delivery is meant for another client_key.")
        return [self._received(delivery, signature, body)]

    def _received(self, delivery: Delivery, signature: str, body: bytes) -> WebhookReceived:
        return WebhookReceived(
            provider=PROVIDER,
            platform_user_id=delivery.user_openid,
            external_id=external_id(delivery),
            verdict="verified" if self.secrets else "unverified",
            signature=_text(signature),
            event_type=delivery.event,
            publish_id=delivery.publish_id,
            platform_post_id=delivery.platform_post_id,
            occurred_at=delivery.occurred_at,
            body=body,
        )


def _parse(body: bytes) -> Delivery:
    delivery = parse_delivery(body)
    if len(delivery.user_openid) > LONGEST_USER:
        raise UnparseableDelivery("user_openid is longer than an id can be")
    return delivery


def _unparseable(signature: str, body: bytes) -> WebhookReceived:
    return WebhookReceived(
        provider=PROVIDER,
        platform_user_id="",
        external_id=unparseable_id(body),
        verdict="unparseable",
        signature=_text(signature),
        body=body,
    )


def _text(signature: str) -> str:
    # A header's bytes need not be UTF-8, a record's text must be.
    return signature if signature.isascii() else signature.encode(errors="replace").decode()
