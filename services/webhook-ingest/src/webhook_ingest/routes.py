"""The one operation of the public API."""

from common.endpoints import Anyone, Endpoint, Header
from common.errors import Unavailable
from platforms.signatures import InvalidSignature, StaleSignature
from webhook_ingest.handlers import Received, receive_tiktok
from webhook_ingest.tiktok import ForeignDelivery

ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/webhooks/tiktok",
        Anyone(receive_tiktok),
        {200: Received},
        headers=[Header("TikTok-Signature", "`t=<seconds>,s=<hex HMAC-SHA256>`.", required=True)],
        refusals=[InvalidSignature, StaleSignature, ForeignDelivery, Unavailable],
    ),
)
