"""What a delivery from TikTok is, judged without I/O.

https://developers.tiktok.com/doc/webhooks-verification
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Literal

from common.errors import ServiceError
from contracts.webhooks import WebhookReceived
from platforms.tiktok.signatures import HEADER, verify
from platforms.tiktok.webhooks import (
    Delivery,
    UnparseableDelivery,
    external_id,
    parse_delivery,
    unparseable_id,
)

Verdict = Literal["verified", "unverified", "unparseable"]
PROVIDER = "tiktok"
# It becomes a record's key and three of its headers; TikTok's open ids have under 60 characters.
LONGEST_USER = 128


class ForeignDelivery(ServiceError):
    """The delivery is meant for another app, though it was signed with our secret."""

    kind = "foreign-delivery"
    status = HTTPStatus.FORBIDDEN


@dataclass(frozen=True, slots=True)
class Receiver:
    """Judges deliveries to our app; without a secret it can verify none, and says so."""

    client_key: str
    secrets: tuple[str, ...] = field(repr=False)
    max_age: float

    def judge(self, headers: Mapping[str, str], body: bytes, now: float) -> WebhookReceived:
        """Verify the bytes, then name them; raises where they are not TikTok's word to us.

        Signed bytes that cannot be parsed are taken: TikTok would repeat them for 72 hours.
        """
        signature = headers.get(HEADER, "")
        if self.secrets:
            verify(self.secrets, signature, body, now, self.max_age)
        try:
            delivery = _parse(body)
        except UnparseableDelivery:
            return _received("unparseable", "", unparseable_id(body), signature, body)
        if delivery.client_key != self.client_key:
            raise ForeignDelivery("This delivery is meant for another client_key.")
        verdict: Verdict = "verified" if self.secrets else "unverified"
        return _received(verdict, delivery.user_openid, external_id(delivery), signature, body)


def _parse(body: bytes) -> Delivery:
    delivery = parse_delivery(body)
    if len(delivery.user_openid) > LONGEST_USER:
        raise UnparseableDelivery("user_openid is longer than an id can be")
    return delivery


def _received(
    verdict: Verdict, user: str, identity: str, signature: str, body: bytes
) -> WebhookReceived:
    return WebhookReceived(
        provider=PROVIDER,
        platform_user_id=user,
        external_id=identity,
        verdict=verdict,
        # A header's bytes need not be UTF-8, a record's text must be.
        signature=signature.encode(errors="replace").decode(),
        body=body,
    )
