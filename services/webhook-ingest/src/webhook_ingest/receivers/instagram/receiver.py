"""What a delivery from Meta about Instagram is, judged without I/O.

https://developers.facebook.com/documentation/instagram-platform/webhooks
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Self

from aiohttp import web

from common.endpoints import Anyone, Endpoint, Header
from common.errors import InvalidRequest, Unavailable
from contracts.webhooks import WebhookReceived
from platforms.instagram.deliveries import UnparseableDelivery
from platforms.instagram.signatures import HEADER, verify
from platforms.instagram.webhooks import Change, split, unparseable_id
from platforms.signatures import InvalidSignature
from webhook_ingest.handlers import Received, receive
from webhook_ingest.receivers.instagram.handshake import (
    Handshake,
    HandshakeRefused,
    verify_instagram_webhooks,
)
from webhook_ingest.receivers.instagram.settings import InstagramWebhookSettings

PROVIDER = "instagram"
PATH = "/api/webhooks/instagram"


async def receive_instagram(request: web.Request) -> web.Response:
    """Answer 200 once every change is in the log; until then Meta repeats the delivery."""
    return await receive(request, PROVIDER)


@dataclass(frozen=True, slots=True)
class InstagramReceiver:
    """Judges deliveries to our apps; without a secret it can verify none, and says so."""

    provider: ClassVar[str] = PROVIDER
    endpoints: ClassVar[Sequence[Endpoint]] = (
        Endpoint(
            "GET",
            PATH,
            Anyone(verify_instagram_webhooks),
            {200: None},
            query=Handshake,
            refusals=[InvalidRequest, HandshakeRefused],
            media_type="text/plain",
        ),
        Endpoint(
            "POST",
            PATH,
            Anyone(receive_instagram),
            {200: Received},
            headers=[Header(HEADER, "`sha256=<hex HMAC-SHA256>`.", required=True)],
            refusals=[InvalidSignature, Unavailable],
        ),
    )
    kept_headers: ClassVar[frozenset[str]] = frozenset({HEADER.lower()})

    secrets: tuple[str, ...] = field(repr=False)
    """Those of every app: Meta signs with the one by which the account was connected."""

    @classmethod
    def of(cls, settings: InstagramWebhookSettings) -> Self | None:
        """Make it with our apps' secrets; None where this installation has no app of Meta's."""
        return cls(settings.instagram_secrets) if settings.has_instagram_app else None

    def judge(
        self, headers: Mapping[str, str], body: bytes, _now: float, /
    ) -> Sequence[WebhookReceived]:
        """Verify the bytes, then split them: Meta puts up to 1000 changes into one delivery.

        The signature has no time. Signed bytes that cannot be parsed are taken: Meta would repeat
        them for 36 hours.
        Raises `InvalidSignature`.
        """
        signature = headers.get(HEADER, "")
        if self.secrets:
            verify(self.secrets, signature, body)
        try:
            changes = split(body)
        except UnparseableDelivery:
            return [_unparseable(signature, body)]
        batch = hashlib.sha256(body).hexdigest() if len(changes) > 1 else ""
        return [self._received(change, signature, batch) for change in changes]

    def _received(self, change: Change, signature: str, batch: str) -> WebhookReceived:
        return WebhookReceived(
            provider=PROVIDER,
            platform_user_id=change.account_id,
            external_id=change.external_id,
            verdict=self._verdict,
            signature=_text(signature),
            pointer=change.pointer if batch else "",
            batch_sha256=batch,
            event_type=change.field,
            platform_post_id=change.media_id,
            occurred_at=change.sent_at,
            body=change.body,
        )

    @property
    def _verdict(self) -> Literal["verified", "unverified"]:
        return "verified" if self.secrets else "unverified"


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
    return signature.encode(errors="replace").decode()
