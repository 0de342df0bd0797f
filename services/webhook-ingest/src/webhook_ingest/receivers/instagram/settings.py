"""Settings of Instagram's webhooks."""

from typing import Self

from pydantic import SecretStr, model_validator

from common.settings import Settings


class InstagramWebhookSettings(Settings):
    """One app, two, or none; the secrets are comma lists: while one is changed, both are good."""

    instagram_app_id: str = ""
    instagram_app_secret: SecretStr = SecretStr("")
    instagram_login_app_id: str = ""
    instagram_login_app_secret: SecretStr = SecretStr("")
    instagram_verify_token: SecretStr = SecretStr("")

    @model_validator(mode="after")
    def _production_verifies_instagram(self) -> Self:
        apps = {
            "INSTAGRAM_APP": (self.instagram_app_id, self.instagram_app_secret),
            "INSTAGRAM_LOGIN_APP": (self.instagram_login_app_id, self.instagram_login_app_secret),
        }
        for name, (app_id, secret) in apps.items():
            if self.is_production and app_id and not _listed(secret):
                raise ValueError(f"production needs {name}_SECRET, or anyone could post webhooks")
        return self

    @property
    def has_instagram_app(self) -> bool:
        """Tell whether this installation receives webhooks of Instagram at all."""
        return bool(self.instagram_app_id or self.instagram_login_app_id)

    @property
    def instagram_secrets(self) -> tuple[str, ...]:
        """The secrets that a signature may be made with; none means that none is checked."""
        return _listed(self.instagram_app_secret) + _listed(self.instagram_login_app_secret)


def _listed(secrets: SecretStr) -> tuple[str, ...]:
    listed = secrets.get_secret_value().split(",")
    return tuple(secret.strip() for secret in listed if secret.strip())
