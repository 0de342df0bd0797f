"""What the processes read from the environment; `migrate` and `resume` need the database alone."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from auth.connect.registered import PlatformSettings
from auth.sign_in.sessions import SessionLimits
from common.settings import DatabaseSettings, FaultPointSettings

Seconds = Annotated[int, Field(gt=0)]


class WorkerSettings(DatabaseSettings):
    """Mail for notices, and the limits of a session: the worker deletes what has passed them."""

    smtp_url: SecretStr | None = None
    mail_from: str = ""
    session_idle_seconds: Seconds = 24 * 3600
    session_absolute_seconds: Seconds = 7 * 24 * 3600

    def session_limits(self) -> SessionLimits:
        """Give both limits."""
        return SessionLimits(
            timedelta(seconds=self.session_idle_seconds),
            timedelta(seconds=self.session_absolute_seconds),
        )

    @property
    def mail_server(self) -> str:
        """The mail server's address, or nothing: notices are listed, and not mailed."""
        return self.smtp_url.get_secret_value() if self.smtp_url else ""

    @model_validator(mode="after")
    def _refuse_unusable_mail(self) -> Self:
        if not self.mail_server:
            return self
        parts = urlsplit(self.mail_server)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("SMTP_URL must be smtp://host or smtps://host")
        if "@" not in self.mail_from or not self.mail_from.isprintable():
            raise ValueError("MAIL_FROM must be an address where there is an SMTP_URL")
        return self


class ApiSettings(WorkerSettings, PlatformSettings, FaultPointSettings):
    """Key files and our app at each platform: secrets that the worker does without."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    session_keys_file: Path
    grant_keyring_file: Path
    grant_keyring_files: dict[str, Path] = {}

    def grant_keyring_of(self, provider: str) -> Path:
        """Give the key ring of this platform's grants: its own, or the one for all others."""
        return self.grant_keyring_files.get(provider, self.grant_keyring_file)

    @model_validator(mode="after")
    def _refuse_unsafe_origin(self) -> Self:
        parts = urlsplit(self.public_url)
        if self.public_url != f"{parts.scheme}://{parts.netloc}" or not parts.hostname:
            raise ValueError("PUBLIC_URL must be an origin: scheme, host and port, without a path")
        if self.is_production and parts.scheme != "https":
            raise ValueError("production needs an https PUBLIC_URL")
        return self
