"""Settings of the webhook endpoints: those of each platform, and what all of them share."""

from typing import Annotated

from pydantic import Field, PositiveFloat

from webhook_ingest.receivers.instagram.settings import InstagramWebhookSettings
from webhook_ingest.receivers.tiktok.settings import TikTokWebhookSettings

# A record carries the body and its headers, and Kafka takes 1,048,576 bytes of both by default.
LARGEST_BODY = 1_000_000


class Settings(TikTokWebhookSettings, InstagramWebhookSettings):
    """Read once, at the start; sizes are in bytes, times in seconds."""

    max_body_bytes: Annotated[int, Field(gt=0, le=LARGEST_BODY)] = LARGEST_BODY
    body_timeout: PositiveFloat = 10.0
