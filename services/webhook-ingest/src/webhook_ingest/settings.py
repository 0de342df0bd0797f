"""Settings of the webhook endpoints: those of each platform, and what all of them share."""

from typing import Annotated

from pydantic import Field, PositiveFloat

from webhook_ingest.receivers.instagram.settings import InstagramWebhookSettings
from webhook_ingest.receivers.tiktok.settings import TikTokWebhookSettings

# A record carries the body and its headers, and Kafka takes 1,048,576 bytes of both by default.
LARGEST_BODY = 1_000_000
# Meta puts 1000 changes at most into one body; half of this would be a long comment for each.
LARGEST_BATCH = 8_000_000


class Settings(TikTokWebhookSettings, InstagramWebhookSettings):
    """Read once, at the start; sizes are in bytes, times in seconds."""

    max_body_bytes: Annotated[int, Field(gt=0, le=LARGEST_BODY)] = LARGEST_BODY
    max_batch_bytes: Annotated[int, Field(gt=0, le=64_000_000)] = LARGEST_BATCH
    body_timeout: PositiveFloat = 10.0

    @property
    def largest(self) -> int:
        """The most bytes that a request of any platform may have."""
        return max(self.max_body_bytes, self.max_batch_bytes)
