"""Settings of TikTok's webhooks."""

from typing import Self

from pydantic import Field, PositiveFloat, SecretStr, model_validator

from common.settings import Settings


class TikTokWebhookSettings(Settings):
    """`TIKTOK_CLIENT_SECRET` is a comma list: while a secret is changed, both are good."""

    tiktok_client_key: str = Field(min_length=1)
    tiktok_client_secret: SecretStr = SecretStr("")
    tiktok_webhook_max_age: PositiveFloat = 259_200

    @model_validator(mode="after")
    def _production_verifies_tiktok(self) -> Self:
        if self.is_production and not self.tiktok_secrets:
            raise ValueError("production needs TIKTOK_CLIENT_SECRET, or anyone could post webhooks")
        return self

    @property
    def tiktok_secrets(self) -> tuple[str, ...]:
        """The secrets that a signature may be made with; none means that none is checked."""
        listed = self.tiktok_client_secret.get_secret_value().split(",")
        return tuple(secret.strip() for secret in listed if secret.strip())
