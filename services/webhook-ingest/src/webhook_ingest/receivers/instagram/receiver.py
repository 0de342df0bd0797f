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
from platforms.instagram.webhooks import (
    Change,
    Part,
    Unreadable,
    parts_of,
    unparseable_id,
)
from platforms.signatures import InvalidSignature
from webhook_ingest.handlers import Received, receive
from webhook_ingest.receivers.instagram.handshake import (
    Handshake,
    HandshakeRefused,
    verify_instagram_webhooks,
)
from webhook_ingest.settings import Settings

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
    splits: ClassVar[bool] = True

    secrets: tuple[str, ...] = field(repr=False)
    """Those of every app: Meta signs with the one by which the account was connected."""
    largest: int
    """The bytes of one change that are kept."""

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Make it with our apps' secrets; None where this installation has no app of Meta's."""
        if not settings.has_instagram_app:
            return None
        return cls(settings.instagram_secrets, settings.max_body_bytes)

    def judge(
        self, headers: Mapping[str, str], body: bytes, _now: float, /
    ) -> Sequence[WebhookReceived]:
        """Verify the bytes, then split them: Meta puts up to 1000 changes into one delivery.

        The signature has no time. Signed bytes that cannot be parsed are taken: Meta would repeat
        them for 36 hours. What can be read beside them is not lost.
        Raises `InvalidSignature`.
        """
        signature = headers.get(HEADER, "")
        if self.secrets:
            verify(self.secrets, signature, body)
        try:
            parts = parts_of(body)
        except UnparseableDelivery:
            whole = Unreadable("", unparseable_id(body), body)
            return [_unparseable(signature, "", whole)]
        batch = hashlib.sha256(body).hexdigest() if len(parts) > 1 else ""
        return [self._received(part, signature, batch) for part in parts]

    def _received(self, part: Part, signature: str, batch: str) -> WebhookReceived:
        if isinstance(part, Unreadable):
            return _unparseable(signature, batch, part)
        if len(part.body) > self.largest:
            cut = Unreadable(part.pointer, part.external_id, part.without_value())
            return _unparseable(signature, batch, cut)
        return self._change(part, signature, batch)

    def _change(self, change: Change, signature: str, batch: str) -> WebhookReceived:
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


def _unparseable(signature: str, batch: str, part: Unreadable) -> WebhookReceived:
    return WebhookReceived(
        provider=PROVIDER,
        platform_user_id="",
        external_id=part.external_id,
        verdict="unparseable",
        signature=_text(signature),
        pointer=part.pointer,
        batch_sha256=batch,
        body=part.body,
    )


def _text(signature: str) -> str:
    # A header's bytes need not be UTF-8, a record's text must be.
    return signature.encode(errors="replace").decode()
